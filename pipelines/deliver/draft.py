"""A list before it is published; its rows are those of `leads.sheets.draft`."""

from leads.sheets.draft import LANGUAGES, LeadDraft, ListDraft, ReasonDraft, SourceNote, Texts, lead_id

__all__ = ["LANGUAGES", "LeadDraft", "ListDraft", "ReasonDraft", "SourceNote", "Texts", "lead_id"]

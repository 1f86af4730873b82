"""Segments: a list or the client base cut up, a one-page sheet for each part, and a card of five questions for a lead."""

from pipelines.segments.card import Card, card
from pipelines.segments.cut import KINDS, Segment, cut
from pipelines.segments.members import Member, of_clients, of_leads
from pipelines.segments.sheet import sheet

__all__ = ["KINDS", "Card", "Member", "Segment", "card", "cut", "of_clients", "of_leads", "sheet"]

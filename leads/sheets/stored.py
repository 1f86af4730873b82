"""Leads of a published list as the values that files are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from leads.sheets.draft import LANGUAGES, LeadDraft, ListDraft, ReasonDraft, SourceNote

OWN = frozenset({"why_now", "reasons"})
"""Fields of a LeadDraft that are kept in another shape."""
COPIED = tuple(spec.name for spec in fields(LeadDraft) if spec.name not in OWN)
"""Fields of a LeadDraft that its row has under the same name."""
LISTS = ("aliases", "numbers", "phones", "emails", "timeline", "members")
"""Those that a row keeps as a list."""
REASON = tuple(spec.name for spec in fields(ReasonDraft) if spec.name != "text")
"""Fields of a ReasonDraft that its row has under the same name."""


def head_of(row: Any) -> ListDraft:
    """A published list without its leads."""
    return ListDraft(
        profile=row.profile,
        title=row.title,
        day=row.day,
        profile_hash=row.profile_hash,
        leads=(),
        sources=tuple(SourceNote(**source) for source in row.sources),
        signals=row.signals,
        quota=row.quota,
    )


def leads_of(rows: Iterable[Any]) -> Iterator[LeadDraft]:
    """Rows of leads, their reasons prefetched, one after the other."""
    return (lead_of(row) for row in rows)


def lead_of(row: Any) -> LeadDraft:
    """One lead with its reasons."""
    values: dict[str, Any] = {name: getattr(row, name) for name in COPIED}
    values |= {name: tuple(values[name]) for name in LISTS}
    return LeadDraft(
        **values,
        why_now={language: getattr(row, f"why_now_{language}") for language in LANGUAGES},
        reasons=tuple(reason_of(reason) for reason in row.reasons.all()),
    )


def reason_of(row: Any) -> ReasonDraft:
    """One reason."""
    texts = {language: getattr(row, f"text_{language}") for language in LANGUAGES}
    return ReasonDraft(**{name: getattr(row, name) for name in REASON}, text=texts)

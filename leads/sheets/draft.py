"""A list as plain values, without a database, so that ranking, gate, hashes, files and the portal share one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

LANGUAGES = ("en", "ru", "uk")

Texts = Mapping[str, str]
"""One text by language: en, ru, uk."""


@dataclass(frozen=True)
class ReasonDraft:
    """One reason of a lead's score; fields as in `leads.models.Reason`."""

    signal: str
    points: int
    params: Mapping[str, Any]
    text: Texts
    source: str = ""
    url: str = ""
    listing_id: str = ""
    day: date | None = None
    file: str = ""
    line: int | None = None


@dataclass(frozen=True)
class LeadDraft:
    """One lead with its golden record; fields as in `leads.models.Lead`."""

    lead_id: str
    company_id: str
    rank: int
    band: str
    points: int
    fresh_on: date | None
    name: str
    why_now: Texts
    reasons: tuple[ReasonDraft, ...]
    aliases: tuple[str, ...] = ()
    legal_form: str = ""
    status: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    address: str = ""
    website: str = ""
    domain: str = ""
    nace: str = ""
    numbers: tuple[Mapping[str, str], ...] = ()
    """Each {register, number}."""
    phones: tuple[Mapping[str, str], ...] = ()
    """Each {value, label}, E.164; label is mobile, office, toll_free or unknown."""
    emails: tuple[Mapping[str, str], ...] = ()
    """Each {value, label}; personal mailboxes are never among them."""
    registered_on: date | None = None
    founded_on: date | None = None
    employees: int | None = None
    capital: Decimal | None = None
    currency: str = ""
    first_seen_at: datetime | None = None
    checked_at: datetime | None = None
    sources: int = 0
    is_new: bool = False
    deadline: date | None = None
    """The next day something must be handed in."""
    timeline: tuple[Mapping[str, Any], ...] = ()
    """Its newest listings: {kind, role, day, title, value, currency, deadline, status, source, url}; all text."""
    members: tuple[Mapping[str, Any], ...] = ()
    """What was merged into it, the first seen first; rows of `pipelines.link.why_members`."""
    alternatives: Mapping[str, Any] = field(default_factory=dict)
    """By field its values in all sources, the chosen one first; rows of `pipelines.link.alternatives`."""
    custom: Mapping[str, str] = field(default_factory=dict)
    """Of a client: the further columns of the user's own file, by their heading."""
    evidence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By field of the golden record: {source, url, fetched_at, file, line, text}."""


@dataclass(frozen=True)
class SourceNote:
    """A source of a list's facts, with the words its licence asks for."""

    name: str
    title: str
    licence: str
    attribution: str
    leads: int
    """In how many leads a reason or a field came from it."""


@dataclass(frozen=True)
class ListDraft:
    """A whole list of one profile and one day."""

    profile: str
    title: Texts
    day: date
    profile_hash: str
    leads: tuple[LeadDraft, ...]
    sources: tuple[SourceNote, ...] = ()
    signals: Mapping[str, Texts] = field(default_factory=dict)
    """The short name of each signal its reasons speak of."""
    quota: int = 0
    """Leads the team can call on a day; 0 where it is not known."""


def lead_id(profile: str, company_id: str) -> str:
    """The id of a lead: the same for a company and a profile on every list, so that a CRM can know it by it."""
    return "l" + hashlib.sha256(f"{profile}|{company_id}".encode()).hexdigest()[:12]

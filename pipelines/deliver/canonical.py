"""The canonical form of a list: bytes that depend on landing, decisions and profile alone.

Keys are sorted; there is no clock, no database id and nothing of the machine. The SHA-256 of the JSON is the list's hash.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

from leads.sheets.columns import own_headings
from leads.sheets.draft import LANGUAGES, LeadDraft, ListDraft, ReasonDraft

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE

_FLAT = (
    "rank", "band", "points", "lead_id", "company_id", "name", "legal_form", "status", "country", "region", "city", "street",
    "postcode", "address", "website", "domain", "nace", "registered_on", "founded_on", "employees", "capital", "currency",
    "fresh_on", "first_seen_at", "checked_at", "sources", "is_new",
)  # fmt: skip


def canonical_json(draft: ListDraft) -> bytes:
    """The whole list, evidence and reasons included, one JSON document with sorted keys."""
    return orjson.dumps(
        {
            "profile": draft.profile,
            "title": dict(draft.title),
            "day": draft.day.isoformat(),
            "profile_hash": draft.profile_hash,
            "sources": [_record(source) for source in sorted(draft.sources, key=lambda source: source.name)],
            "leads": [_record(lead) for lead in draft.leads],
        },
        option=_OPTIONS,
    )


def canonical_csv(draft: ListDraft) -> bytes:
    """The list as plain CSV for machines, where nothing is escaped against spreadsheet programs.

    UTF-8, comma, ISO dates, LF; many-valued cells are joined by ' | '.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f"why_now_{language}" for language in LANGUAGES]
    own = own_headings(lead.custom for lead in draft.leads)
    custom = [f"custom.{heading}" for heading in own]
    writer.writerow([*_FLAT, "numbers", "phones", "emails", *names, "reasons", "signals", "evidence_url", *custom])
    for lead in draft.leads:
        writer.writerow(
            [
                *(_cell(getattr(lead, name)) for name in _FLAT),
                " | ".join(f"{number['register']} {number['number']}" for number in lead.numbers),
                " | ".join(phone["value"] for phone in lead.phones),
                " | ".join(mail["value"] for mail in lead.emails),
                *(lead.why_now[language] for language in LANGUAGES),
                " | ".join(f"{reason.text['en']} ({reason.points:+d})" for reason in lead.reasons),
                " | ".join(reason.signal for reason in lead.reasons),
                next((reason.url for reason in lead.reasons if reason.url), ""),
                *(lead.custom.get(heading, "") for heading in own),
            ]
        )
    return out.getvalue().encode()


def list_hash(draft: ListDraft) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical_json(draft)).hexdigest()


def moment(at: datetime) -> str:
    """A moment as the canonical form writes it: UTC, microseconds only where there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _record(record: Any) -> dict[str, Any]:
    return {spec.name: _plain(getattr(record, spec.name)) for spec in fields(record)}


def _plain(value: Any) -> Any:
    match value:
        case LeadDraft() | ReasonDraft():
            return _record(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case tuple() | list():
            return [_plain(item) for item in value]
        case None | str() | int() | float():
            return value
        case _:
            return {str(key): _plain(item) for key, item in value.items()}


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return str(plain).lower() if isinstance(plain, bool) else str(plain)

"""Small lists for tests: made up, with the dirt that real sources publish."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from stdnum.ua import edrpou

from leads.sheets.draft import LeadDraft, ListDraft, ReasonDraft, SourceNote, lead_id

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 4, 12, tzinfo=UTC)
SEEN = datetime(2026, 11, 20, 23, 0, 5, 250000, tzinfo=UTC)


def texts(en: str, ru: str | None = None, uk: str | None = None) -> dict[str, str]:
    return {"en": en, "ru": ru or en, "uk": uk or en}


def reason(points: int = 30, signal: str = "new_company", **changes: Any) -> ReasonDraft:
    values: dict[str, Any] = {
        "signal": signal,
        "points": points,
        "params": {"days": 3, "day": "2026-11-18", "city": "Львів"},
        "text": texts("registered 3 days ago in Львів", "зарегистрирована 3 дня назад", "зареєстрована 3 дні тому"),
        "source": "no_brreg",
        "url": "https://data.example.org/enheter/1",
        "listing_id": "no_brreg:1",
        "day": date(2026, 11, 18),
        "file": "20261120T230005000000Z.jsonl.gz",
        "line": 7,
    }
    return ReasonDraft(**(values | changes))


def edrpou_of(place: int) -> str:
    """A number that its register could have given."""
    stem = f"{13130 + place:07d}"
    return stem + edrpou.calc_check_digit(stem)


def lead(place: int = 1, profile: str = "cleaning", **changes: Any) -> LeadDraft:
    company = changes.pop("company_id", f"c{place:012d}")
    reasons = changes.pop("reasons", (reason(),))
    values: dict[str, Any] = {
        "lead_id": lead_id(profile, company),
        "company_id": company,
        "rank": place,
        "band": "A",
        "points": sum(each.points for each in reasons),
        "fresh_on": date(2026, 11, 18),
        "name": f"ТОВ «Ромашка {place}»",
        "why_now": texts("Registered 3 days ago.", "Зарегистрирована 3 дня назад.", "Зареєстрована 3 дні тому."),
        "reasons": reasons,
        "legal_form": "ТОВ",
        "status": "active",
        "country": "UA",
        "region": "UA-46",
        "city": "Львів",
        "street": "вул. Зелена, 1",
        "postcode": "79000",
        "address": "79000, Львів, вул. Зелена, 1",
        "website": f"https://romashka{place}.example.org",
        "domain": f"romashka{place}.example.org",
        "nace": "81",
        "numbers": ({"register": "UA-EDRPOU", "number": edrpou_of(place)},),
        "phones": ({"value": f"+38032222{place:04d}", "label": "office"},),
        "emails": ({"value": f"info@romashka{place}.example.org", "label": "role"},),
        "registered_on": date(2026, 11, 18),
        "founded_on": date(2026, 11, 17),
        "employees": 12,
        "capital": Decimal("1000.50"),
        "currency": "UAH",
        "first_seen_at": SEEN,
        "checked_at": SEEN,
        "sources": 1,
        "is_new": True,
        "evidence": {"name": {"source": "no_brreg", "url": "https://data.example.org/1", "line": 7, "text": "Ромашка"}},
    }
    return LeadDraft(**(values | changes))


def draft(leads: int | tuple[LeadDraft, ...] = 3, day: date = DAY, profile: str = "cleaning") -> ListDraft:
    made = tuple(lead(place, profile) for place in range(1, leads + 1)) if isinstance(leads, int) else leads
    title = texts("Cleaning, Lviv", "Уборка, Львов", "Прибирання, Львів")
    note = SourceNote(
        "no_brreg", "Norway: register of legal entities", "NLOD-2.0", "Contains data under NLOD", len(made)
    )
    return ListDraft(profile, title, day, "f" * 64, made, (note,))

"""Prozorro, Ukraine: every public purchase, from the announcement to the award."""

from __future__ import annotations

from typing import Any

from leads.declaration import Expectations
from spiders.picks import Const, First, Join
from spiders.platforms.ocds import Ocds
from spiders.platforms.offset_feed import OffsetFeed

OPEN = frozenset({"active.enquiries", "active.tendering"})
"""Statuses in which offers are, or will be, taken."""
DIRECT = "reporting"
"""The method of a contract reported without competition: an award, never an opportunity (tenders.md §4.1)."""


class UaProzorro(OffsetFeed, Ocds):
    """Tenders with the buyer and the suppliers of standing awards; plans, contracts and bidders are not walked.

    A buyer's or supplier's contact person is not read; its phone and e-mail are, as those of the organisation.
    """

    name = "ua_prozorro"
    title = "Ukraine: public purchases (Prozorro)"
    kind, country = "tender", "UA"
    licence, attribution = "CC-BY-4.0", "Prozorro, ДП «Прозорро»"
    access, terms_url, terms_checked = "api", "https://prozorro.gov.ua/openprocurement", "2026-11-21"
    delay = 0.03
    timezone, currency, language = "Europe/Kyiv", "UAH", "uk"
    mandatory = ("source_id", "title", "party.name")
    expects = Expectations(at_least=1, fill={"party.numbers": 0.95, "codes": 0.95, "value": 0.9, "party.region": 0.8})
    endpoint = "https://public-api.prozorro.gov.ua/api/2.5/tenders"
    registers = {"UA-EDR": "UA-EDRPOU", "UA-IPN": "UA-EDRPOU"}  # a person's has ten digits, which landing knows
    schemes = {"ДК021": "DK021", "CPV": "CPV"}
    listing = {
        "source_id": "/id",
        "url": Join(Const("https://prozorro.gov.ua/tender/"), "/tenderID", separator=""),
        "title": First("/title", "/title_en"),
        "description": "/description",
        "country": Const("UA"),
        "language": Const("uk"),
        "published": "/dateCreated",
        "modified": "/dateModified",
        "status": "/status",
        "method": "/procurementMethodType",
        "value": "/value/amount",
        "currency": "/value/currency",
        "deadline": "/tenderPeriod/endDate",
    }

    def skip(self, row: Any) -> str | None:
        """Drafts are not public purchases yet."""
        return "draft" if str(row.get("status", "")).startswith("draft") else None

    def pick(self, row: Any) -> dict[str, Any]:
        """A tender with its stage and the day of its first standing award."""
        listing = super().pick(row)
        awards = row.get("awards")
        days = (
            [each.get("date") for each in awards if each.get("status") == "active"] if isinstance(awards, list) else []
        )
        won = row.get("procurementMethodType") == DIRECT or (bool(days) and row.get("status") not in OPEN)
        listing["stage"] = "award" if won else "tender"
        if first := min(filter(None, days), default=None):
            listing["awarded_on"] = first
        return listing

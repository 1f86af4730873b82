"""Who can be in a segment: a lead of a published list, or one of the user's own clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from leads.sheets.draft import LeadDraft

Facts = duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class Member:
    """One company in a population, with what it can be sorted by."""

    company_id: str
    name: str
    place: int
    """Its rank in the population, from 1."""
    country: str = ""
    region: str = ""
    city: str = ""
    nace: str = ""
    employees: int | None = None
    born: date | None = None
    phone: str = ""
    band: str = ""
    abc: str = ""
    rfm: str = ""
    """The named segment of recency, frequency and money."""
    stage: str = ""
    """The stage of a client's life cycle."""
    signals: Sequence[str] = ()
    """Signals of its reasons, the weightiest first."""
    sources: Sequence[str] = ()
    """Sources of its reasons."""
    why_now: Mapping[str, str] = field(default_factory=dict)
    """One sentence by language."""


def of_leads(leads: Iterable[LeadDraft]) -> list[Member]:
    """Members of a published list, in its order."""
    return [
        Member(
            company_id=lead.company_id, name=lead.name, place=lead.rank, country=lead.country or "", region=lead.region or "",
            city=lead.city or "", nace=lead.nace or "", employees=lead.employees, born=lead.registered_on or lead.founded_on,
            phone=next((str(phone["value"]) for phone in lead.phones), ""), band=lead.band,
            signals=[reason.signal for reason in lead.reasons if reason.points > 0],
            sources=sorted({reason.source for reason in lead.reasons if reason.source}), why_now=dict(lead.why_now),
        )
        for lead in leads
    ]  # fmt: skip


_CLIENTS = """
SELECT company_id, c.name, coalesce(k.country, ''), coalesce(k.region, ''), coalesce(k.city, ''), coalesce(k.nace, ''), k.employees,
    coalesce(k.registered_on, k.founded_on), coalesce(abc, ''), coalesce(segment, ''), coalesce(stage, ''), coalesce(c.value, 0)
FROM customers c JOIN companies k USING (company_id)
"""


def of_clients(shards: Iterable[Facts]) -> list[Member]:
    """The user's own clients among the companies of all shards, those first of whom most is expected."""
    rows: list[tuple[Any, ...]] = []
    for facts in shards:
        rows += facts.execute(_CLIENTS).fetchall()
    ordered = sorted(rows, key=lambda row: (-row[11], row[0]))
    return [
        Member(
            company_id=row[0], name=row[1] or "", place=place, country=row[2], region=row[3], city=row[4], nace=row[5],
            employees=row[6], born=row[7], abc=row[8], rfm=row[9], stage=row[10],
        )
        for place, row in enumerate(ordered, start=1)
    ]  # fmt: skip

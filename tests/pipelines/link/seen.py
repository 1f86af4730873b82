"""Parties as `clean` would have left them, for tests of link: only what a test speaks of is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from leads.facts import open_facts
from leads.landing import Landing
from leads.run import Run
from pipelines.link import Judgement, LinkReport, link

DAY = date(2026, 11, 20)
KINDS = {
    "registered": "registration",
    "buyer": "tender",
    "supplier": "tender",
    "employer": "vacancy",
    "subject": "article",
}
START = datetime(2026, 11, 1, tzinfo=UTC)

RUN = Run(Path("data"), Landing("memory://nothing"), "UA", DAY)


def party_id(label: str) -> str:
    """A party's id from a test's word for it."""
    return "p" + hashlib.md5(label.encode(), usedforsecurity=False).hexdigest()[:16]


def company_id(label: str) -> str:
    """The id of the company that a party would give its name to."""
    return "c" + party_id(label)[1:13]


@dataclass(frozen=True)
class Seen:
    """One party in a listing of its own."""

    label: str
    name: str | None = "Svitanok"
    day: int = 0
    """Days after START on which it was first seen."""
    role: str = "employer"
    source: str = "src"
    numbers: tuple[tuple[str, str], ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, str, str], ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    """Further columns of the party."""
    listing: dict[str, Any] = field(default_factory=dict)
    """Further columns of its listing."""


def put(facts: duckdb.DuckDBPyConnection, seen: Iterable[Seen]) -> None:
    """Insert parties with their listings, numbers, codes and contacts."""
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("listings", "parties", "numbers", "codes", "contacts")
    }
    known: set[str] = set()
    for each in seen:
        moment, party = START + timedelta(days=each.day), party_id(each.label)
        listing_id = each.listing.get("listing_id", f"{each.source}:{each.label}")
        if listing_id not in known:
            known.add(listing_id)
            rows["listings"].append(
                {
                    "listing_id": listing_id,
                    "source": each.source,
                    "source_id": each.label,
                    "kind": KINDS[each.role],
                    "fetched_at": moment,
                }
                | {"first_seen_at": moment, "url": f"https://example.org/{each.label}"}
                | each.listing
            )
        rows["parties"].append(
            {"party_id": party, "listing_id": listing_id, "role": each.role, "ordinal": 0, "first_seen_at": moment}
            | {"name": each.name, "name_core": each.name, "country": "UA"}
            | each.values
        )
        rows["numbers"] += [
            {"party_id": party, "register": register, "number": number} for register, number in each.numbers
        ]
        rows["contacts"] += [{"party_id": party, "kind": kind, "value": value} for kind, value in each.contacts]
        rows["codes"] += [
            {"listing_id": listing_id, "party_id": None if scheme == "CPV" else party}
            | {"ordinal": at, "scheme": scheme, "code": code, "nace": nace}
            for at, (scheme, code, nace) in enumerate(each.codes)
        ]
    for table, given in rows.items():
        if given:
            columns = sorted({column for row in given for column in row})
            facts.register("given", pa.table({column: [row.get(column) for row in given] for column in columns}))
            facts.execute(f"INSERT INTO {table} BY NAME FROM given")
            facts.unregister("given")


def linked(
    seen: Sequence[Seen], judgements: Sequence[Judgement] = (), threads: int | None = 1
) -> tuple[duckdb.DuckDBPyConnection, LinkReport]:
    """Facts of these parties after link, and its report."""
    facts = open_facts(":memory:", threads)
    put(facts, seen)
    return facts, link(facts, RUN, judgements)


def companies(facts: duckdb.DuckDBPyConnection, seen: Iterable[Seen]) -> list[set[str]]:
    """The labels of each company's parties, in the order of labels."""
    labels = {party_id(each.label): each.label for each in seen}
    found: dict[str, set[str]] = {}
    for party, company in facts.execute("SELECT party_id, company_id FROM members").fetchall():
        found.setdefault(company, set()).add(labels[party])
    return sorted(found.values(), key=min)


def together(seen: Sequence[Seen], judgements: Sequence[Judgement] = ()) -> list[set[str]]:
    """The labels of each company's parties after link."""
    return companies(linked(seen, judgements)[0], seen)


def tables(facts: duckdb.DuckDBPyConnection) -> dict[str, list[Any]]:
    """All rows link wrote, in an order of their own."""
    names = ("companies", "members", "doubts", "aliases", "evidence", "signals")
    return {name: sorted(facts.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}

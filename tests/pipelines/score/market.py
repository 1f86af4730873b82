"""Small facts of one shard for tests: companies and what was published about them, kept as rows until they are opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa

from leads.facts import open_facts
from leads.landing import Landing
from leads.profile import Profile, Signal
from leads.run import Run
from pipelines.score.registry import vocabulary
from pipelines.score.signals import SIGNALS
from pipelines.score.stage import ScoreReport, score

TODAY = date(2026, 11, 20)


def ago(days: int) -> date:
    """A day so many days before the run."""
    return TODAY - timedelta(days=days)


def moment(day: date) -> datetime:
    """Noon of a day, UTC."""
    return datetime.combine(day, time(12), UTC)


_OF_LISTING = ("description", "occupation", "skills", "openings", "salary_min", "salary_max")
"""What a listing says and a signal does not."""


class Market:
    """Rows of facts by table."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, table: str, **columns: Any) -> None:
        self.rows.setdefault(table, []).append(columns)

    def company(self, name: str = "Альфа", **columns: Any) -> str:
        """A company, with one party of the same number; its golden record is proved by the listing `register:<number>`."""
        number = len(self.rows.get("companies", []))
        company_id, party_id, listing_id = f"c{number:012x}", f"p{number:016x}", f"register:{number}"
        row = {"country": "UA", "first_seen_at": moment(ago(400)), "sources": 1} | columns
        self.add("companies", company_id=company_id, name=name, **row)
        self.add("members", party_id=party_id, company_id=company_id)
        self.add("parties", party_id=party_id, listing_id=listing_id, role="registered", name=name)
        for field in ("name", *columns):
            self.add("evidence", company_id=company_id, field=field, party_id=party_id, listing_id=listing_id)
        return company_id

    def seen(self, company: str, kind: str, role: str, days: int, **columns: Any) -> str:
        """A listing seen from a company; returns its id."""
        listing_id = f"{kind}:{len(self.rows.get('signals', []))}"
        own = {name: columns.pop(name) for name in _OF_LISTING if name in columns}
        columns = {"title": kind} | columns
        if kind == "vacancy" and "currency" in columns:
            own["currency"] = columns["currency"]
        self.add("signals", company_id=company, kind=kind, role=role, day=ago(days), listing_id=listing_id, **columns)
        self.add(
            "listings",
            listing_id=listing_id,
            kind="registration" if kind == "raised" else kind,
            title=columns["title"],
            **own,
        )
        return listing_id

    def tender(self, company: str, days: int, cpv: str = "90910000", role: str = "buyer", **columns: Any) -> str:
        return self.seen(company, "tender", role, days, codes=[cpv], **columns)

    def contact(self, company: str, kind: str, value: str) -> None:
        self.add("contacts", party_id="p" + company[1:].rjust(16, "0"), kind=kind, value=value)

    def code(self, company: str, scheme: str, code: str, nace: str | None) -> None:
        self.add("codes", party_id="p" + company[1:].rjust(16, "0"), ordinal=1, scheme=scheme, code=code, nace=nace)

    def open(self, shuffle: Random | None = None, threads: int | None = None) -> duckdb.DuckDBPyConnection:
        """The facts, inserted in order or shuffled."""
        con = open_facts(":memory:", threads)
        for table, rows in self.rows.items():
            names = sorted({name for row in rows for name in row})
            ordered = shuffle.sample(rows, len(rows)) if shuffle else rows
            columns = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in ordered])
            con.register("rows_of_test", columns)
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_of_test")
            con.unregister("rows_of_test")
        return con


def run_on(day: date = TODAY) -> Run:
    """A run of the shard UA; no file is touched."""
    return Run(Path("nowhere"), Landing("memory://nowhere"), "UA", day)


def line(
    word: str, points: int = 10, half_life_days: int | None = None, must: bool = False, **parameters: Any
) -> Signal:
    """A line of a scorecard, defaults filled in as loading does."""
    known = vocabulary().signals[word].parameters
    return Signal(word, points, {n: parameters.get(n, p.default) for n, p in known.items()}, half_life_days, must)


def card(*signals: Signal, name: str = "test", **columns: Any) -> Profile:
    """A profile of these lines; `needs_fresh` is off unless asked for."""
    texts = {"en": "t", "ru": "t", "uk": "t"}
    given: dict[str, Any] = {"countries": ("UA",), "list_size": 10, "quota": 2, "needs_fresh": False} | columns
    return Profile(name=name, title=texts, sells=texts, signals=signals, **given)


Reasons = dict[str, dict[str, tuple[int, str | None]]]


def scored(
    market: Market, *profiles: Profile, day: date = TODAY, **how: Any
) -> tuple[ScoreReport, duckdb.DuckDBPyConnection]:
    """Score and give the report and the facts."""
    con = market.open(**how)
    return score(con, run_on(day), profiles), con


def points(market: Market, profile: Profile, day: date = TODAY) -> dict[str, int]:
    """Points by company."""
    _, con = scored(market, profile, day=day)
    return dict(con.execute("SELECT company_id, points FROM leads").fetchall())


def reasons(market: Market, profile: Profile, day: date = TODAY) -> Reasons:
    """Points and evidence by company and signal."""
    _, con = scored(market, profile, day=day)
    found: Reasons = {}
    for company, signal, worth, listing in con.execute(
        "SELECT company_id, signal, points, listing_id FROM reasons"
    ).fetchall():
        assert signal in SIGNALS
        found.setdefault(company, {})[signal] = (worth, listing)
    return found

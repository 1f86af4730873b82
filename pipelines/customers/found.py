"""What the last night found of the user's clients in the facts of all countries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from leads.facts import connect

STRENGTH = ("word", "number", "domain", "name")
"""What links a client, the strongest first."""


@dataclass(frozen=True)
class Found:
    """A client that is a company."""

    customer_id: str
    company_id: str
    how: str
    abc: str
    rfm: str
    stage: str


@dataclass(frozen=True)
class Doubt:
    """A company that may be a client."""

    customer_id: str
    name: str
    company_id: str
    company: str
    why: str


def found(data: Path) -> dict[str, Found]:
    """Each client that was found, by its id; where two countries have it, the stronger link counts."""
    known: dict[str, Found] = {}
    for con in _shards(data):
        rows = con.execute(
            """SELECT customer_id, company_id, how, coalesce(abc, ''), coalesce(rfm, ''), stage FROM shard.customers ORDER BY customer_id"""
        ).fetchall()
        for row in rows:
            each = Found(*row)
            before = known.get(each.customer_id)
            if before is None or STRENGTH.index(each.how) < STRENGTH.index(before.how):
                known[each.customer_id] = each
    return known


def doubts(data: Path) -> list[Doubt]:
    """Companies that may be a client, client by client, the likeliest first."""
    lines: list[Doubt] = []
    for con in _shards(data):
        rows = con.execute("SELECT customer_id, name, company_id, company, why FROM shard.customer_doubts").fetchall()
        lines += [Doubt(*row) for row in rows]
    return sorted(lines, key=lambda each: (each.name, each.customer_id))


def _shards(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to each shard that knows of clients, as `shard`, read only."""
    for path in sorted((data / "facts").glob("*.duckdb")):
        with shard(path) as con:
            if con.execute(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = 'shard' AND table_name = 'customers'"
            ).fetchall():
                yield con


@contextmanager
def shard(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A shard's facts attached as `shard`, read only: nothing is ever written beside the file."""
    with connect() as con:
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS shard (READ_ONLY)")
        yield con

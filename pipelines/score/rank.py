"""The order of a list, and its bands.

Bands follow the team's capacity, not fixed scores, which inflate until everything is an A. With a quota of q calls a day:

    A  the first q leads: call today          share of the first 15 q: 1/15
    B  the next 2 q: this week                2/15
    C  the next 4 q: next week                4/15
    D  the next 8 q: this month               8/15
    E  what comes after
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

BANDS = (("A", 1), ("B", 2), ("C", 4), ("D", 8))
"""Each band and how many quotas it holds; E takes the rest."""


@dataclass(frozen=True)
class LeadRow:
    """What the order of a list depends on."""

    company_id: str
    points: int
    fresh_on: date | None


@dataclass(frozen=True)
class Ranked:
    """A lead with its place on the list (from 1) and its band."""

    rank: int
    band: str
    lead: LeadRow


def order(lead: LeadRow) -> tuple[Any, ...]:
    """Sort key: most points, then freshest (no day last), then id."""
    return (-lead.points, -lead.fresh_on.toordinal() if lead.fresh_on else 0, lead.company_id)


def ranked(leads: Sequence[LeadRow], quota: int, size: int | None = None) -> list[Ranked]:
    """The first `size` leads in order, with rank and band."""
    first = sorted(leads, key=order)[:size]
    return [Ranked(rank, band(rank, quota), lead) for rank, lead in enumerate(first, start=1)]


def band(rank: int, quota: int) -> str:
    """The band of a rank, for a team that can call `quota` leads a day."""
    end = 0
    for name, quotas in BANDS:
        end += quotas * quota
        if rank <= end:
            return name
    return "E"


def best(facts: duckdb.DuckDBPyConnection, profile: str, size: int) -> list[LeadRow]:
    """The first `size` leads of a profile in one shard; the best of all shards are among those of each."""
    rows = facts.execute(
        """SELECT company_id, points, fresh_on FROM leads WHERE profile = ?
           ORDER BY points DESC, fresh_on DESC NULLS LAST, company_id LIMIT ?""",
        [profile, size],
    ).fetchall()
    return [LeadRow(*row) for row in rows]

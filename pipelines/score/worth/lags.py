"""How late news are: the source's own lag and ours apart, of the listings that the dated reasons of leads rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipelines.score.signals import SIGNALS

Facts = duckdb.DuckDBPyConnection
Age = tuple[str, float | None, float | None, float | None, int]
"""Source; days from event to publication, publication to ranked list, event to ranked list; how many listings."""

_AGES = """
WITH used AS (
    SELECT source, published, coalesce(awarded_on, registered_on::TIMESTAMPTZ) AS event
    FROM listings SEMI JOIN (SELECT listing_id FROM reasons WHERE list_contains($dated, signal)) USING (listing_id)
)
SELECT source,
    CASE WHEN published IS NOT NULL AND event IS NOT NULL
        THEN greatest(0, date_diff('day', event::DATE, published::DATE))::DOUBLE END AS theirs,
    CASE WHEN published IS NOT NULL THEN greatest(0, round(epoch($ranked::TIMESTAMPTZ - published) / 86400.0, 1)) END AS ours,
    CASE WHEN coalesce(event, published) IS NOT NULL
        THEN greatest(0, round(epoch($ranked::TIMESTAMPTZ - least(event, published)) / 86400.0, 1)) END AS whole,
    count(*)
FROM used GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class Lags:
    """How old news of one source are, in days, as (half of the listings, 95 of 100); None where it tells no such moment."""

    source: str
    listings: int
    source_lag: tuple[float, float] | None
    """From the event (registered, awarded) to its publication."""
    our_lag: tuple[float, float] | None
    """From publication to the ranked list."""
    whole: tuple[float, float] | None
    """From the event, or its publication where no event has a day, to the ranked list."""


def ages(facts: Facts, ranked: datetime) -> list[Age]:
    """How old the listings behind the dated reasons of a scored shard's leads were when the list was ranked."""
    dated = sorted(name for name, declared in SIGNALS.items() if declared.word.dated)
    return facts.execute(_AGES, {"ranked": ranked, "dated": dated}).fetchall()


def lags(found: Iterable[Age]) -> list[Lags]:
    """The lags of each source from the ages in all shards."""
    by_source: dict[str, list[Age]] = {}
    for age in found:
        by_source.setdefault(age[0], []).append(age)
    return [_lags(source, rows) for source, rows in sorted(by_source.items())]


def _lags(source: str, rows: Sequence[Age]) -> Lags:
    theirs = _quantiles([(theirs, count) for _, theirs, _, _, count in rows])
    ours = _quantiles([(ours, count) for _, _, ours, _, count in rows])
    whole = _quantiles([(whole, count) for _, _, _, whole, count in rows])
    return Lags(source, sum(row[4] for row in rows), theirs, ours, whole)


def _quantiles(rows: Sequence[tuple[float | None, int]]) -> tuple[float, float] | None:
    counted = sorted((value, count) for value, count in rows if value is not None)
    total = sum(count for _, count in counted)
    if not total:
        return None

    def at(share: float) -> float:
        passed = 0
        for value, count in counted:
            passed += count
            if passed >= share * total:
                return value
        return counted[-1][0]

    return at(0.5), at(0.95)

"""The rejects of a night as an operator reads them: how often, why, with an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import duckdb

MOST = 500
"""Rows kept of a night, the commonest first."""
SHOWN = ("codes", "country", "region", "status", "founded_on", "registered_on", "ceased_on", "employees", "capital", "value", "currency",
         "deadline", "published", "modified", "awarded_on", "numbers", "website", "legal_form")  # fmt: skip
"""Fields whose texts may be shown as an example; any other could hold a person."""

Row = dict[str, str | int]


def rejected(shards: Iterable[duckdb.DuckDBPyConnection]) -> list[Row]:
    """Rows of source, field, why, count and example (the least text; '' where none may be shown), the commonest first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], str] = {}
    for facts in shards:
        found = facts.execute("SELECT source, field, why, count(*), min(text) FROM rejects GROUP BY ALL").fetchall()
        for source, field, why, count, example in found:
            key = (source, field, why)
            counts[key] += count
            if field.removeprefix("party.") in SHOWN and example:
                examples[key] = min(examples.get(key, example), example)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [
        {"source": source, "field": field, "why": why, "count": count, "example": examples.get((source, field, why), "")[:200]}
        for (source, field, why), count in ordered
    ]  # fmt: skip

"""Does the next purchase come where it is expected? `python bench/purchases.py [--buyers 4000] [--sample FILE.jsonl.gz]`.

Backtest: on each of six days, a month apart, everybody's history up to that day is known, and the 100 buyer × CPV division pairs
most likely to buy within 30 days are named; precision@100 is how many did. Beside it in the same run: "same month last year"
(most purchases in the same 30 days a year ago), the buyer's mean interval (the next purchase is due in the 30 days; the
surest first), and chance. Histories: the world's planted rhythms; with `--sample` real Prozorro tenders too, as far as their days allow.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from leads.facts import open_facts
from pipelines.score.buying.model import fit
from pipelines.score.buying.occasions import bought_within, features, make_occasions
from world.rhythms import purchases

DAY = date(2026, 11, 20)
BEST = 100
Facts = duckdb.DuckDBPyConnection
Key = tuple[str, str]


def main() -> None:
    """Backtest the world, then the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sample", type=Path, help="a file of recorded Prozorro tenders")
    asked = parser.parse_args()
    rows = [
        _row(f"c{p.buyer:012x}", f"CPV:{p.code}", p.day, number)
        for number, p in enumerate(purchases(asked.seed, asked.buyers, DAY))
    ]
    _backtest("world", rows, [DAY - timedelta(days=30 * back) for back in range(6, 0, -1)], 30)
    if asked.sample:
        real = list(_prozorro(asked.sample))
        last = max(row["day"] for row in real)
        _backtest("prozorro", real, [last - timedelta(days=back) for back in (5, 4, 3)], 3)


def _backtest(name: str, rows: list[dict[str, Any]], days: list[date], horizon: int) -> None:
    facts = open_facts(":memory:")
    facts.register("rows", pa.Table.from_pylist(rows))
    facts.execute("INSERT INTO signals BY NAME SELECT * FROM rows")
    make_occasions(facts, max(row["day"] for row in rows))
    sums: dict[str, float] = {}
    for day in days:
        keys, seen, _ = features(facts, day, horizon)
        did = bought_within(facts, keys, day, horizon)
        happened = {key for key, hit in zip(keys, did, strict=True) if hit}
        started = time.process_time()
        chances = fit(facts, day, horizon).of(features(facts, day, horizon)[1])
        spent = time.process_time() - started
        ours = [keys[at] for at in sorted(range(len(keys)), key=lambda at: (-int(chances[at]), -seen[at][0], keys[at]))]
        figures = {
            "ours": _hits(ours, happened),
            "last_year": _hits(_last_year(facts, day, horizon), happened),
            "mean_interval": _hits(_mean_interval(facts, day, horizon), happened),
            "chance": len(happened) / max(1, len(keys)),
        }
        for each, value in figures.items():
            sums[each] = sums.get(each, 0.0) + value
        shown = " ".join(f"{each}={value:.2f}" for each, value in figures.items())
        print(
            f"{name} {day} pairs={len(keys)} bought={len(happened)} precision@{BEST}: {shown} cpu_seconds={spent:.1f}"
        )
    means = " ".join(f"{each}={value / len(days):.3f}" for each, value in sums.items())
    print(f"{name} mean of {len(days)} days, {horizon} days ahead, precision@{BEST}: {means}")


def _hits(named: list[Key], happened: set[Key]) -> float:
    first = named[:BEST]
    return sum(key in happened for key in first) / BEST


def _last_year(facts: Facts, day: date, horizon: int) -> list[Key]:
    return _keys(facts, day, horizon, """
        SELECT company_id, division, count(*) FILTER (day BETWEEN $day - 365 + 1 AND $day - 365 + $horizon) AS hits, max(day) AS last
        FROM occasions WHERE day <= $day GROUP BY ALL ORDER BY hits DESC, last DESC, company_id, division""")  # fmt: skip


def _mean_interval(facts: Facts, day: date, horizon: int) -> list[Key]:
    return _keys(facts, day, horizon, """
        WITH due AS (
            SELECT company_id, division, count(*) AS times, max(day) + round(avg(gap))::INTEGER - $day AS days
            FROM occasions WHERE day <= $day GROUP BY ALL)
        SELECT company_id, division FROM due
        ORDER BY days BETWEEN 1 AND $horizon DESC NULLS LAST, times DESC, abs(days) NULLS LAST, company_id, division""")  # fmt: skip


def _keys(facts: Facts, day: date, horizon: int, query: str) -> list[Key]:
    return [(row[0], row[1]) for row in facts.execute(query, {"day": day, "horizon": horizon}).fetchall()]


def _row(company: str, code: str, day: date, number: int) -> dict[str, Any]:
    return {
        "company_id": company,
        "kind": "tender",
        "role": "buyer",
        "day": day,
        "codes": [code],
        "title": "",
        "listing_id": f"t:{number}",
    }


def _prozorro(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path) as lines:
        for number, line in enumerate(lines):
            read = orjson.loads(line)
            if read["kind"] != "tender":
                continue
            document = read["doc"]
            codes = {
                item["classification"]["id"][:8] for item in document.get("items", []) if item.get("classification")
            }
            buyer = document["procuringEntity"].get("identifier", {}).get("id", "")
            for code in sorted(codes):
                yield _row(buyer, f"DK021:{code}", date.fromisoformat(document["dateCreated"][:10]), number)


if __name__ == "__main__":
    main()

"""How well link does on the synthetic world, whose truth is known: `python bench/world_links.py [COMPANIES]` (default 2000).

Crawls a world, runs a night, and prints for each country, and for the published lists, how many pairs of parties are rightly joined
(recall), how many joined pairs are right (precision), companies that hold two real firms (false merges), and duplicates: listed companies
beyond the first of a real firm. The bar is 0.1 % of duplicates in the lists. `--data DIR --truth DIR` measures what is there already.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

SEED = 7

FOUND = """
CREATE OR REPLACE TEMP TABLE found AS
SELECT DISTINCT party_id, company_id, world_id, how FROM members JOIN parties p USING (party_id) JOIN listings l USING (listing_id)
JOIN read_parquet($mentions) m ON m.source = l.source AND m.source_id = l.source_id AND m.role = p.role
    AND (p.role NOT IN ('subject', 'supplier') OR (
        SELECT count(*) FROM parties o WHERE o.listing_id = l.listing_id AND o.role = p.role) = 1)
"""
FIGURES = """
WITH c AS (SELECT company_id, count(*) n FROM found GROUP BY ALL), w AS (SELECT world_id, count(*) n FROM found GROUP BY ALL),
b AS (SELECT company_id, world_id, count(*) n FROM found GROUP BY ALL)
SELECT (SELECT count(*) FROM found), (SELECT count(*) FROM w), (SELECT count(*) FROM c),
    (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM b), (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM c),
    (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM w),
    (SELECT count(*) FROM (SELECT company_id FROM b GROUP BY ALL HAVING count(*) > 1)),
    (SELECT count(*) FROM (SELECT world_id FROM b GROUP BY ALL HAVING count(*) > 1))
"""
LISTED = """
WITH listed AS (SELECT DISTINCT unnest($ids::VARCHAR[]) AS company_id),
firm AS (
    SELECT company_id, mode(world_id) AS world_id, count(DISTINCT world_id) AS firms
    FROM listed JOIN found USING (company_id) GROUP BY ALL)
SELECT count(*), count(*) - count(DISTINCT world_id), count(*) FILTER (firms > 1) FROM firm
"""


@dataclass(frozen=True)
class Figures:
    """Counts of one country: parties whose firm is known, firms, companies made of them, pairs, and mistakes."""

    parties: int
    firms: int
    companies: int
    right: int
    """Pairs of parties of one firm that are in one company."""
    joined: int
    pairs: int
    merged: int
    """Companies that hold parties of several firms."""
    split: int
    """Firms whose parties are in several companies."""

    def as_line(self) -> str:
        """Precision, recall and mistakes."""
        precision, recall = self.right / (self.joined or 1), self.right / (self.pairs or 1)
        return (
            f"pairs: precision {precision:.4f}, recall {recall:.4f}; {self.firms:,} firms are {self.companies:,} companies, "
            f"{self.merged:,} hold several firms, {self.split:,} firms are split"
        )


def figures(facts: duckdb.DuckDBPyConnection, truth: Path) -> Figures:
    """Measure linked facts; leaves the temporary table `found` (party_id, company_id, world_id, how)."""
    facts.execute(FOUND, {"mentions": str(truth / "mentions.parquet")})
    row = facts.execute(FIGURES).fetchone()
    assert row
    return Figures(*map(int, row))


def listed(facts: duckdb.DuckDBPyConnection, ids: list[str]) -> tuple[int, int, int]:
    """Of these companies: how many are of a known firm, how many repeat a firm, how many hold several. After `figures`."""
    row = facts.execute(LISTED, {"ids": ids}).fetchone()
    assert row
    return int(row[0]), int(row[1]), int(row[2])


def measure(data: Path, truth: Path) -> None:
    """Print the figures of a data folder."""
    from flows.shards import reading
    from leads import decisions

    decisions.open_decisions(data)
    leads = decisions.models.Lead.objects.filter(published__current=True)
    ids, total = sorted(set(leads.values_list("company_id", flat=True))), [0, 0, 0]
    for path in sorted((data / "facts").glob("*.duckdb")):
        with reading(path) as facts:
            sys.stdout.write(f"{path.stem}: {figures(facts, truth).as_line()}\n")
            total = [a + b for a, b in zip(total, listed(facts, ids), strict=True)]
    share = 100 * total[1] / (total[0] or 1)
    sys.stdout.write(
        f"lists: {total[0]:,} companies, {total[1]} duplicates ({share:.2f} %, bar 0.1 %), {total[2]} hold several firms\n"
    )


def night(data: Path, truth: Path, companies: int, day: date) -> None:
    """Crawl a world of this size and work through it; the truth goes beside."""
    from flows import nightly, rehearsal
    from flows.planning import plan
    from world.country import Country
    from world.truth import write_truth

    os.environ |= {"FIRSTCALL_DATA": str(data), "FIRSTCALL_TODAY": str(day)}
    write_truth(Country(companies, SEED, day), day, truth)
    arguments = ["--companies", str(companies), "--day", str(day), "--seed", str(SEED)]
    with rehearsal.world(arguments, data / "world.log") as url:
        rehearsal.rehost(url, rehearsal.demo_feeds())
        done = nightly.night(plan(data, Path(__file__).parents[1] / "profiles"), _silent)
    sys.stdout.write(f"{done.as_line()} ({done.seconds:.0f} s)\n")


def _silent(_sentence: str) -> None:
    """The figures are the output; progress would stand between them."""


def main() -> None:
    """Measure a new world, or what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("companies", type=int, nargs="?", default=2000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--truth", type=Path)
    options = parser.parse_args()
    if options.data and options.truth:
        measure(options.data, options.truth)
        return
    with tempfile.TemporaryDirectory() as folder:
        data, truth = Path(folder) / "data", Path(folder) / "truth"
        night(data, truth, options.companies, date(2026, 11, 20))
        measure(data, truth)


if __name__ == "__main__":
    main()

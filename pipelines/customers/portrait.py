"""The Pareto portrait: what the best fifth of clients are, against the other clients and against all companies.

Told of clients that were found among the companies: industry, region, size, legal form and age come from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.customers.found import shard

TRAITS = ("industry", "region", "size", "form", "age")
"""What is compared, in the order it is told."""
FEWEST = 3
"""Best clients that must share a trait before it is told."""
TELLING = 1.25
"""How much more often among the best than among all companies a value must be."""
SHOWN = 4
"""Values of one trait that are told at most."""

_TRAITS = """
SELECT company_id, coalesce(nace, '') AS industry, coalesce(country || ':' || region, '') AS region,
    CASE WHEN employees < 10 THEN '1' WHEN employees < 50 THEN '2' WHEN employees < 250 THEN '3'
        WHEN employees >= 250 THEN '4' ELSE '' END AS size,
    coalesce(legal_form, '') AS form,
    CASE WHEN born IS NULL THEN '' WHEN $day - born < 365 THEN '1' WHEN $day - born < 3 * 365 THEN '2' WHEN $day - born < 10 * 365 THEN '3'
        ELSE '4' END AS age
FROM (SELECT *, coalesce(founded_on, registered_on) AS born FROM shard.companies WHERE status IS DISTINCT FROM 'closed')
"""

_COUNTED = """
SELECT pair.trait AS trait, pair.value AS value, count(*) FILTER (best) AS best, count(*) FILTER (best IS NOT NULL
    AND NOT best) AS others, count(*) AS companies
FROM (SELECT c.best, unnest([{pairs}]) AS pair FROM ({traits}) t LEFT JOIN shard.customers c USING (company_id))
WHERE pair.value <> '' GROUP BY ALL
"""


@dataclass(frozen=True)
class Trait:
    """How often a value of a trait is among the best clients, the other clients, and all companies of their countries."""

    trait: str
    value: str
    best: int
    best_of: int
    others: int
    others_of: int
    companies: int
    companies_of: int

    @property
    def share(self) -> float:
        """Share among the best clients whose trait is known."""
        return self.best / self.best_of

    @property
    def share_others(self) -> float | None:
        """Share among the other clients; None where there are none."""
        return self.others / self.others_of if self.others_of else None

    @property
    def share_companies(self) -> float:
        """Share among all companies."""
        return self.companies / self.companies_of

    @property
    def times(self) -> float:
        """How much more often among the best than among all companies."""
        return self.share / self.share_companies


@dataclass(frozen=True)
class Portrait:
    """The traits that set the best clients apart."""

    linked: int
    """Clients that were found among the companies."""
    linked_best: int
    traits: tuple[Trait, ...]


def portrait(data: Path, day: date) -> Portrait:
    """Compare the best clients of all countries with other clients and companies, from the facts of the last night."""
    counts: dict[tuple[str, str], list[int]] = {}
    linked = linked_best = 0
    for clients, best, rows in _shards(data, day):
        linked, linked_best = linked + clients, linked_best + best
        for trait, value, *numbers in rows:
            held = counts.setdefault((trait, value), [0, 0, 0])
            for place, number in enumerate(numbers):
                held[place] += number
    return Portrait(linked, linked_best, tuple(_telling(counts)))


def _shards(data: Path, day: date) -> Iterator[tuple[int, int, list[tuple[str, str, int, int, int]]]]:
    """Of each country with clients: how many, how many of the best, and the counts of traits."""
    pairs = ", ".join(f"{{'trait': '{trait}', 'value': t.{trait}}}" for trait in TRAITS)
    for path in sorted((data / "facts").glob("*.duckdb")):
        with shard(path) as con:
            if not con.execute(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = 'shard' AND table_name = 'customers'"
            ).fetchall():
                continue
            ((clients, best),) = con.execute("SELECT count(*), count(*) FILTER (best) FROM shard.customers").fetchall()
            if clients:
                yield clients, best, con.execute(_COUNTED.format(pairs=pairs, traits=_TRAITS), {"day": day}).fetchall()


def _telling(counts: Mapping[tuple[str, str], list[int]]) -> Iterator[Trait]:
    """Of each trait the values most of the best share, that are commoner among them than among others."""
    for trait in TRAITS:
        mine = {value: numbers for (name, value), numbers in counts.items() if name == trait}
        best_of, others_of, companies_of = (sum(numbers[place] for numbers in mine.values()) for place in range(3))
        found = [
            Trait(trait, value, best, best_of, others, others_of, companies, companies_of)
            for value, (best, others, companies) in mine.items()
            if best >= FEWEST
        ]
        telling = [each for each in found if each.times >= TELLING and each.share > (each.share_others or 0)]
        yield from sorted(telling, key=lambda each: (-each.best, -each.times, each.value))[:SHOWN]

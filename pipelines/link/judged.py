"""What people decided: pairs that are one company whatever the evidence, and pairs that are not. "Not the same" wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

Judgement = tuple[str, str, bool]
"""(company or party id, company or party id, whether they are the same); an id may name others after it that stand in where it is gone:
`c12…+p34…`."""


@dataclass(frozen=True)
class Judged:
    """Judgements in units of this shard, oldest units first."""

    same: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    parties: tuple[int, ...]
    """The parties spoken of."""
    elsewhere: int
    """Judgements whose parties this shard does not hold: they belong to another one, or to a listing that is gone."""


def judged(facts: duckdb.DuckDBPyConnection, judgements: Sequence[Judgement]) -> Judged:
    """Find the units that judgements speak of, and split units of which a person said that they are two.

    A company id stands for the party it is called after. Where two parties of one unit are not the same, the younger leaves it.
    """
    if not judgements:
        return Judged((), (), (), 0)
    spoken_of = {each: each.split("+") for left, right, _ in judgements for each in (left, right)}
    known = _parties(facts, sorted({each for ids in spoken_of.values() for each in ids}))
    nrs = {
        each: next(known[one] for one in ids if one in known) for each, ids in spoken_of.items() if known.keys() & ids
    }
    placed = {(min(nrs[a], nrs[b]), max(nrs[a], nrs[b]), same) for a, b, same in judgements if a in nrs and b in nrs}
    pairs = sorted((left, right, same) for left, right, same in placed if left != right)
    units = dict(
        facts.execute(
            "SELECT nr, unit FROM link_units WHERE list_contains($nrs, nr)", {"nrs": sorted(set(nrs.values()))}
        ).fetchall()
    )
    for left, right, same in pairs:
        if not same and units[left] == units[right]:
            units[right] = right
            facts.execute("UPDATE link_units SET unit = nr, how = NULL WHERE nr = $nr", {"nr": right})

    def between(wanted: bool) -> tuple[tuple[int, int], ...]:
        found = {(units[left], units[right]) for left, right, same in pairs if same is wanted}
        return tuple(sorted((min(pair), max(pair)) for pair in found if pair[0] != pair[1]))

    elsewhere = sum(a not in nrs or b not in nrs for a, b, _ in judgements)
    return Judged(between(True), between(False), tuple(sorted(set(nrs.values()))), elsewhere)


def _parties(facts: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, int]:
    """Id → `nr` of the party it stands for."""
    parties = [each for each in ids if each.startswith("p")]
    companies = [each for each in ids if each.startswith("c")]
    found = facts.execute("SELECT party_id, nr FROM link_parties WHERE list_contains($ids, party_id)", {"ids": parties})
    nr_of: dict[str, int] = dict(found.fetchall())
    found = facts.execute("SELECT solo, nr FROM link_solos WHERE list_contains($ids, solo)", {"ids": companies})
    return nr_of | dict(found.fetchall())

"""Where towns are, so that signals can measure kilometres offline; the table is `leads/tables/towns.csv`, from GeoNames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from leads.kinds.parts import rows
from leads.kinds.places import folded

CLEARLY = 5
"""A town of an ambiguous name is meant without its region being told only where it has so many times the people of the next."""


@dataclass(frozen=True)
class Town:
    """A town: where it is, in degrees, and how many people live there."""

    country: str
    name: str
    also: tuple[str, ...]
    region: str
    lat: float
    lon: float
    people: int

    @property
    def words(self) -> set[str]:
        """All its names, folded."""
        return {folded(name) for name in (self.name, *self.also)}


def find(place: str) -> Town | None:
    """The town somebody means by "Львів", "Lviv" or, where the name is borne in several countries, "US:Boston".

    Without a country the one with most people. None where no town has the name.
    """
    country, _, name = place.rpartition(":")
    found = [
        town for town in _by_word().get(folded(name), ()) if not country or town.country == country.strip().upper()
    ]
    return max(found, key=lambda town: town.people, default=None)


def names() -> list[str]:
    """All names of all towns, folded."""
    return list(_by_word())


@cache
def table() -> pa.Table:
    """`country, region, word, home, lat, lon`: one row a key; region '' where the company's region is not known or not the town's."""
    keyed: dict[tuple[str, str, str], Town] = {}
    for word, bearers in _by_word().items():
        for country in {town.country for town in bearers}:
            here = [town for town in bearers if town.country == country]
            for region in {town.region for town in here} - {""}:
                keyed[country, region, word] = max((t for t in here if t.region == region), key=lambda t: t.people)
            first, *rest = sorted(here, key=lambda t: (-t.people, t.lat))
            if not rest or first.people >= CLEARLY * rest[0].people:
                keyed[country, "", word] = first
    ordered = sorted(keyed.items())
    return pa.table(
        {
            "country": [country for (country, _, _), _ in ordered],
            "region": [region for (_, region, _), _ in ordered],
            "word": [word for (_, _, word), _ in ordered],
            "home": [town.region for _, town in ordered],
            "lat": [town.lat for _, town in ordered],
            "lon": [town.lon for _, town in ordered],
        }
    )


def _towns() -> Iterator[Town]:
    for row in rows("towns"):
        also = tuple(name for name in row["also"].split("|") if name)
        where = float(row["lat"]), float(row["lon"])
        yield Town(row["country"], row["town"], also, row["region"], *where, int(row["population"]))


@cache
def _by_word() -> dict[str, tuple[Town, ...]]:
    found: dict[str, list[Town]] = {}
    for town in _towns():
        for word in town.words:
            found.setdefault(word, []).append(town)
    return {word: tuple(bearers) for word, bearers in found.items()}

"""Evidence on a pair of records beside its names: a table of (function, meaning), each with agreement, conflict and silence.

The docstring of each function is what people read. Values are `UNKNOWN`, `AGREE`, `NEAR` and `CONFLICT`, a column at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from pipelines.link.fields import Fields, Hashes, Rows

UNKNOWN, AGREE, NEAR, CONFLICT = 0, 1, 2, 3
"""What a field says of a pair."""

Levels = npt.NDArray[np.int8]

HOW_MANY = (2, 3, 5, 9, 17, 33, 65, 129, 257, 513)
"""Lower edges of how many there are, each twice the one before."""

SAME_STREET = 0.93
NEAR_STREET = 0.82
"""Jaro–Winkler similarity of folded street names from which they are one street misspelt, or may be."""


@dataclass(frozen=True)
class Namesakes:
    """How many different companies are known, by their numbers, to bear one name in one town, and anywhere."""

    town_keys: Hashes
    town_counts: npt.NDArray[np.int32]
    keys: Hashes
    counts: npt.NDArray[np.int32]
    crowd_keys: Hashes
    crowd_counts: npt.NDArray[np.int32]
    """The same for records, numbered or not, by name and town."""

    @classmethod
    def of(cls, fields: Fields) -> Namesakes:
        """Count the different numbers of each register behind each name."""
        town = town_key(fields)[fields.number_row]
        keys, counts = np.unique(town_key(fields), return_counts=True)
        several = (counts > 1) & (keys != 0)
        return cls(
            *_different(town, fields), *_different(fields.key[fields.number_row], fields),
            keys[several], counts[several].astype(np.int32),
        )  # fmt: skip

    def beside(self, more: Namesakes) -> Namesakes:
        """Of two counts of a name the greater: `more` knows records that these counts do not, but not all that they do."""
        return Namesakes(
            *_greater((self.town_keys, self.town_counts), (more.town_keys, more.town_counts)),
            *_greater((self.keys, self.counts), (more.keys, more.counts)),
            *_greater((self.crowd_keys, self.crowd_counts), (more.crowd_keys, more.crowd_counts)),
        )

    def borne(self, fields: Fields) -> Borne:
        """What these counts say of each of some records: looked up once a record, not once a pair."""
        town = town_key(fields)
        return Borne(
            _how_many(self.town_keys, self.town_counts, town), _how_many(self.keys, self.counts, fields.key),
            _how_many(self.crowd_keys, self.crowd_counts, town),
        )  # fmt: skip


@dataclass(frozen=True)
class Borne:
    """How common each record's name is, as levels of `HOW_MANY`."""

    town: Levels
    anywhere: Levels
    crowd: Levels


Counted = tuple[Hashes, npt.NDArray[np.int32]]


def _greater(one: Counted, other: Counted) -> Counted:
    keys, counts = np.concatenate([one[0], other[0]]), np.concatenate([one[1], other[1]])
    order = np.lexsort((counts, keys))
    last = np.append(np.diff(keys[order]) != 0, True)[: len(keys)]
    return keys[order][last], counts[order][last]


def town_key(fields: Fields) -> Hashes:
    with np.errstate(over="ignore"):
        mixed: Hashes = (fields.key * np.uint64(0x9E3779B97F4A7C15)) ^ fields.city
    return np.where((fields.key != 0) & (fields.city != 0), mixed, np.uint64(0))


def _different(keys: Hashes, fields: Fields) -> tuple[Hashes, npt.NDArray[np.int32]]:
    order = np.lexsort((fields.number, fields.number_register, keys))
    columns = [column[order] for column in (keys, fields.number_register, fields.number)]
    fresh = np.ones(len(order), bool)
    fresh[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    names, counts = np.unique(columns[0][fresh & (columns[0] != 0)], return_counts=True)
    several = counts > 1
    return names[several], counts[several].astype(np.int32)


def _how_many(keys: Hashes, counts: npt.NDArray[np.int32], wanted: Hashes) -> Levels:
    if not len(keys):
        return np.zeros(len(wanted), np.int8)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.digitize(np.where(keys[at] == wanted, counts[at], 0), HOW_MANY).astype(np.int8)


@dataclass(frozen=True)
class Sides:
    """Pairs of records to be compared, as two columns of rows."""

    records: Fields
    l: Rows  # noqa: E741 - l and r are what a pair is called everywhere here
    r: Rows
    borne: Borne

    def equal(self, column: str) -> Levels:
        """Agreement where both know a field and have the same, conflict where they have different ones."""
        values = getattr(self.records, column)
        mine, theirs = values[self.l], values[self.r]
        known = (mine != 0) & (theirs != 0)
        return np.where(known, np.where(mine == theirs, AGREE, CONFLICT), UNKNOWN).astype(np.int8)


def street(sides: Sides) -> Levels:
    """The same street (or nearly the same spelling of one), or two different streets."""
    levels = sides.equal("street_hash")
    differ = np.flatnonzero(levels == CONFLICT)
    if len(differ):
        mine = sides.records.street.take(pa.array(sides.l[differ])).to_pylist()
        theirs = sides.records.street.take(pa.array(sides.r[differ])).to_pylist()
        alike = process.cpdist(mine, theirs, scorer=JaroWinkler.similarity, dtype=np.float32)
        levels[differ] = np.where(alike >= SAME_STREET, AGREE, np.where(alike >= NEAR_STREET, NEAR, CONFLICT))
    return levels


def house(sides: Sides) -> Levels:
    """The same house number, or two different ones."""
    return sides.equal("house")


def city(sides: Sides) -> Levels:
    """The same town in any script, or two different towns."""
    return sides.equal("city")


def postcode(sides: Sides) -> Levels:
    """The same postcode, or two different ones."""
    return sides.equal("postcode")


def country(sides: Sides) -> Levels:
    """The same country, or two different ones."""
    return sides.equal("country")


def phone(sides: Sides) -> Levels:
    """The same phone number, the same last seven digits (near), or two different numbers."""
    levels = sides.equal("phone")
    return np.where((levels == CONFLICT) & (sides.equal("phone_end") == AGREE), NEAR, levels).astype(np.int8)


def email(sides: Sides) -> Levels:
    """The same mailbox, or two different ones."""
    return sides.equal("email")


def domain(sides: Sides) -> Levels:
    """The same web domain of its own (no free mail, no domain of many names), or two different ones."""
    return sides.equal("domain")


def extra(sides: Sides) -> Levels:
    """The same further text (a trade, a kind), or a different one."""
    return sides.equal("extra")


def namesakes(sides: Sides) -> Levels:
    """How many different companies are known, by their numbers, to bear this name in this town."""
    return _commoner(sides, sides.borne.town)


def bearers(sides: Sides) -> Levels:
    """How many different companies are known, by their numbers, to bear this name anywhere."""
    return _commoner(sides, sides.borne.anywhere)


def crowd(sides: Sides) -> Levels:
    """How many records bear this name in this town, whether of one company or of many."""
    return _commoner(sides, sides.borne.crowd)


def _commoner(sides: Sides, levels: Levels) -> Levels:
    """Of the commoner of both names."""
    return np.maximum(levels[sides.l], levels[sides.r])


@dataclass(frozen=True)
class Evidence:
    """A row of the table: what is compared, and the words for each level."""

    name: str
    compare: Callable[[Sides], Levels]
    levels: tuple[str, ...] = ("unknown", "agree", "near", "conflict")

    @property
    def meaning(self) -> str:
        """What people read."""
        return (self.compare.__doc__ or "").strip()


_HOW_MANY = ("one at most", *(f"{least} or more" for least in HOW_MANY))

TABLE = (
    Evidence("street", street),
    Evidence("house", house),
    Evidence("city", city),
    Evidence("postcode", postcode),
    Evidence("country", country),
    Evidence("phone", phone),
    Evidence("email", email),
    Evidence("domain", domain),
    Evidence("extra", extra),
    Evidence("namesakes", namesakes, _HOW_MANY),
    Evidence("bearers", bearers, _HOW_MANY),
    Evidence("crowd", crowd, _HOW_MANY),
)
"""The evidence beside names."""


def numbers_of(left: Fields, right: Fields, l: Rows, r: Rows) -> Levels:  # noqa: E741
    """The same register number, or two different ones of one register: decided before all other evidence.

    Near: numbers of registers of different countries. Two companies by nature too, but a branch may be worth a look: it is weighed.
    """
    levels = np.zeros(len(l), np.int8)
    mine, theirs = left.number_slots, right.number_slots
    for register, number in mine:
        for other_register, other_number in theirs:
            both = (register[l] != 0) & (register[l] == other_register[r])
            same = number[l] == other_number[r]
            levels[both & same] = AGREE
            levels[both & ~same & (levels != AGREE)] = CONFLICT
    known = (left.country[l] != 0) & (right.country[r] != 0)
    abroad = np.flatnonzero(known & (left.country[l] != right.country[r]) & (levels == UNKNOWN))
    if mine and theirs:
        levels[abroad[(mine[0][0][l[abroad]] != 0) & (theirs[0][0][r[abroad]] != 0)]] = NEAR
    return levels

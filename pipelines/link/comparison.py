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
        town = _town_key(fields)[fields.number_row]
        keys, counts = np.unique(_town_key(fields), return_counts=True)
        several = (counts > 1) & (keys != 0)
        return cls(
            *_different(town, fields), *_different(fields.key[fields.number_row], fields),
            keys[several], counts[several].astype(np.int32),
        )  # fmt: skip


def _town_key(fields: Fields) -> Hashes:
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


def _looked_up(keys: Hashes, counts: npt.NDArray[np.int32], wanted: Hashes) -> npt.NDArray[np.int32]:
    if not len(keys):
        return np.zeros(len(wanted), np.int32)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, counts[at], 0).astype(np.int32)


@dataclass(frozen=True)
class Sides:
    """Two columns of records to be compared row by row."""

    left: Fields
    right: Fields
    l: Rows  # noqa: E741 - l and r are what a pair is called everywhere here
    r: Rows
    namesakes: Namesakes

    def equal(self, column: str) -> Levels:
        """Agreement where both know a field and have the same, conflict where they have different ones."""
        mine, theirs = getattr(self.left, column)[self.l], getattr(self.right, column)[self.r]
        known = (mine != 0) & (theirs != 0)
        return np.where(known, np.where(mine == theirs, AGREE, CONFLICT), UNKNOWN).astype(np.int8)


def street(sides: Sides) -> Levels:
    """The same street (or nearly the same spelling of one), or two different streets."""
    levels = sides.equal("street_hash")
    differ = np.flatnonzero(levels == CONFLICT)
    if len(differ):
        mine = sides.left.street.take(pa.array(sides.l[differ])).to_pylist()
        theirs = sides.right.street.take(pa.array(sides.r[differ])).to_pylist()
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


HOW_MANY = (2, 3, 5, 9, 17, 33, 65, 129, 257, 513)
"""Lower edges of how many there are, each twice the one before."""


def namesakes(sides: Sides) -> Levels:
    """How many different companies are known, by their numbers, to bear this name in this town."""
    counts = sides.namesakes
    return _how_many(
        counts.town_keys, counts.town_counts, _town_key(sides.left)[sides.l], _town_key(sides.right)[sides.r]
    )


def bearers(sides: Sides) -> Levels:
    """How many different companies are known, by their numbers, to bear this name anywhere."""
    counts = sides.namesakes
    return _how_many(counts.keys, counts.counts, sides.left.key[sides.l], sides.right.key[sides.r])


def crowd(sides: Sides) -> Levels:
    """How many records bear this name in this town, whether of one company or of many."""
    counts = sides.namesakes
    return _how_many(
        counts.crowd_keys, counts.crowd_counts, _town_key(sides.left)[sides.l], _town_key(sides.right)[sides.r]
    )


def _how_many(keys: Hashes, counts: npt.NDArray[np.int32], mine: Hashes, theirs: Hashes) -> Levels:
    """Of the commoner of both names."""
    most = np.maximum(_looked_up(keys, counts, mine), _looked_up(keys, counts, theirs))
    return np.digitize(most, HOW_MANY).astype(np.int8)


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

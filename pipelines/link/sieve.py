"""A sieve: candidate pairs that cannot be one company on sight are not weighed at all, which is most of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipelines.link.blocking import Keep
from pipelines.link.comparison import AGREE, CONFLICT, Borne, Levels, Sides, bearers, namesakes
from pipelines.link.fields import Fields, Rows

UNLIKE = 0.45
"""Names whose letters are less alike than this are not weighed where both towns are known and nothing else agrees."""

UNLIKE_IN_CROWDS = 0.6
UNLIKE_AT_ONE_SITE = 0.4
UNLIKE_ELSEWHERE = 0.8
"""The same in large sets, where chance brings many such pairs together: in one town; at one address; at two addresses of one town."""

CROWDED = 4
"""In large sets the same name says nothing by itself where so many companies are known to bear it (a level: 9 or more)."""

AT_A_TIME = 500_000
"""Pairs looked at together, which bounds memory."""

THINNED = 8
"""Of pairs with different numbers, which are only learned from, large sets keep one in so many."""


def coarse(records: Fields, borne: Borne) -> Keep:
    """What `worth` says by countries, towns, numbers and common names alone, asked while pairs of large sets are made: too many else.

    Pairs with a phone, mailbox, domain or number in common are made by blocks that do not ask.
    """
    registers = records.number_slots[0] if records.number_slots else None

    def keep(left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Cheapest first: this is asked about every pair of all words."""
        chosen: npt.NDArray[np.bool_] = (left * 31 + right) % THINNED == 0
        one, other = records.country[left], records.country[right]
        open_ = (one == other) | (one == 0) | (other == 0)
        one, other = records.city[left], records.city[right]
        open_ &= (one == other) | (one == 0) | (other == 0) | (records.key[left] == records.key[right])
        common = np.flatnonzero(open_)
        open_[common] = ~_lost_in_crowds(Sides(records, left[common], right[common], borne))
        if registers is None:
            return np.asarray(open_, bool)
        register, number = registers
        both = (register[left] != 0) & (register[right] != 0)
        differ = both & ~((register[left] == register[right]) & (number[left] == number[right]))
        kept: npt.NDArray[np.bool_] = np.where(differ, chosen, open_)
        return kept

    return keep


def _lost_in_crowds(sides: Sides) -> npt.NDArray[np.bool_]:
    """One name that many companies bear, in two towns, or in one at no common house."""
    town = sides.equal("city")
    lost = ((town == CONFLICT) & (bearers(sides) >= CROWDED)) | ((town == AGREE) & (namesakes(sides) >= CROWDED))
    lost &= sides.equal("key") == AGREE
    found: npt.NDArray[np.bool_] = lost & (sides.equal("house") != AGREE)
    return found


def worth(
    records: Fields, borne: Borne, left: Rows, right: Rows, numbers: Levels, large: bool
) -> npt.NDArray[np.bool_]:
    """Pairs to weigh, asked a part at a time; of a large set fewer are."""
    parts = [
        _worth(Sides(records, left[part], right[part], borne), numbers[part], large)
        for part in (slice(at, at + AT_A_TIME) for at in range(0, len(left), AT_A_TIME))
    ]
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def _worth(sides: Sides, numbers: Levels, large: bool) -> npt.NDArray[np.bool_]:
    """Pairs to weigh. Kept: the same number, phone, mailbox or domain, whatever else conflicts.

    Left out: different numbers of one register; else different countries; else different towns under different names; else one town and
    names unlike in every letter, at different sites; of large sets also what is lost in crowds, and names less unlike.
    """
    town, key = sides.equal("city"), sides.equal("key")
    kept = numbers == AGREE
    for column in ("phone_end", "email", "domain"):
        kept |= sides.equal(column) == AGREE
    house = sides.equal("house")
    site = (sides.equal("street_hash") == AGREE) & (house == AGREE)
    open_ = (
        ~kept & (numbers != CONFLICT) & (sides.equal("country") != CONFLICT) & ~((town == CONFLICT) & (key != AGREE))
    )
    asked = open_ & (town == AGREE) & (key != AGREE)
    if large:
        open_ &= ~_lost_in_crowds(sides)
        least = np.where(site, UNLIKE_AT_ONE_SITE, np.where(house == CONFLICT, UNLIKE_ELSEWHERE, UNLIKE_IN_CROWDS))
    else:
        asked &= ~site
        least = np.full(len(town), UNLIKE)
    unsure = np.flatnonzero(asked)
    if len(unsure):
        joined = sides.records.names["joined"]
        mine, theirs = (joined.take(pa.array(rows[unsure])).to_pylist() for rows in (sides.l, sides.r))
        alike = process.cpdist(mine, theirs, scorer=Indel.normalized_similarity, dtype=np.float32)
        open_[unsure[alike < least[unsure]]] = False
    worthy: npt.NDArray[np.bool_] = (kept & (numbers != CONFLICT)) | open_
    return worthy

"""A sieve: candidate pairs that cannot be one company on sight are not weighed at all, which is most of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import Indel

from pipelines.link.blocking import Keep
from pipelines.link.comparison import AGREE, CONFLICT, Levels, Namesakes, Sides
from pipelines.link.fields import Fields, Rows

UNLIKE = 0.45
"""Names whose letters are less alike than this are not weighed where both towns are known and nothing else agrees."""


AT_A_TIME = 500_000
"""Pairs looked at together, which bounds memory."""

THINNED = 8
"""Of pairs with different numbers, which are only learned from, large sets keep one in so many."""


def coarse(records: Fields) -> Keep:
    """What `worth` says by countries, towns and numbers alone, asked while pairs are made: large sets would else make too many."""

    registers = records.number_slots[0] if records.number_slots else None

    def keep(left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
        """Cheapest first: this is asked about every pair of all words."""
        chosen: npt.NDArray[np.bool_] = (left * 31 + right) % THINNED == 0
        one, other = records.country[left], records.country[right]
        open_ = (one == other) | (one == 0) | (other == 0)
        one, other = records.city[left], records.city[right]
        open_ &= (one == other) | (one == 0) | (other == 0) | (records.key[left] == records.key[right])
        if registers is None:
            return np.asarray(open_, bool)
        register, number = registers
        both = (register[left] != 0) & (register[right] != 0)
        differ = both & ~((register[left] == register[right]) & (number[left] == number[right]))
        kept: npt.NDArray[np.bool_] = np.where(differ, chosen, open_)
        return kept

    return keep


def worth(records: Fields, namesakes: Namesakes, left: Rows, right: Rows, numbers: Levels) -> npt.NDArray[np.bool_]:
    """Pairs to weigh, asked a part at a time."""
    parts = [
        _worth(Sides(records, records, left[part], right[part], namesakes), numbers[part])
        for part in (slice(at, at + AT_A_TIME) for at in range(0, len(left), AT_A_TIME))
    ]
    return np.concatenate(parts) if parts else np.zeros(0, bool)


def _worth(sides: Sides, numbers: Levels) -> npt.NDArray[np.bool_]:
    """Pairs to weigh. Kept: the same number, phone, mailbox or domain, whatever else conflicts.

    Left out: different numbers of one register; else different countries; else different towns under different names; else one town and
    names unlike in every letter, at different sites.
    """
    town, key = sides.equal("city"), sides.equal("key")
    kept = numbers == AGREE
    for column in ("phone_end", "email", "domain"):
        kept |= sides.equal(column) == AGREE
    site = (sides.equal("street_hash") == AGREE) & (sides.equal("house") == AGREE)
    open_ = ~kept & (sides.equal("country") != CONFLICT) & ~((town == CONFLICT) & (key != AGREE))
    unsure = np.flatnonzero(open_ & (town == AGREE) & (key != AGREE) & ~site)
    if len(unsure):
        mine = sides.left.names["joined"].take(pa.array(sides.l[unsure])).to_pylist()
        theirs = sides.right.names["joined"].take(pa.array(sides.r[unsure])).to_pylist()
        alike = process.cpdist(mine, theirs, scorer=Indel.normalized_similarity, dtype=np.float32)
        open_[unsure[alike < UNLIKE]] = False
    worthy: npt.NDArray[np.bool_] = (kept | open_) & (numbers != CONFLICT)
    return worthy

"""How common names are, as it would seem if one number of a pair were not known: what a model may be told of pairs that numbers label.

Companies of one name are counted by their numbers. Where two records of one name carry different numbers, that name has two companies for
that very reason: a name of one company has no pair that differs, and a model would learn from this what holds of labelled pairs only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.link.comparison import HOW_MANY, Levels, town_key
from pipelines.link.fields import Fields, Hashes, Rows


@dataclass(frozen=True)
class Counted:
    """Companies behind the name of each record, by their numbers."""

    names: Hashes
    companies: Rows
    alone: Rows
    """Numbers behind that name that no other record carries."""

    @classmethod
    def of(cls, names: Hashes, records: Fields) -> Counted:
        """names: what stands for the name of each record; 0 where it has none."""
        known = np.flatnonzero(names[records.number_row])
        row, number = records.number_row[known], records.number[known]
        order = np.lexsort((number, names[row]))
        row, number = row[order], number[order]
        name = names[row]
        first = np.ones(len(row), bool)
        first[1:] = (name[1:] != name[:-1]) | (number[1:] != number[:-1])
        company = np.cumsum(first) - 1
        alone = np.bincount(row, np.bincount(company)[company] == 1, len(records)).astype(np.int64)
        companies = np.searchsorted(name[first], names, "right") - np.searchsorted(name[first], names)
        return cls(names, companies, alone)

    def levels(self, left: Rows, right: Rows) -> Levels:
        """Of the commoner name of each pair, as levels of `HOW_MANY`, with the left number unknown in half of the pairs, else the right."""
        hidden = (left + right) % 2 == 0
        left_lost, right_lost = np.where(hidden, self.alone[left], 0), np.where(hidden, 0, self.alone[right])
        same = self.names[left] == self.names[right]
        mine = self.companies[left] - left_lost - same * right_lost
        theirs = self.companies[right] - right_lost - same * left_lost
        found: Levels = np.digitize(np.maximum(mine, theirs), HOW_MANY).astype(np.int8)
        return found


def counts(records: Fields) -> dict[str, Counted]:
    """Column of evidence → what it counts."""
    return {"namesakes": Counted.of(town_key(records), records), "bearers": Counted.of(records.key, records)}

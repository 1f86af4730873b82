"""Lists that hold each company once: found by their own records, and a guard for clusters.

Where two lists have many companies in common, but hardly two records of one list look like one company, somebody cleaned that list. Two of
its records are two companies, and a record of another list has at most one fellow there, the most probable one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipelines.link.fields import Fields, Hashes, Rows

COMMON = 25
"""Pairs of one name across lists from which a list can be judged."""

WITHIN = 0.005
"""A list holds each company once if pairs of one name within it are fewer than this share of those across."""

Floats = npt.NDArray[np.float64]


def of_row(fields: Fields, sizes: Rows, left: Rows, right: Rows) -> Hashes:
    """The list of each row where it holds each company once, else 0. `sizes`: how many records each row stands for."""
    same = (fields.key[left] == fields.key[right]) & (fields.key[left] != 0)
    for column in (fields.city, fields.house, fields.phone, fields.domain):
        same &= (column[left] == 0) | (column[right] == 0) | (column[left] == column[right])
    mine, theirs = fields.source[left[same]], fields.source[right[same]]
    lists = np.unique(fields.source[fields.source != 0])
    if len(lists) < 2:
        return np.zeros(len(fields), np.uint64)
    across = _count(lists, mine[mine != theirs]) + _count(lists, theirs[mine != theirs])
    within = _count(lists, mine[mine == theirs])
    np.add.at(within, np.searchsorted(lists, fields.source[sizes > 1]), 1)
    once = lists[(across >= COMMON) & (within <= WITHIN * across)]
    return np.where(np.isin(fields.source, once), fields.source, np.uint64(0))


def _count(lists: Hashes, sources: Hashes) -> Rows:
    known = sources[sources != 0]
    return np.bincount(np.searchsorted(lists, known), minlength=len(lists))


def outdone(once: Hashes, left: Rows, right: Rows, p: Floats) -> npt.NDArray[np.bool_]:
    """Pairs that cannot be: both of one such list, or one end has a more probable fellow in the other's list."""
    found: npt.NDArray[np.bool_] = (once[left] != 0) & (once[left] == once[right])
    for row, other in ((left, right), (right, left)):
        asked = np.flatnonzero((once[other] != 0) & ~found)
        order = asked[np.lexsort((-p[asked], once[other[asked]], row[asked]))]
        first = np.ones(len(order), bool)
        first[1:] = (row[order][1:] != row[order][:-1]) | (once[other[order]][1:] != once[other[order]][:-1])
        starts = np.flatnonzero(first)
        best = np.repeat(p[order][starts], np.diff(np.append(starts, len(order))))
        found[order[p[order] < best]] = True
    return found

"""Splits that never look ahead: training before testing, in time where it is known; else by a hash of the row's content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.measures import Labels
from pipelines.score.learn.reading import Floats
from pipelines.score.learn.table import Table

Rows = NDArray[np.intp]

_TEST = 0.3
_CUTS = (0.4, 0.55, 0.7, 0.85, 1.0)
_FOLDS = 4


@dataclass(frozen=True)
class Window:
    """Rows to learn from, and the later rows to try it on."""

    train: Rows
    test: Rows


def in_time(time: Floats) -> Rows:
    """Rows from the oldest to the newest, in the file's order where times are equal; rows without a time come first."""
    return np.argsort(np.where(np.isfinite(time), time, -np.inf), kind="stable")


def last_part(order: Rows) -> Window:
    """The first 70 % and the last 30 % of ordered rows."""
    cut = int(len(order) * (1 - _TEST))
    return Window(order[:cut], order[cut:])


def by_hash(table: Table, labels: Labels) -> Window:
    """70 % and 30 % of both labels by a hash of the rows' content: the same rows in any order of the file."""
    order = hashed_order(table)
    train, test = list[Rows](), list[Rows]()
    for kind in (True, False):
        rows = order[labels[order] == kind]
        cut = int(len(rows) * (1 - _TEST))
        train.append(rows[:cut])
        test.append(rows[cut:])
    return Window(np.concatenate(train), np.concatenate(test))


def hashed_order(table: Table) -> Rows:
    """Rows by a hash of their content."""
    names = sorted(table.columns)
    columns = [table.columns[name] for name in names]
    digests = [
        hashlib.blake2b("\x1f".join(map(str, row)).encode("utf-8", "replace"), digest_size=8).digest()
        for row in zip(*columns, strict=True)
    ]
    keys = np.array([int.from_bytes(d, "big") for d in digests], dtype=np.uint64)
    return np.argsort(keys, kind="stable")


def forward_windows(labels: Labels) -> list[Window]:
    """Windows inside rows that are in time order (or spread by hash): each learns from all before it. Those without both labels on
    both sides are left out.
    """
    n = len(labels)
    cuts = [int(n * share) for share in _CUTS]
    windows = [Window(np.arange(0, start), np.arange(start, end)) for start, end in pairwise(cuts)]
    return [w for w in windows if _both(labels, w)]


def folds(labels: Labels) -> list[Window]:
    """Cross-validation for rows without time: row i is tried in fold i mod 4."""
    at = np.arange(len(labels)) % _FOLDS
    made = [Window(np.flatnonzero(at != fold), np.flatnonzero(at == fold)) for fold in range(_FOLDS)]
    return [w for w in made if _both(labels, w)]


def _both(labels: Labels, window: Window) -> bool:
    return all(labels[rows].any() and not labels[rows].all() for rows in (window.train, window.test))

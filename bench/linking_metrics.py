"""How well a linking did, counted over pairs of rows without ever listing them: works on millions of rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Quality:
    """Precision, recall and F1 of pairs."""

    hits: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def codes(values: npt.ArrayLike) -> Ints:
    """Whole numbers from 0 for the distinct values of a column."""
    return np.unique(np.asarray(values), return_inverse=True)[1].astype(np.int64).ravel()


def pairs_within(groups: Ints) -> int:
    """Pairs of rows that share a group."""
    sizes = np.bincount(groups).astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def _cells(groups: Ints, truth: Ints) -> tuple[Ints, Ints, Ints]:
    """(group, truth, rows) of all combinations that occur, ordered by group and truth."""
    width = int(truth.max()) + 1 if len(truth) else 1
    cells, rows = np.unique(groups * width + truth, return_counts=True)
    return cells // width, cells % width, rows.astype(np.int64)


def of_clusters(groups: Ints, truth: Ints) -> Quality:
    """Pairs within clusters against pairs of one true company."""
    _, _, rows = _cells(groups, truth)
    return Quality(int((rows * (rows - 1) // 2).sum()), pairs_within(groups), pairs_within(truth))


def of_pairs(left: Ints, right: Ints, twin: Ints, truth: Ints) -> Quality:
    """Pairs said to be one company, where each end stands for all its twins, against all true pairs.

    `left` and `right` are rows that represent their twins; `twin` is each row's representative. Twins are pairs too.
    """
    of_twin, of_truth, rows = _cells(twin, truth)
    sizes = np.bincount(twin, minlength=len(twin)).astype(np.int64)
    starts = np.searchsorted(of_twin, np.arange(len(twin) + 1))
    spread = starts[left + 1] - starts[left]
    pair = np.repeat(np.arange(len(left)), spread)
    cell = np.repeat(starts[left], spread) + np.arange(len(pair)) - np.repeat(np.cumsum(spread) - spread, spread)
    width = int(truth.max()) + 1 if len(truth) else 1
    cells = of_twin * width + of_truth
    wanted = right[pair] * width + of_truth[cell]
    at = np.minimum(np.searchsorted(cells, wanted), max(len(cells) - 1, 0))
    across = np.where(cells[at] == wanted, rows[cell] * rows[at], 0).sum() if len(pair) else 0
    within = (rows * (rows - 1) // 2).sum()
    return Quality(
        int(across + within), int((sizes[left] * sizes[right]).sum()) + pairs_within(twin), pairs_within(truth)
    )


def b_cubed(groups: Ints, truth: Ints) -> float:
    """B-cubed F1: precision and recall of the cluster of each row, averaged over rows."""
    if not len(groups):
        return 1.0
    group, true, rows = _cells(groups, truth)
    precision = (rows * rows / np.bincount(groups)[group]).sum() / len(groups)
    recall = (rows * rows / np.bincount(truth)[true]).sum() / len(groups)
    return float(2 * precision * recall / (precision + recall))

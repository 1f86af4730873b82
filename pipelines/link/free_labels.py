"""Free labels: two records that both carry a number of one register are the same company, or are not, by nature.

A model is trained on them where there are enough; else the shipped default is used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.link import comparison
from pipelines.link.comparison import AGREE, CONFLICT, NEAR, Levels
from pipelines.link.fields import Rows
from pipelines.link.model import Columns, Model, fit
from pipelines.link.trees import Trees

ENOUGH = 300
"""Labelled pairs of each kind from which a model of one's own is trained."""

SAMPLE = 40_000
"""Labelled pairs of each kind that are trained on at most: more teach nothing new."""


def _halves(count: int) -> npt.NDArray[np.float64]:
    """0.5, 1.5, …: levels as bins."""
    return np.linspace(0.5, count - 0.5, count)


SAME_WORDS = 5
"""Likeness from which names have the same words. Two such with a contact in common and different numbers are no example of different
companies: more often one of the numbers is a slip, and what is learned from slips is learned of all pairs with a contact in common."""

LEVELS: dict[str, npt.NDArray[np.float64]] = {
    **{row.name: _halves(len(row.levels) - 1) for row in comparison.TABLE},
    "likeness": _halves(6),
    "place": _halves(14),
    "contact": _halves(3),
}
"""Edges of the bins of the columns that are levels."""

TOGETHER = (
    ("place", "contact"),
    ("likeness", "place"),
    ("likeness", "contact"),
    ("likeness", "namesakes", "place"),
    ("namesakes", "contact"),
    ("likeness", "crowd", "place"),
    ("crowd", "contact"),
    ("place", "bearers"),
)
"""Evidence whose weight depends on other evidence: the same street means little for two names that are nothing alike."""


SHIPPED = Path(__file__).with_name("record_model.json")
"""The default model; `bench/train_records.py` writes it."""


@cache
def shipped() -> Trees:
    """The default model, for records without numbers and for the first night."""
    return Trees.from_json(SHIPPED.read_text("utf-8"))


def model_for(
    columns: Callable[[Rows, Rows], Columns], left: Rows, right: Rows, numbers: Levels, thinned: int = 1
) -> Model | Trees:
    """Train on the candidate pairs that numbers label, or return the default where there are too few.

    thinned: of pairs with different numbers, one in so many is there.
    """
    found = [np.flatnonzero(numbers == AGREE), np.flatnonzero((numbers == CONFLICT) | (numbers == NEAR))]
    chosen = [_sample(pairs) for pairs in found]
    if min(map(len, chosen)) < ENOUGH:
        return shipped()
    rows = np.concatenate(chosen)
    labels = np.arange(len(rows)) < len(chosen[0])
    share = np.array([len(found[0]) / len(chosen[0]), thinned * len(found[1]) / len(chosen[1])])
    told = columns(left[rows], right[rows])
    kept = labels | (told["likeness"] < SAME_WORDS) | (told["contact"] != AGREE)
    labels = labels[kept]
    if (~labels).sum() < ENOUGH:
        return shipped()
    return fit(
        {name: values[kept] for name, values in told.items()},
        labels,
        TOGETHER,
        f"{labels.sum():,} pairs with the same number of a register and {(~labels).sum():,} with different ones",
        weights=np.where(labels, share[0], share[1]) / share.min(),
        edges=LEVELS,
    )


def _sample(found: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Evenly spread over the pairs, which are ordered."""
    if len(found) <= SAMPLE:
        return found
    return found[np.linspace(0, len(found) - 1, SAMPLE).astype(np.int64)]

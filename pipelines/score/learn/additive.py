"""The additive model: a logistic over bands, averaged with boosted trees of one feature each. Both add up over features, so each
feature's part of a row's score is known exactly, and the parts sum to the score.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipelines.score.learn.bands import Bands, banded, one_hot
from pipelines.score.learn.features import Feature
from pipelines.score.learn.measures import Labels
from pipelines.score.learn.reading import Floats

Codes = NDArray[np.intp]

_MOST_CODES = 30
"""Categories of more levels are left to the logistic, whose penalty shrinks rare levels; the trees see how often a level occurs."""


_SEEDS = (0, 1)
ROUNDS = 200
FEWER = (50, 100)
"""Rounds of boosting, and how few may do: forward windows choose."""
RIDGE = 0.1
"""Inverse strength of the penalty on the bands' weights."""


@dataclass
class Prepared:
    """Features of all rows at hand, cut into bands on the rows to learn from: made once, used by every model on parts of them."""

    bands: list[Bands]
    codes: list[Codes]
    raw: list[Floats]
    categorical: list[bool]
    linear: list[bool]
    """Whether the logistic takes it: how often a level occurs is for the trees alone."""

    @classmethod
    def of(cls, features: list[Feature], bands: list[Bands] | None = None) -> Prepared:
        """Cut features by given bands, or by their own."""
        cut = bands if bands is not None else [banded(f) for f in features]
        codes = [b.codes(f) for b, f in zip(cut, features, strict=True)]
        categorical = [b.cuts is None and len(b.labels) <= _MOST_CODES for b in cut]
        raw = [
            np.where(c == 0, np.nan, c.astype(float)) if f.values is None else f.values
            for c, f in zip(codes, features, strict=True)
        ]
        return cls(cut, codes, raw, categorical, [f.part != "how often" for f in features])

    def of_codes(self, codes: list[Codes], raw: list[Floats]) -> Prepared:
        """Other rows of the same features."""
        return Prepared(self.bands, codes, raw, self.categorical, self.linear)

    def table(self, rows: NDArray[np.intp], chosen: list[int]) -> Floats:
        """The rows for the trees."""
        return np.column_stack([self.raw[j][rows] for j in chosen])

    def zeros_and_ones(self, rows: NDArray[np.intp], chosen: list[int]) -> sparse.csr_matrix:
        """The rows for the logistic."""
        parts = [one_hot(self.codes[j][rows], len(self.bands[j].labels)) for j in chosen]
        return sparse.hstack(parts).tocsr()


@dataclass
class Additive:
    """A fitted model over the chosen features of a `Prepared`."""

    chosen: list[int]
    trees: bool = True
    linear_part: bool = True
    rounds: int = ROUNDS
    linear: list[int] = field(default_factory=list)
    """Features of the logistic."""
    grown: list[int] = field(default_factory=list)
    """Features of the trees."""
    logistic: Any = field(default=None, repr=False)
    boosted: list[Any] = field(default_factory=list, repr=False)

    def fit(self, data: Prepared, rows: NDArray[np.intp], labels: Labels, weights: Floats | None = None) -> Additive:
        """Learn from some rows; `labels` and `weights` are those of these rows."""
        self.linear = [j for j in self.chosen if data.linear[j]] or self.chosen
        self.grown = [j for j in self.chosen if data.bands[j].cuts is not None or data.categorical[j]]
        if self.linear_part:
            wide = data.zeros_and_ones(rows, self.linear)
            self.logistic = LogisticRegression(C=RIDGE, max_iter=2000, tol=1e-6).fit(wide, labels, weights)
        if self.trees and self.grown:
            table = data.table(rows, self.grown)
            # One thread: the tables are small, and threads that wait for each other cost more than they bring.
            with threadpool_limits(1, user_api="openmp"):
                self.boosted = [self._trees(data, len(rows), seed).fit(table, labels, weights) for seed in _SEEDS]
        return self

    def _trees(self, data: Prepared, rows: int, seed: int) -> Any:
        return HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=self.rounds,
            max_leaf_nodes=8,
            min_samples_leaf=max(10, min(50, rows // 50)),
            l2_regularization=5.0,
            max_features=0.5,
            interaction_cst="no_interactions",
            early_stopping=False,
            categorical_features=[data.categorical[j] for j in self.grown],
            random_state=seed,
        )

    def scores(self, data: Prepared, rows: NDArray[np.intp]) -> Floats:
        """Log odds of each row."""
        views = list[Floats]()
        if self.logistic is not None:
            views.append(
                np.asarray(self.logistic.decision_function(data.zeros_and_ones(rows, self.linear)), dtype=float)
            )
        if self.boosted:
            table = data.table(rows, self.grown)
            with threadpool_limits(1, user_api="openmp"):
                grown = [np.asarray(model.decision_function(table), dtype=float) for model in self.boosted]
            views.append(np.mean(grown, axis=0))
        return np.asarray(np.mean(views, axis=0), dtype=float)

    def parts(self, data: Prepared, rows: NDArray[np.intp]) -> tuple[float, Floats]:
        """The constant and each chosen feature's part of each row's score (rows × features): constant + parts = score.

        A part is counted from an unknown value, so a feature that is unknown has the part 0.
        """
        codes = [np.zeros_like(c) for c in data.codes]
        raw = [np.full_like(r, np.nan) for r in data.raw]
        origin = float(self.scores(data.of_codes(codes, raw), rows[:1])[0])
        found = np.zeros((len(rows), len(self.chosen)))
        for at, j in enumerate(self.chosen):
            one_codes, one_raw = list(codes), list(raw)
            one_codes[j], one_raw[j] = data.codes[j], data.raw[j]
            found[:, at] = self.scores(data.of_codes(one_codes, one_raw), rows) - origin
        return origin, found

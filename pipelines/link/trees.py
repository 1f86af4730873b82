"""Trees: a boosted model as plain arrays, so that it ships as text, and says of each pair what each kind of evidence weighed.

Grown by scikit-learn's HistGradientBoostingClassifier (`grow`), kept and evaluated without it. A pair's log-odds are the sum of one leaf a
tree; what a split adds on the way to the leaf is the weight of its evidence, so the weights sum to the log-odds exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Columns = Mapping[str, npt.NDArray[Any]]

TREES = 160
LEAVES = 12
RATE = 0.06
SMALLEST_LEAF = 30
"""Small trees, many of them: enough for how evidence plays together, too little to learn a set by heart."""


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees: a leaf has feature -1; children are nodes too; value is the mean log-odds of all that pass."""

    features: tuple[str, ...]
    roots: Ints
    feature: Ints
    limit: Floats
    """A pair whose value is at most this goes left."""
    low: Ints
    high: Ints
    value: Floats
    bias: float
    origin: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The columns it asks for."""
        return self.features

    @property
    def depth(self) -> int:
        """Most splits on the way to a leaf."""
        deep, level = 0, self.roots[self.feature[self.roots] >= 0]
        while len(level):
            deep += 1
            level = np.concatenate([self.low[level], self.high[level]])
            level = level[self.feature[level] >= 0]
        return deep

    @cached_property
    def _steps(self) -> int:
        return self.depth

    def log_odds(self, columns: Columns) -> Floats:
        """Sum of one leaf a tree, for each pair."""
        matrix = self._matrix(columns)
        total = np.full(len(matrix), self.bias)
        for root in self.roots:
            total += self.value[self._leaf(matrix, int(root))]
        return total

    def probability(self, columns: Columns) -> Floats:
        """Probability of one company, for each pair."""
        found: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.log_odds(columns), -30, 30)))
        return found

    def contributions(self, columns: Columns) -> list[tuple[str, Floats]]:
        """(evidence, its weight for each pair): with the bias they sum to `log_odds`. The bias includes what roots hold."""
        matrix = self._matrix(columns)
        weights = np.zeros((len(self.features), len(matrix)))
        rows = np.arange(len(matrix))
        for root in self.roots:
            at = np.full(len(matrix), root, np.int32)
            for _ in range(self._steps):
                feature = self.feature[at]
                inner = feature >= 0
                asked = np.maximum(feature, 0)
                below = np.where(matrix[rows, asked] <= self.limit[at], self.low[at], self.high[at])
                below = np.where(inner, below, at)
                np.add.at(weights, (asked, rows), np.where(inner, self.value[below] - self.value[at], 0.0))
                at = below
        return list(zip(self.features, weights, strict=True))

    def _matrix(self, columns: Columns) -> npt.NDArray[np.float32]:
        return np.column_stack([np.asarray(columns[name], np.float32) for name in self.features])

    def _leaf(self, matrix: npt.NDArray[np.float32], root: int) -> Ints:
        rows = np.arange(len(matrix))
        at = np.full(len(matrix), root, np.int32)
        for _ in range(self._steps):
            feature = self.feature[at]
            inner = feature >= 0
            if not inner.any():
                break
            below = np.where(matrix[rows, np.maximum(feature, 0)] <= self.limit[at], self.low[at], self.high[at])
            at = np.where(inner, below, at).astype(np.int32)
        return at

    def to_json(self) -> str:
        """As text; `from_json` reads it."""
        return json.dumps({
            "origin": self.origin, "features": self.features, "bias": round(self.bias, 6), "roots": self.roots.tolist(),
            "feature": self.feature.tolist(), "limit": [round(float(v), 5) for v in self.limit],
            "low": self.low.tolist(), "high": self.high.tolist(), "value": [round(float(v), 5) for v in self.value],
        })  # fmt: skip

    @classmethod
    def from_json(cls, written: str) -> Trees:
        """Read what `to_json` wrote."""
        given = json.loads(written)
        columns: dict[str, Any] = {
            name: np.array(given[name], np.int32) for name in ("roots", "feature", "low", "high")
        }
        columns.update({name: np.array(given[name], np.float64) for name in ("limit", "value")})
        return cls(tuple(given["features"]), bias=float(given["bias"]), origin=given["origin"], **columns)


def grow(
    columns: Columns, labels: npt.NDArray[np.bool_], origin: str, weights: Floats | None = None,
    rising: Sequence[str] = (), falling: Sequence[str] = (),
) -> Trees:  # fmt: skip
    """Train on labelled pairs; more of `rising` never lowers the probability, more of `falling` never raises it. Deterministic."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    features = tuple(columns)
    monotone = [1 if name in rising else -1 if name in falling else 0 for name in features]
    matrix = np.column_stack([np.asarray(columns[name], np.float32) for name in features])
    forest = HistGradientBoostingClassifier(
        max_iter=TREES, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=SMALLEST_LEAF, l2_regularization=1.0,
        early_stopping=False, random_state=0, monotonic_cst=monotone,
    )  # fmt: skip
    with threadpool_limits(1):  # threads that wait for each other take longer than one
        forest.fit(matrix, labels, sample_weight=weights)
    return _kept(forest, features, origin)


def _kept(grown: Any, features: tuple[str, ...], origin: str) -> Trees:
    """Nodes of scikit-learn's trees. It keeps values of inner nodes unscaled, so they are worked out from the leaves."""
    parts: dict[str, list[Any]] = {name: [] for name in ("feature", "limit", "low", "high", "value")}
    roots, offset, moved = [], 0, 0.0
    for (tree,) in grown._predictors:
        nodes = tree.nodes
        leaf = nodes["is_leaf"].astype(bool)
        value, count = nodes["value"].astype(float), nodes["count"].astype(float)
        for at in range(len(nodes) - 1, -1, -1):
            if not leaf[at]:
                low, high = int(nodes["left"][at]), int(nodes["right"][at])
                value[at] = (value[low] * count[low] + value[high] * count[high]) / (count[low] + count[high])
        roots.append(offset)
        parts["feature"].append(np.where(leaf, -1, nodes["feature_idx"].astype(np.int32)))
        parts["limit"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
        for name, child in (("low", "left"), ("high", "right")):
            parts[name].append(np.where(leaf, 0, nodes[child].astype(np.int64) + offset))
        parts["value"].append(value)
        offset += len(nodes)
        moved += value[0]
    stacked = {name: np.concatenate(values) for name, values in parts.items()}
    bias = float(np.ravel(grown._baseline_prediction)[0])
    return Trees(
        features, np.array(roots, np.int32), stacked["feature"].astype(np.int32), stacked["limit"],
        stacked["low"].astype(np.int32), stacked["high"].astype(np.int32), stacked["value"], bias, origin,
    )  # fmt: skip

"""Bands of numbers and levels of categories, as the columns of a sparse table of zeros and ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.score.learn.features import Feature
from pipelines.score.learn.reading import Floats

MOST_BANDS = 12
_HEAVY = 0.05
RARE = "(rare)"
UNKNOWN = "(unknown)"


@dataclass(frozen=True)
class Bands:
    """How one feature is cut; band 0 is unknown, the last band of categories holds rare and new levels."""

    name: str
    column: str
    cuts: Floats | None
    levels: dict[str, int]
    labels: tuple[str, ...]

    def codes(self, feature: Feature) -> NDArray[np.intp]:
        """The band of each row."""
        if feature.values is not None and self.cuts is not None:
            found = np.searchsorted(self.cuts, feature.values, side="right") + 1
            found[~np.isfinite(feature.values)] = 0
            return found
        assert feature.levels is not None
        unique, inverse = np.unique(feature.levels.astype(str), return_inverse=True)
        rare = len(self.labels) - 1
        return np.array([self.levels.get(level, rare) if level else 0 for level in unique], dtype=np.intp)[inverse]


def banded(feature: Feature) -> Bands:
    """Cut a feature: numbers at quantiles, categories into levels frequent enough to weigh."""
    if feature.values is not None:
        known = feature.values[np.isfinite(feature.values)]
        cuts = _cuts(known) if len(known) else known
        edges = [_short(c) for c in cuts]
        spans = [f"{a} to below {b}" for a, b in pairwise(edges)]
        labels = [UNKNOWN, f"below {edges[0]}", *spans, f"{edges[-1]} or more"] if edges else [UNKNOWN, "any"]
        return Bands(feature.name, feature.column, cuts, {}, tuple(labels))
    assert feature.levels is not None
    unique, counts = np.unique(feature.levels.astype(str), return_counts=True)
    least = min(20, max(3, len(feature.levels) // 200))
    kept = [str(u) for u, count in zip(unique, counts, strict=True) if u and count >= least]
    return Bands(
        feature.name, feature.column, None, {k: at for at, k in enumerate(kept, start=1)}, (UNKNOWN, *kept, RARE)
    )


def one_hot(codes: NDArray[np.intp], width: int) -> sparse.csr_matrix:
    """Zeros and ones, a row each."""
    rows = len(codes)
    return sparse.csr_matrix((np.ones(rows), codes, np.arange(rows + 1)), (rows, width))


def moved(codes: NDArray[np.intp], width: int) -> float:
    """How far the bands of the later half lie from those of the earlier half (total variation), above what chance alone gives."""

    def distance(late: NDArray[np.bool_]) -> float:
        shares = [np.bincount(codes[m], minlength=width) / max(m.sum(), 1) for m in (late, ~late)]
        return float(np.abs(shares[0] - shares[1]).sum() / 2)

    at = np.arange(len(codes))
    return distance(at >= len(codes) // 2) - distance(at % 2 == 1)


def _cuts(known: Floats) -> Floats:
    """Quantiles; a value that stands in many rows gets a band of its own."""
    unique, counts = np.unique(known, return_counts=True)
    shares = np.linspace(0, 1, MOST_BANDS + 1)[1:-1]
    cuts = {float(cut) for cut in np.quantile(known, shares, method="lower")}
    for at in np.flatnonzero(counts >= _HEAVY * len(known)).tolist():
        cuts |= {float(unique[at]), float(unique[min(at + 1, len(unique) - 1)])}
    return np.array(sorted(cut for cut in cuts if cut > float(unique[0])))


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 and value % 1 == 0 else f"{value:.6g}"

"""Measures of a ranking and of its probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from pipelines.score.learn.reading import Floats

Labels = NDArray[np.bool_]


@dataclass(frozen=True)
class Measures:
    """How good scores are on labelled rows."""

    auc: float
    ap: float
    lift10: float
    ece: float
    brier: float
    base: float
    """Brier score of the rows' own base rate: what saying the same of everybody would cost."""

    def as_line(self) -> str:
        """`auc=… ap=… lift10=… ece=… brier=… base=…`."""
        return " ".join(f"{name}={getattr(self, name):.4f}" for name in ("auc", "ap", "lift10", "ece", "brier", "base"))


def measured(labels: Labels, chances: Floats) -> Measures:
    """Measures of predicted chances; NaN where the labels are all alike."""
    rate = float(labels.mean())
    return Measures(
        auc(labels, chances),
        average_precision(labels, chances),
        lift(labels, chances, 0.1),
        calibration_error(labels, chances),
        float(np.mean((chances - labels) ** 2)),
        rate * (1 - rate),
    )


def auc(labels: Labels, scores: Floats) -> float:
    """Chance that a positive scores above a negative, ties counting half; NaN where there are not both."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    return float((rankdata(scores)[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auc_error(labels: Labels, value: float) -> float:
    """Standard error of an AUC (Hanley & McNeil 1982)."""
    positives = max(int(labels.sum()), 1)
    negatives = max(len(labels) - int(labels.sum()), 1)
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (positives - 1) * (q1 - value**2) + (negatives - 1) * (q2 - value**2)
    return float(np.sqrt(max(variance, 0) / (positives * negatives)))


def average_precision(labels: Labels, scores: Floats) -> float:
    """Mean precision at each positive; ties share their block's precision, so that the order of rows does not matter."""
    if not labels.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    hits = np.cumsum(labels[order])[ends]
    return float(np.sum(np.diff(np.append(0, hits)) * hits / (ends + 1)) / labels.sum())


def lift(labels: Labels, scores: Floats, share: float) -> float:
    """Rate of positives among the best `share` of rows over the rate of all; a tie at the border counts by its mean."""
    if not labels.any():
        return float("nan")
    best = max(1, int(len(labels) * share))
    order = np.argsort(-scores, kind="stable")
    border = scores[order[best - 1]]
    above, at = scores > border, scores == border
    hits = labels[above].sum() + labels[at].mean() * (best - above.sum())
    return float(hits / best / labels.mean())


def calibration_error(labels: Labels, chances: Floats, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width (Guo et al. 2017)."""
    at = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = np.abs(np.bincount(at, chances, bins) - np.bincount(at, labels.astype(float), bins))
    return float(gaps.sum() / len(labels))

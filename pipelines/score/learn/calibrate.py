"""From scores to chances, learned on forward windows only, and the honest answer where a file holds no signal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize

from pipelines.score.learn.measures import Labels, auc, auc_error
from pipelines.score.learn.reading import Floats

_SURE = 2.0
"""Standard errors above one half that the forward AUC must lie to count as a signal."""

_FLAT = 0.01
"""Slope where there is no signal: chances are the base rate, and ties are still broken by what little is known."""


@dataclass(frozen=True)
class Forward:
    """Scores a model gave to rows later than those it had learned from."""

    labels: Labels
    scores: Floats


@dataclass(frozen=True)
class Calibration:
    """chance = logistic(slope × (score − centre) + level)."""

    slope: float
    centre: float
    level: float
    auc: float
    """Mean AUC over the forward windows."""
    signal: bool

    def chances(self, scores: Floats) -> Floats:
        """The chance of each score."""
        return np.asarray(1 / (1 + np.exp(-self.logits(scores))), dtype=float)

    def logits(self, scores: Floats) -> Floats:
        """Log odds of the chances: a straight line of the scores, so reasons still sum."""
        return self.slope * (scores - self.centre) + self.level


def calibrated(windows: list[Forward], learned: Forward, trust: float, recent: NDArray[np.intp]) -> Calibration:
    """Slope common to all forward windows; the level lies between that of all rows and that of the newest, by `trust` (0 to 1).

    `learned`: the final model's scores of all rows learned from; `recent`: which of these are the newest.
    """
    found = [auc(w.labels, w.scores) for w in windows]
    errors = [auc_error(w.labels, max(a, 0.5)) for w, a in zip(windows, found, strict=True)]
    weights = 1 / np.square(np.maximum(errors, 1e-6))
    mean = float(np.average(found, weights=weights)) if windows else float("nan")
    signal = not windows or mean - 0.5 >= _SURE / float(np.sqrt(weights.sum()))
    slope = (_slope(windows) if windows else 1.0) if signal else _FLAT
    centre = float(learned.scores.mean())
    spread = slope * (learned.scores - centre)
    old, new = _level(spread, learned.labels), _level(spread[recent], learned.labels[recent])
    return Calibration(slope, centre, old + (new - old) * trust, mean, signal)


def trust_in_recent(labels: Labels, starts: list[int], share: float) -> float:
    """How far the base rate of rows to come follows that of the newest `share` of the rows before, rather than that of all of them,
    as the windows that begin at `starts` showed: least squares, drawn to 0 by the noise of the rates; 0 to 1.
    """
    over, under = 0.0, 0.0
    for start, end in zip(starts, [*starts[1:], len(labels)], strict=True):
        newest = labels[start - max(1, int(start * share)) : start]
        gap = float(newest.mean() - labels[:start].mean())
        noise = float(newest.mean() * (1 - newest.mean())) / len(newest)
        weight = end - start
        over += weight * gap * float(labels[start:end].mean() - labels[:start].mean())
        under += weight * (gap**2 + noise)
    few = len(starts) / (len(starts) + 2)
    return few * min(max(over / under, 0.0), 1.0) if under > 0 else 0.0


def _slope(windows: list[Forward]) -> float:
    """Maximum likelihood of one slope, drawn slightly towards 1, with a level of its own for each window."""

    def loss(at: Floats) -> tuple[float, Floats]:
        slope, levels = at[0], at[1:]
        total, gradient = 2.0 * (slope - 1) ** 2, np.zeros_like(at)
        gradient[0] = 4.0 * (slope - 1)
        for i, window in enumerate(windows):
            z = slope * window.scores + levels[i]
            p = 1 / (1 + np.exp(-z))
            total += float(np.sum(np.logaddexp(0, z) - window.labels * z))
            gradient[0] += float(np.sum((p - window.labels) * window.scores))
            gradient[1 + i] = float(np.sum(p - window.labels))
        return total, gradient

    start = np.concatenate([[1.0], np.zeros(len(windows))])
    limits = [(0.05, 2.0)] + [(-4.0, 4.0)] * len(windows)
    return float(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x[0])


def _level(spread: Floats, labels: Labels) -> float:
    """The level at which the chances' mean is the rate of the labels."""
    rate = min(max(float(labels.mean()), 0.5 / len(labels)), 1 - 0.5 / len(labels))

    def excess(level: float) -> float:
        return float(np.mean(1 / (1 + np.exp(-(spread + level))))) - rate

    return float(brentq(excess, -50, 50))

"""What became of leads re-weighs the scorecard: a word whose leads are won more often than its points said gains, another loses.

The scorecard stays the starting point: each word's points are multiplied by a factor that is drawn to 1, so few marks change little
and many may change much. All trials look forward in time: the newest marks are foretold from the older ones, never at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.optimize import minimize

from leads.chances import BAR, Chance
from pipelines.score.learn.measures import auc, calibration_error
from pipelines.score.learn.reading import Floats

FEWEST = 40
"""Marks a forward window needs, so that its calibration error means something."""

_WINDOW = 0.3
_DRAWN = 8.0
"""How strongly factors are drawn to 1, in marks."""

_LEAST, _MOST = 0.1, 2.0
_UNIT = 10.0


@dataclass(frozen=True)
class Marked:
    """A lead with what became of it: the points of each word when it was shown, and whether it was good."""

    lead_id: str
    points: Mapping[str, int]
    good: bool
    at: datetime


@dataclass(frozen=True)
class Learned:
    """What marks taught."""

    factors: Mapping[str, float]
    """By word: what its points are multiplied by."""
    marks: int
    error: float | None
    """Calibration error of the last forward window; None where it would hold too few marks."""
    auc_before: float | None
    auc_after: float | None
    """How well the last window was ranked by the old and by the re-weighed scorecard."""
    chance: Chance | None
    """None while no chance may be shown."""
    why: str
    """Why no chance may be shown; empty where one may."""


def learned(marks: Sequence[Marked]) -> Learned:
    """Factors from all marks; the right to show chances from the newest ones, foretold by the older. The order given does not matter."""
    return _learned(marks, weigh=True)


def foretold(marks: Sequence[Marked]) -> Learned:
    """The same of the points as they are: only how they foretell is learned, all factors are 1."""
    return _learned(marks, weigh=False)


def _learned(marks: Sequence[Marked], weigh: bool) -> Learned:
    ordered = sorted(marks, key=lambda mark: (mark.at, mark.lead_id, mark.good))
    count = int(len(ordered) * _WINDOW)
    old, new = ordered[: len(ordered) - count], ordered[len(ordered) - count :]
    if count < FEWEST or any(len({mark.good for mark in side}) < 2 for side in (old, new)):
        why = f"rank only: a forward window needs {FEWEST} marks, good and bad, and holds {count}"
        factors = _fitted(ordered)[0] if weigh else {}
        return Learned(factors, len(ordered), None, None, None, None, why)
    factors, chance = _fitted(ordered, weigh)
    before, earlier = _fitted(old, weigh)
    good = np.array([mark.good for mark in new])
    plain, weighed = _totals(new, {}), _totals(new, before)
    error = calibration_error(good, np.array([earlier.of(points) for points in weighed]))
    why = (
        ""
        if error <= BAR
        else f"rank only: the last {count} marks were foretold with a calibration error of {error:.2f}, above {BAR}"
    )
    return Learned(factors, len(ordered), error, auc(good, plain), auc(good, weighed), None if why else chance, why)


def _totals(marks: Sequence[Marked], factors: Mapping[str, float]) -> Floats:
    return np.array([sum(p * factors.get(w, 1.0) for w, p in mark.points.items()) for mark in marks], dtype=float)


def _fitted(marks: Sequence[Marked], weigh: bool = True) -> tuple[dict[str, float], Chance]:
    """Maximum a posteriori of level, slope and, where they are asked for, one factor a word."""
    words = sorted({word for mark in marks for word in mark.points})
    table = np.array([[mark.points.get(word, 0) / _UNIT for word in words] for mark in marks], dtype=float).reshape(
        len(marks), len(words)
    )
    good = np.array([mark.good for mark in marks], dtype=float)

    def loss(at: Floats) -> tuple[float, Floats]:
        level, slope, factors = at[0], at[1], at[2:]
        summed = table @ factors
        z = level + slope * summed
        p = 1 / (1 + np.exp(-z))
        off = p - good
        value = float(np.sum(np.logaddexp(0, z) - good * z)) + 0.5 * _DRAWN * float(np.sum((factors - 1) ** 2))
        value += 0.5 * (slope - 0.3) ** 2 * 4 + 0.05 * level**2
        gradient = np.concatenate([
            [off.sum() + 0.1 * level, off @ summed + 4 * (slope - 0.3)],
            slope * (table.T @ off) + _DRAWN * (factors - 1),
        ])  # fmt: skip
        return value, gradient

    start = np.concatenate([[0.0, 0.3], np.ones(len(words))])
    limits = [(-20.0, 20.0), (0.01, 3.0)] + [(_LEAST, _MOST) if weigh else (1.0, 1.0)] * len(words)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits).x
    factors = {word: float(factor) for word, factor in zip(words, best[2:], strict=True)}
    return factors, Chance(float(best[1]) / _UNIT, float(best[0]))

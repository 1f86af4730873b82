"""The chance that a buyer buys again within the horizon: a logistic model of its own rhythm, learned from the past of all buyers.

It is fitted on earlier days of the same history, each time as of that day (walk-forward), so it learns how regular this country's
buyers are. Coefficients are rounded, so that every machine gets the same thousandths. Where the history is too short to learn
from, the chance is that of a buyer who goes on at its own pace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from pipelines.score.buying.occasions import NAMES, Facts, Rows, bought_within, features

Thousandths = npt.NDArray[np.int64]

LOOKS_BACK = 12
"""On so many earlier days, one horizon apart, the model is tried."""
MOST_BUYERS = 20_000
"""More pairs teach nothing new: a fixed share of the buyers is taken."""
LEAST_ROWS = 300
LEAST_BOUGHT = 30
"""Fewer examples teach nothing."""


@dataclass(frozen=True)
class Chances:
    """A fitted model; `weights` is None where there was nothing to learn from."""

    weights: tuple[float, ...] | None
    bias: float
    examples: int

    def of(self, rows: Rows) -> Thousandths:
        """Chance of each row in thousandths."""
        if self.weights is None:
            share = -np.expm1(-np.expm1(rows[:, NAMES.index("rate")]))
        else:
            share = 1 / (1 + np.exp(-(rows @ np.array(self.weights) + self.bias)))
        found: Thousandths = np.rint(1000 * share).astype(np.int64)
        return found


def fit(facts: Facts, today: date, horizon: int) -> Chances:
    """Learn from the occasions up to `today`; see the module."""
    known = facts.execute(
        "SELECT min(day), count(DISTINCT company_id || division) FROM occasions WHERE day <= ?", [today]
    ).fetchone()
    if known is None or known[0] is None:
        return Chances(None, 0.0, 0)
    one_in = max(1, known[1] // MOST_BUYERS)
    looked, bought = [], []
    for back in range(1, LOOKS_BACK + 1):
        day = today - timedelta(days=back * horizon)
        if day <= known[0]:
            break
        keys, rows, _ = features(facts, day, horizon, one_in)
        if keys:
            looked.append(rows)
            bought.append(bought_within(facts, keys, day, horizon))
    if not looked:
        return Chances(None, 0.0, 0)
    rows, outcome = np.concatenate(looked), np.concatenate(bought)
    if len(rows) < LEAST_ROWS or not LEAST_BOUGHT <= outcome.sum() <= len(rows) - LEAST_BOUGHT:
        return Chances(None, 0.0, len(rows))
    fitted = LogisticRegression(C=1.0, max_iter=500, tol=1e-8).fit(rows, outcome)
    weights = tuple(round(float(weight), 3) for weight in fitted.coef_[0])
    return Chances(weights, round(float(fitted.intercept_[0]), 3), len(rows))

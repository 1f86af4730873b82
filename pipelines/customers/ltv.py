"""How often clients will order again, and whether they still do: the MBG/NBD model.

Batislam, Denizel, Filiztekin: Empirical validation and comparison of models for customer base analysis, 2007; Hoppe, Wagner:
Customer base analysis: the case for a central variant of the Betageometric/NBD model, 2007. Each client orders at a steady rate
of its own (gamma distributed: r, alpha), and after each order, the first one too, may leave (beta distributed: a, b).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

Floats = NDArray[np.float64]

FAR = 7.0
"""Logarithms of parameters stay within this: beyond, few clients would be explained by an infinite rate."""


@dataclass(frozen=True)
class MBGNBD:
    """A fitted model; times are in the unit it was fitted in."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """The chance, 0 to 1, that a client has not left; arguments as of `fit`."""
        x, last, whole = _arrays(frequency, recency, age)
        return 1 / (1 + self._left(x, last, whole))

    def expected_purchases(self, t: float, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """The orders expected of each client within the next `t`."""
        x, last, whole = _arrays(frequency, recency, age)
        r, alpha, b = self.r, self.alpha, self.b
        a = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6  # the formula has a removable gap at one
        share = t / (alpha + whole + t)
        # Euler's transformation of the published series: it holds for clients with thousands of orders too
        series = (1 - share) ** (a - 1) * hyp2f1(a + b - r, a - 1, a + b + x, share)
        some = (a + b + x) / (a - 1) * (1 - series)
        return np.asarray(some / (1 + self._left(x, last, whole)), dtype=float)

    def _left(self, x: Floats, last: Floats, whole: Floats) -> Floats:
        """The odds that a client has left."""
        odds = np.log(self.a / (self.b + x)) + (self.r + x) * np.log((self.alpha + whole) / (self.alpha + last))
        return np.asarray(np.exp(np.minimum(odds, 700)), dtype=float)


def fit(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> MBGNBD:
    """Fit by maximum likelihood: repeat orders, time from the first to the last one, and time since the first one, of each client.

    Deterministic. Raises ValueError where there is no client.
    """
    rows = np.column_stack(_arrays(frequency, recency, age))
    if not len(rows):
        raise ValueError("no client to learn from")
    known, counts = np.unique(rows, axis=0, return_counts=True)
    x, last, whole = known.T
    unit = float(max(whole.max(), 1e-9))  # a time scale of one keeps the search well behaved

    def loss(logs: Floats) -> float:
        r, alpha, a, b = np.exp(logs)
        left = np.log(a) - np.log(b + x) + (r + x) * (np.log(alpha + whole / unit) - np.log(alpha + last / unit))
        likely = (
            gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + whole / unit)
            + gammaln(a + b) - gammaln(b) + gammaln(b + x + 1) - gammaln(a + b + x + 1) + np.logaddexp(left, 0)
        )  # fmt: skip
        return float(-(counts @ likely) / counts.sum())

    found = minimize(loss, np.zeros(4), method="L-BFGS-B", bounds=[(-FAR, FAR)] * 4)
    r, alpha, a, b = np.exp(found.x)
    return MBGNBD(float(r), float(alpha * unit), float(a), float(b))


def _arrays(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, last, whole = (np.asarray(each, dtype=float) for each in (frequency, recency, age))
    return x, last, whole

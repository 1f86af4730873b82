"""The peer of the Pareto/NBD model that forecasts are measured against: MBG/NBD, asked and answered the same way.

Batislam, Denizel, Filiztekin: Empirical validation and comparison of models for customer base analysis, 2007; Hoppe, Wagner:
Customer base analysis: the case for a central variant of the Betageometric/NBD model, 2007. Each client orders at a steady rate
of its own (gamma distributed: r, alpha), and after each order, the first one too, may leave (beta distributed: a, b).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, hyp2f1

from pipelines.customers.ltv.fitting import Floats, alike, floats, likeliest


@dataclass(frozen=True)
class MBGNBD:
    """A fitted model, see `pipelines.customers.ltv.pareto`."""

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> MBGNBD:
        """Fit by maximum likelihood."""
        clients, shares = alike(frequency, recency, age)
        unit = float(max(clients[2].max(), 1e-9))
        clients[1:] /= unit
        r, alpha, a, b = likeliest(_likely, 4, clients, shares)
        return cls(float(r), float(alpha * unit), float(a), float(b))

    def expected_purchases(self, t: float, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """The orders expected of each client within the next `t`."""
        x, last, whole = floats(frequency, recency, age)
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


def _likely(parameters: Floats, clients: Floats) -> Floats:
    r, alpha, a, b = parameters
    x, last, whole = clients
    left = np.log(a) - np.log(b + x) + (r + x) * (np.log(alpha + whole) - np.log(alpha + last))
    return np.asarray(
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + whole)
        + gammaln(a + b) - gammaln(b) + gammaln(b + x + 1) - gammaln(a + b + x + 1) + np.logaddexp(left, 0)
    )  # fmt: skip

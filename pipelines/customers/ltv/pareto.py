"""How often clients will order again, and whether they still do: the Pareto/NBD model.

Schmittlein, Morrison, Colombo: Counting your customers: who are they and what will they do next?, 1987; likelihood as Fader, Hardie:
A note on deriving the Pareto/NBD model and related expressions, 2005. Each client orders at a steady rate of its own (gamma distributed:
r, alpha), and leaves at any time, at a rate of its own (gamma distributed: s, beta).

Of each client it reads `frequency`, days with an order after the first one; `recency`, time from the first to the last; and `age`, time
since the first. On CDNOW it foretells better than MBG/NBD (`bench/ltv.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from pipelines.customers.ltv.fitting import Floats, alike, floats, likeliest

NODES, WEIGHTS = (np.asarray(each, dtype=float) for each in np.polynomial.legendre.leggauss(40))
NOTHING = 40.0
"""Where an integrand has fallen by e to this, the rest adds nothing to a double."""

TOGETHER = 50_000
"""Clients integrated at once: memory is 40 doubles a few times over for each."""


@dataclass(frozen=True)
class ParetoNBD:
    """A fitted model; times are in the unit it was fitted in."""

    r: float
    alpha: float
    s: float
    beta: float

    @classmethod
    def fit(cls, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> ParetoNBD:
        """Fit by maximum likelihood. Deterministic. Raises ValueError where there is no client."""
        clients, shares = alike(frequency, recency, age)
        unit = float(max(clients[2].max(), 1e-9))  # a time scale of one keeps the search well behaved
        clients[1:] /= unit
        r, alpha, s, beta = likeliest(_likely, 4, clients, shares)
        return cls(float(r), float(alpha * unit), float(s), float(beta * unit))

    def alive(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """The chance, 0 to 1, that a client has not left."""
        x, last, whole = floats(frequency, recency, age)
        fitted = np.array([self.r, self.alpha, self.s, self.beta])
        parts = range(0, len(x), TOGETHER)
        odds = [_left(fitted, *(each[start : start + TOGETHER] for each in (x, last, whole))) for start in parts]
        return np.asarray(1 / (1 + np.exp(np.minimum(np.concatenate([[], *odds]), 700))), dtype=float)

    def expected_purchases(self, t: float, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """The orders expected of each client within the next `t`."""
        x, last, whole = floats(frequency, recency, age)
        s = self.s if abs(self.s - 1) > 1e-6 else 1 + 1e-6  # the formula has a removable gap at one
        since = self.beta + whole
        stays = since / (s - 1) * -np.expm1((s - 1) * (np.log(since) - np.log(since + t)))
        return self.alive(x, last, whole) * (self.r + x) / (self.alpha + whole) * stays


def _likely(parameters: Floats, clients: Floats) -> Floats:
    r, alpha, s, beta = parameters
    x, last, whole = clients
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + whole)
    stayed = s * (np.log(beta) - np.log(beta + whole))
    return np.asarray(bought + stayed + np.logaddexp(_left(parameters, x, last, whole), 0), dtype=float)


def _left(parameters: Floats, x: Floats, last: Floats, whole: Floats) -> Floats:
    """The logarithm of the odds that a client has left: s (alpha + T)^p (beta + T)^s ∫ (alpha + y)^-p (beta + y)^-(s + 1) dy, p = r + x.

    Published as a difference of two hypergeometric functions, which no double holds for clients of a thousand orders; so it is
    integrated, from the last order to now, by 40 points on a logarithmic scale.
    """
    r, alpha, s, beta = parameters
    p, q = r + x, s + 1
    end = np.minimum(whole, (alpha + last) * np.exp(np.minimum(NOTHING / p, 700)) - alpha)
    end = np.maximum(np.minimum(end, (beta + last) * np.exp(min(NOTHING / q, 700)) - beta), last)
    low = min(alpha, beta)
    half = (np.log(low + end) - np.log(low + last)) / 2
    grown = np.exp(half[:, None] * (NODES + 1))
    y = (low + last)[:, None] * (grown - 1)
    fallen = p[:, None] * np.log1p(y / (alpha + last)[:, None]) + q * np.log1p(y / (beta + last)[:, None])
    with np.errstate(divide="ignore"):
        area = np.log(half * (low + last) * ((np.exp(-fallen) * grown) @ WEIGHTS))
    ahead = p * (np.log(alpha + whole) - np.log(alpha + last)) + s * (np.log(beta + whole) - np.log(beta + last))
    return np.asarray(np.log(s) + ahead - np.log(beta + last) + area, dtype=float)

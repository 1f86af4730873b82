"""What a client's next order will be worth: the gamma-gamma model.

Fader, Hardie: The gamma-gamma model of monetary value, 2013. Each order is gamma distributed (shape p) around the client's own mean, and
the means of clients vary (q, gamma): the more orders a client has, the more its own mean counts. The model holds where what clients spend
an order does not go with how often they order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from pipelines.customers.ltv.fitting import Floats, alike, floats, likeliest

FEWEST = 10
"""Clients with two orders or more below which nothing can be learned of how orders of one client differ."""
LEAST = 1.01
"""At a q of 1 or less the clients have no common mean."""


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model; gamma is in the currency of the orders."""

    p: float
    q: float
    gamma: float

    def expected(self, orders: ArrayLike, mean: ArrayLike) -> Floats:
        """The worth expected of one order of each client, of so many orders with that mean; none at all: the mean of all clients."""
        weight = self.p * np.asarray(orders, dtype=float)
        own = np.where(weight > 0, np.asarray(mean, dtype=float), 0.0)
        return np.asarray((self.p * self.gamma + weight * own) / (weight + self.q - 1), dtype=float)


def fit_money(orders: ArrayLike, mean: ArrayLike) -> GammaGamma | None:
    """Fit by maximum likelihood to the number of orders and their mean, of clients with a mean above nought.

    Deterministic. None where too few clients have several orders, or where no mean of all clients would exist (q of 1 or less).
    """
    times, worth = floats(orders, mean)
    usable = (times > 0) & (worth > 0)
    if np.count_nonzero(times[usable] > 1) < FEWEST:
        return None
    clients, shares = alike(times[usable], worth[usable])
    unit = float(np.median(clients[1]))
    clients[1] /= unit
    p, q, gamma = likeliest(_likely, 3, clients, shares)
    return GammaGamma(float(p), float(q), float(gamma * unit)) if q > LEAST else None


def _likely(parameters: Floats, clients: Floats) -> Floats:
    p, q, gamma = parameters
    x, mean = clients
    return np.asarray(
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(gamma + mean * x)
    )  # fmt: skip

"""How a model of clients is fitted: by maximum likelihood, over clients that are alike together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float64]
Likely = Callable[[Floats, Floats], Floats]
"""Parameters, and clients (a column each) → the logarithm of each client's likelihood."""

FAR = 7.0
"""Logarithms of parameters stay within this: beyond, few clients would be explained by an infinite rate."""
MOST = 10_000
"""Clients that are learned from, chosen evenly in their order where there are more: a few parameters need no more."""


def floats(*columns: ArrayLike) -> tuple[Floats, ...]:
    """Columns as floats."""
    return tuple(np.asarray(each, dtype=float) for each in columns)


def alike(*columns: ArrayLike) -> tuple[Floats, Floats]:
    """Clients that are alike, once, a column each; and the share of all that they stand for. Raises ValueError where there is none."""
    rows = np.column_stack(floats(*columns))
    if not len(rows):
        raise ValueError("no client to learn from")
    if len(rows) > MOST:
        rows = rows[np.lexsort(rows.T[::-1])][np.linspace(0, len(rows) - 1, MOST).round().astype(int)]
    known, counts = np.unique(rows, axis=0, return_counts=True)
    return known.T, counts / counts.sum()


def likeliest(likely: Likely, number: int, clients: Floats, shares: Floats) -> Floats:
    """The parameters, all above nought, under which the clients are likeliest. Deterministic."""
    found = minimize(
        lambda logs: -float(shares @ likely(np.exp(logs), clients)),
        np.zeros(number),
        method="L-BFGS-B",
        bounds=[(-FAR, FAR)] * number,
    )
    return np.asarray(np.exp(found.x), dtype=float)

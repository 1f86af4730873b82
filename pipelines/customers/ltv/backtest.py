"""Would these very clients have been foretold: the last third of their orders, from those before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.customers.ltv.fitting import Floats
from pipelines.customers.ltv.pareto import ParetoNBD

LONGEST = 365
"""Days foretold in the check at most: what the report foretells."""
SHORTEST, FEWEST = 30, 30
"""Days to foretell, and clients to foretell for, below which a check tells nothing."""

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Backtest:
    """How many orders (days with an order) of the clients of then were foretold for the last `days`, and how many came."""

    days: int
    clients: int
    foretold: float
    came: int


def counted(client: Ints, day: Ints, today: int) -> tuple[Ints, Floats, Floats, Floats]:
    """Of each client: its number, days with orders after the first, and recency and age in days as of `today`.

    One row a client and day of its orders, as numbers, in any order; days after `today` are not looked at.
    """
    early = day <= today
    each, at = np.unique(client[early], return_inverse=True)
    first, last = np.full(len(each), np.iinfo(np.int64).max), np.full(len(each), np.iinfo(np.int64).min)
    np.minimum.at(first, at, day[early])
    np.maximum.at(last, at, day[early])
    repeats = np.asarray(np.bincount(at, minlength=len(each)) - 1, dtype=float)
    recency, age = np.asarray(last - first, dtype=float), np.asarray(np.maximum(today - first, 1), dtype=float)
    return each, repeats, recency, age


def backtest(client: Ints, day: Ints, today: int) -> Backtest | None:
    """Foretell the last third, a year at most; arguments as of `counted`. None where that is too little to tell anything."""
    days = min(int(today - day.min()) // 3, LONGEST) if len(day) else 0
    each, repeats, recency, age = counted(client, day, today - days)
    if days < SHORTEST or len(each) < FEWEST:
        return None
    told = ParetoNBD.fit(repeats, recency, age).expected_purchases(days, repeats, recency, age)
    came = (day > today - days) & (day <= today) & np.isin(client, each)
    return Backtest(days, len(each), float(told.sum()), int(came.sum()))

"""Planted buying rhythms: public buyers that buy every so often, every year in one season, at random, or once; three years of it.

The histories are a pure function of (seed, buyers, day), with the rhythm of each known: what a forecast of the next purchase is
measured on. Real buyers hold tenders earlier or later than planned and leave some out, and so do these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from world.dice import Dice
from world.words.trades import TRADES

YEARS = 3
KINDS = ("every",) * 4 + ("season",) * 3 + ("random",) * 4 + ("once",) * 3
"""How buying is spread, in fourteenths."""
INTERVALS = (30, 45, 61, 91, 122, 182, 365)
GOODS = tuple((code[:8], label) for trade in TRADES for code, label in trade.goods_ua)


@dataclass(frozen=True, slots=True)
class Purchase:
    """One tender of a buyer."""

    buyer: int
    code: str
    label: str
    day: date
    amount: float
    kind: str


def purchases(seed: int, buyers: int, until: date) -> Iterator[Purchase]:
    """All purchases of the buyers up to a day, of `YEARS` years."""
    for buyer in range(buyers):
        dice = Dice(seed, "rhythms", buyer)
        for need in range(dice.between(1, 4)):
            own = Dice(seed, f"rhythms/{need}", buyer)
            code, label = own.pick(GOODS)
            kind = own.pick(KINDS)
            for day in days(own, kind, until):
                yield Purchase(buyer, code, label, day, float(own.between(5, 900) * 1000), kind)


def days(dice: Dice, kind: str, until: date) -> list[date]:
    """The days of one rhythm, oldest first, none after `until`."""
    start = until - timedelta(days=YEARS * 365)
    if kind == "every":
        found = _every(dice, start, until, dice.pick(INTERVALS))
    elif kind == "season":
        found = _seasons(dice, start, until)
    elif kind == "random":
        number = dice.pick((1, 2, 4, 8, 14))
        found = [start + timedelta(days=dice.below(YEARS * 365)) for _ in range(number * YEARS)]
    else:
        found = [start + timedelta(days=dice.below(YEARS * 365))]
    return sorted({day for day in found if start <= day <= until})


def _every(dice: Dice, start: date, until: date, interval: int) -> list[date]:
    """So many days apart, a tenth earlier or later; one in twelve is left out."""
    found, at = [], start + timedelta(days=dice.below(interval))
    while at <= until:
        if not dice.chance(1 / 12):
            found.append(at)
        at += timedelta(days=interval + dice.between(-interval // 10, interval // 10))
    return found


def _seasons(dice: Dice, start: date, until: date) -> list[date]:
    """Each year around the same day or two, within a fortnight; one in twelve is left out."""
    centres = [dice.below(365) for _ in range(dice.between(1, 2))]
    return [
        date(year, 1, 1) + timedelta(days=centre + dice.between(-14, 14))
        for year in range(start.year, until.year + 1)
        for centre in centres
        if not dice.chance(1 / 12)
    ]

"""Clusters: union-find in which no machine puts together two different numbers of one register, what a person set apart, or clusters
whose other members contradict the link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MEAN = 7
"""Two clusters are joined where the pairs weighed between them sum to this on average: one link that looks good does not outweigh others
that share a domain or a phone and bear another name."""

WORST = -10
"""A pair counts at least this much in the mean: names that differ weigh down any sum."""

Numbers = Mapping[str, frozenset[str]]
"""Register → the numbers a unit carries in it; more than one is a contradiction in the source itself."""


class Clusters:
    """Units (whole numbers, older ones smaller) joined step by step; the smallest unit stands for its cluster."""

    def __init__(
        self,
        numbers: Mapping[int, Numbers],
        apart: Iterable[tuple[int, int]] = (),
        weighed: Iterable[tuple[int, int, int]] = (),
    ) -> None:
        self.refused: list[tuple[int, int, str]] = []
        """Links a machine wanted and did not get, and what stood against it: apart, numbers or mean."""
        self._weighed: dict[int, dict[int, tuple[int, int]]] = {}
        for left, right, weight in weighed:
            held = max(weight, WORST), 1
            self._weighed.setdefault(left, {})[right] = self._weighed.setdefault(right, {})[left] = held
        self._above: dict[int, int] = {}
        self._numbers: dict[int, dict[str, frozenset[str]]] = {unit: dict(held) for unit, held in numbers.items()}
        self._worded: dict[int, set[str]] = {}
        self.worded: list[tuple[int, int, list[str]]] = []
        """Units a person joined although their clusters carried different numbers, with the registers."""
        self._apart: dict[int, set[int]] = {}
        for left, right in apart:
            self._apart.setdefault(left, set()).add(right)
            self._apart.setdefault(right, set()).add(left)

    def find(self, unit: int) -> int:
        """The oldest unit of its cluster."""
        above = self._above
        top = unit
        while (higher := above.get(top, top)) != top:
            top = higher
        while unit != top:
            above[unit], unit = top, above.get(unit, unit)
        return top

    def join(self, left: int, right: int, sure: bool = False) -> bool:
        """Join two units on a machine's evidence; False where that is forbidden. `sure` is a number's word: no mean is asked."""
        a, b = self.find(left), self.find(right)
        if a == b:
            return True
        if self._set_apart(a, b):
            self.refused.append((left, right, "apart"))
        elif not self._agree(a, b):
            self.refused.append((left, right, "numbers"))
        elif not sure and self._contradicted(a, b):
            self.refused.append((left, right, "mean"))
        else:
            self._unite(a, b)
            return True
        return False

    def join_by_word(self, left: int, right: int) -> bool:
        """Join two units because a person said so; False only where a person set them apart as well."""
        a, b = self.find(left), self.find(right)
        if a == b:
            return True
        if self._set_apart(a, b):
            return False
        broken = self._broken(a, b)
        top = self._unite(a, b)
        if broken:
            self.worded.append((left, right, broken))
            self._worded.setdefault(top, set()).update(broken)
        return True

    def roots(self) -> dict[int, int]:
        """Unit → oldest unit of its cluster, for every unit that was joined."""
        return {unit: self.find(unit) for unit in sorted(set(self._above) | set(self._above.values()))}

    def _broken(self, a: int, b: int) -> list[str]:
        """Registers in which the two clusters carry different numbers."""
        held, other = self._numbers.get(a, {}), self._numbers.get(b, {})
        return sorted(register for register in held.keys() & other.keys() if held[register] != other[register])

    def _agree(self, a: int, b: int) -> bool:
        held, other = self._numbers.get(a), self._numbers.get(b)
        if not held or not other:
            return True
        worded_a, worded_b = self._worded.get(a, ()), self._worded.get(b, ())
        for register in held.keys() & other.keys():
            mine, theirs = held[register], other[register]
            if mine == theirs and (len(mine) == 1 or (register in worded_a and register in worded_b)):
                continue
            if (register in worded_a and theirs < mine) or (register in worded_b and mine < theirs):
                continue  # a person joined these numbers before: one of them brings nothing new
            return False
        return True

    def _contradicted(self, a: int, b: int) -> bool:
        total, count = self._weighed.get(a, {}).get(b, (MEAN, 1))
        return total < MEAN * count

    def _set_apart(self, a: int, b: int) -> bool:
        fewer, other = (a, b) if len(self._apart.get(a, ())) <= len(self._apart.get(b, ())) else (b, a)
        return any(self.find(unit) == other for unit in self._apart.get(fewer, ()))

    def _unite(self, a: int, b: int) -> int:
        top, below = min(a, b), max(a, b)
        self._above[below] = top
        self._above.setdefault(top, top)
        if (around := self._weighed.pop(below, None)) is not None:
            self._weigh_together(top, below, around)
        if held := self._numbers.pop(below, None):
            mine = self._numbers.setdefault(top, {})
            for register, numbers in held.items():
                mine[register] = mine.get(register, frozenset()) | numbers
        if (apart := self._apart.pop(below, None)) is not None:
            self._apart.setdefault(top, set()).update(apart)
        if (worded := self._worded.pop(below, None)) is not None:
            self._worded.setdefault(top, set()).update(worded)
        return top

    def _weigh_together(self, top: int, below: int, around: dict[int, tuple[int, int]]) -> None:
        """What was weighed between `below` and other clusters counts for `top` from now on."""
        mine = self._weighed.setdefault(top, {})
        mine.pop(below, None)
        for other, (total, count) in around.items():
            if other == top:
                continue
            theirs = self._weighed[other]
            del theirs[below]
            already, so_many = mine.get(other, (0, 0))
            mine[other] = theirs[top] = already + total, so_many + count


Link = tuple[int, int, int, int]
"""Unit, unit, weight, mask."""


def rooted(links: Iterable[Link], roots: Mapping[int, int]) -> dict[int, tuple[int, int, int]]:
    """Unit → the unit it hangs on, weight and mask, so that each way along them leads to the oldest unit of its cluster.

    `links` are those that joined two clusters: each cluster's links are a tree.
    """
    around: dict[int, list[tuple[int, int, int]]] = {}
    for left, right, weight, mask in links:
        around.setdefault(left, []).append((right, weight, mask))
        around.setdefault(right, []).append((left, weight, mask))
    above: dict[int, tuple[int, int, int]] = {}
    waiting = [unit for unit in around if roots[unit] == unit]
    for unit in waiting:
        for below, weight, mask in around[unit]:
            if roots[below] != below and below not in above:
                above[below] = unit, weight, mask
                waiting.append(below)
    return above

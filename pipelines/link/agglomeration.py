"""Agglomeration: rows joined into clusters, the two with the best mean link first, until no two have one that is good enough."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

MEAN_LINK = 0.7
"""Two clusters are joined only where the mean probability of all pairs across is at least this share of the threshold."""

DECIDED = 2.0
"""The probability of a pair that a person called one company: above all a machine may say. Its rows count as one from then on."""

STORED = 3.0
"""The probability of a pair that is in one cluster already."""

Held = dict[int, dict[int, set[int]]]
"""Row → register → its numbers."""
Apart = dict[int, set[int]]
"""Row → rows a person set apart from it, both ways."""


class Agglomeration:
    """Clusters of rows that are being joined. A cluster is known by its smallest row; pairs nobody weighed count as 0."""

    def __init__(self, links: Iterable[tuple[int, int, float]], held: Held, apart: Apart, threshold: float) -> None:
        self.held, self.apart, self.threshold = held, apart, threshold
        self.rows: dict[int, list[int]] = {}
        self.size: dict[int, int] = {}
        """How many rows a cluster counts as."""
        self.sums: dict[int, dict[int, float]] = {}
        """Sum of the probabilities of all pairs across two clusters, both ways."""
        self.best: dict[int, dict[int, float]] = {}
        """The best of them."""
        self.decided: list[tuple[int, int, float]] = []
        for a, b, p in links:
            for one, other in ((a, b), (b, a)):
                self.rows.setdefault(one, [one])
                self.size[one] = 1
                self.sums.setdefault(one, {})[other] = min(p, 1.0)
                self.best.setdefault(one, {})[other] = p
            if p >= DECIDED:
                self.decided.append((a, b, p))

    def run(self) -> None:
        """Join: first what a person joined, then the best mean link of all, as long as it will do. Ties by row."""
        top = {row: row for row in self.rows}
        for a, b, p in sorted(self.decided):
            low, high = sorted((top[a], top[b]))
            if low != high and not self.set_apart(low, high):
                for row in self.rows[high]:
                    top[row] = low
                self._join(low, high, as_one=p == DECIDED)
        across = ((low, high) for low, others in self.sums.items() for high in others if low < high)
        self._waiting = [link for pair in across if (link := self._link(*pair))]
        heapq.heapify(self._waiting)
        while self._waiting:
            mean, low, high = heapq.heappop(self._waiting)
            stale = high not in self.sums.get(low, ()) or self._link(low, high) != (mean, low, high)
            if stale or self.contradicted(low, high) or self.set_apart(low, high):
                continue
            self._join(low, high)
            for other in self.sums[low]:
                if link := self._link(min(low, other), max(low, other)):
                    heapq.heappush(self._waiting, link)

    def contradicted(self, one: int, other: int) -> bool:
        """Whether two clusters carry different numbers of one register; where a person joined two, one of them brings nothing new."""
        mine, theirs = self.held.get(one), self.held.get(other)
        if not mine or not theirs:
            return False
        return any(
            not (mine[register] <= theirs[register] or theirs[register] <= mine[register])
            for register in mine.keys() & theirs.keys()
        )

    def set_apart(self, one: int, other: int) -> bool:
        """Whether a person set a row of one cluster apart from one of the other."""
        theirs = self.rows[other]
        return bool(self.apart) and any(not self.apart.get(row, set()).isdisjoint(theirs) for row in self.rows[one])

    def _link(self, low: int, high: int) -> tuple[float, int, int] | None:
        """(minus the mean probability, both clusters), where one pair is a link and the mean will do."""
        mean = self.sums[low][high] / (self.size[low] * self.size[high])
        if self.best[low][high] < self.threshold or mean < MEAN_LINK * self.threshold:
            return None
        return -mean, low, high

    def _join(self, low: int, high: int, as_one: bool = False) -> None:
        """Join two clusters; `as_one`: what links to either links to both, and together they count no more than the larger."""
        self.rows[low] += self.rows.pop(high)
        sizes = self.size[low], self.size.pop(high)
        self.size[low] = max(sizes) if as_one else sum(sizes)
        best = self.best.pop(high)
        for other, total in self.sums.pop(high).items():
            del self.sums[other][high], self.best[other][high]
            if other != low:
                mine = self.sums[low].get(other, 0.0)
                self.sums[low][other] = self.sums[other][low] = max(mine, total) if as_one else mine + total
                self.best[low][other] = self.best[other][low] = max(self.best[low].get(other, 0.0), best[other])
        for register, numbers in self.held.pop(high, {}).items():
            self.held.setdefault(low, {}).setdefault(register, set()).update(numbers)

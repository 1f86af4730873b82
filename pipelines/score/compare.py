"""Two versions of a profile on the same facts: who comes, who goes, who moves, and which signals moved them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """What happens to a company."""

    enters = "enters"
    leaves = "leaves"
    up = "moves up"
    down = "moves down"
    stays = "stays"


@dataclass(frozen=True)
class Placed:
    """A company on one list: its rank from 1, and the points of each of its signals."""

    company_id: str
    rank: int
    signals: Mapping[str, int]

    @property
    def points(self) -> int:
        """The score."""
        return sum(self.signals.values())


@dataclass(frozen=True)
class Move:
    """What the new version does to one company; a side is None where it is not on that list."""

    company_id: str
    before: Placed | None
    after: Placed | None

    @property
    def way(self) -> Way:
        """Where it goes."""
        if self.before is None:
            return Way.enters
        if self.after is None:
            return Way.leaves
        if self.after.rank == self.before.rank:
            return Way.stays
        return Way.up if self.after.rank < self.before.rank else Way.down

    @property
    def changed(self) -> dict[str, int]:
        """By how much each signal's points changed, those that did, most first; empty where only others moved."""
        old = self.before.signals if self.before else {}
        new = self.after.signals if self.after else {}
        found = {word: new.get(word, 0) - old.get(word, 0) for word in sorted(old.keys() | new.keys())}
        return dict(sorted(((w, d) for w, d in found.items() if d), key=lambda item: (-abs(item[1]), item[0])))


def moves(before: Sequence[Placed], after: Sequence[Placed], size: int) -> list[Move]:
    """Every company of either list, those that move most first; one that is not on a list counts as just after its end.

    `size` is the longer list's length.
    """
    old = {placed.company_id: placed for placed in before}
    new = {placed.company_id: placed for placed in after}
    found = [Move(company, old.get(company), new.get(company)) for company in old.keys() | new.keys()]

    def distance(move: Move) -> int:
        return abs((move.before.rank if move.before else size + 1) - (move.after.rank if move.after else size + 1))

    return sorted(found, key=lambda m: (-distance(m), (m.after or m.before or Placed("", 0, {})).rank, m.company_id))


def as_line(found: Sequence[Move]) -> str:
    """One sentence: how many enter, leave, move, stay."""
    counts = [(way, sum(move.way is way for move in found)) for way in Way]
    return ", ".join(f"{count} {_plural(way, count)}" for way, count in counts)


def _plural(way: Way, count: int) -> str:
    if count == 1:
        return way.value
    verb, _, rest = way.value.partition(" ")
    return f"{verb.removesuffix('s')} {rest}".strip()

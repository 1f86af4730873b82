"""Cutting a population into segments: by region, industry, size, age, signal, and of clients by ABC, RFM and life cycle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.segments.members import Member

YEAR = 365.25
KINDS = ("region", "industry", "size", "age", "signal", "abc", "rfm", "stage")
"""By what a population can be cut."""


@dataclass(frozen=True)
class Segment:
    """Members that agree in one thing; a company has one place in each kind of segment but `signal`, where it may have several."""

    kind: str
    key: str
    """What they agree in: a region's code, a NACE division, a size or age class 1 to 4, a signal, a class, segment or stage."""
    members: tuple[Member, ...]
    entered: tuple[Member, ...] = ()
    """Members that were not in it before."""
    left: tuple[Member, ...] = ()
    """Who was in it before and is no more; as they were then."""


def keys(member: Member, kind: str, day: date) -> tuple[str, ...]:
    """The segments of a kind a member is in; none where that is not known of it."""
    return tuple(key for key in _KEYS[kind](member, day) if key)


def cut(
    members: Sequence[Member], before: Sequence[Member], kind: str, day: date, day_before: date | None = None
) -> list[Segment]:
    """The segments of one kind, largest first, with who entered and left since `before` was the population."""
    now, then = _sorted_in(members, kind, day), _sorted_in(before, kind, day_before or day)
    found = [
        Segment(
            kind,
            key,
            tuple(now.get(key, ())),
            tuple(_others(now.get(key, ()), then.get(key, ()))) if before else (),
            tuple(_others(then.get(key, ()), now.get(key, ()))),
        )
        for key in now.keys() | then.keys()
    ]
    return sorted(found, key=lambda segment: (-len(segment.members), segment.key))


def _sorted_in(members: Sequence[Member], kind: str, day: date) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in members:
        for key in keys(member, kind, day):
            found.setdefault(key, []).append(member)
    return found


def _others(members: Collection[Member], known: Collection[Member]) -> list[Member]:
    ids = {member.company_id for member in known}
    return [member for member in members if member.company_id not in ids]


def _size(member: Member, _day: date) -> tuple[str, ...]:
    if member.employees is None:
        return ()
    return (str(1 + sum(member.employees >= bound for bound in (10, 50, 250))),)


def _age(member: Member, day: date) -> tuple[str, ...]:
    if member.born is None:
        return ()
    years = (day - member.born).days / YEAR
    return (str(1 + sum(years >= bound for bound in (1, 3, 10))),)


_KEYS: dict[str, Callable[[Member, date], tuple[str, ...]]] = {
    "region": lambda member, _day: (member.region,),
    "industry": lambda member, _day: (member.nace[:2],),
    "size": _size,
    "age": _age,
    "signal": lambda member, _day: tuple(dict.fromkeys(member.signals)),
    "abc": lambda member, _day: (member.abc,),
    "rfm": lambda member, _day: (member.rfm,),
    "stage": lambda member, _day: (member.stage,),
}

"""Whose lead it is: territories give new leads to their members, the same ones each time, and never take a worked lead away.

Members are drawn by weighted rendezvous hashing (Thaler and Ravishankar 1998; weights after Schindelhauer and Schomaker 2005): each
company has a highest bidder among the members, so when somebody joins, leaves or is away, only what must move does.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction

from leads.models import Assignment, FollowUp, Holiday, LeadEntry, Mark, Territory, TerritoryMember

MACHINE = "territories"
"""`Assignment.by` of what was given by rule; anything else a person decided, and stays."""
BATCH = 2_000


@dataclass(frozen=True)
class Place:
    """What a territory asks of a company."""

    company_id: str
    country: str
    region: str
    nace: str
    band: str


@dataclass(frozen=True)
class Market:
    """A territory with its members' shares."""

    regions: frozenset[str]
    industries: frozenset[str]
    bands: frozenset[str]
    shares: Mapping[str, int]

    def holds(self, place: Place) -> bool:
        """Whether a company is in it; an empty condition means everything."""
        return (
            (not self.regions or bool({place.country, place.region} & self.regions))
            and (not self.industries or place.nace in self.industries)
            and (not self.bands or place.band in self.bands)
        )


@dataclass
class AssignReport:
    """What came of it."""

    given: Counter[str] = field(default_factory=Counter)
    """New leads of each person."""
    nobody: int = 0
    """Leads in no territory that has somebody at work."""

    def as_line(self) -> str:
        """One sentence for the operator."""
        people = ", ".join(f"{count} to {name}" for name, count in sorted(self.given.items()))
        return f"assigned: {people or 'nothing new'}" + (
            f"; {self.nobody} in nobody's territory" if self.nobody else ""
        )


def winner(company_id: str, shares: Mapping[str, int]) -> str | None:
    """The member a company falls to; None where nobody has a share."""
    bids = ((-share / math.log(_drawn(company_id, name)), name) for name, share in shares.items() if share > 0)
    return max(bids, default=(0.0, None))[1]


def choose(place: Place, markets: Iterable[Market], away: frozenset[str], owner: str = "") -> str | None:
    """Who gets a company: its owner where they still work in a territory that holds it, else the first territory's highest bidder."""
    held = [market for market in markets if market.holds(place)]
    if owner and any(market.shares.get(owner, 0) > 0 for market in held):
        return owner
    for market in held:
        found = winner(place.company_id, {name: share for name, share in market.shares.items() if name not in away})
        if found is not None:
            return found
    return None


def assign(day: date) -> AssignReport:
    """Give the leads of the current lists out; what a person assigned, or anybody worked on, stays where it is."""
    report = AssignReport()
    markets = _markets()
    if not markets:
        return report
    away = frozenset(Holiday.objects.filter(first_day__lte=day, last_day__gte=day).values_list("user", flat=True))
    known = {row.company_id: row for row in Assignment.objects.all()}
    worked = frozenset(Mark.objects.values_list("company_id", flat=True).distinct()) | frozenset(
        FollowUp.objects.values_list("company_id", flat=True).distinct()
    )
    now = datetime.now(UTC)
    made: list[Assignment] = []
    moved: list[Assignment] = []
    for place in _places():
        row = known.get(place.company_id)
        if row is not None and (row.by != MACHINE or place.company_id in worked):
            continue
        owner = choose(place, markets, away, row.owner if row else "")
        if owner is None:
            report.nobody += row is None
        elif row is None:
            made.append(Assignment(company_id=place.company_id, owner=owner, since=now, by=MACHINE))
            report.given[owner] += 1
        elif row.owner != owner:
            row.owner, row.since = owner, now
            moved.append(row)
            report.given[owner] += 1
    with transaction.atomic():
        Assignment.objects.bulk_create(made, batch_size=BATCH, ignore_conflicts=True)
        Assignment.objects.bulk_update(moved, ["owner", "since"], batch_size=BATCH)
    return report


def _markets() -> list[Market]:
    members: dict[int, dict[str, int]] = {}
    for member in TerritoryMember.objects.all():
        members.setdefault(member.territory_id, {})[member.user] = member.share
    return [
        Market(frozenset(row.regions), frozenset(row.industries), frozenset(row.bands), members.get(row.pk, {}))
        for row in Territory.objects.order_by("pk")
    ]


def _places() -> Iterable[Place]:
    """Every company of the current lists once, its best place first."""
    seen: set[str] = set()
    rows = LeadEntry.objects.filter(published__current=True, withdrawn=False).order_by("rank", "published_id")
    for values in rows.values_list("company_id", "country", "region", "nace", "band").iterator(BATCH):
        place = Place(*values)
        if place.company_id not in seen:
            seen.add(place.company_id)
            yield place


def _drawn(company_id: str, name: str) -> float:
    """A number between 0 and 1, always the same for a company and a person."""
    bits = int.from_bytes(hashlib.sha256(f"{company_id}\x1f{name}".encode()).digest()[:8], "big")
    return (bits + 1) / (2**64 + 2)

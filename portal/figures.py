"""What a sales head reads off: counted from published lists, marks and assignments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max
from django.utils import timezone

from leads.models import Assignment, LeadEntry, Mark, PublishedList, Reason, TerritoryMember

DAYS = 60
"""How far charts look back."""
WEEKS = 12
REGIONS = 20
"""Regions of the heat map; the others are summed."""
CHOSEN = (Mark.Kind.GOOD, Mark.Kind.WON)


@dataclass
class Person:
    """What a salesperson has and did."""

    name: str
    given: int = 0
    worked: int = 0
    won: int = 0
    lost: int = 0
    untouched: int = 0
    oldest: date | None = None
    """Since when the oldest lead that nobody touched is theirs."""


def people() -> list[Person]:
    """Everybody with a territory or leads, by name."""
    found = {name: Person(name) for name in TerritoryMember.objects.values_list("user", flat=True).distinct()}
    kinds: dict[str, set[str]] = defaultdict(set)
    for company, kind in Mark.objects.values_list("company_id", "kind").distinct():
        kinds[company].add(kind)
    for company, owner, since in Assignment.objects.values_list("company_id", "owner", "since").iterator():
        person = found.setdefault(owner, Person(owner))
        person.given += 1
        done = kinds.get(company, set())
        person.worked += bool(done)
        person.won += Mark.Kind.WON in done
        person.lost += Mark.Kind.LOST in done
        if not done:
            person.untouched += 1
            day = timezone.localtime(since).date()
            person.oldest = min(person.oldest or day, day)
    return sorted(found.values(), key=lambda person: person.name)


def leads_by_day(today: date) -> list[tuple[date, str, int]]:
    """(day, profile, new leads) of the lists of the last days."""
    rows = LeadEntry.objects.filter(published__day__gt=today - timedelta(days=DAYS), is_new=True)
    counted = rows.values_list("published__day", "published__profile").annotate(n=Count("pk"))
    return sorted(counted)


def leads_by_source() -> list[tuple[str, int]]:
    """(source, leads of the current lists that it gave a reason), the most first."""
    rows = Reason.objects.filter(lead__published__current=True).exclude(source="")
    return sorted(
        rows.values_list("source").annotate(n=Count("lead", distinct=True)), key=lambda row: (-row[1], row[0])
    )


def funnel() -> list[tuple[str, int]]:
    """(step, companies): listed, assigned, worked on, found good, won."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for company, kind in Mark.objects.values_list("company_id", "kind").distinct():
        kinds[company].add(kind)
    listed = LeadEntry.objects.filter(published__current=True, withdrawn=False)
    return [
        ("listed", listed.values("company_id").distinct().count()),
        ("assigned", Assignment.objects.count()),
        ("worked", len(kinds)),
        ("good", sum(bool(done & set(CHOSEN)) for done in kinds.values())),
        ("won", sum(Mark.Kind.WON in done for done in kinds.values())),
    ]


def outcomes_by_band() -> list[tuple[str, str, int]]:
    """(band, outcome, leads): the newest mark of each lead, by the band it had on its newest list."""
    newest = dict(Mark.objects.order_by("at", "id").values_list("lead_id", "kind"))
    bands: dict[str, str] = {}
    for start in range(0, len(newest), 500):
        keys = list(newest)[start : start + 500]
        rows = LeadEntry.objects.filter(lead_key__in=keys).order_by("published__day", "published_id")
        bands |= dict(rows.values_list("lead_key", "band"))
    counted = Counter((bands[key], kind) for key, kind in newest.items() if key in bands)
    return sorted((band, kind, count) for (band, kind), count in counted.items())


def by_region(row: PublishedList | None) -> dict[str, int]:
    """Leads of a list (or of all current ones) by region; those without one stand under their country."""
    entries = LeadEntry.objects.filter(withdrawn=False)
    entries = entries.filter(published=row) if row else entries.filter(published__current=True)
    counted: Counter[str] = Counter()
    for region, country, count in entries.order_by().values_list("region", "country").annotate(n=Count("pk")):
        counted[region or country or "?"] += count
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def by_region_and_week(today: date) -> list[tuple[str, date, int]]:
    """(region, Monday of the week, new leads) of the last weeks, for the regions with most leads."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    rows = LeadEntry.objects.filter(published__day__gte=first, is_new=True).order_by()
    counted: Counter[tuple[str, date]] = Counter()
    for region, country, day, count in rows.values_list("region", "country", "published__day").annotate(n=Count("pk")):
        counted[region or country or "?", day - timedelta(days=day.weekday())] += count
    known = {region for region, _sum in _most(counted)}
    shown: Counter[tuple[str, date]] = Counter()
    for (region, week), count in counted.items():
        shown[region if region in known else "", week] += count
    return sorted((region, week, count) for (region, week), count in shown.items())


def newest_day() -> date:
    """The day of the newest list; today where there is none."""
    found: date | None = PublishedList.objects.aggregate(day=Max("day"))["day"]
    return found or timezone.localdate()


def _most(counted: Counter[tuple[str, date]]) -> Iterable[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for (region, _week), count in counted.items():
        sums[region] += count
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:REGIONS]

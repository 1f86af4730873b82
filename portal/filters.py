"""What a reader asks of a list, as it stands in the address: filter, question, order, page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet

from leads.lookup import found_by
from leads.models import Assignment, LeadEntry, PublishedList, Taken
from portal.access import holds, sees_all, territories_of, visible_entries

PAGE = 50
"""Leads on a page."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "rank": ("rank",),
    "fresh": ("-fresh_on", "rank"),
    "deadline": ("deadline", "rank"),
    "name": ("name", "rank"),
}
"""Orders a reader may choose; those by a day hold only leads that have one."""
DATED = {"fresh": "fresh_on", "deadline": "deadline"}
COUNTED = 2000
"""Leads that are counted; beyond, a page says that there are more."""
REMEMBERED = 300
"""Seconds that the choices of a published list are kept: it does not change, only what is withdrawn from it."""
_LONGEST = 200


@dataclass(frozen=True)
class Filter:
    """One question to a list. Unknown words in an address are left out, never an error."""

    band: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    signal: tuple[str, ...] = ()
    new: bool = False
    question: str = ""
    order: str = "rank"
    page: int = 1

    @classmethod
    def of(cls, asked: Any) -> Filter:
        """The filter of an address (a QueryDict)."""

        def many(name: str) -> tuple[str, ...]:
            return tuple(sorted({value[:60] for value in asked.getlist(name) if value and "\x00" not in value}))

        page = asked.get("page", "1")
        order = asked.get("sort", "rank")
        return cls(
            band=tuple(value for value in many("band") if value in "ABCDE" and len(value) == 1),
            region=many("region"),
            industry=many("industry"),
            signal=many("signal"),
            new=asked.get("new") == "1",
            question=asked.get("q", "").replace("\x00", "")[:_LONGEST].strip(),
            order=order if order in ORDERS else "rank",
            page=min(max(int(page), 1), 1_000_000) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        )

    def query(self, **changes: Any) -> str:
        """The filter as an address has it; defaults are left out, so that equal questions have equal addresses."""
        each = replace(self, **changes)
        pairs = [(name, value) for name in ("band", "region", "industry", "signal") for value in getattr(each, name)]
        if each.new:
            pairs.append(("new", "1"))
        if each.question:
            pairs.append(("q", each.question))
        if each.order != "rank":
            pairs.append(("sort", each.order))
        if each.page != 1:
            pairs.append(("page", str(each.page)))
        return urlencode(pairs)

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.band or self.region or self.industry or self.signal or self.new or self.question)

    def entries(self, row: PublishedList, user: Any) -> QuerySet[LeadEntry]:
        """The entries of a list it finds for a user, in order."""
        found = visible_entries(user).filter(published=row)
        for column, wanted in (("band", self.band), ("region", self.region), ("nace", self.industry)):
            if len(wanted) == 1:  # an equality, so that the index gives them in order
                found = found.filter(**{column: wanted[0]})
            elif wanted:
                found = found.filter(**{f"{column}__in": wanted})
        for signal in self.signal:
            found = found.filter(signals__contains=f" {signal} ")
        if self.new:
            found = not_taken(found, user)
        if self.order in DATED:
            found = found.filter(**{f"{DATED[self.order]}__isnull": False})
        return found_by(found, self.question).order_by(*ORDERS[self.order])


def not_taken(entries: QuerySet[LeadEntry], user: Any) -> QuerySet[LeadEntry]:
    """Those a user has in no file yet."""
    return entries.exclude(Exists(Taken.objects.filter(user=user.get_username(), lead_key=OuterRef("lead_key"))))


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in a list, as this user sees it."""

    bands: tuple[str, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    signals: tuple[str, ...]


def choices(row: PublishedList, user: Any) -> Choices:
    """Bands, regions and industries that a user's leads may have, and the signals of the list."""
    kinds = kinds_of(row)
    if not sees_all(user):
        name = user.get_username()
        theirs = territories_of(name)
        assigned = Assignment.objects.filter(owner=name).values("company_id")
        own = LeadEntry.objects.filter(published=row, withdrawn=False, company_id__in=assigned)
        kinds = {kind for kind in kinds if any(holds(territory, *kind) for territory in theirs)}
        kinds |= set(own.order_by().values_list(*KIND).distinct())
    bands, _countries, regions, industries = (
        tuple(sorted(filter(None, values))) for values in (map(set, zip(*kinds, strict=True)) if kinds else ((),) * 4)
    )
    return Choices(bands, regions, industries, tuple(sorted(row.signals)))


KIND = ("band", "country", "region", "nace")


def kinds_of(row: PublishedList) -> set[tuple[str, str, str, str]]:
    """Which combinations of band, country, region and industry a list holds; remembered, a published list does not change."""
    key = f"kinds:{row.pk}"
    found: set[tuple[str, str, str, str]] | None = cache.get(key)
    if found is None:
        found = set(LeadEntry.objects.filter(published=row, withdrawn=False).order_by().values_list(*KIND).distinct())
        cache.set(key, found, REMEMBERED)
    return found


@dataclass(frozen=True)
class Total:
    """How many leads a filter finds."""

    number: int
    exact: bool
    """Otherwise there are more: nobody waits for the count of a very long list."""

    @property
    def pages(self) -> int:
        """How many pages that makes."""
        return max(-(-self.number // PAGE), 1)


def count(asked: Filter, row: PublishedList, user: Any, seen: int) -> Total:
    """How many leads a filter finds, as far as COUNTED; at least `seen`, which the reader has before them."""
    if seen > COUNTED:
        return Total(seen, False)
    found = asked.entries(row, user).order_by()[: COUNTED + 1].count()
    return Total(max(found, seen) if found <= COUNTED else COUNTED, found <= COUNTED)


def forget_counts() -> None:
    """After a suppression the remembered choices may be too many."""
    cache.clear()

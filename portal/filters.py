"""What a reader asks of a list, as it stands in the address: filter, question, order, page; and the entries that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet

from leads.lookup import found_by
from leads.models import LeadEntry, PublishedList, Taken
from portal.access import visible_entries

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
    after: int = 0
    """The last rank of the page before this one, 0 where it is not known: pages far down are found as fast as the first."""
    before: int = 0
    """The first rank of the page after this one, likewise."""

    @classmethod
    def of(cls, asked: Any) -> Filter:
        """The filter of an address (a QueryDict)."""

        def many(name: str) -> tuple[str, ...]:
            return tuple(sorted({value[:60] for value in asked.getlist(name) if value and "\x00" not in value}))

        def number(name: str, most: int) -> int:
            text = asked.get(name, "")
            return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 9 else 0

        order = asked.get("sort", "rank")
        return cls(
            band=tuple(value for value in many("band") if value in "ABCDE" and len(value) == 1),
            region=many("region"),
            industry=many("industry"),
            signal=many("signal"),
            new=asked.get("new") == "1",
            question=asked.get("q", "").replace("\x00", "")[:_LONGEST].strip(),
            order=order if order in ORDERS else "rank",
            page=max(number("page", 1_000_000), 1),
            after=number("after", 10**8) if order == "rank" else 0,
            before=number("before", 10**8) if order == "rank" else 0,
        )

    def query(self, **changes: Any) -> str:
        """The filter as an address has it; defaults are left out, so that equal questions have equal addresses.

        Ranks of neighbouring pages are left out unless they are given: they are of one page alone.
        """
        each = replace(self, **{"after": 0, "before": 0, **changes})
        pairs = [(name, value) for name in ("band", "region", "industry", "signal") for value in getattr(each, name)]
        if each.new:
            pairs.append(("new", "1"))
        if each.question:
            pairs.append(("q", each.question))
        if each.order != "rank":
            pairs.append(("sort", each.order))
        pairs += [
            (name, str(value))
            for name in ("page", "after", "before")
            if (value := getattr(each, name)) > (name == "page")
        ]
        return urlencode(pairs)

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.band or self.region or self.industry or self.signal or self.new or self.question)

    def entries(self, row: PublishedList, user: Any) -> QuerySet[LeadEntry]:
        """The entries of a list it finds for a user, in order."""
        return found_by(self.unasked(row, user), self.question, row.pk)

    def unasked(self, row: PublishedList, user: Any) -> QuerySet[LeadEntry]:
        """The same, whatever the question in words is."""
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
        return found.order_by(*ORDERS[self.order])


def not_taken(entries: QuerySet[LeadEntry], user: Any) -> QuerySet[LeadEntry]:
    """Those a user has in no file yet."""
    return entries.exclude(Exists(Taken.objects.filter(user=user.get_username(), lead_key=OuterRef("lead_key"))))

"""One page of a list: which leads are on it, and how many there are, without reading or counting what nobody looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from leads.lookup import asked_words, found_by, has_words
from leads.models import LeadEntry, LeadText, PublishedList
from portal.filters import PAGE, Filter

LONG = 10_000
"""Leads of a list from which the index is not asked first: it would gather every lead that has a common word."""
LOOKED = 1000
"""Entries looked at along a long list before the index is asked."""
STEP = 200
"""Entries whose words are read at a time; words that none of the first ones has are rare, and the index is quick."""
COUNTED = 1000
"""Leads that are counted; beyond, a page says that there are more."""
REMEMBERED = 60
"""Seconds that a count is kept."""


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


@dataclass(frozen=True)
class Page:
    """What a page of a list shows."""

    ranks: list[int]
    start: int
    """Leads before it."""
    more: bool
    """Whether there is a page after it."""
    total: Total


def page_of(asked: Filter, row: PublishedList, user: Any) -> Page:
    """The page of a list that is asked for, as its reader may see it."""
    start = (asked.page - 1) * PAGE
    entries, skipped = asked.unasked(row, user), start
    if asked.after:
        entries, skipped = entries.filter(rank__gt=asked.after), 0
    elif asked.before:
        entries, skipped = entries.filter(rank__lt=asked.before).reverse(), 0
    ranks, counted = _found(entries, asked.question, row, skipped)
    more = len(ranks) > PAGE or bool(asked.before)
    ranks = ranks[:PAGE][::-1] if asked.before else ranks[:PAGE]
    seen = start + len(ranks)
    if not more and (ranks or not start):
        total = Total(seen, True)
    elif not counted:
        total = Total(seen, False)
    else:
        total = _count(asked, row, user, seen + more)
    return Page(ranks, start, more, total)


def beside(asked: Filter, row: PublishedList, user: Any, rank: int) -> tuple[LeadEntry | None, LeadEntry | None]:
    """The leads before and after one, among those that the filter finds, in the order of ranks."""
    entries = asked.unasked(row, user)

    def first(near: QuerySet[LeadEntry]) -> LeadEntry | None:
        if not asked.question:
            return near.first()
        ranks, _counted = _found(near, asked.question, row, 0)
        return near.filter(rank=ranks[0]).first() if ranks else None

    return first(entries.filter(rank__lt=rank).reverse()), first(entries.filter(rank__gt=rank))


def _found(entries: QuerySet[LeadEntry], question: str, row: PublishedList, skipped: int) -> tuple[list[int], bool]:
    """Ranks of the entries of one page that a question finds, in the order of `entries`, and one more where there are more.

    Whether it can be told how many there are in all: not where a short look along the list gave enough.
    """
    wanted = skipped + PAGE + 1
    if question:
        if row.size >= LONG:
            ranks, ended = _walked(entries, asked_words(question), wanted)
            if len(ranks) == wanted or ended:
                return ranks[skipped:], ended
        entries = found_by(entries, question, row.pk)
    return list(entries.values_list("rank", flat=True)[skipped:wanted]), True


def _walked(entries: QuerySet[LeadEntry], asked: list[str], wanted: int) -> tuple[list[int], bool]:
    """What a short look along the list finds, and whether it came to the end of it."""
    ranks: list[int] = []
    if not asked or wanted > LOOKED:
        return ranks, False
    near: list[Any] = list(entries.values_list("pk", "rank")[:LOOKED])
    for start in range(0, len(near), STEP):
        step = near[start : start + STEP]
        texts = dict(LeadText.objects.filter(pk__in=[key for key, _rank in step]).values_list("pk", "words"))
        ranks += [rank for key, rank in step if has_words(texts.get(key, ""), asked)]
        if len(ranks) >= wanted:
            return ranks[:wanted], False
        if not ranks and start + STEP < len(near):
            return ranks, False
    return ranks, len(near) < LOOKED


def _count(asked: Filter, row: PublishedList, user: Any, seen: int) -> Total:
    """How many leads a filter finds, as far as COUNTED; at least `seen`. Remembered, but for what a download changes."""
    if seen > COUNTED:
        return Total(seen, False)
    key = f"count:{row.pk}:{hash((user.pk, asked.query(page=1)))}"
    found: int | None = None if asked.new else cache.get(key)
    if found is None:
        found = asked.entries(row, user)[: COUNTED + 1].count()
        cache.set(key, found, REMEMBERED)
    return Total(max(found, seen) if found <= COUNTED else COUNTED, found <= COUNTED)

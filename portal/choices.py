"""What a list's filter offers its reader: the bands, regions, industries and signals that their leads have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from leads.models import Assignment, LeadEntry, PublishedList
from portal.access import holds, sees_all, territories_of

REMEMBERED = 300
"""Seconds that the choices of one reader are kept: somebody may assign leads to them."""
A_DAY = 86_400
"""Seconds that the kinds of a list are kept: a published list does not change, only what is withdrawn from it."""
KIND = ("band", "country", "region", "nace")
Kinds = set[tuple[str, str, str, str]]


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in a list, as this user sees it."""

    bands: tuple[str, ...]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    signals: tuple[str, ...]


def choices(row: PublishedList, user: Any) -> Choices:
    """Bands, regions and industries that a user's leads may have, and the signals of the list; remembered by territory."""
    name = "" if sees_all(user) else user.get_username()
    theirs = [] if sees_all(user) else territories_of(user)
    held = [(each.regions, each.industries, each.bands) for each in theirs]
    key = f"choices:{row.pk}:{hash((name, repr(held)))}"
    found: Choices | None = cache.get(key)
    if found is None:
        kinds = _kinds(row)
        if name:
            kinds = {kind for kind in kinds if any(holds(territory, *kind) for territory in theirs)} | _own(row, name)
        bands, _countries, regions, industries = (
            tuple(sorted(filter(None, values)))
            for values in (map(set, zip(*kinds, strict=True)) if kinds else ((),) * 4)
        )
        found = Choices(bands, regions, industries, tuple(sorted(row.signals)))
        cache.set(key, found, REMEMBERED)
    return found


def forget_choices() -> None:
    """After a suppression, or a change of territories, what is remembered may be too much."""
    cache.clear()


def _kinds(row: PublishedList) -> Kinds:
    """Which combinations of band, country, region and industry a list holds; remembered for all readers."""
    key = f"kinds:{row.pk}"
    found: Kinds | None = cache.get(key)
    if found is None:
        found = set(LeadEntry.objects.filter(published=row, withdrawn=False).order_by().values_list(*KIND).distinct())
        cache.set(key, found, A_DAY)
    return found


def _own(row: PublishedList, name: str) -> Kinds:
    """Those of leads that are assigned to a user, wherever they are."""
    assigned = Assignment.objects.filter(owner=name).values("company_id")
    # Of all lists: SQLite would else walk along this one, which is longer than what anybody was given.
    own = LeadEntry.objects.filter(withdrawn=False, company_id__in=assigned).order_by()
    return {
        tuple(kind) for published, *kind in own.values_list("published_id", *KIND).distinct() if published == row.pk
    }

"""Who may see what: the three roles, and the one function that every page, file and API answer takes its leads from.

A salesperson sees the leads of their territories that are nobody's or theirs, and those assigned to them wherever they are.
Sales heads and operators see all. Whoever must not be called is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from leads.models import Assignment, Lead, LeadEntry, Territory

SALES, HEAD, OPERATOR = "sales", "lead", "operator"
ROLES = (SALES, HEAD, OPERATOR)
"""Names of Django's groups; a user may be in several."""


def roles_of(user: Any) -> frozenset[str]:
    """The roles of a signed-in user; a superuser has all. Read once a request."""
    known = getattr(user, "_portal_roles", None)
    if known is None:
        names = ROLES if user.is_superuser else user.groups.values_list("name", flat=True)
        known = user._portal_roles = frozenset(names) & frozenset(ROLES)
    return known


def sees_all(user: Any) -> bool:
    """Whether territories do not bind this user."""
    return bool(roles_of(user) & {HEAD, OPERATOR})


def role_required(*roles: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view for people of any of these roles; others get 403."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not roles_of(request.user) & frozenset(roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return wrap


def visible_leads(user: Any, key: str) -> QuerySet[Lead]:
    """The lead of this id on every list where the user may see it, old ones too. There is no other way to a lead."""
    entries = visible_entries(user).filter(lead_key=key)
    return Lead.objects.filter(
        pk__in=list(entries.values_list("pk", flat=True))
    )  # a few rows; asked inside, all would be gone through


def visible_entries(user: Any) -> QuerySet[LeadEntry]:
    """Every lead this user may see, of all lists, as the narrow rows that lists are filtered and sorted by."""
    entries = LeadEntry.objects.filter(withdrawn=False)
    if sees_all(user):
        return entries
    name = user.get_username()
    mine = Assignment.objects.filter(owner=name).values("company_id")
    anothers = Assignment.objects.filter(company_id=OuterRef("company_id")).exclude(owner=name)
    return entries.filter((_territories(user) & ~Exists(anothers)) | Q(company_id__in=mine))


def territories_of(user: Any) -> list[Territory]:
    """The territories a salesperson works in. Read once a request."""
    known = getattr(user, "_portal_territories", None)
    if known is None:
        found = Territory.objects.filter(members__user=user.get_username()).order_by("pk")
        known = user._portal_territories = list(found)
    return known


def _territories(user: Any) -> Q:
    """What the territories of a user hold; nothing where there are none."""
    found = Q(pk__in=())
    for territory in territories_of(user):
        found |= inside(territory)
    return found


def inside(territory: Territory) -> Q:
    """The condition of a territory on entries (or on leads: the fields have the same names)."""
    held = ~Q(pk__in=())
    if territory.regions:
        countries = [place for place in territory.regions if "-" not in place]
        regions = [place for place in territory.regions if "-" in place]
        held &= Q(country__in=countries) | Q(region__in=regions)
    if territory.industries:
        held &= Q(nace__in=territory.industries)
    if territory.bands:
        held &= Q(band__in=list(territory.bands))
    return held


def holds(territory: Territory, band: str, country: str, region: str, nace: str) -> bool:
    """The same condition on plain values."""
    return (
        (not territory.regions or country in territory.regions or region in territory.regions)
        and (not territory.industries or nace in territory.industries)
        and (not territory.bands or band in territory.bands)
    )

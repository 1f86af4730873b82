"""The morning page, a list with its filter, and the call list to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads import decisions
from leads.chances import standing
from leads.models import Assignment, FollowUp, Lead, LeadEntry, Mark, PublishedList
from leads.sheets.permissions import permission
from leads.withdrawal import usable
from portal.access import sees_all, territories_of, visible_entries
from portal.choices import choices
from portal.filters import Filter, not_taken
from portal.navigation import language
from portal.paging import page_of
from portal.rows import options, rendered
from portal.templatetags import shown

SMALL_DAY = 40
"""Leads of a call list where the profile says no capacity: what fits on one sheet."""
SHOWN = (
    "rank", "lead_id", "company_id", "band", "points", "name", "country", "region", "city", "nace", "is_new", "deadline",
    "phones", "emails",
)  # fmt: skip
"""Fields a table shows, besides why now in one language; they are a small part of a lead."""
COUNTRY = SHOWN.index("country")
MANY = 1000
"""Leads up to which the morning page counts."""


class Row(NamedTuple):
    """A lead as the table shows it: SHOWN, and what people said and did."""

    rank: int
    lead_id: str
    company_id: str
    band: str
    points: int
    name: str
    country: str
    region: str
    city: str
    nace: str
    is_new: bool
    deadline: date | None
    phones: list[dict[str, Any]]
    """Each with `permission`: call, ask or no."""
    emails: list[dict[str, Any]]
    why: str
    owner: str
    status: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The current lists, newest first, with what is new in each; who is to be called again today."""
    today = timezone.localdate()
    rows = [
        {
            "list": row,
            "age": (today - row.day).days,
            "bands": _bands(row, request.user),
            "first": next(
                iter(table(row, _ranks(visible_entries(request.user).filter(published=row).order_by("rank"), 1))), None
            ),
            "new": not_taken(visible_entries(request.user).filter(published=row), request.user)[:MANY].count(),
            "due": visible_entries(request.user)
            .filter(published=row, deadline__gte=today, deadline__lte=date.fromordinal(today.toordinal() + 3))[:MANY]
            .count(),
        }
        for row in PublishedList.objects.filter(current=True).order_by("-day", "-published_at", "profile")
    ]
    name = request.user.get_username()
    return render(
        request,
        "home.html",
        {
            "rows": rows,
            "today": today,
            "calls": FollowUp.objects.filter(user=name, done_at=None, due_on__lte=today).count(),
            "nowhere": not sees_all(request.user) and not territories_of(request.user),
        },
    )


@require_safe
def current(request: HttpRequest, profile: str) -> HttpResponse:
    """The current list of a profile: an address to be kept, each day another list."""
    row = PublishedList.objects.filter(profile=profile, current=True).first()
    if row is None:
        raise Http404
    query = request.GET.urlencode()
    return redirect(reverse("list", args=[row.pk]) + (f"?{query}" if query else ""))


@require_safe
def one_list(request: HttpRequest, number: int) -> HttpResponse:
    """A page of a list: 50 leads that the filter finds, in the order asked for."""
    row = list_or_404(number)
    asked = Filter.of(request.GET)
    page = page_of(asked, row, request.user)
    today, offered = timezone.localdate(), choices(row, request.user)
    chances = standing(row.profile, row.profile_hash)
    back, on = {}, {}
    if asked.order == "rank" and page.ranks:
        back, on = {"before": page.ranks[0]}, {"after": page.ranks[-1]}
    return render(
        request,
        "list.html",
        {
            "list": row,
            "rows": page.ranks,
            "table": rendered(table(row, page.ranks), row.pk, asked.query(), today, chances.chance),
            "asked": asked,
            "query": asked.query(),
            "chances": chances.why,
            "bands": offered.bands,
            "regions": options(offered.regions, asked.region, shown.region),
            "industries": options(offered.industries, asked.industry, shown.industry),
            "signals": options(offered.signals, asked.signal, partial(shown.signal, row)),
            "total": page.total,
            "first": page.start + 1,
            "last": page.start + len(page.ranks),
            "previous": asked.query(page=asked.page - 1, **(back if asked.page > 2 else {}))
            if asked.page > 1
            else None,
            "next": asked.query(page=asked.page + 1, **on) if page.more else None,
            "age": (today - row.day).days,
            "older": PublishedList.objects.filter(profile=row.profile)
            .only("day", "current")
            .order_by("-day", "-id")[:10],
        },
    )


@require_safe
def call_list(request: HttpRequest, number: int) -> HttpResponse:
    """What the team can call today, to be printed: the first leads of the filter that nobody has worked on yet."""
    row = list_or_404(number)
    asked = Filter.of(request.GET)
    size = row.quota or SMALL_DAY
    worked = Mark.objects.values("lead_id")
    ranks = _ranks(asked.entries(row, request.user).exclude(lead_key__in=worked), size)
    return render(request, "call_list.html", {"list": row, "rows": table(row, ranks), "today": timezone.localdate()})


def list_or_404(number: int) -> PublishedList:
    """A published list by its number."""
    row = PublishedList.objects.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Http404
    return row


def table(row: PublishedList, ranks: list[int]) -> list[Row]:
    """Leads of a list by rank, in that order, as the table shows them; who asks has checked that they may be seen."""
    kept = Lead.objects.filter(published=row, rank__in=ranks).order_by().values_list(*SHOWN, f"why_now_{language()}")
    by_rank = {values[0]: values for values in kept}
    found = [by_rank[rank] for rank in ranks if rank in by_rank]
    owned = Assignment.objects.filter(company_id__in=[values[2] for values in found])
    owners = dict(owned.values_list("company_id", "owner"))
    marks = Mark.objects.filter(lead_id__in=[values[1] for values in found]).order_by("at", "id")
    statuses = dict(marks.values_list("lead_id", "kind"))
    retired = decisions.retired()
    return [
        Row._make(
            (
                *fields,
                contacts(phones, "phone", fields[COUNTRY], retired),
                contacts(emails, "email", fields[COUNTRY], retired),
                why,
                owners.get(fields[2], ""),
                statuses.get(fields[1], ""),
            )
        )
        for *fields, phones, emails, why in found
    ]


def contacts(
    published: Iterable[Mapping[str, Any]], kind: str, country: str, retired: frozenset[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The phones or mailboxes of a lead that are not known to be wrong, each with what may be done with it."""
    return [
        {**each, "permission": permission(kind, country, each.get("label", ""))}
        for each in usable(published, kind, retired)
    ]


def _ranks(entries: QuerySet[LeadEntry], most: int) -> list[int]:
    return list(entries.values_list("rank", flat=True)[:most])


def _bands(row: PublishedList, user: Any) -> list[tuple[str, int]]:
    """How many leads of each band there are for a user, as far as MANY."""
    entries: QuerySet[LeadEntry] = visible_entries(user).filter(published=row)
    counted = ((band, entries.filter(band=band)[:MANY].count()) for band in "ABCDE")
    return [(band, number) for band, number in counted if number]

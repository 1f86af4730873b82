"""The morning page, a list with its filter, and the call list to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads import decisions
from leads.models import Assignment, FollowUp, Lead, LeadEntry, Mark, PublishedList
from leads.sheets.permissions import permission
from leads.withdrawal import usable
from portal.access import sees_all, territories_of, visible_entries
from portal.filters import ORDERS, PAGE, Filter, Total, choices, count, not_taken
from portal.navigation import language
from portal.rows import rendered

SMALL_DAY = 40
"""Leads of a call list where the profile says no capacity: what fits on one sheet."""
SHOWN = (
    "lead_id", "company_id", "rank", "band", "points", "name", "country", "region", "city", "nace", "phones", "emails", "is_new",
    "deadline",
)  # fmt: skip
"""Fields a table shows, besides why now in one language; they are a small part of a lead."""
MANY = 1000
"""Leads up to which the morning page counts."""


@dataclass(frozen=True)
class Row:
    """A lead as the table shows it."""

    lead: Lead
    why: str
    phones: list[dict[str, Any]]
    """Each with `permission`: call, ask or no."""
    emails: list[dict[str, Any]]
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
                iter(table(list(Filter().entries(row, request.user).values_list("pk", flat=True)[:1]))), None
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
            "nowhere": not sees_all(request.user) and not territories_of(name),
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
    found = asked.entries(row, request.user)
    start = (asked.page - 1) * PAGE
    keys = list(found.values_list("pk", flat=True)[start : start + PAGE + 1])
    whole = len(keys) <= PAGE and (keys or start == 0)
    total = Total(start + len(keys), True) if whole else count(asked, row, request.user, start + len(keys))
    offered = choices(row, request.user)
    return render(
        request,
        "list.html",
        {
            "list": row,
            "rows": keys,
            "table": rendered(table(keys[:PAGE]), row.pk, asked.query(), timezone.localdate()),
            "asked": asked,
            "query": asked.query(),
            "choices": offered,
            "orders": [(name, asked.query(order=name, page=1)) for name in ORDERS],
            "total": total,
            "first": start + 1,
            "last": start + min(len(keys), PAGE),
            "previous": asked.query(page=asked.page - 1) if asked.page > 1 else None,
            "next": asked.query(page=asked.page + 1) if len(keys) > PAGE else None,
            "today": timezone.localdate(),
            "age": (timezone.localdate() - row.day).days,
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
    keys = list(asked.entries(row, request.user).exclude(lead_key__in=worked).values_list("pk", flat=True)[:size])
    return render(request, "call_list.html", {"list": row, "rows": table(keys), "today": timezone.localdate()})


def list_or_404(number: int) -> PublishedList:
    """A published list by its number."""
    row = PublishedList.objects.filter(pk=number).first() if number < 2**63 else None
    if row is None:
        raise Http404
    return row


def table(keys: list[int]) -> list[Row]:
    """Leads by primary key, in that order, as the table shows them; who asks has checked that they may be seen."""
    chosen = language()
    why = f"why_now_{chosen}"
    leads: QuerySet[Lead] = Lead.objects.filter(pk__in=keys).only(*SHOWN, why)
    by_key = {lead.pk: lead for lead in leads}
    found = [by_key[key] for key in keys if key in by_key]
    owners = dict(
        Assignment.objects.filter(company_id__in=[lead.company_id for lead in found]).values_list("company_id", "owner")
    )
    marks = Mark.objects.filter(lead_id__in=[lead.lead_id for lead in found]).order_by("at", "id")
    statuses = dict(marks.values_list("lead_id", "kind"))
    retired = decisions.retired()
    return [
        Row(
            lead,
            getattr(lead, why),
            contacts(lead, "phone", retired),
            contacts(lead, "email", retired),
            owners.get(lead.company_id, ""),
            statuses.get(lead.lead_id, ""),
        )
        for lead in found
    ]


def contacts(lead: Lead, kind: str, retired: frozenset[tuple[str, str]]) -> list[dict[str, Any]]:
    """The phones or mailboxes of a lead that are not known to be wrong, each with what may be done with it."""
    return [
        {**each, "permission": permission(kind, lead.country, each.get("label", ""))}
        for each in usable(lead.phones if kind == "phone" else lead.emails, kind, retired)
    ]


def _bands(row: PublishedList, user: Any) -> list[tuple[str, int]]:
    """How many leads of each band there are for a user, as far as MANY."""
    entries: QuerySet[LeadEntry] = visible_entries(user).filter(published=row)
    counted = ((band, entries.filter(band=band)[:MANY].count()) for band in "ABCDE")
    return [(band, number) for band, number in counted if number]

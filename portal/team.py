"""The sales head's pages: who has what, what came of it, where the leads are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads.models import PublishedList
from leads.sheets.outcomes import outcome_text
from portal import figures
from portal.access import HEAD, OPERATOR, role_required
from portal.charts import place_name, step_name
from portal.maps import maps
from portal.navigation import language


@role_required(HEAD, OPERATOR)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Each person's given, worked and won leads, and the charts with their figures."""
    chosen, today = language(), timezone.localdate()
    return render(
        request,
        "team.html",
        {
            "people": [(each, (today - each.oldest).days if each.oldest else None) for each in figures.people()],
            "days": list(reversed(figures.leads_by_day(figures.newest_day())))[:20],
            "sources": figures.leads_by_source(),
            "funnel": [(step_name(step), count) for step, count in figures.funnel()],
            "outcomes": [(band, outcome_text(kind, chosen), count) for band, kind, count in figures.outcomes_by_band()],
        },
    )


@role_required(HEAD, OPERATOR)
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """Leads on the map and by week, of one list or of all current ones."""
    asked = request.GET.get("list", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    row = PublishedList.objects.filter(pk=number).first()
    counts, chosen = figures.by_region(row), language()
    return render(
        request,
        "where.html",
        {
            "list": row,
            "lists": PublishedList.objects.filter(current=True).order_by("profile"),
            "maps": maps(counts, chosen),
            "counts": [
                (code, place_name(code, chosen) if code != "?" else code, count) for code, count in counts.items()
            ],
        },
    )

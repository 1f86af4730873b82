"""Charts as SVG, drawn here by Vega: pictures, no scripts, nothing from the web. Each has its figures in a table beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.sheets.outcomes import outcome_text
from portal import figures
from portal.access import HEAD, OPERATOR, role_required
from portal.navigation import language
from portal.places import country_name, region_name

WIDTH, HEIGHT = 520, 240
BLUE = "#1f5f9e"
REMEMBERED = 300
"""Seconds a drawn chart is kept."""


@role_required(HEAD, OPERATOR)
@require_safe
def chart(_request: HttpRequest, name: str) -> HttpResponse:
    """One chart as image/svg+xml."""
    drawing = DRAWN.get(name)
    if drawing is None:
        raise Http404
    return HttpResponse(_svg(drawing()), content_type="image/svg+xml")


def place_name(code: str, chosen: str) -> str:
    """A region or country in the reader's language."""
    if not code:
        return _("others")
    return region_name(code, chosen) if "-" in code else country_name(code, chosen)


def step_name(step: str) -> str:
    """A step of the funnel in the reader's language."""
    words = {
        "listed": _("Listed"),
        "assigned": _("Assigned"),
        "worked": _("Worked on"),
        "good": _("Good"),
        "won": _("Won"),
    }
    return words[step]


def _days() -> dict[str, Any]:
    rows = [
        {"day": day.isoformat(), "profile": profile, "n": n}
        for day, profile, n in figures.leads_by_day(figures.newest_day())
    ]
    return {
        "mark": "bar",
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "day", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}},
            "y": {"field": "n", "type": "quantitative", "title": _("new leads")},
            "color": {"field": "profile", "type": "nominal", "title": None},
        },
    }  # fmt: skip


def _sources() -> dict[str, Any]:
    rows = [{"source": source, "n": n} for source, n in figures.leads_by_source()]
    return _bars(rows, "source", _("leads"))


def _funnel() -> dict[str, Any]:
    rows = [{"step": step_name(step), "n": n} for step, n in figures.funnel()]
    return _bars(rows, "step", _("companies"))


def _outcomes() -> dict[str, Any]:
    chosen = language()
    rows = [
        {"band": band, "outcome": outcome_text(kind, chosen), "n": n} for band, kind, n in figures.outcomes_by_band()
    ]
    return {
        "mark": "bar",
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "band", "type": "ordinal", "title": _("Band"), "axis": {"labelAngle": 0}},
            "y": {"field": "n", "type": "quantitative", "title": _("leads")},
            "color": {"field": "outcome", "type": "nominal", "title": None},
        },
    }  # fmt: skip


def _heat() -> dict[str, Any]:
    chosen = language()
    rows = [
        {"region": place_name(region, chosen), "week": week.isoformat(), "n": n}
        for region, week, n in figures.by_region_and_week(figures.newest_day())
    ]
    return {
        "mark": "rect",
        "data": {"values": rows},
        "height": {"step": 20},
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "title": None, "axis": {"labelAngle": -45}},
            "y": {"field": "region", "type": "nominal", "title": None, "sort": "-color"},
            "color": {"field": "n", "type": "quantitative", "title": _("new leads"), "scale": {"scheme": "blues"}},
        },
    }  # fmt: skip


DRAWN: Mapping[str, Callable[[], dict[str, Any]]] = {
    "days": _days, "sources": _sources, "funnel": _funnel, "outcomes": _outcomes, "heat": _heat,
}  # fmt: skip


def _bars(rows: list[dict[str, Any]], field: str, title: str) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "color": BLUE},
        "data": {"values": rows},
        "height": {"step": 26},
        "encoding": {
            "y": {"field": field, "type": "nominal", "sort": None, "title": None},
            "x": {"field": "n", "type": "quantitative", "title": title},
        },
    }


def _svg(spec: dict[str, Any]) -> str:
    """A Vega-Lite chart drawn; the same figures are drawn once."""
    whole = {
        "width": WIDTH,
        "height": HEIGHT,
        "background": "white",
        # Browsers write wider letters than Vega measures: room around, so that no name is cut.
        "padding": {"left": 24, "right": 24, "top": 5, "bottom": 5},
        "config": {
            "font": "sans-serif",
            "view": {"stroke": None},
            "axis": {"labelLimit": 220},
            "axisQuantitative": {"tickMinStep": 1, "format": ",d"},
        },
    } | spec
    key = "chart:" + hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
    found: str | None = cache.get(key)
    if found is None:
        import vl_convert  # it brings a drawing engine along, which only these pages need

        found = vl_convert.vegalite_to_svg(whole)
        cache.set(key, found, REMEMBERED)
    return found

"""The rows of a list by Jinja: fifty of them by Django's own templates took longer than all the rest of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from jinja2 import Environment

from portal.templatetags import shown

_FILTERS = ("short", "region", "country", "trade", "permitted", "days_left", "outcome")


def environment(**options: Any) -> Environment:
    """Jinja with the filters that our other templates have too; it escapes what it shows."""
    made = Environment(**options)  # noqa: S701 - Django turns escaping on
    made.filters |= {name: getattr(shown, name) for name in _FILTERS}
    return made


def rendered(rows: Sequence[Any], number: int, query: str, today: date) -> SafeString:
    """The rows of a table, each a link to its lead that remembers list and filter."""
    context = {
        "rows": rows, "list": number, "query": query, "today": today, "new": _("new"), "leads": reverse("lead", args=["0"])[:-2],
    }  # fmt: skip
    return mark_safe(render_to_string("rows.html", context, using="jinja2"))  # noqa: S308 - escaped there

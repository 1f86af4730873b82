"""What a list has many of, drawn fast: fifty rows by Django's own templates took longer than all the rest of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from jinja2 import Environment

from leads.chances import Chance
from leads.sheets.outcomes import outcome_text
from leads.sheets.permissions import WORDS
from portal.naming import short_name
from portal.navigation import language
from portal.places import country_name, region_name
from portal.templatetags import shown


def environment(**options: Any) -> Environment:
    """Jinja as Django makes it; it escapes what it shows."""
    return Environment(**options)  # noqa: S701 - Django turns escaping on


def rendered(rows: Sequence[Any], number: int, query: str, today: date, chance: Chance | None = None) -> SafeString:
    """The rows of a table, each a link to its lead that remembers list and filter; with chances where they may be shown."""
    context = {
        "rows": rows, "list": number, "query": query, "new": _("new"), "leads": reverse("lead", args=["0"])[:-2],
        "chance": chance,
        **_words(language(), today),
    }  # fmt: skip
    return mark_safe(render_to_string("rows.html", context, using="jinja2"))  # noqa: S308 - escaped there


def options(codes: Iterable[str], chosen: Iterable[str], words: Callable[[str], str]) -> SafeString:
    """What a select offers, after its first option."""
    each = ((code, mark_safe(" selected") if code in chosen else "", words(code)) for code in codes)
    return format_html_join("", '<option value="{}"{}>{}</option>', each)


@lru_cache(maxsize=30)  # languages and days of a week
def _words(chosen: str, today: date) -> dict[str, Callable[[Any], str]]:
    """How values are shown in one language: its name is asked for once, not for each of a thousand cells."""
    return {
        "short": short_name,
        "region": lambda code: region_name(code, chosen),
        "country": lambda code: country_name(code, chosen),
        "trade": lru_cache(shown.trade),
        "permitted": lambda verdict: WORDS[verdict][chosen],
        "days_left": lru_cache(lambda day: shown.days_left(day, today)),
        "outcome": lambda kind: outcome_text(kind, chosen),
    }

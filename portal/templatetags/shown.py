"""How values are shown: days, money, places, industries, outcomes, permissions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.sheets.industries import industry_label
from leads.sheets.outcomes import outcome_text
from leads.sheets.permissions import WORDS
from portal.naming import short_name
from portal.navigation import language
from portal.places import country_name, region_name

register = template.Library()


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A day as 2026-11-21; nothing for nothing."""
    if not value:
        return ""
    return str(value)[:10] if isinstance(value, str) else f"{value:%Y-%m-%d}"


@register.filter
def clock(value: datetime) -> str:
    """A moment as 04:12 in the portal's time zone."""
    return f"{timezone.localtime(value):%H:%M}"


@register.filter
def days_left(value: date | None, today: date) -> str:
    """'today', 'in 3 days' or the day itself when it is over."""
    if value is None:
        return ""
    left = (value - today).days
    if left < 0:
        return day(value)
    if left == 0:
        return _("today")
    return ngettext("in %(n)s day", "in %(n)s days", left) % {"n": left}


@register.filter
def in_words(texts: Mapping[str, str] | None) -> str:
    """A text of several languages in the reader's."""
    return (texts or {}).get(language(), "") or (texts or {}).get("en", "")


@register.filter
def outcome(kind: str) -> str:
    """A kind of mark in the reader's language."""
    return outcome_text(kind, language())


@register.filter
def permitted(verdict: str) -> str:
    """call, ask or no in the reader's language."""
    return WORDS[verdict][language()] if verdict in WORDS else ""


@register.filter
def industry(nace: str) -> str:
    """The name of an industry."""
    return industry_label(nace, language()) if nace else ""


@register.filter
def trade(nace: str) -> str:
    """The name of an industry without its code."""
    return industry(nace).partition(" (")[0]


@register.filter
def short(name: str) -> str:
    """A company's name with its legal form in letters."""
    return short_name(name)


@register.filter
def region(code: str) -> str:
    """The name of a region."""
    return region_name(code, language())


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return country_name(code, language())


@register.filter
def signal(row: Any, word: str) -> str:
    """The short name of a signal, as its list was published with it."""
    return in_words(row.signals.get(word)) or word


@register.filter
def contact_label(label: str) -> str:
    """What kind of phone it is, where it is known."""
    return {"mobile": _("mobile"), "office": _("office"), "toll_free": _("toll-free")}.get(label, "")


@register.filter
def role(name: str) -> str:
    """A role in the reader's language."""
    return {"sales": _("sales"), "lead": _("sales head"), "operator": _("operator")}.get(name, name)


@register.filter
def in_register(status: str) -> str:
    """How a company stands in its register."""
    words = {
        "active": _("active"), "liquidation": _("in liquidation"), "insolvent": _("insolvent"), "closed": _("closed"),
    }  # fmt: skip
    return words.get(status, status)


@register.filter
def fact(value: Any) -> str:
    """A value of the golden record."""
    if isinstance(value, Decimal):
        return sum_(value)
    return day(value) if isinstance(value, date) else str(value)


@register.filter("sum")
def sum_(value: Any) -> str:
    """An amount as the reader's language writes it, without cents."""
    try:
        return str(format_decimal(Decimal(str(value)).quantize(Decimal(1)), locale=language()))
    except (InvalidOperation, ValueError):
        return str(value)


@register.filter
def points(value: int) -> str:
    """'+30' or '-5'."""
    return f"{value:+d}"


@register.filter
def link(url: Any) -> str:
    """A link that may be shown: whatever a source published as its address, a page never carries `javascript:`."""
    text = str(url or "")
    return text if text.startswith(("https://", "http://")) else ""


@register.filter
def suppressed_kind(kind: str) -> str:
    """What a suppression is of."""
    words = {
        "company": _("company"), "number": _("register number"), "domain": _("web domain"), "phone": _("phone"), "email": _("e-mail"),
    }  # fmt: skip
    return words.get(kind, kind)

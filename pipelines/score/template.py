"""The small template language of reason texts, with plural forms and dates by Babel.

{city}                      the value as text
{count:job|jobs}            the number with its noun in the language's plural form (en: one|other; ru, uk: one|few|many)
{days:ago}  {left:in}       today, yesterday, 5 days ago; today, tomorrow, in 9 days
{since:day}                 a date in words
{value:money}               an amount, short, in the currency of the parameter `currency`
{title:short}               at most 80 characters
{nace:industry}  {region:region}   the name of a NACE division or of an ISO 3166-2 region
{place:town}                the name of a town of the gazetteer; in English as GeoNames writes it, elsewhere as it was written
{event:event}  {count:nth}  the name of a kind of event; 2nd, «2-го»
{count:one!}  {count:several!}   print nothing, and count as missing where the number is another; for use in brackets
{side!}                     prints nothing; for use in brackets
[ … ]                       left out where one of the values inside is missing
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pycountry
from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from leads.sheets.industries import industry_label
from pipelines.score import gazetteer
from pipelines.score.happenings import event_name

SHORT = 80
_PART = re.compile(r"\[([^\]]*)\]|\{(\w+)(!|:[^}]*)?\}")
_NEAR = {
    "en": {"ago": ("today", "yesterday"), "in": ("today", "tomorrow")},
    "ru": {"ago": ("сегодня", "вчера"), "in": ("сегодня", "завтра")},
    "uk": {"ago": ("сьогодні", "вчора"), "in": ("сьогодні", "завтра")},
}
_CATEGORIES = {"en": ("one", "other"), "ru": ("one", "few", "many"), "uk": ("one", "few", "many")}


class MissingValueError(KeyError):
    """A text outside brackets names a parameter that is not there."""


def render(template: str, params: Mapping[str, Any], language: str) -> str:
    """Fill a template. Raises MissingValueError where a value outside brackets is missing."""
    return " ".join(_filled(template, params, language).split())


def _filled(template: str, params: Mapping[str, Any], language: str) -> str:
    def fill(match: re.Match[str]) -> str:
        if match.group(2) is None:
            try:
                return _filled(match.group(1), params, language)
            except MissingValueError:
                return ""
        name, how = match.group(2), match.group(3) or ""
        value = params.get(name)
        if value is None or value == "":
            raise MissingValueError(name)
        return _shown(value, how, params, language)

    return _PART.sub(fill, template)


def _shown(value: Any, how: str, params: Mapping[str, Any], language: str) -> str:
    match how.removeprefix(":"):
        case "":
            return str(value)
        case "!":
            return ""
        case "one!" | "several!" as wanted:
            if (int(value) == 1) != (wanted == "one!"):
                raise MissingValueError(wanted)
            return ""
        case "ago" | "in" as direction:
            return _from_today(int(value), direction, language)
        case "day":
            return _plain(format_date(date.fromisoformat(str(value)), "long", locale=language))
        case "money":
            return _money(value, params.get("currency"), language)
        case "short":
            text = " ".join(str(value).split())
            return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
        case "industry":
            return industry_label(str(value), language)
        case "event":
            return event_name(str(value), language)
        case "town":
            town = gazetteer.find(str(value)) if language == "en" else None
            return town.name if town else str(value)
        case "nth":
            return nth(int(value), language)
        case "region":
            return _region(str(value), language)
        case forms:
            return plural(int(value), forms.split("|"), language)


def plural(number: int, forms: list[str], language: str) -> str:
    """A number with its noun: plural(5, ["день", "дня", "дней"], "ru") is "5 дней"."""
    category = Locale(language).plural_form(number)
    form = dict(zip(_CATEGORIES[language], forms, strict=True))[category]
    return f"{_plain(format_decimal(number, locale=language))} {form}"


def nth(number: int, language: str) -> str:
    """A number in its place: 2nd, 11th; in Russian and Ukrainian as an object, "2-го"."""
    if language != "en":
        return f"{number}-го"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _from_today(days: int, direction: str, language: str) -> str:
    if days < 2:
        return _NEAR[language][direction][max(days, 0)]
    span = timedelta(days=-days if direction == "ago" else days)
    return _plain(format_timedelta(span, granularity="day", threshold=10**9, add_direction=True, locale=language))


def _money(amount: Any, currency: str | None, language: str) -> str:
    number = _plain(format_compact_decimal(Decimal(str(amount)), locale=language, fraction_digits=1))
    if not currency:
        return number
    symbol = get_currency_symbol(currency, locale=language)
    if language == "en":
        return f"{symbol} {number}" if symbol.isalpha() else f"{symbol}{number}"
    return f"{number} {symbol}"


def _region(code: str, language: str) -> str:
    name = _names().get(code)
    return _regions(language).gettext(name) if name else code


@cache
def _names() -> dict[str, str]:
    return {found.code: found.name for found in pycountry.subdivisions}


@cache
def _regions(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language], fallback=True)


def _plain(text: str) -> str:
    """No-break blanks as blanks, so that people find the text when they search for it."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")

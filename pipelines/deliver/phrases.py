"""Sentences that sales staff read about a list, in English, Russian and Ukrainian.

A value may itself be a text by language; `{n:one|few|many}` chooses the plural form, English having one and many.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date

from leads.sheets.draft import LANGUAGES

_PHRASES: dict[str, dict[str, str]] = {
    "published": {
        "en": "Published with {n} {n:lead|leads}.",
        "ru": "Опубликован: {n} {n:лид|лида|лидов}.",
        "uk": "Опубліковано: {n} {n:лід|ліди|лідів}.",
    },
    "forced": {
        "en": "Published by an operator although the gate refused it: {why}",
        "ru": "Опубликован оператором, хотя проверка его не пропустила: {why}",
        "uk": "Опубліковано оператором, хоча перевірка його не пропустила: {why}",
    },
    "kept": {
        "en": "This is the list of {day}; tonight's was held back: {why}",
        "ru": "Это список от {day}; сегодняшний не опубликован: {why}",
        "uk": "Це список від {day}; сьогоднішній не опубліковано: {why}",
    },
    "empty": {
        "en": "The new list is empty.",
        "ru": "Новый список пуст.",
        "uk": "Новий список порожній.",
    },
    "shrunk": {
        "en": "The list shrank from {old} to {new} leads in one night.",
        "ru": "За ночь список сократился с {old} до {new} лидов.",
        "uk": "За ніч список скоротився з {old} до {new} лідів.",
    },
    "grown": {
        "en": "The list grew from {old} to {new} leads in one night while a source is out of order.",
        "ru": "За ночь список вырос с {old} до {new} лидов, а один из источников неисправен.",
        "uk": "За ніч список зріс з {old} до {new} лідів, а одне з джерел несправне.",
    },
    "source_down": {
        "en": "The source “{title}”, behind {percent} % of the leads, is not working.",
        "ru": "Не работает источник «{title}», который даёт {percent} % лидов.",
        "uk": "Не працює джерело «{title}», яке дає {percent} % лідів.",
    },
    "stale": {
        "en": "Not all sources are fresh ({names}): their data is up to {n} {n:day|days} old.",
        "ru": "Не все источники свежие ({names}): их данным до {n} {n:дня|дней|дней}.",
        "uk": "Не всі джерела свіжі ({names}): їхнім даним до {n} {n:дня|днів|днів}.",
    },
    "suppressed_inside": {
        "en": "{n} suppressed {n:company|companies} would be on the list ({first}); it is never published so.",
        "ru": "В список попали бы {n} {n:компания|компании|компаний} из запрета на контакт ({first}); так он не публикуется.",
        "uk": "До списку потрапили б {n} {n:компанія|компанії|компаній} із заборони контакту ({first}); так він не публікується.",
    },
    "sum_wrong": {
        "en": "The reasons of {company} sum to {total}, its score is {points}; such a list is never published.",
        "ru": "Причины {company} дают в сумме {total}, а балл — {points}; такой список не публикуется.",
        "uk": "Причини {company} дають у сумі {total}, а бал — {points}; такий список не публікується.",
    },
}

_PLURAL = re.compile(r"\{(\w+):([^{}]*\|[^{}]*)\}")


def phrase(name: str, **values: Any) -> dict[str, str]:
    """A sentence in all languages."""
    return {language: _filled(_PHRASES[name][language], values, language) for language in LANGUAGES}


def plural(count: int, forms: list[str], language: str) -> str:
    """The form a language uses with a count: English one|many, Russian and Ukrainian one|few|many."""
    rule = _rule(language)(abs(count))
    place = {"one": 0, "few": 1}.get(rule, 2)
    return forms[min(place, len(forms) - 1)]


@cache
def _rule(language: str) -> Any:
    return Locale(language).plural_form


def _filled(template: str, values: Mapping[str, Any], language: str) -> str:
    chosen = _PLURAL.sub(lambda found: plural(values[found[1]], found[2].split("|"), language), template)
    return chosen.format(**{key: _said(value, language) for key, value in values.items()})


def _said(value: Any, language: str) -> str:
    if isinstance(value, Mapping):
        return str(value[language])
    return format_date(value, "d MMMM y", locale=language) if isinstance(value, date) else str(value)

"""Names of countries and regions in the languages of sales staff, from the packages that ship them."""

from __future__ import annotations

import gettext
from functools import cache

import pycountry
from babel import Locale


@cache
def country_name(code: str, language: str) -> str:
    """The name of a country (ISO 3166-1); the code itself where it is none."""
    return str(Locale(language).territories.get(code, code))


@cache
def region_name(code: str, language: str) -> str:
    """The name of a region (ISO 3166-2); the code itself where it is none."""
    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call] # it has types for the rest
    if found is None:
        return code
    return _regions(language).gettext(found.name)


@cache
def _regions(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language], fallback=True)

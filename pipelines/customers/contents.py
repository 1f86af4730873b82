"""What a column holds, told by its values alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from stdnum.exceptions import ValidationError
from stdnum.no import orgnr
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou

from leads.kinds.parts import rows
from leads.privacy import person
from pipelines.customers import days

MOST = 0.8
"""Share of its values that must look alike before contents alone name a column."""
LOOKED_AT = 500
"""Values of a column that are looked at."""

_CHECKS: tuple[tuple[str, int, Callable[[str], object]], ...] = (
    ("RU-INN", 10, inn.validate),
    ("UA-EDRPOU", 8, edrpou.validate),
    ("RU-OGRN", 13, ogrn.validate),
    ("NO-ORGNR", 9, orgnr.validate),
)
_EMAIL = re.compile(r"\s*(?:mailto:)?[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}\s*")
_SITE = re.compile(r"\s*(?:https?://\S+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-zа-яії]{2,10}/?\S*)\s*", re.IGNORECASE)
_PHONE = re.compile(r"\s*(?:\+|00|8|0)?[\d\s().-]{9,20}(?:\s*(?:доб|ext)\.?\s*\d+)?\s*")
_FORMS = re.compile(
    r"(?:^|\W)(?:ООО|ТОВ|ЗАО|ОАО|ПАО|АО|ПП|ПрАТ|ПАТ|ТзОВ|LLC|Ltd|Limited|Inc|Corp|GmbH|AS|PLC|LLP)(?:\W|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\s*(?:[₴₽$€£]|[A-Z]{3}|kr\.?)?\s*[-−(]?\s*\d[\d\s.,'\u00a0\u202f]*\)?\s*(?:[₴₽$€£%]|грн\.?|руб\.?|UAH|RUB|USD|EUR|kr)?\s*"
)
_CODES = frozenset(row["currency"] for row in rows("currencies")) | frozenset(
    row["words"] for row in rows("currencies")
)


def holds(values: Sequence[str], field: str) -> float:
    """The share of values (none blank) that could be values of a field, 0 to 1; 1 for fields that hold any words."""
    check = _TESTS.get(field)
    if check is None or not values:
        return 1.0
    way = days.habit(values) if field in ("day", "since") else None
    return sum(bool(check(value) if way is None else days.read(value, way)) for value in values) / len(values)


def told(values: Sequence[str]) -> str | None:
    """The field that the contents alone prove, or None."""
    for field in ("email", "website", "currency", "number", "name", "person"):
        if values and holds(values, field) >= MOST:
            return field
    if values and all(not value.strip().isdigit() for value in values) and holds(values, "day") >= MOST:
        return "day"
    if values and holds(values, "phone") >= MOST and any(value.strip().startswith(("+", "(")) for value in values):
        return "phone"
    return None


def register_of(number: str) -> str | None:
    """The register whose check digit a bare number of an organisation bears; None where none or several do."""
    digits = re.sub(r"[\s.-]", "", number)
    found = [register for register, size, check in _CHECKS if len(digits) == size and _valid(check, digits)]
    return found[0] if len(found) == 1 else None


def counts_rows(values: Sequence[str]) -> bool:
    """Whether a column only numbers its rows: 1, 2, 3 …"""
    return len(values) > 1 and all(value.strip(" .") == str(place) for place, value in enumerate(values, start=1))


def _valid(check: Callable[[str], object], digits: str) -> bool:
    try:
        check(digits)
    except ValidationError:
        return False
    return True


def _named_form(value: str) -> bool:
    return _FORMS.search(value) is not None


_TESTS: dict[str, Callable[[str], object]] = {
    "email": _EMAIL.fullmatch,
    "website": lambda value: _SITE.fullmatch(value) and "@" not in value,
    "phone": _PHONE.fullmatch,
    "currency": lambda value: value.strip().lower() in _CODES or value.strip().upper() in _CODES,
    "number": lambda value: register_of(value) is not None,
    "name": _named_form,
    "person": lambda value: person({"name": value}),
    "day": lambda value: value,
    "since": lambda value: value,
    "amount": _NUMBER.fullmatch,
    "profit": _NUMBER.fullmatch,
    "cost": _NUMBER.fullmatch,
    "margin": _NUMBER.fullmatch,
}

"""Days as people write them in tables: one column is one habit, which its unmistakable days tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january янв январь января січ січень січня",
            "feb february фев февр февраль февраля лют лютий лютого",
            "mar march мар март марта бер березень березня",
            "apr april апр апрель апреля кві квіт квітень квітня",
            "may май мая тра трав травень травня",
            "jun june июн июнь июня чер черв червень червня",
            "jul july июл июль июля лип липень липня",
            "aug august авг август августа сер серп серпень серпня",
            "sep sept september сен сент сентябрь сентября вер верес вересень вересня",
            "oct october окт октябрь октября жов жовт жовтень жовтня",
            "nov november ноя нояб ноябрь ноября лис лист листопад листопада",
            "dec december дек декабрь декабря гру груд грудень грудня",
        ),
        start=1,
    )
    for name in names.split()
}
"""Names of months in English, Russian and Ukrainian."""

EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's serial numbers (it believes in 29 February 1900)."""
SERIALS = range(20_000, 73_051)
"""Serial numbers that are days: 1954 to 2099."""
EARLIEST, LATEST = 1950, 2099

_NUMBERS = re.compile(r"(\d{1,4})\s?[./\\-]\s?(\d{1,2})\s?[./\\-]\s?(\d{1,4})")
_NAMED = re.compile(
    r"(\d{1,2})[\s.-]+([^\W\d_]+)[\s.,-]+(\d{4}|\d{2})|([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
)
_TAIL = re.compile(r"[\sT,]+\d{1,2}:\d{2}.*$|\s*(?:г\.?|р\.?|года|року)\s*$", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_SQUEEZED = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Habit:
    """How a column writes its days."""

    month_first: bool = False
    """03/04 is the fourth of March."""
    sure: bool = True
    """Some day of the column proves which comes first, or nothing depends on it."""


def habit(texts: Iterable[str]) -> Habit:
    """The habit of a column: a part above 12 can only be the day. Without proof the day comes first."""
    day_first = month_first = doubtful = 0
    for text in texts:
        found = _NUMBERS.match(_TAIL.sub("", text.strip()))
        if found is None or len(found[1]) == 4:
            continue
        first, second = int(found[1]), int(found[2])
        day_first += 12 < first <= 31 and second <= 12
        month_first += first <= 12 < second <= 31
        doubtful += "." not in found[0] and first <= 12 and second <= 12 and first != second
    return Habit(month_first > day_first, not doubtful or bool(day_first or month_first))


def read(text: str, way: Habit) -> date | None:
    """The day a text says, or None. Month and year alone are no day."""
    written = _TAIL.sub("", _TAIL.sub("", text.strip().strip("'\"")))
    if found := _NUMBERS.fullmatch(written):
        return _numbers(found[1], int(found[2]), found[3], way)
    if found := _NAMED.fullmatch(written):
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        return _day(_year(year), MONTHS.get(month.casefold(), 0), int(day))
    if found := _SQUEEZED.fullmatch(written):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _SERIAL.fullmatch(written)) and int(found[1]) in SERIALS:
        return EPOCH + timedelta(days=int(found[1]))
    return None


def _numbers(first: str, second: int, third: str, way: Habit) -> date | None:
    if len(first) == 4:
        return _day(int(first), second, int(third)) if len(third) <= 2 else None
    if len(first) > 2 or len(third) == 3:
        return None
    one, year = int(first), _year(third)
    straight, crossed = _day(year, second, one), _day(year, one, second)
    return (crossed or straight) if way.month_first else (straight or crossed)


def _year(text: str) -> int:
    """A year of two digits is of this century up to 69."""
    return int(text) if len(text) > 2 else int(text) + (2000 if int(text) < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= year <= LATEST else None

"""Calendar days and points in time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from dateutil import parser as dateutil_parser

from leads.kinds.parts import Answer, Function, Part, text

NUMERIC_FORMATS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d%m%Y")
"""Formats of digits only: read column-wise. Others, with names of months, go through Python."""

_DAY = (("value", "DATE"), ("why", "VARCHAR"))
_MOMENT = (("value", "TIMESTAMPTZ"), ("why", "VARCHAR"))

ZONES = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "MSK": 3,
    "CET": 1,
    "CEST": 2,
}
"""Zone names of RFC 822 and of feeds seen, hours east of Greenwich; other names are refused."""
_ZONE_NAME = re.compile(r"\b[A-Z]{2,5}$")
_ODD = re.compile(
    r"(?=.*\d{1,2}:\d{2})(?=.*\b(?:1[5-9]|20)\d{2}\b)(?=.*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[\w\s,:.+()-]{8,60}",
    re.IGNORECASE,
)
"""A time, a year and a month by its name: with digits alone nobody knows which is the month."""
_FARTHEST = timedelta(hours=14)
"""No clock on earth is farther from Greenwich."""


def day_by_format(given: str, form: str) -> Answer:
    """A day by a strptime format that names months or has two-digit years."""
    try:
        day = datetime.strptime(given.strip(), form).date()
    except (ValueError, re.error) as error:
        impossible = "out of range" in str(error) or "must be in range" in str(error)
        return {"why": "impossible day" if impossible else "not a day"}
    return {"value": day} if 1500 <= day.year < 2100 else {"why": "outside 1500–2100"}


def odd_moment(given: str) -> Answer:
    """A point in time in words that say day, time and zone beyond doubt (RFC 822 and its relatives).

    Refused without a zone or with an unknown one: a guess may be a day wrong.
    """
    written = " ".join(given.split())
    if not _ODD.fullmatch(written):
        return {"why": "not a time"}
    name = _ZONE_NAME.search(written)
    if name and name.group() not in {*ZONES, "GMT", "UTC", "UT", "Z", "AM", "PM"}:
        return {"why": "unknown time zone"}
    try:
        found = dateutil_parser.parse(
            written, tzinfos={zone: hours * 3600 for zone, hours in ZONES.items()}, dayfirst=True
        )
        offset = found.utcoffset()
        if offset is None or abs(offset) > _FARTHEST:
            return {"why": "not a time"}
        moment = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return {"why": "not a time"}
    return {"value": moment} if 1500 <= moment.year < 2100 else {"why": "outside 1500–2100"}


def _shape(form: str) -> str:
    """The digits a numeric format asks for."""
    wide = "" if re.search(r"[./-]", form) else "{2}"
    part = f"[0-9]{wide or '{1,2}'}"
    return re.escape(form).replace("%d", part).replace("%m", part).replace("%Y", "[0-9]{4}")


def _formats() -> str:
    cases = " ".join(
        f"WHEN {text(form)} THEN kinds_day_of(try_strptime(written, {text(form)})::DATE,"
        f" regexp_full_match(written, {text(_shape(form))}))"
        for form in NUMERIC_FORMATS
    )
    return f"kinds_day_by_format(written, format) AS CASE format {cases} ELSE kinds_day_in_words(written, format) END"


_NONE = "{'value': NULL::DATE, 'why': NULL::VARCHAR}"
_NEVER = "{'value': NULL::TIMESTAMPTZ, 'why': NULL::VARCHAR}"

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?"
_OFFSET = "[+-](0[0-9]|1[0-4])"
_ZONE = f"(Z|UTC|{_OFFSET}(:?[0-5][0-9])?)"

PART = Part(
    setup=("CREATE OR REPLACE TEMP TABLE kinds_zones AS SELECT DISTINCT name AS k FROM pg_timezone_names()",),
    functions=(
        Function("kinds_day_in_words", day_by_format, 2, _DAY),
        Function("kinds_odd_moment", odd_moment, 1, _MOMENT),
    ),
    macros=(
        """kinds_day_of(day, shaped) AS CASE
            WHEN NOT shaped THEN {'value': NULL::DATE, 'why': 'not a day'}
            WHEN day BETWEEN DATE '1500-01-01' AND DATE '2099-12-31' THEN {'value': day, 'why': NULL}
            ELSE {'value': NULL, 'why': CASE WHEN day IS NULL THEN 'impossible day' ELSE 'outside 1500–2100' END} END""",
        f"""kinds_day_iso(written) AS CASE
            WHEN regexp_full_match(written, '[0-9]{{8}}') THEN kinds_day_of(try_strptime(written, '%Y%m%d')::DATE, true)
            ELSE kinds_day_of(try_cast(left(written, 10) AS DATE),
                regexp_full_match(written, '{_DATE}([T ]{_TIME})? ?{_ZONE}?')) END""",
        _formats(),
        f"""clean_day(text, format) AS CASE
            WHEN text IS NULL THEN {_NONE}
            WHEN coalesce(format, 'iso') = 'iso' AND regexp_full_match(text, '{_DATE}')
                THEN kinds_day_of(try_cast(text AS DATE), true)
            WHEN trim(text) = '' THEN {_NONE}
            WHEN coalesce(format, 'iso') = 'iso' THEN kinds_day_iso(trim(text))
            ELSE kinds_day_by_format(trim(text), format) END""",
        """kinds_moment_of(moment) AS CASE
            WHEN moment BETWEEN TIMESTAMPTZ '1500-01-01 00:00:00+00' AND TIMESTAMPTZ '2099-12-31 23:59:59.999999+00'
                THEN {'value': moment, 'why': NULL::VARCHAR}
            ELSE {'value': NULL, 'why': CASE WHEN moment IS NULL THEN 'not a time' ELSE 'outside 1500–2100' END} END""",
        # Offsets and zones of ISO 8601; day alone is its midnight; naive times are in the source's zone.
        f"""kinds_moment(written, zone) AS CASE
            WHEN regexp_full_match(written, '{_DATE}[T ]{_TIME} ?{_ZONE}')
                THEN kinds_moment_of(try_cast(replace(replace(written, ',', '.'), 'UTC', 'Z') AS TIMESTAMPTZ))
            WHEN regexp_full_match(written, '{_DATE} ?{_ZONE}') THEN kinds_moment_of(
                try_cast(left(written, 10) || 'T00:00:00' || replace(trim(substr(written, 11)), 'UTC', 'Z') AS TIMESTAMPTZ))
            WHEN regexp_full_match(written, '{_DATE}([T ]{_TIME})?') THEN CASE
                WHEN zone IS NULL THEN {{'value': NULL::TIMESTAMPTZ, 'why': 'unknown time zone'}}
                ELSE kinds_moment_of(timezone(zone, try_cast(replace(written, ',', '.') AS TIMESTAMP))) END
            WHEN regexp_full_match(written, '[0-9]{{9,10}}(\\.[0-9]+)?')
                THEN kinds_moment_of(make_timestamptz((try_cast(written AS DECIMAL(20,6)) * 1000000)::BIGINT))
            WHEN regexp_full_match(written, '[0-9]{{12,13}}')
                THEN kinds_moment_of(make_timestamptz(try_cast(written AS BIGINT) * 1000))
            WHEN regexp_full_match(written, '([A-Za-z]{{3}}, )?[0-9]{{1,2}} [A-Za-z]{{3}} [0-9]{{4}} {_TIME} {_OFFSET}[0-5][0-9]')
                THEN kinds_moment_of(try_strptime(regexp_replace(written, '^[A-Za-z]{{3}}, ', ''),
                    ['%d %b %Y %H:%M:%S %z', '%d %b %Y %H:%M %z']))
            ELSE kinds_odd_moment(written) END""",
        f"""clean_moment(text, timezone) AS CASE
            WHEN text IS NULL OR trim(text) = '' THEN {_NEVER}
            ELSE kinds_moment(trim(text), (SELECT k FROM kinds_zones WHERE k = coalesce(timezone, 'UTC'))) END""",
    ),
)

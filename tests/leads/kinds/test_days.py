"""Days and points in time."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026-01-31", "iso", date(2026, 1, 31)),
        (" 2026-01-31 ", "iso", date(2026, 1, 31)),
        ("20260131", "iso", date(2026, 1, 31)),
        ("2026-06-11T00:00:00.000", "iso", date(2026, 6, 11)),
        ("2026-09-09+02:00", "iso", date(2026, 9, 9)),
        ("2026-01-31", None, date(2026, 1, 31)),
        ("31.01.2026", "%d.%m.%Y", date(2026, 1, 31)),
        ("31/01/2026", "%d/%m/%Y", date(2026, 1, 31)),
        ("01/31/2026", "%m/%d/%Y", date(2026, 1, 31)),
        ("31 Jan 2026", "%d %b %Y", date(2026, 1, 31)),
    ],
)
def test_day(ask: Ask, text: str, form: str | None, day: date) -> None:
    assert ask("clean_day", text, form) == {"value": day, "why": None}


@pytest.mark.parametrize(
    ("text", "form", "why"),
    [
        ("31.02.2020", "%d.%m.%Y", "impossible day"),
        ("2026-02-30", "iso", "impossible day"),
        ("20260230", "iso", "impossible day"),
        ("30 Feb 2026", "%d %b %Y", "impossible day"),
        ("yesterday", "iso", "not a day"),
        ("2026-1-5", "iso", "not a day"),
        ("2026-01-31", "%d.%m.%Y", "not a day"),
        ("soon", "%d %b %Y", "not a day"),
        ("0202-01-01", "iso", "outside 1500–2100"),
        ("01.01.9999", "%d.%m.%Y", "outside 1500–2100"),
        ("2026-01-31 at noon", "iso", "not a day"),
    ],
)
def test_no_day(ask: Ask, text: str, form: str, why: str) -> None:
    assert ask("clean_day", text, form) == {"value": None, "why": why}


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-10-08T16:28:39.567617+03:00", "UTC", datetime(2026, 10, 8, 13, 28, 39, 567617, UTC)),
        ("2026-09-15T04:06:21+0300", "UTC", datetime(2026, 9, 15, 1, 6, 21, tzinfo=UTC)),
        ("2026-09-15T04:06:21Z", "Europe/Kyiv", datetime(2026, 9, 15, 4, 6, 21, tzinfo=UTC)),
        ("2026-09-15T04:06:21", "Europe/Kyiv", datetime(2026, 9, 15, 1, 6, 21, tzinfo=UTC)),
        ("2026-01-15 04:06", "Europe/Oslo", datetime(2026, 1, 15, 3, 6, tzinfo=UTC)),
        ("2026-09-09+02:00", "UTC", datetime(2026, 9, 8, 22, tzinfo=UTC)),
        ("2026-09-09", "Europe/Moscow", datetime(2026, 9, 8, 21, tzinfo=UTC)),
        ("2026-09-09", None, datetime(2026, 9, 9, tzinfo=UTC)),
        ("Thu, 08 Oct 2026 13:46:00 +0200", "UTC", datetime(2026, 10, 8, 11, 46, tzinfo=UTC)),
        ("Thu, 08 Oct 2026 13:46:00 GMT", "UTC", datetime(2026, 10, 8, 13, 46, tzinfo=UTC)),
        ("Thu, 08 Oct 2026 13:46:00 EST", "UTC", datetime(2026, 10, 8, 18, 46, tzinfo=UTC)),
        ("October 8, 2026 1:46 PM UTC", "UTC", datetime(2026, 10, 8, 13, 46, tzinfo=UTC)),
        ("8 Oct 2026 13:46 +0300", "UTC", datetime(2026, 10, 8, 10, 46, tzinfo=UTC)),
        ("1791374460", "UTC", datetime(2026, 10, 7, 12, 1, tzinfo=UTC)),
        ("1791374460000", "UTC", datetime(2026, 10, 7, 12, 1, tzinfo=UTC)),
        ("1791374460.25", "UTC", datetime(2026, 10, 7, 12, 1, 0, 250000, UTC)),
    ],
)
def test_moment(ask: Ask, text: str, zone: str | None, moment: datetime) -> None:
    assert ask("clean_moment", text, zone) == {"value": moment, "why": None}


@pytest.mark.parametrize(
    ("text", "zone", "why"),
    [
        ("soon", "UTC", "not a time"),
        ("2026-02-30T10:00:00Z", "UTC", "not a time"),
        ("2026-02-03T25:00:00", "UTC", "not a time"),
        ("Thu, 08 Oct 2026 13:46:00", "UTC", "not a time"),
        ("Thu, 08 Oct 2026 13:46:00 +9900", "UTC", "not a time"),
        ("2026-10-08T13:46:00+99:00", "UTC", "not a time"),
        ("10/08/2026 13:46:00 +0000", "UTC", "not a time"),
        ("Thu, 08 Oct 2026 13:46:00 XYZ", "UTC", "unknown time zone"),
        ("2026-02-03T10:00:00", "Mars/Olympus", "unknown time zone"),
        ("1066-10-14T10:00:00Z", "UTC", "outside 1500–2100"),
        ("9999999999", "UTC", "outside 1500–2100"),
    ],
)
def test_no_moment(ask: Ask, text: str, zone: str, why: str) -> None:
    assert ask("clean_moment", text, zone) == {"value": None, "why": why}

"""Days in many notations."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.customers.days import Habit, habit, read

DAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-03", "2026-05-03 10:15:00", "03.05.2026", "3.5.26", "03/05/2026", "03-05-2026", "3 мая 2026 г.", "3 травня 2026", "3 трав. 2026",
        "May 3, 2026", "3 May 2026", "03-May-26", "20260503", "46145", "46145.75", "2026/5/3", "03.05.2026 0:00", "May 3rd, 2026",
    ],
)  # fmt: skip
def test_the_same_day(text: str) -> None:
    assert read(text, Habit()) == DAY


@pytest.mark.parametrize("text", ["", "soon", "май 2026", "31.02.2026", "2026", "12", "99999", "05.2026", "1/2"])
def test_what_is_no_day(text: str) -> None:
    assert read(text, Habit()) is None


def test_one_day_above_twelve_tells_how_a_column_is_written() -> None:
    assert read("04/03/2026", habit(["04/03/2026", "12/25/2025"])) == date(2026, 4, 3)
    assert read("04/03/2026", habit(["04/03/2026", "25/12/2025"])) == date(2026, 3, 4)
    assert habit(["04/03/2026"]) == Habit(month_first=False, sure=False)


@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d"]),
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    assert read(day.strftime(form), Habit()) == day

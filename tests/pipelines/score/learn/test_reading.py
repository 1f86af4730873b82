"""Numbers and days as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.score.learn.reading import moments, numbers, order
from pipelines.score.learn.table import Texts


def column(*values: str) -> Texts:
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("1 234,5", 1234.5), ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("1,234", 1234), ("0,5", 0.5),
     ("-3.5e2", -350), ("15 %", 15), ("€ 9", 9), ("2 000 ₴", 2000)],
)  # fmt: skip
def test_numbers(text: str, number: float) -> None:
    assert numbers(column(text))[0] == number


@pytest.mark.parametrize("text", ["", "n/a", "abc", "1-2", "12 apples"])
def test_what_is_no_number(text: str) -> None:
    assert np.isnan(numbers(column(text))[0])


@pytest.mark.parametrize(
    "written",
    [
        ("2026-03-01", "2026-03-25"), ("01.03.2026", "25.03.2026"), ("3/1/2026", "3/25/2026"), ("01/03/2026", "25/03/2026"),
        ("1 Mar 2026", "25 Mar 2026"), ("Mar 1, 2026", "Mar 25, 2026"), ("20260301", "20260325"),
        ("2026-03-01 00:00:00", "2026-03-25 00:00:00"), ("2026-03-01T00:00:00Z", "2026-03-25T00:00:00Z"),
        ("2026-03-01 00:00:00.000", "2026-03-25 00:00:00.000"), ("3/1/2026 12:00:00 AM", "3/25/2026 12:00:00 AM"),
    ],
)  # fmt: skip
def test_days(written: tuple[str, str]) -> None:
    first, last = moments(column(*written))
    assert first == (np.datetime64("2026-03-01") - np.datetime64("1970-01-01")).astype(int)
    assert last - first == 24


def test_seconds_and_running_numbers_tell_the_order() -> None:
    assert (np.diff(order(column("1767225600", "1767312000"))) == 1).all()
    assert order(column("660737", "660700")).tolist() == [660737, 660700]
    assert np.isnan(order(column("soon", "later"))).all()

"""Windows: the oldest first, halved without a gap, the state moved by whole days only."""

from __future__ import annotations

from datetime import date, timedelta

from spiders.platforms.windowed import SECOND, Window


def test_halves_meet_without_gap_or_overlap() -> None:
    window = Window.of_days(date(2026, 10, 1), date(2026, 10, 1))
    halves = window.halves()
    assert halves is not None
    first, second = halves
    assert (first.first, second.last) == (window.first, window.last)
    assert second.first - first.last == SECOND


def test_halving_ends() -> None:
    window = Window.of_days(date(2026, 10, 1), date(2026, 10, 31))
    steps = 0
    while (halves := window.halves()) is not None:
        window, steps = halves[1], steps + 1
    assert window.last - window.first < timedelta(minutes=2)
    assert steps < 20


def test_half_a_day_is_not_a_day_walked() -> None:
    halves = Window.of_days(date(2026, 10, 5), date(2026, 10, 5)).halves()
    assert halves is not None
    assert halves[0].last_whole_day() == date(2026, 10, 4)
    assert halves[1].last_whole_day() == date(2026, 10, 5)

"""What a night shows on the terminal."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from rich.console import Console

from flows.nightly import Night
from flows.report import show_night
from flows.shards import Built
from pipelines.deliver.deliver import DeliverReport


def test_an_operator_sees_every_alarm_of_linking() -> None:
    alarms = ("company c1 unites 22 names in 91 parties", "3 phones stand with more than 4 names each")
    built = (Built("NO", Path("NO.duckdb"), ()), Built("UA", Path("UA.duckdb"), (), alarms=alarms))
    shown = io.StringIO()
    show_night(
        Console(file=shown, width=200), Night(date(2026, 11, 20), 0, "done", (), (), built, DeliverReport(), 1.0)
    )
    assert [line for line in shown.getvalue().splitlines() if line.startswith("look at")] == [
        f"look at UA: {alarm}" for alarm in alarms
    ]

"""Health: what manifests say about a source."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from leads.declaration import Expectations
from leads.health import State, health
from leads.landing import Manifest
from tests.leads.test_landing import AT, DECLARATION, manifest

DAY = date(2026, 11, 20)
EXPECTING = DECLARATION.model_copy(
    update={"expects": Expectations(at_least=10, at_most=1000, fill={"party.phones": 0.5})}
)


def crawled(days_ago: int = 0, listings: int = 100, **changes: Any) -> Manifest:
    ended = AT - timedelta(days=days_ago)
    values = {"listings": listings, "file": "x.jsonl.gz", "filled": {"party.phones": listings}, "ended_at": ended}
    return manifest(f"{99 - days_ago}", **(values | changes))


@pytest.mark.parametrize(
    ("manifests", "state", "age", "words"),
    [
        ([], State.not_run, None, "never crawled"),
        ([crawled()], State.ok, 0, "100 listings"),
        ([crawled(5), crawled(0, outcome="blocked", reason="403")], State.blocked, 5, "403"),
        ([crawled(outcome="broken", reason="no answer")], State.broken, None, "no answer"),
        ([crawled(3)], State.stale, 3, "not crawled for 3 days"),
        ([crawled(0, listings=3)], State.broken, 0, "3 listings, at least 10"),
        ([crawled(0, listings=2000)], State.degraded, 0, "at most 1,000"),
        (
            [crawled(0, filled={"party.phones": 20})],
            State.degraded,
            0,
            "party.phones is filled in 20% of the listings, 50%",
        ),
        ([crawled(0, outcome="partial", reason="stopped")], State.degraded, 0, "stopped"),
        ([crawled(4), crawled(0, outcome="empty", file=None, listings=0)], State.ok, 0, "nothing new"),
        ([crawled(9), crawled(0, outcome="empty", file=None, listings=0)], State.stale, 0, "nothing new for 9 days"),
        ([crawled(1), crawled(0, outcome="partial", window={"limit": "5"}, listings=5)], State.ok, 1, "100 listings"),
    ],
)
def test_the_state_of_a_source(manifests: list[Manifest], state: State, age: int | None, words: str) -> None:
    found = health(manifests, EXPECTING, DAY)
    assert (found.state, found.age_days) == (state, age)
    assert words in found.sentence
    assert found.as_line().startswith(f"xx_made: {state} (last good crawl ")


def test_a_monthly_file_may_be_unchanged_for_a_month() -> None:
    bulk = EXPECTING.model_copy(update={"access": "bulk"})
    unchanged = crawled(0, outcome="empty", reason="unchanged: x.zip was landed before", file=None, listings=0)
    assert health([crawled(40), unchanged], bulk, DAY).state is State.ok
    assert health([crawled(50), unchanged], bulk, DAY).state is State.stale

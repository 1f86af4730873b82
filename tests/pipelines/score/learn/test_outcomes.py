"""Marks re-weigh a scorecard, forward in time, and chances are shown only where they come true."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from leads.chances import BAR
from pipelines.score.learn.outcomes import Marked, learned
from pipelines.score.learn.reweigh import reweighed

START = datetime(2026, 1, 1, tzinfo=UTC)


def marks(count: int, words: dict[str, float], seed: int = 1, drift: bool = False) -> list[Marked]:
    """Leads with words of 20 points each; a word's number is what it adds to the log odds of a good end."""
    dice = random.Random(seed)
    found = []
    for at in range(count):
        points = {word: 20 for word in words if dice.random() < 0.5}
        odds = sum(words[word] for word in points) - 0.5 + (2.5 if drift and at > 0.7 * count else 0)
        good = dice.random() < 1 / (1 + 2.718281828**-odds)
        found.append(Marked(f"l{at}", points, good, START + timedelta(hours=at)))
    return found


def test_a_word_that_wins_gains_and_one_that_does_not_loses() -> None:
    found = learned(marks(300, {"wins": 2.0, "idle": 0.0, "loses": -1.0}))
    assert found.factors["wins"] > found.factors["idle"] > found.factors["loses"]
    assert found.auc_after is not None
    assert found.auc_before is not None
    assert found.auc_after >= found.auc_before


def test_few_marks_change_little_and_show_no_chance() -> None:
    found = learned(marks(6, {"wins": 2.0, "idle": 0.0}))
    assert all(0.7 < factor < 1.3 for factor in found.factors.values())
    assert found.chance is None
    assert found.why.startswith("rank only: a forward window needs 40 marks")


def test_chances_need_a_calibrated_window() -> None:
    steady = learned(marks(3000, {"wins": 2.0, "idle": 0.0}))
    assert steady.error is not None
    assert steady.error <= BAR
    assert steady.chance is not None
    drifted = learned(marks(3000, {"wins": 2.0, "idle": 0.0}, drift=True))
    assert drifted.chance is None
    assert "calibration error" in drifted.why


def test_the_order_of_marks_does_not_matter() -> None:
    given = marks(100, {"wins": 1.0, "idle": 0.0})
    assert learned(given[::-1]) == learned(given)


PROFILE = """\
# What we know.
[[signal]]
word = "hires"       # points = 99
points = 20          # half of the score
half_life_days = 14

[[signal]]
points = -25
word = "mass_address"

[[exclude]]
word = "closed"
"""


def test_only_points_change_in_the_file() -> None:
    new = reweighed(PROFILE, {"hires": 1.3, "mass_address": 0.25})
    assert "points = 26          # half of the score" in new
    assert "points = -6\n" in new
    assert new.replace("26", "20").replace("-6", "-25") == PROFILE


def test_no_line_loses_its_last_point() -> None:
    assert "points = 1 " in reweighed(PROFILE.replace("points = 20", "points = 2"), {"hires": 0.25})

"""The general lead scorer finds a planted rule, says why, and admits when there is none."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.score.learn.measures import auc, calibration_error
from pipelines.score.learn.table import Table, TableError
from pipelines.score.learn.tabular import Scorer, learn
from tests.pipelines.score.learn.conftest import Planted, planted, texts


@pytest.fixture(scope="module")
def scorer(leads: Planted) -> Scorer:
    old = np.arange(1000)
    return learn(leads.table.take(old), leads.labels[old], "day")


def test_the_rule_is_found_forward_in_time(leads: Planted, scorer: Scorer) -> None:
    late = np.arange(1000, 1500)
    chances = scorer.chances(leads.table.take(late))
    assert auc(leads.labels[late], chances) > 0.7
    assert calibration_error(leads.labels[late], chances) < 0.12
    assert scorer.calibration.signal


def test_leaks_ids_and_constants_are_left_out(scorer: Scorer) -> None:
    assert [finding.column for finding in scorer.findings] == ["Tags"]
    assert set(scorer.reader.left_out) == {"id", "same", "empty"}
    assert {"day (month)", "day (day)"} <= set(scorer.clocks)


def test_reasons_sum_to_the_score(leads: Planted, scorer: Scorer) -> None:
    rows = leads.table.take(np.arange(1200, 1260))
    origin, names, parts = scorer.reasons(rows)
    chances = scorer.chances(rows)
    assert np.allclose(origin + parts.sum(axis=1), np.log(chances / (1 - chances)), atol=1e-6)
    weight = dict(zip(names, np.abs(parts).mean(axis=0), strict=True))
    assert min(weight["source"], weight["minutes"]) > weight["town"]


def test_a_row_with_nothing_known_and_new_levels_gets_a_chance(scorer: Scorer) -> None:
    rows = Table({"source": texts(["", "never seen"]), "minutes": texts(["", "many"])}, 2)
    chances = scorer.chances(rows)
    assert ((chances > 0) & (chances < 1)).all()


def test_no_signal_is_admitted() -> None:
    made = planted(800, strength=0.0)
    table = made.table.without({"Tags"})
    old, late = np.arange(560), np.arange(560, 800)
    found = learn(table.take(old), made.labels[old], "day")
    assert "no signal" in found.verdict
    chances = found.chances(table.take(late))
    assert np.ptp(chances) < 0.05
    base = made.labels[late].mean() * (1 - made.labels[late].mean())
    assert np.mean((chances - made.labels[late]) ** 2) < base + 0.01


def test_the_order_of_the_file_does_not_matter_without_time() -> None:
    made = planted(400)
    table = made.table.without({"day"})
    turned = np.arange(400)[::-1]
    one = learn(table, made.labels).chances(table)
    other = learn(table.take(turned), made.labels[turned]).chances(table)
    assert np.array_equal(one, other)


def test_too_little_is_said() -> None:
    made = planted(50)
    with pytest.raises(TableError, match="too few to learn from"):
        learn(made.table, np.arange(50) < 2)
    with pytest.raises(TableError, match="no column tells anything"):
        learn(Table({"same": texts(["x"] * 50)}, 50), made.labels)

"""MBG/NBD: it finds the rates that made the orders, and foretells what comes."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.customers import ltv


def simulated(clients: int, ahead: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Repeat orders, time of the last, age, and orders in the time ahead, of clients who follow the model."""
    dice = np.random.default_rng(3)
    rows = []
    for rate, leaves, age in zip(
        dice.gamma(0.5, 1 / 6, clients), dice.beta(0.9, 1.6, clients), dice.uniform(27, 39, clients), strict=True
    ):
        times, at = [], 0.0
        while dice.random() > leaves and at < age + ahead:
            at += dice.exponential(1 / rate)
            times.append(at)
        seen = [time for time in times if time <= age]
        rows.append((len(seen), max(seen, default=0.0), age, sum(age < time <= age + ahead for time in times)))
    frequency, recency, ages, future = np.array(rows, dtype=float).T
    return frequency, recency, ages, future


def test_what_it_foretells_comes_true_on_the_whole_and_for_rare_and_frequent_buyers() -> None:
    frequency, recency, age, future = simulated(4000, 39)
    model = ltv.fit(frequency, recency, age)
    expected = model.expected_purchases(39, frequency, recency, age)
    assert expected.sum() == pytest.approx(future.sum(), rel=0.07)
    for some in (frequency == 0, (frequency > 0) & (frequency < 4), frequency >= 4):
        assert expected[some].mean() == pytest.approx(future[some].mean(), rel=0.15)


def test_silence_lowers_the_chance_and_many_orders_break_nothing() -> None:
    model = ltv.MBGNBD(0.5, 6.0, 0.9, 1.6)
    alive = model.alive([10, 10, 10], [38, 25, 10], [39, 39, 39])
    assert list(alive) == sorted(alive, reverse=True)
    assert np.isfinite(model.expected_purchases(52, [5000, 0], [150, 0], [156, 1])).all()
    assert np.isfinite(ltv.MBGNBD(0.5, 6.0, 1.0, 1.6).expected_purchases(52, [3], [30], [39])).all()

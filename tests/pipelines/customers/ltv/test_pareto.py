"""Pareto/NBD: the published figures, the rates that made the orders found again, nothing broken by many orders."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad

from pipelines.customers.ltv import ParetoNBD, backtest
from pipelines.customers.ltv.pareto import _left

CDNOW = ParetoNBD(0.5534, 10.5802, 0.6061, 11.6562)
"""Parameters published for CDNOW, in weeks: Fader, Hardie 2005; Dziurzynski, Wadsworth, McCarthy: BTYD walkthrough, 2014."""


def simulated(clients: int, ahead: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Repeat orders, time of the last, age, and orders in the time ahead, of clients who follow the model."""
    dice = np.random.default_rng(3)
    rows = []
    for rate, leaves, age in zip(
        dice.gamma(0.6, 1 / 8, clients), dice.gamma(0.7, 1 / 12, clients), dice.uniform(40, 60, clients), strict=True
    ):
        until = dice.exponential(1 / leaves)
        times = np.sort(dice.uniform(0, age + ahead, dice.poisson(rate * (age + ahead))))
        times = times[times <= until]
        seen = times[times <= age]
        rows.append((len(seen), seen.max(initial=0.0), age, np.count_nonzero(times > age)))
    frequency, recency, ages, future = np.array(rows, dtype=float).T
    return frequency, recency, ages, future


def test_published_expectations_for_cdnow() -> None:
    assert CDNOW.expected_purchases(52, [26], [30.86], [31])[0] == pytest.approx(25.456, abs=0.005)
    assert CDNOW.alive([26], [30.86], [31])[0] == pytest.approx(0.9979, abs=0.0001)
    assert CDNOW.expected_purchases(52, [0], [0], [0])[0] == pytest.approx(1.473, abs=0.001)


def test_what_it_foretells_comes_true_and_is_what_the_true_rates_foretell_for_rare_and_frequent_buyers() -> None:
    frequency, recency, age, future = simulated(3000, 39)
    expected = ParetoNBD.fit(frequency, recency, age).expected_purchases(39, frequency, recency, age)
    truth = ParetoNBD(0.6, 8, 0.7, 12).expected_purchases(39, frequency, recency, age)
    assert expected.sum() == pytest.approx(future.sum(), rel=0.07)
    for some in (frequency == 0, (frequency > 0) & (frequency < 6), frequency >= 6):
        assert expected[some].mean() == pytest.approx(truth[some].mean(), rel=0.15)


def test_it_fits_alike_in_any_order_and_unit() -> None:
    frequency, recency, age, _ = simulated(500, 1)
    model, turned = ParetoNBD.fit(frequency, recency, age), ParetoNBD.fit(frequency[::-1], recency[::-1], age[::-1])
    assert model == turned
    days = ParetoNBD.fit(frequency, recency * 7, age * 7)
    assert days.alpha == pytest.approx(7 * model.alpha, rel=1e-3)
    assert days.r == pytest.approx(model.r, rel=1e-3)


def test_silence_lowers_the_chance_and_many_orders_break_nothing() -> None:
    alive = CDNOW.alive([10, 10, 10, 10], [39, 38, 25, 10], [39, 39, 39, 39])
    assert alive[0] == 1
    assert list(alive) == sorted(alive, reverse=True)
    for s in (0.6, 1.0, 1.4):
        assert np.isfinite(
            ParetoNBD(0.5, 10, s, 12).expected_purchases(52, [5000, 0, 3], [150, 0, 30], [156, 1, 39])
        ).all()
    with pytest.raises(ValueError, match="no client"):
        ParetoNBD.fit([], [], [])


@pytest.mark.parametrize(
    "r, alpha, s, beta", [(0.5, 0.01, 3.0, 500.0), (40.0, 700.0, 0.01, 0.02), (2.0, 0.3, 200.0, 0.4)]
)
@pytest.mark.parametrize("x, last", [(0.0, 0.0), (3.0, 0.4), (900.0, 0.3)])
def test_the_odds_are_the_integral_they_stand_for(
    r: float, alpha: float, s: float, beta: float, x: float, last: float
) -> None:
    p = r + x
    area, _ = quad(lambda y: ((alpha + last) / (alpha + y)) ** p * ((beta + last) / (beta + y)) ** (s + 1), last, 1,
                   points=[last + 10.0**-n * (1 - last) for n in range(1, 6)], epsabs=0, epsrel=1e-10, limit=500)  # fmt: skip
    ahead = p * np.log((alpha + 1) / (alpha + last)) + s * np.log((beta + 1) / (beta + last))
    told = _left(np.array([r, alpha, s, beta]), np.array([x]), np.array([last]), np.array([1.0]))[0]
    assert told == pytest.approx(np.log(s) + ahead - np.log(beta + last) + np.log(area), abs=1e-7)


def test_its_own_past_is_foretold_or_nothing_is_said() -> None:
    dice = np.random.default_rng(5)
    client = np.repeat(np.arange(200), 20)
    day = np.concatenate([np.sort(dice.choice(600, 20, replace=False)) for _ in range(200)])
    found = backtest(client, day, 600)
    assert found is not None
    assert (found.days, found.clients) == (int(600 - day.min()) // 3, 200)
    assert found.came == np.count_nonzero(day > 600 - found.days)
    assert found.foretold == pytest.approx(found.came, rel=0.1)
    assert backtest(client[:20], day[:20], 600) is None
    assert backtest(client[:0], day[:0], 600) is None

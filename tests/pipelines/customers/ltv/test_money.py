"""Gamma-gamma: the published figures, the parameters that made the orders found again."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.customers.ltv import GammaGamma, fit_money

CDNOW = GammaGamma(6.25, 3.74, 15.44)
"""Published for CDNOW: Fader, Hardie 2013."""


def test_published_expectations_for_cdnow() -> None:
    orders, mean = [2, 1, 0, 7], [22.35, 11.77, 0, 73.74]
    assert CDNOW.expected(orders, mean) == pytest.approx([24.66, 18.91, 35.17, 71.46], abs=0.05)


def test_it_finds_what_made_the_orders_in_any_unit() -> None:
    dice = np.random.default_rng(2)
    orders = dice.integers(1, 12, 3000)
    mean = dice.gamma(6 * orders, 1) / (dice.gamma(4, 1 / 15, 3000) * orders)
    model, dearer = fit_money(orders, mean), fit_money(orders, mean * 1000)
    assert model is not None
    assert dearer is not None
    asked = [0, 1, 2, 5, 20], [0, 10, 60, 20, 300]
    assert model.expected(*asked) == pytest.approx(GammaGamma(6, 4, 15).expected(*asked), rel=0.1)
    assert dearer.gamma == pytest.approx(1000 * model.gamma, rel=1e-3)
    assert model.expected([1000], [80])[0] == pytest.approx(80, rel=0.01)


def test_a_loss_stays_a_loss_and_too_few_clients_teach_nothing() -> None:
    assert CDNOW.expected([20], [-50])[0] < 0
    assert fit_money([3] * 9, [10.0 + n for n in range(9)]) is None
    assert fit_money([], []) is None

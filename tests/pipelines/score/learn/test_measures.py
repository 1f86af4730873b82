"""The measures agree with scikit-learn's, and ties do not help."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from pipelines.score.learn.measures import auc, average_precision, calibration_error, lift, measured


def test_agreement_with_scikit_learn() -> None:
    dice = np.random.default_rng(3)
    labels = dice.random(500) < 0.3
    chances = np.round(np.clip(dice.random(500) * 0.5 + labels * 0.3, 0, 1), 2)
    found = measured(labels, chances)
    assert np.isclose(found.auc, roc_auc_score(labels, chances))
    assert np.isclose(found.ap, average_precision_score(labels, chances))
    assert np.isclose(found.brier, brier_score_loss(labels, chances))
    assert np.isclose(found.base, labels.mean() * (1 - labels.mean()))


def test_saying_the_same_of_everybody_is_worth_nothing() -> None:
    labels = np.array([True] * 3 + [False] * 7)
    flat = np.full(10, 0.3)
    assert auc(labels, flat) == 0.5
    assert np.isclose(lift(labels, flat, 0.1), 1)
    assert np.isclose(average_precision(labels, flat), 0.3)
    assert np.isclose(calibration_error(labels, flat), 0)


def test_lift_of_a_perfect_order() -> None:
    labels = np.arange(100) < 10
    assert np.isclose(lift(labels, -np.arange(100.0), 0.1), 10)

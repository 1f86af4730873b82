"""Two bare names: one company or not, and why."""

from __future__ import annotations

import numpy as np
import pytest

from bench.linking_pairs import quality
from pipelines.link.pair_model import THRESHOLD, outset, probability, reasons, shipped
from pipelines.link.similarity import TABLE

SAME = [
    ('Товариство з обмеженою відповідальністю "Карпати Буд"', "Karpaty Bud LLC"),
    ("JSC Murom Instrument-Making Plant", "Акционерное общество «Муромский приборостроительный завод»"),
    ("OOO Vertikal", "Общество с ограниченной ответственностью «Вертикаль»"),
    ("Scientific and Production Association Zorka", "АО «НПО «Зорька»"),
    ("Wallmart Inc.", "Walmart Inc."),
]
OTHER = [
    ("Зорька трансгаз Ухта", "Зорька трансгаз Саратов"),
    ("Школа № 5", "Школа № 7"),
    ("НПП «Зорька»", "НПП «Квадрат»"),
    ("Kvadrat Shipping Company", "Ramenka Shipping Company"),
]


def test_one_company_in_two_languages_is_told_from_two_companies() -> None:
    assert (probability([left for left, _ in SAME], [right for _, right in SAME]) >= THRESHOLD).all()
    assert (probability([left for left, _ in OTHER], [right for _, right in OTHER]) < THRESHOLD).all()


def test_reasons_sum_to_the_log_odds_and_say_what_they_mean() -> None:
    left, right = SAME[0]
    found = reasons(left, right)
    total = outset() + sum(reason.weight for reason in found)
    assert 1 / (1 + np.exp(-total)) == pytest.approx(probability([left], [right])[0])
    assert all(reason.meaning for reason in found)
    assert [abs(reason.weight) for reason in found] == sorted((abs(reason.weight) for reason in found), reverse=True)


def test_the_model_knows_only_evidence_of_the_table() -> None:
    assert set(shipped().features) <= {row.name for row in TABLE}
    assert "bench/train_pairs.py" in shipped().origin


def test_quality_is_counted_as_everyone_counts() -> None:
    found = quality(np.array([0.9, 0.8, 0.3, 0.1]), np.array([True, False, True, False]))
    assert (found.precision, found.recall, found.f1_default) == (0.5, 0.5, 0.5)
    assert found.f1_best == pytest.approx(0.8)
    assert found.average_precision == pytest.approx((1 + 2 / 3) / 2)
    tied = quality(np.full(4, 0.5), np.array([False, True, False, True]))
    assert tied.average_precision == pytest.approx(0.5)

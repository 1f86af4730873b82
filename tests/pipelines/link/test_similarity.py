"""Evidence of two names: what speaks for and against one company."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.link.names import normalise
from pipelines.link.similarity import TABLE, compare, compare_names
from pipelines.link.word_weights import WordWeights


def evidence(left: str, right: str) -> dict[str, float]:
    names = normalise(pa.array([left, right]))
    found = compare(names, np.array([0]), np.array([1]), WordWeights.default())
    return {name: float(values[0]) for name, values in found.items()}


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("same_key", "ТОВ Карпати Буд", "Karpaty Bud LLC"),
        ("rare_word_shared", "Kvant Bank", "Kvant Insurance"),
        ("acronym", "АО «МПЗ»", "JSC Murom Instrument-Making Plant"),
        ("acronym", "NII SVT", "Научно-исследовательский институт средств вычислительной техники"),
        ("numbers_agree", "33 судоремонтный завод", "Ship Repair Plant 33"),
        ("numbers_conflict", "Школа 5", "Школа 7"),
        ("number_missing", "Школа 5", "Школа"),
        ("forms_agree", "Kvant GmbH", "ООО Квант"),
        ("forms_conflict", "ООО Квант", "АО Квант"),
        ("places_differ", "Al-Haramain Albania", "Al-Haramain Bangladesh"),
        ("place_missing", "Faberlic Europe", "Faberlic"),
        ("own_words_differ", "Газпром Авангард", "Газпром Зорька"),
        ("own_word_missing", "Transneft Druzhba", "Transneft"),
        ("kinds_of_work_differ", "Kvant Bank", "Kvant Insurance"),
        ("scripts_differ", "Квант", "Kvant"),
    ],
)
def test_it_is_seen(name: str, left: str, right: str) -> None:
    assert evidence(left, right)[name] > 0
    assert evidence(right, left)[name] > 0


def test_the_same_name_has_all_for_and_nothing_against() -> None:
    found = evidence("ТОВ Карпати Буд", "ТОВ Карпати Буд")
    for_ = (
        "same_key",
        "words_found_least",
        "words_found_most",
        "letters_alike",
        "letters_as_written_alike",
        "telling_words_found",
    )
    assert all(found[name] == pytest.approx(1) for name in for_)
    assert not any(
        value for name, value in found.items() if name.endswith(("differ", "missing", "conflict", "unshared"))
    )


def test_misspelt_and_translated_words_are_found() -> None:
    assert evidence("Toyota Motor", "Tayota Motor")["words_found_least"] > 0.8
    assert evidence("Завод Радуга", "Rainbow Plant")["words_found_least"] == pytest.approx(1)


def test_a_word_in_brackets_hardly_harms() -> None:
    beside, plain = evidence("Kvant (Dubna)", "Kvant"), evidence("Kvant Dubna", "Kvant")
    assert beside["place_missing"] < plain["place_missing"]


def test_evidence_is_the_same_both_ways_and_in_any_batch() -> None:
    words = ["ТОВ Карпати Буд", "Karpaty Bud", "Школа 5", "NII SVT", "Газпром Ухта", "Gazprom"]
    names = normalise(pa.array(words))
    left, right = (side.ravel() for side in np.meshgrid(np.arange(6), np.arange(6)))
    all_ = compare(names, left, right, WordWeights.of(names))
    back = compare(names, right, left, WordWeights.of(names))
    for row in TABLE:
        np.testing.assert_allclose(all_[row.name], back[row.name], atol=1e-9, err_msg=row.name)
        single = compare(names, left[7:8], right[7:8], WordWeights.of(names))
        assert single[row.name][0] == pytest.approx(all_[row.name][7])
    tables = compare_names(names.take(pa.array(left)), names.take(pa.array(right)), WordWeights.of(names))
    np.testing.assert_allclose(tables["letters_alike"], all_["letters_alike"])


def test_empty_names_and_no_pairs_are_no_trouble() -> None:
    names = normalise(pa.array([None, "", "Acme"], pa.string()))
    found = compare(names, np.array([0, 0, 1]), np.array([1, 2, 2]), WordWeights.of(names))
    assert all(np.isfinite(values).all() for values in found.values())
    none = compare(names, np.zeros(0, np.int64), np.zeros(0, np.int64), WordWeights.of(names))
    assert all(len(values) == 0 for values in none.values())


def test_every_kind_of_evidence_says_what_it_means() -> None:
    assert all(row.meaning.startswith(("For", "Against", "Neither", "How much")) for row in TABLE)
    assert len({row.name for row in TABLE}) == len(TABLE) >= 20


def test_words_of_ones_own_are_told_from_general_ones() -> None:
    general = evidence("Kvant Bank", "Zorka Bank")
    assert general["own_word_shared"] == 0 == general["own_words_found"]
    own = evidence("Kvant Bank", "ООО Квант")
    assert own["own_word_shared"] > 0.3 and own["own_words_found"] == own["own_letters_alike"] == 1
    assert own["words_lacking"] == own["words_fewest"] == 1


def test_a_name_of_general_words_only_says_nothing_by_words_of_its_own() -> None:
    found = evidence("Science and Technology Center", "Kvant Science and Technology Center")
    assert found["own_words_fewest"] == 0 and found["own_letters_alike"] < 0

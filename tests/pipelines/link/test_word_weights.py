"""How telling a word is."""

from __future__ import annotations

import pyarrow as pa

from pipelines.link.names import normalise
from pipelines.link.word_weights import WordWeights


def of(*names: str) -> WordWeights:
    return WordWeights.of(normalise(pa.array(names)))


def test_words_are_counted_once_a_name() -> None:
    found = of("Kvant Kvant", "Kvant", "Acme Bank")
    assert found.names == 3
    assert found.counts == {"akme": 1, "kvant": 2, "~bank": 1}


def test_a_seldom_word_tells_more_than_a_common_one() -> None:
    weights = of(*["Kvant"] * 500, *["Acme"] * 500, "Zorka")
    rare, common = weights.rarity(["zorka", "kvant"])
    assert 0 <= common < rare <= 1


def test_a_kind_of_work_or_a_place_never_tells_as_much_as_a_name() -> None:
    own, concept, place, generic = WordWeights.default().rarity(["zorkavita", "~metrology", "@murom", "~company"])
    assert generic < place < own and concept < own


def test_it_is_kept_as_text() -> None:
    weights = of("Квант", "Acme")
    assert WordWeights.from_json(weights.to_json()) == weights


def test_seldom_words_may_be_left_out() -> None:
    weights = of("Kvant", "Kvant Acme").common(2)
    assert (weights.names, weights.counts) == (2, {"kvant": 2})


def test_the_shipped_statistics_know_common_words() -> None:
    default = WordWeights.default()
    assert default.names > 10_000
    assert default.rarity(["~construction"])[0] < default.rarity(["~rainbow"])[0]

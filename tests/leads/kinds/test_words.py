"""Words of organisations' names: one code in every script and language."""

from __future__ import annotations

import pytest

from leads.kinds.lexicon import lexicon
from leads.kinds.parts import rows
from leads.kinds.words import CONCEPT, INITIAL, PLACE, pieces, words_of


def code(word: str) -> str:
    return lexicon().code(word.lower())


@pytest.mark.parametrize(
    "words",
    [
        "завод zavod plant factory usine fabrika",
        "строительная будівельна construction inşaat budownictwo",
        "страховая страхова insurance sigorta",
        "банк банка bank banque",
        "московский москва moscow moskovskiy",
        "київський киевский kyiv kiev",
        "второй second другий",
        "научное науковий scientific",
        "технологии технологій technologies teknoloji",
    ],
)
def test_a_word_and_its_translations_have_one_code(words: str) -> None:
    assert len({code(word) for word in words.split()}) == 1


def test_translated_words_are_many_and_each_row_names_its_source() -> None:
    table = rows("organisation_words")
    assert len({row["concept"] for row in table}) >= 800
    for name in ("organisation_words", "place_words", "organisation_forms", "near_words", "number_words"):
        assert {row["source"] for row in rows(name)} <= {"own", "rigour", "cldr", "geonames"}


def test_near_concepts_are_concepts() -> None:
    known = {row["concept"] for row in rows("organisation_words")}
    assert {row[side] for row in rows("near_words") for side in ("concept", "near")} <= known


def test_a_compound_concept_consists_of_concepts_that_are_not_compound() -> None:
    words = lexicon()
    assert words.parts["~research_institute"] == ("~research", "~institute")
    assert not {part for parts in words.parts.values() for part in parts} & set(words.parts)


def test_own_names_are_neither_concepts_nor_places() -> None:
    assert not [
        word for word in ("квадрат", "kvant", "газпром", "yandex", "roshen") if code(word)[0] in CONCEPT + PLACE
    ]


def test_words_without_meaning_have_no_code() -> None:
    assert [code(word) for word in ("of", "и", "та", "und")] == [""] * 4


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("«Карпати-Буд»", ("карпати", "буд")),
        ("S.p.A.", ("spa",)),
        ("им.М.М.Громова", ("им", f"мм{INITIAL}", "громова")),
        ("A.B.C.", ("abc",)),
        ("об’єднання", ("обєднання",)),
        ("(Mado)", ("(", "mado", ")")),
        ("1st", ("1",)),
        ("ПAО", ("пао",)),  # the second letter is Latin
        ("AnÃ³nima", ("anónima",)),
        ("70-летия", ("70", "летия")),
        ("—", ()),
    ],
)
def test_what_stands_between_blanks_is_split_into_tokens(written: str, tokens: tuple[str, ...]) -> None:
    assert pieces(written) == tokens


def test_initials_of_persons_have_no_code_but_dotted_forms_and_countries_do() -> None:
    words = lexicon()
    assert words.codes(f"мм{INITIAL}") == ()
    assert words.codes(f"us{INITIAL}") == ("@us",)


def test_texts_without_blanks_are_cut_at_known_words() -> None:
    assert lexicon().codes("香港科技") == ("@hk", "~technology")


def test_brackets_are_no_words() -> None:
    assert words_of("Acme (Trading) Ltd") == ["acme", "trading", "ltd"]

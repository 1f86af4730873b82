"""One spelling for a word however it was romanised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.kinds.skeletons import letters, skeleton, stem


@pytest.mark.parametrize(
    "spellings",
    [
        "щербаков shcherbakov ščerbakov schtscherbakow",
        "научно nauchno naučno",
        "харьков kharkov harkov",
        "микротехника mikrotechnica mikrotekhnika",
        "высокоточные vysokotochnye wysokototschnye",
        "хозяйство khoziaistvo hozyajstvo",
        "тульский tulskiy tulsky tulskij tulskii",
        "құрылыс kurylys",
        "υπηρεσία ypiresia",
        "челик çelik chelik",
        "об'єднання obiednannia",
        "straße strasse",
    ],
)
def test_all_spellings_of_a_word_have_one_skeleton(spellings: str) -> None:
    found = {skeleton(word.replace("'", "")) for word in spellings.split()}
    assert len(found) == 1


@pytest.mark.parametrize("pair", ["газпром роснефть", "альфа омега", "kvant kant", "север сервис"])
def test_different_words_stay_different(pair: str) -> None:
    first, second = pair.split()
    assert skeleton(first) != skeleton(second)


def test_a_word_of_any_script_becomes_plain_letters() -> None:
    assert all(
        skeleton(word).isascii() and skeleton(word) for word in ["香港", "コリア", "조선", "المقدس", "ΕΛΛΑΔΑ".lower()]
    )


def test_case_gender_and_number_of_slavic_words_do_not_count() -> None:
    forms = ["конструкторское", "конструкторский", "конструкторского", "конструкторская", "konstruktorskoe"]
    assert len({stem(skeleton(word)) for word in forms}) == 1


def test_acronyms_keep_doubled_letters() -> None:
    assert letters("нии") == letters("nii") == "nii"
    assert letters("цкб") == letters("tskb") == "skb"


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_has_a_skeleton_of_letters_and_digits_only(text: str) -> None:
    found = skeleton(text.lower())
    assert found == "" or found.isalnum()
    assert skeleton(text.lower()) == found

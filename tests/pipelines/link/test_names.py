"""Names made comparable across scripts, languages, legal forms and spellings."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.link import names as module
from pipelines.link.names import SCHEMA, as_rows, normalise


def one(name: str | None) -> dict[str, Any]:
    return as_rows(normalise(pa.array([name], pa.string())))[0]


@pytest.mark.parametrize(
    "spellings",
    [
        [
            'Товариство з обмеженою відповідальністю "Карпати Буд"',
            "Karpaty Bud LLC",
            "«Карпати-Буд»",
            "ТОВ Карпати Буд",
        ],
        ["Акціонерне товариство «Завод «Метеор»", "Meteor Plant JSC", 'АО "Завод "Метеор"'],
        ["ООО Прикладная Робототехника", "Applied Robotics LLC"],
        ["НИИ Платан", "Scientific Research Institute Platan", "Науково-дослідний інститут Платан"],
        ["НПО «Сплав»", "Research and Production Association Splav", "Научно-производственное объединение Сплав"],
        ["Уральский завод", "Ural Plant", "Uralskiy Zavod"],
        ["Siemens AG", "Siemens Aktiengesellschaft", "SIEMENS, A.G."],
        ["Γενική Τράπεζα", "General Bank"],
        ["Çelik Sanayi A.Ş.", "Celik Sanayi"],
        ["I.B.M. Corp.", "IBM Corp"],
    ],
)
def test_one_company_has_one_key(spellings: list[str]) -> None:
    keys = {row["key"] for row in as_rows(normalise(pa.array(spellings)))}
    assert len(keys) == 1, keys


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Школа № 5", "Школа № 7"),
        ("Газпром трансгаз Ухта", "Газпром трансгаз Саратов"),
        ("Карпати Буд", "Карпати Банк"),
        ("Alfa Trade", "Omega Trade"),
    ],
)
def test_two_companies_have_two_keys(first: str, second: str) -> None:
    assert one(first)["key"] != one(second)["key"]


def test_legal_forms_are_split_off_and_kept_as_their_family() -> None:
    assert {one(name)["form"] for name in ("ООО Ромашка", "ТОВ Ромашка", "Romashka Ltd", "Romashka GmbH")} == {"LLC"}
    assert one("ПАО Ромашка")["form"] == "JSC"
    assert one("Ромашка")["form"] is None


def test_a_name_that_is_only_a_form_keeps_its_words() -> None:
    row = one("Limited Liability Company")
    assert row["tokens"] and row["form"] is None


def test_an_empty_name_has_nothing() -> None:
    for name in (None, "", "  ", "—"):
        row = one(name)
        assert (row["key"], row["joined"], row["tokens"], row["numbers"]) == ("", "", [], [])


def test_words_in_brackets_and_honoured_persons_stand_aside() -> None:
    row = one("Завод имени С. П. Королева")
    assert dict(zip(row["tokens"], row["aside"], strict=True)) == {"~plant": False, "koroleva": True}
    assert one("Oje Parvaz (Mado)")["aside"] == [False, False, True]
    assert one("(Mado)")["aside"] == [False]


def test_acronyms_are_spelled_in_the_own_language_and_in_others() -> None:
    assert one("Муромский приборостроительный завод")["acronym"] == "mpz"
    assert "mpz" in one("Murom Instrument-Making Plant")["initials"]
    assert one("JSC MPZ")["short"] == ["mpz"]


def test_numbers_are_found_however_written() -> None:
    assert one("Brigade Forty-Four")["numbers"] == one("44 бригада")["numbers"] == ["44"]
    assert one("Second Bank")["numbers"] == ["2"]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Acme", "latin"),
        ("Завод", "cyrillic"),
        ("Τράπεζα", "greek"),
        ("香港", "cjk"),
        ("Acme Завод", "mixed"),
        ("12", "other"),
    ],
)
def test_the_script_is_told(name: str, script: str) -> None:
    assert one(name)["script"] == script


NAMES = st.lists(
    st.one_of(
        st.none(),
        st.text(max_size=25),
        st.sampled_from(
            [
                "ТОВ «Завод 5» (Львів)",
                "Acme Ltd.",
                "НИИ им. Н.Е. Жуковского",
                "香港科技有限公司",
                "A/S X & Co",
                "ООО ООО",
                "((",
                "II",
            ]
        ),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(NAMES)
def test_every_name_is_understood_by_itself_whatever_stands_beside_it(names: list[str | None]) -> None:
    together = normalise(pa.array(names, pa.string()))
    assert together.schema == SCHEMA
    assert as_rows(together) == [one(name) for name in names]


def test_chunks_and_forgetting_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    names = pa.chunked_array([["ТОВ Карпати Буд", "Acme Ltd", None], ["Siemens AG", "НИИ Платан"]])
    whole = as_rows(normalise(names))
    monkeypatch.setattr(module, "CHUNK", 2)
    monkeypatch.setattr(module, "REMEMBERED", 1)
    assert as_rows(normalise(names)) == whole

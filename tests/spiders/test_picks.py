"""Picks: what a declaration's pointers, XPaths and columns find in a row."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from spiders.picks import (
    Const,
    First,
    Join,
    Lookup,
    Many,
    Match,
    Pair,
    column,
    compile_many,
    compile_pick,
    paths,
    plain,
    pointer,
    text,
    xpath,
)

ROW = {
    "name": "  ",
    "id": 42,
    "capital": 30000.0,
    "open": False,
    "address": {"lines": ["c/o Berg", None, "", "Storgata 1"], "city": "OSLO"},
    "phones": ["22 01 60 00", "22 01 60 00", "900 00 000"],
    "items": [{"code": "1"}, {"code": "2"}, {}],
    "a/b": {"~": "odd"},
    "status": "2",
}


@pytest.mark.parametrize(
    ("pick", "expected"),
    [
        ("/id", "42"),
        ("/capital", "30000.0"),
        ("/open", "false"),
        ("/name", None),
        ("/nothing/at/all", None),
        ("/address/lines", "c/o Berg Storgata 1"),
        ("/items/1/code", "2"),
        ("/items/7/code", None),
        ("/a~1b/~0", "odd"),
        ("/address/city/further", None),
        ("/items/0", '{"code": "1"}'),
        (Const("x"), "x"),
        (First("/name", "/address/city"), "OSLO"),
        (First("/name", "/none"), None),
        (Join("/address/city", "/name", "/id", separator=", "), "OSLO, 42"),
        (Join("/name", "/none"), None),
        (Match("/address/city", "^(OS)"), "OS"),
        (Match("/none", "(x)"), None),
        (Lookup("/status", {"2": "closed"}), "closed"),
        (Lookup("/status", {"9": "never"}), "2"),
        (Lookup("/status", {"2": ""}), None),
    ],
)
def test_one_value(pick: Any, expected: str | None) -> None:
    assert compile_pick(pick)(ROW) == expected


def test_many_values_without_repetitions() -> None:
    assert compile_many(Many("/phones"))(ROW) == ["22 01 60 00", "900 00 000"]
    assert compile_many(Many("/items/*/code", "/id", "/none"))(ROW) == ["1", "2", "42"]
    assert compile_many(Many(First("/name", "/id")))(ROW) == ["42"]


def test_a_row_that_is_no_object_gives_nothing() -> None:
    assert pointer("/id")(["id"]) is None
    assert pointer("/a/b")("text") is None


def test_xpath_reads_attributes_texts_and_all_of_several() -> None:
    row = etree.fromstring('<СвЮЛ ОГРН="1"><Код К="a"/><Код К="b"/><Имя> ООО <b>Рога</b></Имя></СвЮЛ>')
    assert compile_pick("@ОГРН", xpath)(row) == "1"
    assert compile_pick("Имя", xpath)(row) == "ООО Рога"
    assert compile_pick("string(Код/@К)", xpath)(row) == "a"
    assert compile_pick("Нет/@К", xpath)(row) is None
    assert compile_many(Many("Код/@К"), xpath)(row) == ["a", "b"]


def test_a_column_is_named_without_blanks() -> None:
    assert compile_pick("Name", column)({"Name": "ACME"}) == "ACME"
    with pytest.raises(ValueError, match="without blanks"):
        column(" Name")


@pytest.mark.parametrize(
    ("pick", "words"), [("no slash", "begins with"), (Match("/id", "x"), "no group"), (3, "no pick")]
)
def test_a_wrong_pick_is_refused_with_a_sentence(pick: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compile_pick(pick)


def test_every_path_of_a_nest_is_found() -> None:
    picks = {
        "role": "buyer",
        "name": First("/a", Const("x")),
        "numbers": [Pair("NO-ORGNR", Match("/b", "(.)"))],
        "phones": Many("/c"),
    }
    assert paths(picks) == ["/a", "/b", "/c"]


def test_a_manifest_can_store_every_pick() -> None:
    assert plain([Pair("X", First("/a", Lookup("/b", {"1": "2"})))]) == [
        {
            "pair": {
                "first": "X",
                "pick": {"first": {"picks": ["/a", {"lookup": {"pick": "/b", "table": [["1", "2"]]}}]}},
            }
        }
    ]


@given(st.text())
def test_text_is_kept_word_for_word_or_is_nothing(value: str) -> None:
    assert text(value) == (value if value.strip() else None)

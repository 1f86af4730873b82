"""A pick means the same to SQL over a bulk file as to Python over a row: held together by property."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.columns import Known, PickError, all_paths, many, many_paths, pairs, text
from spiders.picks import Const, First, Join, Lookup, Many, Match, Pair, column, compile_many, compile_pick, plain

COLUMNS = ("a", "b c", 'd"e')
KNOWN = Known({name: f"f{at}" for at, name in enumerate(COLUMNS)})

paths = st.sampled_from([*COLUMNS, "missing"])
picks = st.recursive(
    paths | st.builds(Const, st.sampled_from(["x", "it's"])),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda each: First(*each))
        | st.lists(inner, min_size=1, max_size=3).map(lambda each: Join(*each, separator=", "))
        | inner.map(lambda each: Match(each, r"^(\d+)"))
        | inner.map(lambda each: Lookup(each, {"1": "one", "it's": "", "2": "two"}))
    ),
    max_leaves=5,
)
rows = st.lists(
    st.fixed_dictionaries({name: st.sampled_from([None, "", "  ", "1", "12 ab", "it's", "Ω"]) for name in COLUMNS}),
    max_size=4,
)


def by_sql(sql: str, given_rows: list[dict[str, str | None]]) -> list[Any]:
    values = ", ".join(f"({at}, {', '.join('?' for _ in COLUMNS)})" for at, _ in enumerate(given_rows))
    if not given_rows:
        return []
    table = f"(VALUES {values}) t(nth, {', '.join(f'f{at}' for at, _ in enumerate(COLUMNS))})"
    found = duckdb.execute(
        f"SELECT {sql} FROM (SELECT nth, {', '.join(f'f{at}::VARCHAR AS f{at}' for at, _ in enumerate(COLUMNS))} FROM {table}) ORDER BY nth",
        [row[name] for row in given_rows for name in COLUMNS],
    ).fetchall()
    return [value for (value,) in found]


def said(value: str | None) -> str | None:
    """Cleaners take blank text for none."""
    return value if value and value.strip() else None


@settings(max_examples=60, deadline=None)
@given(picks, rows)
def test_sql_finds_what_python_finds(pick: Any, given_rows: list[dict[str, str | None]]) -> None:
    get = compile_pick(pick, column)
    assert [said(value) for value in by_sql(text(plain(pick), KNOWN), given_rows)] == [get(row) for row in given_rows]


@settings(max_examples=30, deadline=None)
@given(st.lists(picks, min_size=1, max_size=3), rows)
def test_sql_finds_the_same_many(each: list[Any], given_rows: list[dict[str, str | None]]) -> None:
    get = compile_many(Many(*each), column)
    found = by_sql(many(plain(Many(*each)), KNOWN), given_rows)
    assert [list(dict.fromkeys(value for value in values if said(value))) for values in found] == [
        get(row) for row in given_rows
    ]


def test_pairs_and_paths() -> None:
    declared = plain(
        {
            "source_id": "a",
            "url": Join(Const("u"), "a"),
            "parties": [{"role": "registered", "emails": Many("b c", First("x"))}],
        }
    )
    assert all_paths(declared) == ["a", "b c", "x"] and many_paths(declared) == ["b c"]
    found = by_sql(
        pairs(plain([Pair("SIC-GB", "a"), Pair("NACE2", "gone")]), ("scheme", "code"), KNOWN),
        [{"a": "62012", "b c": None, 'd"e': ""}],
    )
    assert found == [[{"scheme": "SIC-GB", "code": "62012"}, {"scheme": "NACE2", "code": None}]]


@pytest.mark.parametrize("pick", [["a"], {"many": {"picks": ["a"]}}, {"unheard": {}}, None])
def test_a_pick_that_is_none_is_refused(pick: Any) -> None:
    with pytest.raises(PickError, match=re.escape(f"is no pick of one text: {pick!r}")):
        text(pick, KNOWN)

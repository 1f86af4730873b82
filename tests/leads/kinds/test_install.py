"""Installing the cleaners, and asking them without a store."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from duckdb.func import PythonUDFType

from leads.facts import connect, open_facts
from leads.kinds import CLEANERS, cleaned, install
from leads.kinds.parts import UNREADABLE, Answer, Function


def test_every_cleaner_answers_nothing_with_nothing(kinds: duckdb.DuckDBPyConnection) -> None:
    for cleaner, parameters in CLEANERS.items():
        for nothing in (None, "", "   "):
            given = (nothing, *["GB"] * (parameters - 1))
            (answer,) = cleaned(kinds, cleaner, [given])
            assert set(answer.values()) == {None}, (cleaner, nothing)
            assert list(answer)[-1] == "why", cleaner


def test_no_text_at_all_asks_nothing(kinds: duckdb.DuckDBPyConnection) -> None:
    assert cleaned(kinds, "clean_text", []) == []


def test_an_unknown_cleaner_is_refused() -> None:
    with pytest.raises(KeyError):
        cleaned(None, "clean_everything", [("x",)])


def test_a_passing_connection_will_do() -> None:
    assert cleaned(None, "clean_country", [("Norge",), ("Атлантида",)]) == [
        {"value": "NO", "why": None},
        {"value": None, "why": "unknown country"},
    ]


def test_install_twice_and_on_a_cursor() -> None:
    with connect(threads=1) as con:
        install(con)
        install(con)
        with con.cursor() as cursor:
            install(cursor)
            assert cleaned(cursor, "clean_email", [("INFO@FIRMA.UA",)])[0]["value"] == "info@firma.ua"


def test_nothing_is_written_into_the_facts_file(tmp_path: Path) -> None:
    path = tmp_path / "UA.duckdb"
    with open_facts(path) as con:
        install(con)
        con.execute("INSERT INTO parties (name) SELECT clean_name('ТОВ «Зоря»', 'UA').core")
    with duckdb.connect(str(path), read_only=True) as again:
        assert again.execute("SELECT name FROM parties").fetchall() == [("Зоря",)]
        mine = (
            "SELECT count(*) FROM duckdb_functions() WHERE function_name LIKE 'clean_%' OR function_name LIKE 'kinds_%'"
        )
        assert again.execute(mine).fetchall() == [(0,)]
        assert again.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'kinds_%'").fetchall() == [
            (0,)
        ]


def test_columns_of_any_name_can_be_cleaned(kinds: duckdb.DuckDBPyConnection) -> None:
    found = kinds.execute(
        """SELECT clean_name(name, country).core, clean_number(text, register).value, clean_day(value, 'iso').value::VARCHAR
           FROM (VALUES ('Zorya LLC', 'US', '0000012345', 'US-CIK', '2026-01-31')) AS given(name, country, text, register, value)"""
    ).fetchall()
    assert found == [("Zorya", "0000012345", "2026-01-31")]


def test_threads_do_not_change_answers() -> None:
    sql = """SELECT list(DISTINCT n) FROM (
        SELECT clean_phone('067 123 45 ' || lpad((i % 90 + 10)::VARCHAR, 2, '0'), 'UA') AS n FROM range(20000) AS r(i))"""
    counts = []
    for threads in (1, 4):
        with connect(threads=threads) as con:
            install(con)
            (found,) = con.execute(sql).fetchall()[0]
            counts.append(sorted(answer["value"] for answer in found))
    assert counts[0] == counts[1]
    assert len(counts[0]) == 90


def test_a_library_that_fails_on_a_text_costs_one_value_only() -> None:
    def fragile(given: str) -> Answer:
        return {"value": given[3]}

    function = Function("fragile", fragile, 1, (("value", "VARCHAR"), ("why", "VARCHAR")))
    with connect(threads=1) as con:
        con.create_function(
            "fragile", function.over_columns(), ["VARCHAR"], function.returns(), type=PythonUDFType.ARROW
        )
        found = con.execute("SELECT fragile(t) FROM (VALUES ('long'), ('no')) AS given(t)").fetchall()
    assert found == [({"value": "g", "why": None},), ({"value": None, "why": UNREADABLE},)]

"""The facts store has a column for every field of the vocabulary, and keeps to itself."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from leads.facts import TABLES, connect, open_facts
from leads.records import RECORDS, Party
from leads.vocabulary import Currency, Email, IndustryCode, Phone, RegisterNumber, fields

ELSEWHERE = {IndustryCode, RegisterNumber, Phone, Email}
"""Kinds with a table of their own."""


def columns(table: str) -> set[str]:
    with open_facts(":memory:") as con:
        return {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()}


def test_every_field_of_a_listing_has_a_column() -> None:
    known = columns("listings")
    for kind, record in RECORDS.items():
        listing: type = record
        wanted = {name for name, field in fields(listing).items() if field.kind not in ELSEWHERE} - {"country"}
        assert wanted <= known, f"leads/facts.py: listings lacks {wanted - known} of {kind}"


def test_every_field_of_a_party_has_a_column() -> None:
    wanted = {name for name, field in fields(Party).items() if field.kind not in ELSEWHERE}
    assert wanted <= columns("parties"), "leads/facts.py: parties lacks a field of leads/records.py"
    assert Currency in {field.kind for field in fields(Party).values()}


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    with open_facts(tmp_path / "UA.duckdb") as con:
        con.execute("INSERT INTO aliases VALUES ('c1', 'c2')")
    with open_facts(tmp_path / "UA.duckdb") as con:
        assert con.execute("FROM aliases").fetchall() == [("c1", "c2")]
        assert {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()} == set(TABLES)


def test_nothing_is_fetched_from_a_network() -> None:
    with connect() as con, pytest.raises(duckdb.Error, match="httpfs"):
        con.execute("SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')")


def test_moments_are_read_and_shown_in_utc() -> None:
    with connect() as con:
        assert con.execute("SELECT (TIMESTAMPTZ '2026-11-01 02:00:00+02')::VARCHAR").fetchall() == [
            ("2026-11-01 00:00:00+00",)
        ]

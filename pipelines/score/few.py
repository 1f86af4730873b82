"""Looking at few companies without reading all: copies of the facts that hold their rows alone, under the names signals use."""

from __future__ import annotations

import duckdb

from pipelines.score.prints import OLD
from pipelines.score.registry import SIGNALS

_BY_COMPANY = ("companies", "members", "signals", "evidence", "customers", "purchases")
_BY_PARTY = {"parties": "party_id, listing_id, role", "codes": "*", "contacts": "*"}

NAMES = {table: f"few_{table}" for table in (*_BY_COMPANY, *_BY_PARTY)}
"""Each table of facts that is copied, and the copy's name."""

_MANY = "SELECT 2 * (SELECT count(DISTINCT company_id) FROM touched) > (SELECT count(*) FROM companies)"
"""Above half of the companies, copies cost more than they save."""


def make_few(facts: duckdb.DuckDBPyConnection) -> bool:
    """Copy to temporary tables the rows of the companies in `touched`, whatever the profile, and of the leads of the night before.

    False, and nothing is copied, where so many are touched that all may as well be looked at.
    """
    ((many,),) = facts.execute(_MANY).fetchall()
    if many:
        return False
    facts.execute(
        f"CREATE OR REPLACE TEMP TABLE few AS SELECT company_id FROM touched UNION SELECT company_id FROM {OLD}.leads"
    )
    for table in _BY_COMPANY:
        facts.execute(f"CREATE OR REPLACE TEMP TABLE {NAMES[table]} AS FROM {table} SEMI JOIN few USING (company_id)")
    for table, columns in _BY_PARTY.items():
        facts.execute(
            f"""CREATE OR REPLACE TEMP TABLE {NAMES[table]} AS
                SELECT {columns} FROM {table} SEMI JOIN {NAMES["members"]} USING (party_id)"""
        )
    return True


def drop_few(facts: duckdb.DuckDBPyConnection) -> None:
    """Take the copies away."""
    for table in (*NAMES.values(), "few", "touched"):
        facts.execute(f"DROP TABLE IF EXISTS {table}")


def of_few(text: str, word: str = "") -> str:
    """A SELECT over the copies; a signal that looks at other companies too (`across`) stays as it is."""
    if word and SIGNALS[word].across:
        return text
    copies = ", ".join(f"{table} AS (FROM {copy})" for table, copy in NAMES.items())
    return f"WITH {copies} FROM ({text})"

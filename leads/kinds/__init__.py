"""Cleaners: one per kind of field, each a DuckDB macro from published text to a typed value or the reason why there is none.

    clean_text(text)            → {value, why}               clean_name(text, country)   → {value, core, form, why}
    clean_country(text)         → {value, why}               clean_region(text, country) → {value, why}
    clean_day(text, format)     → {value, why}               clean_moment(text, zone)    → {value, why}
    clean_money(text, currency) → {amount, currency, why}    clean_count(text)           → {value, why}
    clean_phone(text, country)  → {value, label, why}        clean_email(text)           → {value, label, why}
    clean_website(text)         → {value, domain, why}       clean_number(text, register) → {value, why}
    clean_industry(code, scheme) → {value, nace, why}        clean_status(text)          → {value, why}
    clean_town(text)            → {value, why}
    city_region(city, country)  → text                       name_key(core)              → text

All fields are NULL for NULL or blank text; otherwise either `why` or the value is NULL. Nothing here raises on bad text.
Macros look words up in tables, so they do not work inside a lambda: unnest lists first. Phones, e-mails, web sites, check
digits, odd amounts and odd times go through Python: apply those cleaners to DISTINCT texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from leads.kinds import contacts, days, industries, money, names, numbers, places, texts
from leads.kinds.parts import Part, text

__all__ = ["CLEANERS", "cleaned", "install"]

PARTS: tuple[Part, ...] = (
    texts.PART,
    names.PART,
    places.PART,
    days.PART,
    money.PART,
    contacts.PART,
    numbers.PART,
    industries.PART,
)

CLEANERS: dict[str, int] = {
    "clean_text": 1,
    "clean_name": 2,
    "clean_country": 1,
    "clean_region": 2,
    "clean_town": 1,
    "clean_day": 2,
    "clean_moment": 2,
    "clean_money": 2,
    "clean_count": 1,
    "clean_phone": 2,
    "clean_email": 1,
    "clean_website": 1,
    "clean_number": 2,
    "clean_industry": 2,
    "clean_status": 1,
}
"""Each cleaner and its number of parameters: the text, and what it must be told beside it."""

_installing = Lock()


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Make the cleaners known to a connection, as temporary macros: nothing is written into its database file.

    May be called again, and is needed again for each `con.cursor()`.
    """
    with _installing:
        for part in PARTS:
            for lookup in part.lookups():
                con.register("kinds_incoming", lookup.arrow())
                con.execute(f"CREATE OR REPLACE TEMP TABLE {lookup.name} AS SELECT * FROM kinds_incoming")
                con.unregister("kinds_incoming")
            for statement in part.setup:
                con.execute(statement)
            for function in part.functions:
                if not _known(con, function.name):
                    con.create_function(
                        function.name,
                        function.over_columns(),
                        ["VARCHAR"] * function.parameters,
                        function.returns(),
                        type=PythonUDFType.ARROW,
                        null_handling=FunctionNullHandling.SPECIAL,
                        side_effects=False,
                    )
            for macro in part.macros:
                con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def cleaned(
    con: duckdb.DuckDBPyConnection | None, cleaner: str, given: Sequence[tuple[str | None, ...]]
) -> list[dict[str, Any]]:
    """The answers of one cleaner to some texts, in their order; for tests and small uses.

    `given` holds (text,) or (text, argument) as `CLEANERS` says. Without a connection a passing one is made.
    Raises KeyError for a cleaner that does not exist.
    """
    parameters = CLEANERS[cleaner]
    if con is None:
        with duckdb.connect() as passing:
            passing.execute("SET TimeZone = 'UTC'")
            install(passing)
            return cleaned(passing, cleaner, given)
    asked = list(given)
    columns = ["c0", "c1"][:parameters]
    texts_ = {column: pa.array([row[at] for row in asked], pa.string()) for at, column in enumerate(columns)}
    con.register("kinds_asked", pa.table({"place": range(len(asked)), **texts_}))
    try:
        found = con.execute(f"SELECT {cleaner}({', '.join(columns)}) FROM kinds_asked ORDER BY place").fetchall()
    finally:
        con.unregister("kinds_asked")
    return [answer for (answer,) in found]


def _known(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Functions are shared by all connections of a database, and cannot be replaced."""
    found = con.execute(f"SELECT count(*) FROM duckdb_functions() WHERE function_name = {text(name)}").fetchall()
    return bool(found[0][0])

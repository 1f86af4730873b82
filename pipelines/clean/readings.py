"""Fields read once per distinct text, in a small table that rows are joined to.

Cleaners that look words up, or go through a library, cost much more per call than a join does; most regions, states and currencies
repeat. (A macro that looks words up also makes DuckDB carry every column of the row through a join of its own.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import duckdb

from leads.vocabulary import Field
from pipelines.clean.cleaners import argument, call, cleaner
from pipelines.clean.quoting import literal, name
from pipelines.clean.texts import Texts


def read_once(
    con: duckdb.DuckDBPyConnection, texts: Texts, record: type, known: Iterable[Field], rows: str, country: str
) -> dict[str, str]:
    """Make a temporary table `read_<field>` (text, argument, c) for each field whose cleaner asks for it.

    `rows` is the SELECT of the texts, `country` the SQL of the country in it. Returns the joins that give `read_<field>.c`, by field.
    """
    joins: dict[str, str] = {}
    for field in known:
        made = cleaner(record, field)
        if made is None or not made.once or field.many:
            continue
        beside = argument(record, field, texts.batch.declaration, country) or "''"
        read = call(record, field, texts.batch.declaration, "argument", text="text", beside="nullif(argument, '')")
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE read_{field.name} AS
            SELECT text, argument, {read} AS c
            FROM (SELECT DISTINCT {name(field.name)} AS text, coalesce({beside}, '') AS argument FROM ({rows}))""")
        joins[field.name] = f" LEFT JOIN read_{field.name} ON read_{field.name}.text = t.{name(field.name)}" + (
            f" AND read_{field.name}.argument = coalesce({beside}, '')" if beside != "''" else ""
        )
    return joins


def anything_refused(con: duckdb.DuckDBPyConnection, field: str) -> bool:
    """Whether any of the texts that `read_once` read of a field could not be read."""
    found = con.execute(f"SELECT bool_or(c.why IS NOT NULL) FROM read_{field}").fetchone()
    return bool(found and found[0])


def read_towns(con: duckdb.DuckDBPyConnection, rows: str, country: str) -> str:
    """Make the table `read_city` of parties' towns, each also with the region it lies in; returns the join to it."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE read_city AS
        SELECT text, argument, clean_town(text) AS c, city_region(text, argument) AS region
        FROM (SELECT DISTINCT city AS text, {country} AS argument FROM ({rows}))""")
    return f" LEFT JOIN read_city ON read_city.text = t.city AND read_city.argument = {country}"


class Located(NamedTuple):
    """The texts of parties with where each is."""

    select: str
    """SELECT of the texts of parties that are not people, with `c_country` (how its country reads) and `country_` (where it is)."""
    country: str
    """SQL of where a party is: `country_`, or the country itself where all are in one, so that cleaners see a constant."""


def located(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str) -> Located:
    """The parties of some rows and their countries.

    A party without a country, or with one that cannot be read, is taken to be where its listing is.
    """
    living = (
        f"SELECT * FROM ({texts.party}) WHERE subject IS DISTINCT FROM 'person' "
        f"AND NOT coalesce(starts_with(name, 'vault:'), false) AND {rows}"
    )
    here = literal(shard)
    at_home = Located(
        f"SELECT *, NULL::STRUCT(value VARCHAR, why VARCHAR) AS c_country, {here} AS country_ FROM ({living})", here
    )
    if "country" not in texts.party_fields:
        return at_home
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE countries AS
        SELECT text, clean_country(text) AS c FROM (SELECT DISTINCT country AS text FROM ({living}) WHERE trim(country) <> '')""")
    if con.execute(f"SELECT count(*) FROM countries WHERE c.value IS DISTINCT FROM {here}").fetchone() == (0,):
        return at_home
    return Located(
        f"""
        SELECT l.*, countries.c AS c_country, coalesce(countries.c.value, {here}) AS country_
        FROM ({living}) l LEFT JOIN countries ON countries.text = l.country""",
        "country_",
    )

"""Listing lines (`.jsonl.gz`) as Texts: read by DuckDB with explicit columns, nothing inferred."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from leads.landing import line_columns
from leads.vocabulary import fields
from pipelines.clean.crawls import Batch
from pipelines.clean.quoting import literal, literals, name
from pipelines.clean.texts import Texts, inherited, party_types, record_of


def read_lines(
    con: duckdb.DuckDBPyConnection, batch: Batch, paths: Sequence[Path], table: str
) -> tuple[Texts, list[str]]:
    """Read landed lines into a temporary table; also the sentences about files that cannot be read, which are left out."""
    columns = line_columns(batch.declaration.kind)
    given = ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in columns.items())
    shown = ", ".join(name(column) for column in columns if column != "fetched_at")
    select = f"""
        SELECT {shown}, coalesce(try_cast(fetched_at AS TIMESTAMPTZ),
            timezone('UTC', try_strptime(crawl, '%Y%m%dT%H%M%S%fZ'))) AS fetched_at
        FROM read_json($files, format = 'newline_delimited', columns = {{{given}}})"""

    def load(files: list[str], start: str) -> None:
        con.execute(start + select.replace("$files", literals(files)))

    files = [str(path) for path in paths]
    damaged: list[str] = []
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select.replace('$files', literals(files))} LIMIT 0")
    try:
        load(files, f"INSERT INTO {table} ")
    except duckdb.Error:
        con.execute(f"DELETE FROM {table}")
        for path in paths:
            try:
                load([str(path)], f"INSERT INTO {table} ")
            except duckdb.Error as error:
                damaged.append(f"{batch.source}/{path.name} cannot be read: {str(error).splitlines()[0]}")
    return _texts(con, batch, table), damaged


def _texts(con: duckdb.DuckDBPyConnection, batch: Batch, table: str) -> Texts:
    kind = batch.declaration.kind
    key = "crawl, line, fetched_at"
    wanted = ", ".join(name(field) for field in fields(record_of(batch)))
    of_party = ", ".join(f"party.{name(field)} AS {name(field)}" for field in party_types())
    unnested = f"""
        SELECT rowid AS row, {key}, {", ".join(inherited(kind))}, unnest(parties) AS party, generate_subscripts(parties, 1) AS ordinal
        FROM {table}"""
    most = con.execute(f"""
        SELECT max(len(parties)), max(list_max(list_transform(parties, lambda p: len(p.numbers)))),
            max(list_max(list_transform(parties, lambda p: len(p.codes)))) FROM {table}""").fetchone()
    parties, numbers, codes = (count or 0 for count in most or (0, 0, 0))
    for k in range(1, numbers + 1):
        of_party += f", party.numbers[{k}].register AS register_{k}, party.numbers[{k}].number AS number_{k}"
    for k in range(1, codes + 1):
        of_party += f", party.codes[{k}].scheme AS scheme_{k}, party.codes[{k}].code AS code_{k}"
    return Texts(
        batch=batch,
        table=table,
        listing=f"SELECT rowid AS row, {key}, {wanted} FROM {table}",
        party=f"SELECT row, {key}, source_id, event, ceased_on, ordinal, {of_party} FROM ({unnested})",
        listing_fields=frozenset(fields(record_of(batch))),
        party_fields=frozenset(party_types()) if parties else frozenset(),
        numbers=numbers,
        codes=codes,
        parties=parties,
    )

"""A bulk CSV as a temporary table of the columns its declaration picks, in the order of its records."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import duckdb

from leads.declaration import Bulk
from pipelines.clean.archive import in_utf8, members
from pipelines.clean.columns import Known, paths, pick_key, text
from pipelines.clean.quoting import literal, name

NATIVE = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "utf8": "utf-8", "latin-1": "latin-1", "iso-8859-1": "latin-1"}
"""Encodings that DuckDB reads itself; files in others are written anew in UTF-8 first."""
BUFFER = 64_000_000
"""Bytes of a file taken up at once: kept in order, fewer and larger pieces are joined in three quarters of the time."""


def read_table(
    con: duckdb.DuckDBPyConnection, path: Path, bulk: Bulk, wanted: list[Any], table: str, work: Path, only: str = ""
) -> tuple[Known, list[str]]:
    """Read the wanted picks into a temporary table, where rowid + 1 is the number of the record.

    With `only`, a table of `line`, just those records are read, and their numbers stand in the column `line`.

    Returns what the table has, and sentences about what is wrong with the file: columns that are missing (they are NULL), records
    whose quotes or number of columns cannot be understood (they have no row and no number).
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({', '.join(f'f{at} VARCHAR' for at in range(len(wanted)))})")
    if only:
        con.execute(f"ALTER TABLE {table} ADD COLUMN line BIGINT")
    known, before = Known(), 0
    warnings: list[str] = []
    for member, taken in members(path, bulk.member, work):
        encoding = NATIVE.get(bulk.encoding.lower())
        readable = taken if encoding else in_utf8(taken, bulk.encoding, work)
        try:
            header = _header(readable, encoding or "utf-8", bulk.delimiter)
            missing = [column for column in dict.fromkeys(paths(wanted)) if column not in header]
            warnings += [f"{path.name}: {member} has no column {column}" for column in missing]
            of_file = Known({column: name(column) for column in header})
            for at, pick in enumerate(wanted):
                if any(column in of_file.single for column in paths(pick)):
                    known.picked[pick_key(pick)] = f"f{at}"
                    known.single |= {pick: f"f{at}"} if isinstance(pick, str) else {}
            shown = [text(pick, of_file) for pick in wanted]
            records = _records(readable, encoding or "utf-8", bulk.delimiter, header)
            bad = _insert(con, records, shown, table, before, only) if header else 0
            if only and header:
                before += _count(con, records)
            if bad:
                warnings.append(f"{path.name}: {bad:,} records of {member} cannot be told apart into columns")
        finally:
            if readable != taken:
                readable.unlink()
    return known, warnings


def _header(path: Path, encoding: str, delimiter: str) -> list[str]:
    """The names of the columns, without blanks around them; a repeated or empty one gets a name nobody picks."""
    opening = gzip.open if path.suffix == ".gz" else open
    with opening(path, "rb") as raw, io.TextIOWrapper(raw, encoding, newline="", errors="replace") as lines:
        first = next(csv.reader(lines, delimiter=delimiter), [])
    names = [column.removeprefix("\ufeff").strip().strip('"') for column in first]
    return [column if column and column not in names[:at] else f"{column} ({at})" for at, column in enumerate(names)]


def _records(path: Path, encoding: str, delimiter: str, header: list[str]) -> str:
    """SQL that reads the records of one file; what is refused is noted, not raised."""
    given = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header)
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = true, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"encoding = {literal(encoding)}, buffer_size = {BUFFER}, columns = {{{given}}}, ignore_errors = true, store_rejects = true, "
        "rejects_table = 'csv_refused', rejects_scan = 'csv_scans', rejects_limit = 0)"
    )


def _insert(con: duckdb.DuckDBPyConnection, records: str, shown: list[str], table: str, before: int, only: str) -> int:
    """Insert the records of one file, in order; the number of records refused."""
    select = f"SELECT {', '.join(shown)} FROM {records}"
    if only:
        numbered = [*shown, f"row_number() OVER () + {before} AS line"]
        select = f"SELECT * FROM (SELECT {', '.join(numbered)} FROM {records}) SEMI JOIN {only} USING (line)"
    con.execute("SET preserve_insertion_order = true")
    try:
        con.execute(f"INSERT INTO {table} {select}")
        refused = con.execute("SELECT count(DISTINCT (scan_id, line)) FROM csv_refused").fetchone()
    finally:
        con.execute("SET preserve_insertion_order = false")
        con.execute("DROP TABLE IF EXISTS csv_refused")
        con.execute("DROP TABLE IF EXISTS csv_scans")
    return refused[0] if refused else 0


def _count(con: duckdb.DuckDBPyConnection, records: str) -> int:
    found = con.execute(f"SELECT count(*) FROM {records}").fetchone()
    con.execute("DROP TABLE IF EXISTS csv_refused")
    con.execute("DROP TABLE IF EXISTS csv_scans")
    return found[0] if found else 0

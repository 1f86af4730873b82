"""A landed bulk file of either format as Texts."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import duckdb

from leads.declaration import Declaration
from pipelines.clean.columns import Known, all_paths, many_paths, stored_picks
from pipelines.clean.crawls import Batch
from pipelines.clean.flat import flat_texts
from pipelines.clean.texts import Texts


def read_bulk(
    con: duckdb.DuckDBPyConnection, batch: Batch, path: Path, table: str, work: Path
) -> tuple[Texts, list[str]]:
    """Read a bulk file into a temporary table; also sentences about what is wrong with it."""
    known, warnings = load(con, batch.declaration, path, table, work)
    return flat_texts(batch, table, known), warnings


def load(
    con: duckdb.DuckDBPyConnection, declaration: Declaration, path: Path, table: str, work: Path, only: str = ""
) -> tuple[Known, list[str]]:
    """Read what a declaration picks into a temporary table: rowid + 1 is the record's number, as `line` of a listing.

    With `only`, a table of `line`, just the texts of those records are read, as they stand, and their numbers stand in the column `line`.
    """
    bulk, picks = declaration.bulk, declaration.picks
    assert bulk is not None
    try:
        # Each where it is needed: `firstcall prove` reads one record, and pyarrow alone takes a fifth of its second.
        if bulk.format == "csv":
            from pipelines.clean import csv_file

            return csv_file.read_table(
                con, path, bulk, all_paths(picks) if only else stored_picks(picks), table, work, only
            )
        from pipelines.clean import xml_file

        return xml_file.read_table(con, path, bulk, all_paths(picks), many_paths(picks), table, work, only)
    except (BadZipFile, EOFError) as error:
        return Known(), [f"{path.name} is a damaged archive: {error}"]


def identity_only(declaration: Declaration) -> Declaration:
    """A declaration that picks nothing but the identifier of a listing."""
    return declaration.model_copy(update={"picks": {"source_id": declaration.picks.get("source_id"), "parties": []}})

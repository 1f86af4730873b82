"""Newest version of each listing wins; when it was first seen is remembered."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.clean.quoting import filled, literal
from pipelines.clean.texts import Texts


def keep_newest(con: duckdb.DuckDBPyConnection, group: Sequence[Texts]) -> int:
    """Delete from a source's batches all but the newest version of each listing (fetched_at, then crawl, line).

    Makes the temporary table `seen` (source_id, first_seen_at) of the listings fetched more than once; it adds to what is there.
    Returns how many rows have no source_id: they cannot be told apart and go.
    """
    if not group:
        return 0
    key = "row, crawl, line, fetched_at, source_id"
    keys = " UNION ALL ".join(f"SELECT {at} AS batch, {key} FROM ({texts.listing})" for at, texts in enumerate(group))
    blank = 0
    for texts in group:
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE away AS SELECT row FROM ({texts.listing}) WHERE {filled('source_id')} IS NOT true"
        )
        blank += _delete(con, texts)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT source_id, min(fetched_at) AS first_seen_at FROM ({keys}) GROUP BY source_id HAVING count(*) > 1""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE seen AS
        SELECT source_id, min(first_seen_at) AS first_seen_at FROM (FROM seen UNION ALL FROM repeated) GROUP BY source_id""")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE old_versions AS
        SELECT batch, row FROM ({keys}) SEMI JOIN repeated USING (source_id)
        QUALIFY row_number() OVER (PARTITION BY source_id ORDER BY fetched_at DESC, crawl DESC, line DESC) > 1""")
    for at, texts in enumerate(group):
        con.execute(f"CREATE OR REPLACE TEMP TABLE away AS SELECT row FROM old_versions WHERE batch = {at}")
        _delete(con, texts)
    return blank


def keep_shard(con: duckdb.DuckDBPyConnection, texts: Texts, shard: str) -> None:
    """Delete the listings of other countries; a listing that names none, or none that can be read, is of its source's country."""
    own = texts.batch.declaration.country
    if "country" not in texts.listing_fields and own == shard:
        return
    country = "country" if "country" in texts.listing_fields else "NULL::VARCHAR"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE away AS SELECT row FROM (
            SELECT row, clean_country({country}) AS c FROM ({texts.listing}))
        WHERE coalesce(c.value, {literal(own)}) <> {literal(shard)}""")
    _delete(con, texts)


def _delete(con: duckdb.DuckDBPyConnection, texts: Texts) -> int:
    found = con.execute("SELECT count(*) FROM away").fetchone()
    count: int = found[0] if found else 0
    if count:
        con.execute(f"DELETE FROM {texts.table} WHERE rowid IN (SELECT row FROM away)")
    return count

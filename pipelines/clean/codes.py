"""Industry and product codes of listings and parties, read once per distinct code."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines.clean.quoting import literal


def read_codes(con: duckdb.DuckDBPyConnection, given: str) -> None:
    """Make the temporary table `code_answers` (scheme, code, c) of the codes in `given`, a SELECT of scheme and code texts."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE code_answers AS
        SELECT scheme, code, clean_industry(code, scheme) AS c FROM (SELECT DISTINCT scheme, code FROM ({given}))""")


def listing_codes(con: duckdb.DuckDBPyConnection, listings: str) -> None:
    """Make the temporary table `coded` of the codes of listings (a SELECT of their texts), as `insert_codes` asks for them."""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE coded AS
        SELECT source_id, NULL::VARCHAR AS party_id, row AS owner, 0 AS ordinal, nth, crawl, line, true AS kept,
            given.scheme AS scheme, given.code AS code
        FROM (SELECT row, source_id, crawl, line, unnest(codes) AS given, generate_subscripts(codes, 1) AS nth FROM ({listings}))""")


def party_codes(places: Iterable[int], several: bool) -> str:
    """SELECT of the codes of typed parties that stand in some places, as `insert_codes` asks for them; with `several` parties a listing."""
    return " UNION ALL ".join(
        f"SELECT source_id, party_id, {'party_id' if several else 'row'} AS owner, row, ordinal, {k} AS nth, crawl, line, "
        f"name IS NOT NULL AS kept, nace, scheme_{k} AS scheme, code_{k} AS code FROM typed_parties WHERE code_{k} <> ''"
        for k in places
    )


def further_divisions(con: duckdb.DuckDBPyConnection, places: Iterable[int]) -> bool:
    """Make the table `further` (row, ordinal, nace) of parties whose first code gives no division, from the places behind it.

    False where there are none.
    """
    if not (coded := party_codes(places, several=False)):
        return False
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE further AS
        SELECT row, ordinal, arg_min(c.nace, nth) AS nace
        FROM (SELECT * EXCLUDE (nace) FROM ({coded}) WHERE nace IS NULL) JOIN code_answers USING (scheme, code)
        WHERE c.nace IS NOT NULL GROUP BY row, ordinal""")
    return con.execute("SELECT count(*) FROM further").fetchone() != (0,)


def insert_codes(con: duckdb.DuckDBPyConnection, coded: str, source: str, field: str, several: bool) -> None:
    """Insert codes that `read_codes` read, each once per listing or party, and the rejects.

    `coded` is a SELECT of source_id, party_id (NULL of a listing's own), owner, ordinal, nth, crawl, line, kept, scheme and code; of
    those not kept only the rejects are inserted. `field` is what a reject calls the codes. With `several`, one owner has several rows.
    """
    # Most have one code: only the others are compared.
    some = "" if several else f"WHERE owner IN (SELECT owner FROM ({coded}) WHERE nth > 1)"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT owner, ordinal, nth FROM ({coded}) JOIN code_answers USING (scheme, code) {some}
        QUALIFY c.value IS NOT NULL
            AND row_number() OVER (PARTITION BY owner, scheme, c.value ORDER BY kept DESC, ordinal, nth) > 1""")
    repeated = con.execute("SELECT count(*) FROM again").fetchone() != (0,)
    con.execute(f"""
        INSERT INTO codes
        SELECT CASE WHEN party_id IS NULL THEN {literal(source)} || ':' || source_id END, party_id, nth, scheme, c.value, c.nace
        FROM ({coded}) JOIN code_answers USING (scheme, code) {"ANTI JOIN again USING (owner, ordinal, nth)" if repeated else ""}
        WHERE kept AND c.value IS NOT NULL""")
    con.execute(f"""
        INSERT INTO rejects
        SELECT DISTINCT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, {literal(field)}, code, c.why
        FROM ({coded}) JOIN (FROM code_answers WHERE c.why IS NOT NULL) USING (scheme, code)""")

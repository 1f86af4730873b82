"""Industry and product codes of listings and parties, read once per distinct code."""

from __future__ import annotations

import duckdb

from pipelines.clean.quoting import literal


def insert_codes(con: duckdb.DuckDBPyConnection, table: str, source: str, field: str, several: bool) -> None:
    """Insert the codes of typed listings or parties, each once, and the rejects; make `mains` (row, ordinal, nace), one row each that has
    a code, with the division of its main activity.

    `table` has row, ordinal, source_id, party_id, crawl, line and `codes` (a list of scheme and code texts); `field` is what a reject
    calls them; with `several` two rows may be one and the same party. The main activity is the first code that belongs to a division.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE code_texts AS
        SELECT row, ordinal, nth, given.scheme AS scheme, given.code AS code FROM (
            SELECT row, ordinal, unnest(codes) AS given, generate_subscripts(codes, 1) AS nth FROM {table})
        WHERE trim(given.code) <> ''""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE codes_read AS
        SELECT scheme, code, c.value AS value, c.nace AS nace, c.why AS why
        FROM (SELECT scheme, code, clean_industry(code, scheme) AS c FROM (SELECT DISTINCT scheme, code FROM code_texts))""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE coded AS
        SELECT row, ordinal, scheme, value, min(nth) AS nth, any_value(nace) AS nace
        FROM code_texts JOIN codes_read USING (scheme, code) WHERE value IS NOT NULL GROUP BY row, ordinal, scheme, value""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE mains AS
        SELECT row, ordinal, arg_min(nace, nth) FILTER (WHERE nace IS NOT NULL) AS nace FROM coded GROUP BY row, ordinal""")
    nth, nace = ("min(coded.nth)", "any_value(coded.nace)") if several else ("coded.nth", "coded.nace")
    con.execute(f"""
        INSERT INTO codes SELECT {literal(source)} || ':' || t.source_id, t.party_id, {nth}, coded.scheme, coded.value, {nace}
        FROM coded JOIN {table} t USING (row, ordinal) {"WHERE t.name IS NOT NULL" if table == "typed_parties" else ""}
        {"GROUP BY t.source_id, t.party_id, coded.scheme, coded.value" if several else ""}""")
    con.execute(f"""
        INSERT INTO rejects
        SELECT DISTINCT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, {literal(field)}, code, r.why
        FROM code_texts JOIN codes_read r USING (scheme, code) JOIN {table} USING (row, ordinal) WHERE r.why IS NOT NULL""")

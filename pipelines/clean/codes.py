"""Industry and product codes of listings and parties, read once per distinct code."""

from __future__ import annotations

import duckdb

from pipelines.clean.quoting import literal


def read_codes(con: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Read the codes of some listings or parties; `rows` is a SELECT of row, ordinal and `codes` (a list of scheme and code texts).

    Makes the temporary tables `codes_read` (row, ordinal, nth, scheme, code, value, nace, why), where `code` is the text, and `mains`
    (row, ordinal, nace), the division that the first code of those that have one gives.
    """
    # Narrow first: what stands beside the codes of a row is joined to the few that are kept.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE code_texts AS
        SELECT row, ordinal, nth, given.scheme AS scheme, given.code AS code
        FROM (SELECT row, ordinal, unnest(codes) AS given, generate_subscripts(codes, 1) AS nth FROM ({rows}))
        WHERE trim(given.code) <> ''""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE codes_read AS
        SELECT t.*, c.value AS value, c.nace AS nace, c.why AS why
        FROM code_texts t JOIN (
            SELECT scheme, code, clean_industry(code, scheme) AS c FROM (SELECT DISTINCT scheme, code FROM code_texts)
        ) USING (scheme, code)""")
    con.execute("DROP TABLE code_texts")
    # Most have one code, or one whose division is known: only for the others are several compared.
    con.execute("""
        CREATE OR REPLACE TEMP TABLE mains AS
        SELECT row, ordinal, nace FROM codes_read WHERE nth = 1 AND nace IS NOT NULL
        UNION ALL
        SELECT row, ordinal, arg_min(nace, nth) FROM codes_read
        ANTI JOIN (FROM codes_read WHERE nth = 1 AND nace IS NOT NULL) USING (row, ordinal) WHERE nace IS NOT NULL GROUP BY row, ordinal""")


def insert_codes(con: duckdb.DuckDBPyConnection, owners: str, source: str, field: str, several: bool) -> None:
    """Insert the codes that `read_codes` read, each once per listing or party, and the rejects.

    `owners` is a SELECT of row, ordinal, source_id, party_id, crawl, line and kept; of those not kept only the rejects are inserted.
    `field` is what a reject calls the codes. With `several` a listing may name a party twice.
    """
    owner = "row, party_id" if several else "row, ordinal"
    first = "" if several else "SEMI JOIN (FROM codes_read WHERE nth > 1) USING (row, ordinal)"
    named = f"JOIN (SELECT row, ordinal, party_id FROM ({owners}) WHERE kept) USING (row, ordinal)" if several else ""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT row, ordinal, nth FROM codes_read {named} {first} WHERE value IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY {owner}, scheme, value ORDER BY ordinal, nth) > 1""")
    con.execute(f"""
        INSERT INTO codes
        SELECT {literal(source)} || ':' || source_id, party_id, nth, scheme, value, nace
        FROM codes_read JOIN (SELECT row, ordinal, source_id, party_id FROM ({owners}) WHERE kept) USING (row, ordinal)
        ANTI JOIN again USING (row, ordinal, nth) WHERE value IS NOT NULL""")
    con.execute(f"""
        INSERT INTO rejects
        SELECT DISTINCT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, {literal(field)}, code, why
        FROM ({owners}) JOIN (FROM codes_read WHERE why IS NOT NULL) USING (row, ordinal)""")

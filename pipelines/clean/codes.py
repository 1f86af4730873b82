"""Industry and product codes of listings and parties, read once per distinct code."""

from __future__ import annotations

import duckdb

from pipelines.clean.quoting import literal


def read_codes(con: duckdb.DuckDBPyConnection, rows: str, source: str, field: str, several: bool) -> None:
    """Insert the codes of some listings or parties, each once, and the rejects.

    `rows` is a SELECT of row, ordinal, source_id, party_id, crawl, line, kept and `codes` (a list of scheme and code texts); of those
    not kept only the rejects are. `field` is what a reject calls them. With `several` a listing may name a party twice.

    Makes the temporary tables `codes_read` (scheme, code, value, nace, why) and `mains` (row, ordinal, nace), the first division that
    another code than the first one gives.
    """
    unnested = f"""
        SELECT * EXCLUDE (given, codes), given.scheme AS scheme, given.code AS code, codes[1] AS first FROM (
            SELECT *, unnest(codes) AS given, generate_subscripts(codes, 1) AS nth FROM ({rows}))"""
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE codes_read AS
        SELECT scheme, code, c.value AS value, c.nace AS nace, c.why AS why
        FROM (SELECT scheme, code, clean_industry(code, scheme) AS c FROM (
            SELECT DISTINCT scheme, code FROM ({unnested}) WHERE trim(code) <> ''))""")
    # Most have one code: only the others can repeat one, so only they are looked at twice.
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE later_codes AS
        SELECT u.row, u.ordinal, u.nth, u.party_id, u.scheme, r.value, r.nace, u.scheme = first.scheme AND r.value = f.value AS first_again
        FROM (SELECT * FROM ({unnested}) WHERE kept AND {"true" if several else "nth > 1"}) u
        JOIN codes_read r ON r.scheme = u.scheme AND r.code = u.code
        LEFT JOIN codes_read f ON f.scheme = u.first.scheme AND f.code = u.first.code WHERE r.value IS NOT NULL""")
    owner = "row, party_id" if several else "row, ordinal"
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT row, ordinal, nth FROM later_codes
        QUALIFY row_number() OVER (PARTITION BY {owner}, scheme, value ORDER BY ordinal, nth) > 1 OR (nth > 1 AND first_again)""")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE mains AS
        SELECT row, ordinal, arg_min(nace, nth) AS nace FROM later_codes WHERE nth > 1 AND nace IS NOT NULL GROUP BY row, ordinal""")
    con.execute(f"""
        INSERT INTO codes
        SELECT {literal(source)} || ':' || source_id, party_id, nth, scheme, value, nace
        FROM (SELECT * FROM ({unnested}) WHERE kept) JOIN codes_read USING (scheme, code) ANTI JOIN again USING (row, ordinal, nth)
        WHERE value IS NOT NULL""")
    con.execute(f"""
        INSERT INTO rejects
        SELECT DISTINCT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, {literal(field)}, code, why
        FROM ({unnested}) JOIN (FROM codes_read WHERE why IS NOT NULL) USING (scheme, code)""")

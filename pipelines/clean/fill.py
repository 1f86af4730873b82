"""One batch of texts into the tables of facts, a million rows at a time."""

from __future__ import annotations

import duckdb

from pipelines.clean.codes import insert_codes, read_codes
from pipelines.clean.contacts import read_contacts
from pipelines.clean.quoting import literal, name
from pipelines.clean.readings import located
from pipelines.clean.report import CleanReport
from pipelines.clean.texts import Texts
from pipelines.clean.typed import type_listings, type_parties

CHUNK = 1_000_000
"""Rows typed at once: bounds memory whatever the size of a register."""


def fill(con: duckdb.DuckDBPyConnection, texts: Texts, shard: str, report: CleanReport) -> None:
    """Type a batch and insert it; the batch holds only the listings to keep."""
    last = con.execute(f"SELECT max(rowid) FROM {texts.table}").fetchone()
    if last is None or last[0] is None:
        return
    for start in range(0, last[0] + 1, CHUNK):
        rows = "true" if last[0] < CHUNK else f"row BETWEEN {start} AND {start + CHUNK - 1}"
        _listings(con, texts, rows, shard, report)
        if texts.party_fields:
            _parties(con, texts, rows, shard, report)


def _listings(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str, report: CleanReport) -> None:
    source, kind = texts.batch.source, texts.batch.declaration.kind
    typed = type_listings(con, texts, rows, shard)
    join, first_seen = _seen(con)
    before = _end(con, "listings")
    con.execute(f"""
        INSERT INTO listings BY NAME
        SELECT {literal(source)} || ':' || t.source_id AS listing_id, {literal(source)} AS source, t.source_id, {literal(kind)} AS kind,
            crawl, line, fetched_at, {first_seen} AS first_seen_at, {", ".join(map(name, typed.columns))}
        FROM ({typed.rows}) t {join}""")
    if typed.rejects:
        _insert_rejects(con, " UNION ALL ".join(typed.rejects), source)
    if "codes" in texts.listing_fields:
        owners = "SELECT row, 0 AS ordinal, source_id, NULL::VARCHAR AS party_id, crawl, line, true AS kept"
        coded = _end(con, "codes")
        read_codes(con, f"SELECT row, 0 AS ordinal, codes FROM ({texts.listing}) WHERE {rows}")
        insert_codes(con, f"{owners} FROM ({texts.listing}) WHERE {rows}", source, "codes", several=False)
        report.add_filled(
            source, "", ["codes"], _counts(con, f"codes WHERE rowid > {coded}", "count(DISTINCT listing_id)", [])
        )
    count, *filled = _counts(con, f"listings WHERE rowid > {before}", "count(*)", typed.columns)
    report.listings[source, kind] += count
    report.add_filled(source, "", typed.columns, filled)


def _parties(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str, report: CleanReport) -> None:
    source, several = texts.batch.source, texts.parties > 1
    living = located(con, texts, rows, shard)
    reached = read_contacts(con, texts, living)
    typed = type_parties(con, texts, living, reached)
    join, first_seen = _seen(con)
    main = "NULL::VARCHAR"
    if texts.codes:
        owners = "SELECT row, ordinal, source_id, party_id, crawl, line, name IS NOT NULL AS kept FROM typed_parties"
        coded = _end(con, "codes")
        read_codes(con, f"SELECT row, ordinal, codes FROM ({living.select})")
        insert_codes(con, owners, source, "party.codes", several)
        join += " LEFT JOIN mains m ON m.row = t.row AND m.ordinal = t.ordinal"
        main = "m.nace"
        report.add_filled(
            source, "party.", ["codes"], _counts(con, f"codes WHERE rowid > {coded}", "count(DISTINCT party_id)", [])
        )
    before = {table: _end(con, table) for table in ("parties", "numbers")}
    con.execute(f"""
        INSERT INTO parties BY NAME
        SELECT t.party_id, {literal(source)} || ':' || t.source_id AS listing_id, role, t.ordinal, {first_seen} AS first_seen_at,
            {main} AS nace, {", ".join(f"t.{name(column)}" for column in typed)}
        FROM typed_parties t {join} WHERE name IS NOT NULL
        {"QUALIFY row_number() OVER (PARTITION BY t.party_id ORDER BY t.ordinal) = 1" if several else ""}""")
    numbers = " UNION ALL ".join(
        f"SELECT party_id, register_{k}, number_{k} FROM typed_parties WHERE name IS NOT NULL AND number_{k} IS NOT NULL"
        for k in range(1, texts.numbers + 1)
    )
    if numbers:
        con.execute(
            f"INSERT INTO numbers SELECT {'DISTINCT' if several or texts.numbers > 1 else ''} * FROM ({numbers})"
        )
    _insert_rejects(
        con, "SELECT source_id, crawl, line, unnest(rejects) AS r FROM typed_parties WHERE rejects IS NOT NULL", source
    )
    if reached:
        _insert_contacts(con, source, report)
    count, *filled = _counts(con, f"parties WHERE rowid > {before['parties']}", "count(*)", [*typed, "nace"])
    report.parties[source] += count
    report.add_filled(source, "party.", [*typed, "nace"], filled)
    numbered = "count(DISTINCT party_id)" if texts.numbers > 1 else "count(*)"
    report.add_filled(
        source, "party.", ["numbers"], _counts(con, f"numbers WHERE rowid > {before['numbers']}", numbered, [])
    )
    (nameless,) = _counts(con, "typed_parties WHERE name IS NULL", "count(*)", [])
    people = f"({texts.party}) WHERE {rows} AND (subject = 'person' OR starts_with(name, 'vault:'))"
    (skipped,) = _counts(con, people, "count(*)", [])
    report.nameless.update({source: nameless} if nameless else {})
    report.persons.update({source: skipped} if skipped else {})


def _insert_contacts(con: duckdb.DuckDBPyConnection, source: str, report: CleanReport) -> None:
    con.execute("""
        INSERT INTO contacts SELECT DISTINCT p.party_id, t.kind, t.value, t.label
        FROM touched t JOIN typed_parties p USING (row, ordinal) WHERE t.value IS NOT NULL AND p.name IS NOT NULL""")
    con.execute(f"""
        INSERT INTO rejects
        SELECT DISTINCT {literal(source)}, {literal(source)} || ':' || p.source_id, p.crawl, p.line, 'party.' || t.field, t.text, t.why
        FROM touched t JOIN typed_parties p USING (row, ordinal) WHERE t.why IS NOT NULL""")
    (vaulted,) = _counts(con, "touched WHERE vaulted", "count(*)", [])
    report.vaulted.update({source: vaulted} if vaulted else {})
    for field, count in con.execute("""
        SELECT t.field, count(DISTINCT p.party_id) FROM touched t JOIN typed_parties p USING (row, ordinal)
        WHERE t.value IS NOT NULL AND p.name IS NOT NULL AND t.field <> 'website' GROUP BY t.field""").fetchall():
        report.add_filled(source, "party.", [field], [count])


def _insert_rejects(con: duckdb.DuckDBPyConnection, found: str, source: str) -> None:
    con.execute(f"""
        INSERT INTO rejects
        SELECT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, r.field, r.text, r.why
        FROM ({found}) WHERE r.why IS NOT NULL""")


def _end(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """The last row of a table: what is inserted afterwards comes behind it."""
    found = con.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    return -1 if found is None or found[0] is None else int(found[0])


def _counts(con: duckdb.DuckDBPyConnection, rows: str, whole: str, columns: list[str]) -> tuple[int, ...]:
    """How many rows there are, and in how many each column has a value."""
    found = con.execute(
        f"SELECT {', '.join([whole, *(f'count({name(column)})' for column in columns)])} FROM {rows}"
    ).fetchone()
    assert found is not None
    return found


def _seen(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The join that tells when a listing was first seen, and the SQL of that moment; no join where all were seen once."""
    if _counts(con, "seen", "count(*)", [])[0]:
        return "LEFT JOIN seen s ON s.source_id = t.source_id", "least(s.first_seen_at, t.fetched_at)"
    return "", "t.fetched_at"

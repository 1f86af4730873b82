"""One batch of texts into the tables of facts, so many rows at a time."""

from __future__ import annotations

import duckdb

from pipelines.clean.codes import further_divisions, insert_codes, listing_codes, party_codes, read_codes
from pipelines.clean.contacts import read_contacts
from pipelines.clean.quoting import literal, name
from pipelines.clean.readings import located
from pipelines.clean.report import CleanReport
from pipelines.clean.texts import Texts
from pipelines.clean.typed import type_listings, type_parties

CHUNK = 24 * 122_880
"""Rows typed at once, whole row groups of DuckDB: bounds memory whatever the size of a register, and keeps every thread busy."""


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
    count, *filled = _counts(con, f"listings WHERE rowid > {before}", "count(*)", typed.columns)
    report.listings[source, kind] += count
    report.add_filled(source, "", typed.columns, filled)
    full = {column for column, there in zip(typed.columns, filled, strict=True) if there == count} - {"language"}
    if doubtful := [found for field, found in typed.rejects.items() if field not in full]:
        _insert_rejects(con, " UNION ALL ".join(doubtful), source)
    if "codes" in texts.listing_fields:
        listing_codes(con, f"SELECT * FROM ({texts.listing}) WHERE {rows}")
        read_codes(con, "FROM coded")
        _insert_codes(con, "FROM coded", texts, "codes", report)


def _parties(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str, report: CleanReport) -> None:
    source, several, places = texts.batch.source, texts.parties > 1, range(1, texts.codes + 1)
    living = located(con, texts, rows, shard)
    reached = read_contacts(con, texts, living)
    if texts.codes:
        given = (
            f"SELECT scheme_{k} AS scheme, code_{k} AS code FROM ({living.select}) WHERE code_{k} <> ''" for k in places
        )
        read_codes(con, " UNION ALL ".join(given))
    typed = type_parties(con, texts, living, reached)
    join, first_seen = _seen(con)
    main = "t.nace" if texts.codes else "NULL::VARCHAR"
    if further_divisions(con, places[1:]):
        join += " LEFT JOIN further f ON f.row = t.row AND f.ordinal = t.ordinal"
        main = "coalesce(t.nace, f.nace)"
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
    if texts.codes:
        _insert_codes(con, party_codes(places, several), texts, "party.codes", report)
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


def _insert_codes(con: duckdb.DuckDBPyConnection, coded: str, texts: Texts, field: str, report: CleanReport) -> None:
    source, before = texts.batch.source, _end(con, "codes")
    of_party = field != "codes"
    insert_codes(con, coded, source, field, of_party and texts.parties > 1)
    owner = "party_id" if of_party else "listing_id"
    one = "count(*)" if texts.codes == 1 and of_party else f"count(DISTINCT {owner})"
    found = _counts(con, f"codes WHERE rowid > {before}", one, [])
    report.add_filled(source, field.removesuffix("codes"), ["codes"], found)


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

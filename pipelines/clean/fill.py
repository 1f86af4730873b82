"""One batch of texts into the tables of facts, a million rows at a time."""

from __future__ import annotations

import duckdb

from pipelines.clean.codes import insert_codes
from pipelines.clean.contacts import read_contacts
from pipelines.clean.quoting import literal, name
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
    con.execute(f"""
        INSERT INTO listings BY NAME
        SELECT {literal(source)} || ':' || t.source_id AS listing_id, {literal(source)} AS source, t.source_id, {literal(kind)} AS kind,
            crawl, line, fetched_at, {first_seen} AS first_seen_at, {", ".join(map(name, typed))}
        FROM typed_listings t {join}""")
    _insert_rejects(con, "typed_listings", source)
    if "codes" in texts.listing_fields:
        insert_codes(con, "typed_listings", source, "codes", several=False)
        report.add_filled(source, "", ["codes"], _counts(con, "mains", "count(*)", []))
    count, *filled = _counts(con, "typed_listings", "count(*)", typed)
    report.listings[source, kind] += count
    report.add_filled(source, "", typed, filled)


def _parties(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str, report: CleanReport) -> None:
    source = texts.batch.source
    reached = read_contacts(con, texts, rows, shard)
    typed = type_parties(con, texts, rows, shard, reached)
    join, first_seen = _seen(con)
    main, several = "NULL::VARCHAR", texts.parties > 1
    once = "QUALIFY row_number() OVER (PARTITION BY party_id ORDER BY t.ordinal) = 1" if several else ""
    if texts.codes:
        insert_codes(con, "typed_parties", source, "party.codes", several)
        join, main = f"{join} LEFT JOIN mains m ON m.row = t.row AND m.ordinal = t.ordinal", "m.nace"
    con.execute(f"""
        INSERT INTO parties BY NAME
        SELECT party_id, {literal(source)} || ':' || t.source_id AS listing_id, role, t.ordinal, {first_seen} AS first_seen_at,
            {main} AS nace, {", ".join(map(name, typed))}
        FROM typed_parties t {join} WHERE name IS NOT NULL
        {once}""")
    con.execute(f"""
        INSERT INTO numbers SELECT {"DISTINCT" if several or texts.numbers > 1 else ""} party_id, n.register, n.number
        FROM (SELECT party_id, unnest(numbers) AS n FROM typed_parties WHERE name IS NOT NULL) WHERE n.number IS NOT NULL""")
    _insert_rejects(con, "typed_parties", source)
    if reached:
        _insert_contacts(con, source, report)
    kept = f"(SELECT * FROM typed_parties t WHERE name IS NOT NULL {once})"
    count, *filled = _counts(con, kept, "count(*)", typed)
    (nameless,) = _counts(con, "typed_parties WHERE name IS NULL", "count(*)", [])
    (people,) = _counts(
        con, f"({texts.party}) WHERE {rows} AND (subject = 'person' OR starts_with(name, 'vault:'))", "count(*)", []
    )
    report.parties[source] += count
    report.nameless.update({source: nameless} if nameless else {})
    report.persons.update({source: people} if people else {})
    report.add_filled(source, "party.", typed, filled)
    if texts.codes:
        coded = _counts(con, f"{kept} JOIN mains USING (row, ordinal)", "count(*)", ["nace"])
        report.add_filled(source, "party.", ["codes", "nace"], coded)
    if texts.numbers:
        any_number = " OR ".join(f"numbers[{k}].number IS NOT NULL" for k in range(1, texts.numbers + 1))
        report.add_filled(source, "party.", ["numbers"], _counts(con, f"{kept} WHERE {any_number}", "count(*)", []))


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


def _insert_rejects(con: duckdb.DuckDBPyConnection, table: str, source: str) -> None:
    con.execute(f"""
        INSERT INTO rejects
        SELECT {literal(source)}, {literal(source)} || ':' || source_id, crawl, line, r.field, r.text, r.why
        FROM (SELECT source_id, crawl, line, unnest(rejects) AS r FROM {table} WHERE rejects IS NOT NULL) WHERE r.why IS NOT NULL""")


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

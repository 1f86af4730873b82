"""Importing a file of clients or orders: read, map, type, resolve, write; the same file again changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
from django.db import transaction

from leads import kinds
from leads.decisions import models
from leads.facts import connect
from leads.vault import Vault
from pipelines.customers import clients, orders, tables
from pipelines.customers.clients import Reject, Tokenise
from pipelines.customers.columns import Column, Reading, fingerprint, mapped, unknown_headings
from pipelines.customers.headings import CLIENT, known
from pipelines.customers.resolving import Book
from pipelines.customers.storing import Written, write_clients, write_orders

NAMELESS = "says neither name nor number nor code of the client"
"""Why a row is rejected that nobody can tell the client of."""


class NotImported(ValueError):
    """A file that was not imported; one sentence says why."""


@dataclass(frozen=True)
class Wish:
    """What the user says of a file."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Heading → field; wins over every guess."""
    country: str = ""
    """Of clients whose country nothing tells, ISO 3166-1 alpha-2."""
    currency: str = ""
    """Of amounts that name none, ISO 4217."""
    replace: bool = False
    """Remove orders that an earlier file of this name had and this one has not."""
    dry: bool = False
    """Only look: nothing is written."""


@dataclass(frozen=True)
class TableReport:
    """How one table was read."""

    name: str
    kind: str
    """clients, orders, or nothing."""
    columns: tuple[Column, ...]
    rows: int
    totals: int
    note: str = ""
    """What a person should check, such as days that may be read two ways."""


@dataclass
class ImportReport:
    """What came of a file."""

    file: str
    tables: list[TableReport] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    again: int = 0
    persons: int = 0
    persons_orders: int = 0
    orders: Written = field(default_factory=Written)
    refused: int = 0
    """Rows that could not be taken."""
    rejects: list[Reject] = field(default_factory=list)
    dry: bool = False

    def as_line(self) -> str:
        """One sentence for the operator."""
        begin = f"{self.file} would bring" if self.dry else f"{self.file}:"
        said = f"{begin} {self.new:,} new clients, {self.changed:,} changed, {self.unchanged:,} as before"
        if any(table.kind == "orders" for table in self.tables):
            of = self.orders
            said += f"; {of.new:,} new orders, {of.changed:,} changed, {of.unchanged:,} as before"
            said += f", {of.removed:,} removed" if of.removed else ""
        if self.persons:
            said += f"; {self.persons:,} persons or sole traders left out"
            said += f" with {self.persons_orders:,} orders" if self.persons_orders else ""
        return f"{said}; {self.refused:,} rows rejected" if self.refused else said

    def figures(self) -> dict[str, int]:
        """The counts, to be kept."""
        return {
            "clients_new": self.new, "clients_changed": self.changed, "clients_unchanged": self.unchanged, "persons": self.persons,
            "orders_new": self.orders.new, "orders_changed": self.orders.changed, "orders_unchanged": self.orders.unchanged,
            "orders_removed": self.orders.removed, "rows_rejected": self.refused,
        }  # fmt: skip


def import_file(
    path: Path,
    data: Path,
    wish: Wish,
    by: str,
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> ImportReport:
    """Import one file into the opened decisions store; all of it or nothing.

    Raises NotImported where it holds neither clients nor orders, `tables.UnreadableFile` where it is no table,
    `columns.WrongMapping` on a wrong wish.
    """
    at = now or datetime.now(UTC)
    progress(f"reading {path.name}")
    found = tables.read(path, known)
    if missing := unknown_headings(found, wish.columns):
        heads = ", ".join(repr(heading) for table in found for heading in table.headings)
        raise NotImported(f"{path.name} has no column {missing[0]!r}; its columns are {heads}")
    readings = [(table, mapped(table, _remembered(table), wish.columns)) for table in found]
    report = ImportReport(path.name, dry=wish.dry)
    if not any(reading.is_clients for _, reading in readings):
        heads = ", ".join(repr(heading) for table in found for heading in table.headings)
        raise NotImported(
            f"{path.name} does not say who the clients are: name their column with --map 'COLUMN=name'; its columns are {heads}"
        )
    with connect() as con, Vault(data) as vault, transaction.atomic():
        kinds.install(con)
        book = Book(models.Customer.objects.all(), path.name, at)
        for table, reading in sorted(readings, key=lambda pair: pair[1].is_orders):
            progress(f"taking in {table.rows:,} rows{table.name and ' of ' + table.name}")
            _take(con, table, reading, wish, book, vault.tokens, report, progress)
        report.new, report.changed, report.again = len(book.new), len(book.changed), book.again
        report.unchanged = len(book.met) - report.new - report.changed
        report.rejects.sort(key=lambda reject: (reject.row, reject.column))
        if wish.dry:
            transaction.set_rollback(True)
        else:
            _remember(readings, path, by, at)
            models.CustomerImport.objects.create(
                file=path.name,
                sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                at=at,
                by=by,
                figures=report.figures(),
            )
    return report


def _take(
    con: duckdb.DuckDBPyConnection,
    table: tables.Table,
    reading: Reading,
    wish: Wish,
    book: Book,
    tokenise: Tokenise,
    report: ImportReport,
    progress: Callable[[str], None],
) -> None:
    """Take one table in: its clients into the book and the store, then its orders."""
    if not reading.is_clients:
        note = "left out: it does not say who the clients are"
        report.tables.append(TableReport(table.name, "nothing", reading.columns, table.rows, table.totals, note))
        return
    given, refs = _wordings(con, table, reading)
    found = clients.read(con, given, reading, wish.country, tokenise)
    owners: dict[int, models.Customer] = {}
    unknown = dict.fromkeys(sorted(found.nameless), NAMELESS)
    for ref, client in found.read.items():
        customer, why = book.take(client, listed=not reading.is_orders)
        if customer is None:
            unknown[ref] = why or ""
        else:
            owners[ref] = customer
    report.persons += len(found.persons)
    found.rejects += [
        Reject(row, "", "", "more cells than headings: what is beyond is left out") for row in table.longer
    ]
    report.rejects += found.rejects
    write_clients(book.unwritten())
    note = ""
    if reading.is_orders:
        typed = orders.read(con, table, reading, refs, wish.currency, tokenise)
        report.rejects += [_under(reading, reject) for reject in typed.rejects]
        report.refused += typed.refused
        nobody = "SELECT count(*) FROM customers_orders WHERE list_contains($refs, ref)"
        persons, nobodies = (
            con.execute(nobody, {"refs": sorted(whom)}).fetchall() for whom in (found.persons, unknown)
        )
        report.persons_orders += persons[0][0]
        report.rejects += [
            Reject(row, _heading(reading, "name"), found.read[ref].name if ref in found.read else "", unknown[ref])
            for row, ref in con.execute(
                "SELECT row, ref FROM customers_orders WHERE list_contains($refs, ref) ORDER BY row LIMIT 10000",
                {"refs": sorted(unknown)},
            ).fetchall()
        ]
        report.refused += nobodies[0][0]
        _add(report.orders, write_orders(con, owners, report.file, wish.replace, progress))
        if not typed.sure:
            note = "days such as 03/04 are read with the day first; nothing in the file proves it"
        elif typed.month_first:
            note = "days are read with the month first"
    else:
        report.refused += len(unknown)
        report.rejects += [
            Reject(ref, _heading(reading, "name"), found.read[ref].name if ref in found.read else "", why)
            for ref, why in unknown.items()
        ]
    kind = "orders" if reading.is_orders else "clients"
    report.tables.append(TableReport(table.name, kind, reading.columns, table.rows, table.totals, note))


def _wordings(con: duckdb.DuckDBPyConnection, table: tables.Table, reading: Reading) -> tuple[pa.Table, pa.Table]:
    """The distinct wordings of clients, and which one each row has; in a list of clients each row is one."""
    places = {name: reading.place(name) for name in CLIENT if name != "person"}
    shown = {
        name: "NULL::VARCHAR" if place is None else f"nullif(trim(c{place}), '')" for name, place in places.items()
    }
    con.register("customers_lines", table.columns)
    try:
        if not reading.is_orders:
            kept = [column.place for column in reading.columns if column.field in ("custom", "person")]
            cells = [f"{cell} AS {name}" for name, cell in shown.items()] + [f"c{place} AS x{place}" for place in kept]
            given = con.sql(
                f"SELECT row AS ref, row, {', '.join(cells)} FROM customers_lines ORDER BY row"
            ).to_arrow_table()
            return given, given.select(["row", "ref"])
        cells = [f"{cell} AS {name}" for name, cell in shown.items()]
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE customers_wordings AS
            SELECT min(row) AS ref, min(row) AS row, {", ".join(cells)} FROM customers_lines GROUP BY ALL"""
        )
        same = " AND ".join(f"w.{name} IS NOT DISTINCT FROM {cell}" for name, cell in shown.items())
        refs = con.sql(
            f"SELECT l.row, w.ref FROM customers_lines l JOIN customers_wordings w ON {same} ORDER BY l.row"
        ).to_arrow_table()
        return con.sql("FROM customers_wordings ORDER BY ref").to_arrow_table(), refs
    finally:
        con.unregister("customers_lines")


def _heading(reading: Reading, name: str) -> str:
    return next((column.heading for column in reading.columns if column.field == name), name)


def _under(reading: Reading, reject: Reject) -> Reject:
    """The reject under the heading the user knows."""
    return Reject(reject.row, _heading(reading, reject.column), reject.text, reject.why)


def _add(total: Written, more: Written) -> None:
    total.new += more.new
    total.changed += more.changed
    total.unchanged += more.unchanged
    total.removed += more.removed


def _remembered(table: tables.Table) -> Mapping[str, str]:
    row = models.ColumnMapping.objects.filter(fingerprint=fingerprint(table.headings)).first()
    return {} if row is None else dict(row.columns)


def _remember(readings: list[tuple[tables.Table, Reading]], path: Path, by: str, at: datetime) -> None:
    for table, reading in readings:
        if reading.is_clients:
            columns = {column.heading: column.field for column in reading.columns}
            models.ColumnMapping.objects.update_or_create(
                fingerprint=fingerprint(table.headings),
                defaults={"columns": columns, "file": path.name, "by": by, "at": at},
            )

"""Writing clients and orders: one transaction, and only what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
from django.db import connection

from leads.decisions import models
from pipelines.customers.resolving import FIELDS

BATCH = 20_000
"""Rows of one round trip."""

_COLUMNS = (
    "order_id",
    "customer_id",
    "number",
    "day",
    "amount",
    "currency",
    "profit",
    "product",
    "custom",
    "file",
    "digest",
)

_KEYED = """
CREATE OR REPLACE TEMP TABLE customers_keyed AS
WITH known AS (
    SELECT o.*, c.customer_id, c.customer FROM customers_orders o JOIN customers_owners c USING (ref)),
keyed AS (
    SELECT *, CASE WHEN number <> '' THEN concat_ws('|', 'n', number, year(day), product)
        ELSE concat_ws('|', 'd', customer_id, day, product) END AS handle FROM known)
SELECT 'o' || left(md5(concat_ws('|', handle, row_number() OVER (PARTITION BY handle ORDER BY row))), 16) AS order_id,
    customer, number, day, amount, currency, profit, product, custom,
    md5(concat_ws('|', customer_id, number, day, amount, currency, coalesce(profit::VARCHAR, ''), product, custom)) AS digest
FROM keyed
"""


@dataclass
class Written:
    """What an import changed, in rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


def write_clients(rows: Sequence[models.Customer]) -> None:
    """Write new and changed clients; new ones get their key."""
    known = [row for row in rows if row.pk is not None]
    models.Customer.objects.bulk_create([row for row in rows if row.pk is None], batch_size=500)
    models.Customer.objects.bulk_update(known, [*FIELDS, "numbers", "custom", "file", "changed_at"], batch_size=200)


def write_orders(
    con: duckdb.DuckDBPyConnection,
    owners: dict[int, models.Customer],
    file: str,
    replace: bool,
    progress: Callable[[str], None],
) -> Written:
    """Write the typed orders of the connection; `owners` says whose each wording of a client is.

    With `replace`, orders once read from a file of this name that are no longer in it are removed.
    """
    refs = {
        "ref": pa.array(list(owners), pa.int64()),
        "customer_id": pa.array([customer.customer_id for customer in owners.values()], pa.string()),
        "customer": pa.array([customer.pk for customer in owners.values()], pa.int64()),
    }
    con.register("customers_owners", pa.table(refs))
    con.execute(_KEYED)
    con.unregister("customers_owners")
    con.register("customers_before", _before())
    (counts,) = con.execute(
        """SELECT count(*) FILTER (b.order_id IS NULL), count(*) FILTER (b.digest <> k.digest),
            count(*) FILTER (b.digest = k.digest) FROM customers_keyed k LEFT JOIN customers_before b USING (order_id)"""
    ).fetchall()
    written = Written(*counts)
    fresh = con.execute(
        """SELECT order_id, customer, number, day, amount, currency, profit, product, custom, digest
        FROM customers_keyed k ANTI JOIN customers_before b USING (order_id, digest) ORDER BY order_id"""
    )
    _upsert(fresh, file, lambda rows: progress(f"{rows:,} of {written.new + written.changed:,} orders written"))
    if replace:
        gone = con.execute(
            "SELECT order_id FROM customers_before ANTI JOIN customers_keyed USING (order_id) WHERE file = ? ORDER BY ALL",
            [file],
        ).fetchall()
        written.removed = len(gone)
        for chunk in _chunks([each for (each,) in gone], 500):
            models.CustomerOrder.objects.filter(order_id__in=chunk).delete()
    con.unregister("customers_before")
    return written


def orders() -> pa.Table:
    """All orders as columns: customer_id, number, day, amount, currency, profit, product; sorted by order_id."""
    schema = pa.schema(
        [(name, pa.string()) for name in ("customer_id", "number", "day", "amount", "currency", "profit", "product")]
    )
    sql = f"""SELECT c.customer_id, o.number, {_text("o.day")}, {_text("o.amount")}, o.currency, {_text("o.profit")}, o.product
        FROM {models.CustomerOrder._meta.db_table} o JOIN {models.Customer._meta.db_table} c ON c.id = o.customer_id
        ORDER BY o.order_id"""
    return pa.Table.from_batches(_batches(sql, schema), schema)


def _before() -> pa.Table:
    schema = pa.schema([(name, pa.string()) for name in ("order_id", "digest", "file")])
    return pa.Table.from_batches(
        _batches(f"SELECT order_id, digest, file FROM {models.CustomerOrder._meta.db_table}", schema), schema
    )


def _batches(sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows as columns, past the object mapper: a million orders would take it half a minute."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(BATCH):
            cells = zip(*rows, strict=True)
            yield pa.record_batch(
                [pa.array(column, kind.type) for column, kind in zip(cells, schema, strict=True)], schema=schema
            )


def _upsert(fresh: duckdb.DuckDBPyConnection, file: str, told: Callable[[int], None]) -> None:
    table, names = models.CustomerOrder._meta.db_table, ", ".join(_COLUMNS)
    cells = ", ".join(
        "%s::jsonb" if name == "custom" and connection.vendor == "postgresql" else "%s" for name in _COLUMNS
    )
    renewed = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    sql = f"INSERT INTO {table} ({names}) VALUES ({cells}) ON CONFLICT (order_id) DO UPDATE SET {renewed}"
    done = 0
    with connection.cursor() as cursor:
        while rows := fresh.fetchmany(BATCH):
            cursor.executemany(sql, [(*row[:9], file, row[9]) for row in rows])
            done += len(rows)
            if len(rows) == BATCH:
                told(done)


def _text(column: str) -> str:
    return f"CAST({column} AS TEXT)"


def _chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

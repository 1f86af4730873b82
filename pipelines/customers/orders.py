"""Rows of a file as orders, column-wise: days and amounts are read once for each wording, however many rows have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from leads.kinds import cleaned
from pipelines.customers import amounts, days
from pipelines.customers.clients import Reject, Tokenise, veiled
from pipelines.customers.columns import Reading
from pipelines.customers.tables import Table

SHOWN = 10_000
"""Rejects kept with their text; further ones are only counted."""
MONEY = ("amount", "profit", "cost", "margin")

_TYPED = """
CREATE OR REPLACE TEMP TABLE customers_orders AS
SELECT row, ref, coalesce(trim(order_number), '') AS number, d.value AS day, a.value AS amount,
    coalesce(a.currency, c.value, $currency) AS currency,
    CASE WHEN p.value IS NOT NULL THEN p.value
        WHEN k.value IS NOT NULL THEN a.value - k.value
        WHEN m.value IS NOT NULL THEN (a.value * m.value / 100)::DECIMAL(20,2) END AS profit,
    coalesce(trim(product), '') AS product, custom,
    CASE WHEN coalesce(trim(b.day), '') = '' THEN 'no day' WHEN d.value IS NULL THEN 'not a day'
        WHEN coalesce(trim(b.amount), '') = '' THEN 'no amount' WHEN a.value IS NULL THEN a.why END AS why,
    CASE WHEN d.value IS NULL THEN 'day' ELSE 'amount' END AS wrong,
    CASE WHEN d.value IS NULL THEN b.day ELSE b.amount END AS text,
    CASE WHEN p.why IS NOT NULL THEN 'profit' WHEN k.why IS NOT NULL THEN 'cost' WHEN m.why IS NOT NULL THEN 'margin'
        WHEN c.why IS NOT NULL THEN 'currency' END AS doubtful,
    CASE WHEN p.why IS NOT NULL THEN b.profit WHEN k.why IS NOT NULL THEN b.cost WHEN m.why IS NOT NULL THEN b.margin
        ELSE b.currency END AS doubtful_text,
    coalesce(p.why, k.why, m.why, c.why) AS doubtful_why
FROM customers_book b
LEFT JOIN customers_days d ON d.text = b.day
LEFT JOIN customers_amount a ON a.text = b.amount
LEFT JOIN customers_profit p ON p.text = b.profit
LEFT JOIN customers_cost k ON k.text = b.cost
LEFT JOIN customers_margin m ON m.text = b.margin
LEFT JOIN customers_currency c ON c.text = b.currency
"""


@dataclass(frozen=True)
class Orders:
    """What came of the orders of one table; the rows themselves are in the table `customers_orders` of the connection."""

    rows: int
    refused: int
    rejects: tuple[Reject, ...]
    month_first: bool
    sure: bool
    """Whether the days of the file prove which of day and month comes first."""


def read(
    con: duckdb.DuckDBPyConnection, table: Table, reading: Reading, refs: pa.Table, currency: str, tokenise: Tokenise
) -> Orders:
    """Type the orders of a table into `customers_orders`; `refs` says which wording of a client each `row` has."""
    con.register("customers_lines", table.columns)
    con.register("customers_refs", refs)
    shown = {field: _column(reading, field) for field in ("order_number", "day", *MONEY, "currency", "product")}
    columns = ", ".join(f"{expression} AS {field}" for field, expression in shown.items())
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE customers_book AS SELECT row, ref, {columns}, {_custom(con, reading, tokenise)} AS custom "
        "FROM customers_lines JOIN customers_refs USING (row)"
    )
    con.unregister("customers_lines")
    con.unregister("customers_refs")
    way = _days(con)
    for field in MONEY:
        _money(con, field, currency)
    _currencies(con)
    con.execute(_TYPED, {"currency": currency})
    ((rows, refused),) = con.execute("SELECT count(*), count(why) FROM customers_orders").fetchall()
    rejects = con.execute(
        """SELECT row, wrong, coalesce(text, ''), why FROM customers_orders WHERE why IS NOT NULL
        UNION ALL SELECT row, doubtful, coalesce(doubtful_text, ''), doubtful_why FROM customers_orders
            WHERE why IS NULL AND doubtful_why IS NOT NULL
        ORDER BY ALL LIMIT ?""",
        [SHOWN],
    ).fetchall()
    con.execute("DELETE FROM customers_orders WHERE why IS NOT NULL")
    return Orders(rows, refused, tuple(Reject(*row) for row in rejects), way.month_first, way.sure)


def _column(reading: Reading, field: str) -> str:
    place = reading.place(field)
    return "NULL::VARCHAR" if place is None else f"nullif(trim(c{place}), '')"


def _custom(con: duckdb.DuckDBPyConnection, reading: Reading, tokenise: Tokenise) -> str:
    """SQL of the further columns of a row as JSON; persons in them are tokens."""
    parts: dict[str, str] = {}
    for column in reading.columns:
        if column.field not in ("custom", "person"):
            continue
        cell = f"nullif(trim(c{column.place}), '')"
        texts = [
            text
            for (text,) in con.execute(
                f"SELECT DISTINCT {cell} FROM customers_lines WHERE {cell} IS NOT NULL"
            ).fetchall()
        ]
        changed = dict(tokenise(texts)) if column.field == "person" and texts else veiled(sorted(texts), tokenise)
        if changed:
            name = f"customers_veiled_{column.place}"
            _lookup(con, name, {"text": list(changed), "value": list(changed.values())})
            cell = f"coalesce((SELECT value FROM {name} v WHERE v.text = {cell}), {cell})"
        parts[column.heading] = cell
    if not parts:
        return "'{}'"
    pairs = ", ".join(f"'{heading.replace(chr(39), chr(39) * 2)}', {cell}" for heading, cell in sorted(parts.items()))
    return f"json_merge_patch('{{}}', json_object({pairs}))::VARCHAR"


def _days(con: duckdb.DuckDBPyConnection) -> days.Habit:
    texts = _distinct(con, "day")
    way = days.habit(texts)
    _lookup(con, "customers_days", {"text": texts, "value": [days.read(text, way) for text in texts]}, pa.date32())
    return way


def _money(con: duckdb.DuckDBPyConnection, field: str, currency: str) -> None:
    texts = _distinct(con, field)
    cents = amounts.cents_after(texts)
    plain = [amounts.plain(text.rstrip("% "), cents) for text in texts]
    answers = cleaned(con, "clean_money", [(written, currency or None) for written, _ in plain])
    values: list[Decimal | None] = [
        None if answer["amount"] is None else -answer["amount"] if negative else answer["amount"]
        for answer, (_, negative) in zip(answers, plain, strict=True)
    ]
    units = [
        answer["currency"] if any(letter.isalpha() or letter in "₴₽$€£" for letter in text) else None
        for answer, text in zip(answers, texts, strict=True)
    ]
    columns: dict[str, Sequence[str | Decimal | None]] = {
        "text": texts,
        "value": values,
        "currency": units,
        "why": [answer["why"] for answer in answers],
    }
    _lookup(con, f"customers_{field}", columns, pa.decimal128(20, 2))


def _currencies(con: duckdb.DuckDBPyConnection) -> None:
    texts = _distinct(con, "currency")
    answers = cleaned(con, "clean_money", [("1", text) for text in texts])
    columns: dict[str, Sequence[str | Decimal | None]] = {
        "text": texts,
        "value": [answer["currency"] for answer in answers],
        "why": [None if answer["currency"] else "unknown currency" for answer in answers],
    }
    _lookup(con, "customers_currency", columns)


def _distinct(con: duckdb.DuckDBPyConnection, field: str) -> list[str]:
    return [
        text
        for (text,) in con.execute(
            f"SELECT DISTINCT {field} FROM customers_book WHERE {field} IS NOT NULL ORDER BY ALL"
        ).fetchall()
    ]


def _lookup(
    con: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, Sequence[str | date | Decimal | None]],
    kind: pa.DataType | None = None,
) -> None:
    """Make a table of texts and what they mean."""
    arrays = {
        each: pa.array(values, kind if kind is not None and each == "value" else pa.string())
        for each, values in columns.items()
    }
    con.register("customers_incoming", pa.table(arrays))
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM customers_incoming")
    con.unregister("customers_incoming")

"""The user's clients with all that is measured of them, as one file that every shard reads."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from leads.decisions import models
from leads.facts import connect
from pipelines.customers import storing
from pipelines.customers.measures import Measured, measure

FILE = "customers.parquet"
"""Its name under `<data>/facts`."""

_PAIRS = pa.list_(pa.struct([("register", pa.string()), ("number", pa.string())]))
_WORDS = pa.list_(pa.struct([("company_id", pa.string()), ("same", pa.bool_())]))
_TEXTS = ("customer_id", "name", "country", "region", "city", "postcode", "domain", "industry", "owner")

_KNOWN = """
CREATE OR REPLACE TEMP TABLE known AS
SELECT c.*, coalesce(orders, 0) AS orders, coalesce(m.stage, 'prospect') AS stage, coalesce(best, false) AS best,
    coalesce(wake_up, false) AS wake_up, m.* EXCLUDE (customer_id, orders, stage, best, wake_up)
FROM known_clients c LEFT JOIN measured m USING (customer_id)
"""


def load_known(con: duckdb.DuckDBPyConnection, day: date) -> Measured | None:
    """Fill the table `known`: every client with its measures as of `day`; None where there are no orders.

    `measured` and `m_lines` stay in the connection too, for whoever wants more than one row a client.
    """
    measured = measure(con, storing.orders(), day)
    con.register("known_clients", clients())
    con.execute(_KNOWN)
    con.unregister("known_clients")
    return measured


def write_known(data: Path, day: date) -> Path | None:
    """Write `<data>/facts/customers.parquet` for the night of `day`; None where no client was ever imported."""
    target = data / "facts" / FILE
    if not models.Customer.objects.exists():
        target.unlink(missing_ok=True)
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{FILE}.{os.getpid()}.part")
    with connect() as con:
        load_known(con, day)
        con.execute(
            f"COPY (FROM known ORDER BY customer_id) TO '{str(part).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)"
        )
    return part.replace(target)


def clients() -> pa.Table:
    """All clients as columns, with what people said of their companies in `words`."""
    words: dict[int, dict[str, bool]] = {}
    for customer, company, same in models.CustomerMatch.objects.order_by("id").values_list(
        "customer_id", "company_id", "same"
    ):
        words.setdefault(customer, {})[company] = same
    rows = list(models.Customer.objects.order_by("customer_id"))
    columns = {name: pa.array([getattr(row, name) for row in rows], pa.string()) for name in _TEXTS}
    said = [[{"company_id": key, "same": same} for key, same in sorted(words.get(row.pk, {}).items())] for row in rows]
    return pa.table(
        columns
        | {
            "since": pa.array([row.since for row in rows], pa.date32()),
            "numbers": pa.array([row.numbers for row in rows], _PAIRS),
            "words": pa.array(said, _WORDS),
            "custom": pa.array(
                [json.dumps(row.custom, ensure_ascii=False, sort_keys=True) for row in rows], pa.string()
            ),
        }
    )

"""The stage between link and score: the user's own clients are found among a shard's companies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from leads.run import Run
from pipelines.customers import matching


@dataclass(frozen=True)
class CustomersReport:
    """How many of the user's clients were found in a shard."""

    clients: int = 0
    """Clients of this country, or of none that is known."""
    linked: int = 0
    """Of them found among the companies."""
    doubtful: int = 0
    """Of them that may be one of several companies: a person must say."""

    def as_line(self) -> str:
        """One sentence for the operator."""
        said = f"{self.linked:,} of {self.clients:,} clients found among the companies"
        return f"{said}; {self.doubtful:,} doubtful: `firstcall customers list --doubtful`" if self.doubtful else said


def customers(facts: duckdb.DuckDBPyConnection, run: Run, known: Path | None) -> CustomersReport:
    """Fill `customers` and `customer_doubts` from the file of clients that `known.write_known` made; None leaves them empty.

    One row a company: where two clients are one company, the one that a stronger link or more orders speak for stands.
    """
    facts.execute("DELETE FROM customers")
    facts.execute("DELETE FROM customer_doubts")
    if known is None:
        return CustomersReport()
    run.progress(f"{run.shard}: looking for clients")
    facts.execute("CREATE OR REPLACE TEMP TABLE customers_known AS SELECT * FROM read_parquet(?)", [str(known)])
    matching.make_links(facts, run.shard)
    facts.execute(
        """INSERT INTO customers
        SELECT company_id, customer_id, k.name, how, nullif(owner, ''), abc, rfm, segment, stage, first_order, last_order,
            orders, revenue, profit,
            currency, expected_on, value, best, wake_up, custom
        FROM customers_links JOIN customers_known k USING (customer_id)
        QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY strength, orders DESC, customer_id) = 1
        ORDER BY company_id"""
    )
    ((clients, linked, doubtful),) = facts.execute(
        """SELECT (SELECT count(*) FROM customers_mine), (SELECT count(DISTINCT customer_id) FROM customers_links),
            (SELECT count(DISTINCT customer_id) FROM customer_doubts)"""
    ).fetchall()
    for table in (*matching.TABLES, "customers_known"):
        facts.execute(f"DROP TABLE IF EXISTS {table}")
    return CustomersReport(clients, linked, doubtful)

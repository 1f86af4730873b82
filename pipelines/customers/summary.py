"""Everything a report tells of the clients, as plain values: figures of the whole, classes, segments, cohorts, lists to act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from leads.facts import connect
from pipelines.customers.found import shard
from pipelines.customers.known import load_known
from pipelines.customers.ltv import Backtest, backtest
from pipelines.customers.measures import FIRST_SHARE, YEAR, Measured
from pipelines.customers.portrait import Portrait, portrait

MONTHS, QUARTERS = 36, 8
"""Months and quarters that charts go back."""
AHEAD = 30
"""Days ahead for which orders are foretold."""
FRESH = 60
"""Days back in which a signal of a sleeping client is news."""
LISTED = 15
"""Clients of a list on the page; the workbook holds all."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Summary:
    """What the report tells; money is in `currency` and, with `by_profit`, worth is profit."""

    day: date
    currency: str
    by_profit: bool
    clients: int
    buyers: int
    """Clients that ever ordered."""
    orders: int
    year: float
    """Worth of the last 365 days."""
    before: float
    """Worth of the 365 days before them."""
    revenue: float
    average_order: float
    retention: float | None
    """Of those who ordered in the year before, the share that did again in the last one."""
    second: float | None
    """Of those whose first order is older than the usual interval twice over, the share that ordered again."""
    interval: float
    """The usual days between two orders."""
    value: float
    """Worth expected of the next 365 days."""
    best: int
    best_share: float
    """Share of all worth that the best fifth brought."""
    few: int
    """The fewest clients that together bring 80 % of the worth."""
    elsewhere: int
    """Clients that pay in another currency: counted, not summed."""
    classes: Sequence[Row]
    segments: Sequence[Row]
    grid: Sequence[Row]
    stages: Sequence[Row]
    months: Sequence[Row]
    pareto: Sequence[Row]
    cohorts: Sequence[Row]
    products: Sequence[Row]
    wake_up: Sequence[Row]
    expected: Sequence[Row]
    all: Sequence[Row]
    """Every client with all measures, the most worth first."""
    portrait: Portrait = field(default_factory=lambda: Portrait(0, 0, ()))
    check: Backtest | None = None
    """How the orders of the last third of the time would have been foretold."""


LINKED = "customer_id VARCHAR, company_id VARCHAR, how VARCHAR, kind VARCHAR, seen DATE, title VARCHAR, url VARCHAR"


class NoOrders(ValueError):
    """There is nothing to report; one sentence says what to import."""


def summarise(data: Path, day: date) -> Summary:
    """Measure all clients as of `day` and put together what the report tells. Raises NoOrders where no order was imported."""
    with connect() as con:
        measured = load_known(con, day)
        if measured is None:
            raise NoOrders("there are no orders to report on: `firstcall customers import FILE`")
        con.execute(
            "CREATE OR REPLACE TEMP TABLE counted AS SELECT * FROM known WHERE currency = ?", [measured.currency]
        )
        _links(con, data, measured.day)
        return Summary(
            measured.day, measured.currency, measured.by_profit, portrait=portrait(data, measured.day), check=_check(con, measured.day),
            **(_figures(con, measured) | _tables(con, measured)),
        )  # fmt: skip


def _check(con: duckdb.DuckDBPyConnection, day: date) -> Backtest | None:
    bought = con.execute(
        """SELECT dense_rank() OVER (ORDER BY customer_id) AS client, datediff('day', DATE '1970-01-01', day) AS day FROM m_lines
        WHERE amount > 0 GROUP BY customer_id, m_lines.day ORDER BY ALL"""
    ).fetchnumpy()
    return backtest(bought["client"].astype(np.int64), bought["day"].astype(np.int64), (day - date(1970, 1, 1)).days)


def rows(con: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any] | None = None) -> list[Row]:
    """The answer of a query, each row by column name."""
    answer = con.execute(sql, given or {})
    names = [str(column[0]) for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _links(con: duckdb.DuckDBPyConnection, data: Path, day: date) -> None:
    """Fill `linked`: the company of each client, and the newest signal about it."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE linked ({LINKED})")
    for path in sorted((data / "facts").glob("*.duckdb")):
        with shard(path) as facts:
            if not facts.execute(
                "SELECT 1 FROM duckdb_tables() WHERE database_name = 'shard' AND table_name = 'customers'"
            ).fetchall():
                continue
            found = facts.execute(
                """SELECT customer_id, company_id, how, kind, s.day, title, url FROM shard.customers LEFT JOIN (
                    SELECT company_id, kind, day, title, url FROM shard.signals
                        WHERE day BETWEEN $day::DATE - $fresh::INTEGER AND $day::DATE + 1
                    QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY day DESC, listing_id) = 1) s USING (company_id)
                ORDER BY customer_id""",
                {"day": day, "fresh": FRESH},
            ).fetchall()
            if found:
                con.executemany("INSERT INTO linked VALUES (?, ?, ?, ?, ?, ?, ?)", found)


def _figures(con: duckdb.DuckDBPyConnection, measured: Measured) -> Row:
    (one,) = rows(
        con,
        f"""WITH paid AS (SELECT * FROM m_lines WHERE currency = $currency AND amount > 0),
        kept AS (
            SELECT customer_id, bool_or($day - day < {YEAR}) AS now, bool_or($day - day BETWEEN {YEAR} AND {2 * YEAR - 1}) AS past
            FROM paid GROUP BY ALL)
        SELECT (SELECT count(*) FROM known) AS clients, count(*) AS buyers, sum(orders)::BIGINT AS orders,
            sum(year)::DOUBLE AS year, sum(before)::DOUBLE AS before,
            (SELECT sum(amount)::DOUBLE FROM m_lines WHERE currency = $currency AND $day - day < {YEAR}) AS revenue,
            coalesce((SELECT sum(amount)::DOUBLE / nullif(count(DISTINCT (customer_id, number, day)), 0) FROM paid
                WHERE $day - day < {YEAR}), 0)
                AS average_order,
            (SELECT (count(*) FILTER (now AND past))::DOUBLE / nullif(count(*) FILTER (past), 0) FROM kept) AS retention,
            (count(*) FILTER (orders > 1 AND $day - first_order > 2 * interval))::DOUBLE
                / nullif(count(*) FILTER ($day - first_order > 2 * interval), 0) AS second,
            coalesce(median(interval) FILTER (orders > 1), 0) AS interval, sum(value)::DOUBLE AS value, count(*) FILTER (best) AS best,
            coalesce(sum(worth) FILTER (best)::DOUBLE / nullif(sum(greatest(worth, 0))::DOUBLE, 0), 0) AS best_share,
            (SELECT count(*) FROM known WHERE currency <> $currency) AS elsewhere
        FROM counted""",
        {"currency": measured.currency, "day": measured.day},
    )
    ((few,),) = con.execute(
        """SELECT count(*) FROM (SELECT coalesce(sum(greatest(worth, 0)) OVER (ORDER BY worth DESC, customer_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS above, sum(greatest(worth, 0)) OVER () AS whole FROM counted)
        WHERE above < ? * whole""",
        [FIRST_SHARE],
    ).fetchall()
    return one | {"few": few}


def _tables(con: duckdb.DuckDBPyConnection, measured: Measured) -> Row:
    given = {"day": measured.day}
    priced = given | {"currency": measured.currency}
    shares = "count(*) AS clients, sum(year)::DOUBLE AS year, sum(worth)::DOUBLE AS worth, sum(value)::DOUBLE AS value"
    client = """k.customer_id, name, owner, abc, rfm, segment, stage, orders, first_order, last_order, silence,
        round(interval)::BIGINT AS interval,
        expected_on, revenue::DOUBLE AS revenue, profit::DOUBLE AS profit, year::DOUBLE AS year, before::DOUBLE AS before,
            worth::DOUBLE AS worth,
        value::DOUBLE AS value, alive, currency, best, wake_up, country, city, industry, company_id, how, kind, seen, title, url, custom"""
    every = f"SELECT {client} FROM known k LEFT JOIN linked USING (customer_id)"
    return {
        "classes": rows(con, f"SELECT abc, {shares} FROM counted GROUP BY abc ORDER BY abc"),
        "segments": rows(con, f"SELECT segment, {shares} FROM counted GROUP BY segment ORDER BY value DESC, segment"),
        "grid": rows(
            con,
            f"""SELECT r, round((f + m) / 2.0 - 0.01)::BIGINT AS fm, any_value(segment) AS segment, {shares}
            FROM counted GROUP BY ALL ORDER BY ALL""",
        ),
        "stages": rows(con, f"SELECT stage, {shares} FROM known GROUP BY stage ORDER BY stage"),
        "months": rows(
            con,
            f"""SELECT date_trunc('month', day)::DATE AS month, sum(amount)::DOUBLE AS revenue, sum(worth)::DOUBLE AS worth,
                count(DISTINCT customer_id) AS clients
            FROM m_lines WHERE currency = $currency AND day > $day::DATE - INTERVAL {MONTHS} MONTH
            GROUP BY month ORDER BY month""",
            priced,
        ),
        "pareto": rows(
            con,
            """WITH placed AS (
                SELECT row_number() OVER (ORDER BY worth DESC, customer_id) AS place, count(*) OVER () AS size,
                    sum(greatest(worth, 0)) OVER (ORDER BY worth DESC, customer_id)::DOUBLE AS above, sum(greatest(worth,
                        0)) OVER ()::DOUBLE AS whole
                FROM counted)
            SELECT max(place / size) AS clients, max(above / nullif(whole, 0)) AS worth FROM placed
            GROUP BY ceil(100.0 * place / size) ORDER BY 1""",
        ),
        "cohorts": rows(
            con,
            f"""WITH began AS (SELECT customer_id, date_trunc('quarter', min(day))::DATE AS cohort FROM m_lines
                WHERE amount > 0 GROUP BY ALL),
            seen AS (
                SELECT DISTINCT customer_id, cohort, datediff('quarter', cohort, date_trunc('quarter', day)) AS quarter
                FROM m_lines JOIN began USING (customer_id) WHERE amount > 0)
            SELECT cohort, quarter, count(*) AS clients, count(*)::DOUBLE / any_value(size) AS share
            FROM seen JOIN (SELECT cohort, count(*) AS size FROM began GROUP BY cohort) USING (cohort)
            WHERE cohort > $day::DATE - INTERVAL {3 * QUARTERS} MONTH GROUP BY cohort, quarter ORDER BY cohort, quarter""",
            given,
        ),
        "products": rows(
            con,
            f"""SELECT product, sum(worth)::DOUBLE AS worth, count(DISTINCT customer_id) AS clients FROM m_lines
            WHERE product <> '' AND currency = $currency AND $day - day < {YEAR} GROUP BY product ORDER BY worth DESC, product LIMIT 10""",
            priced,
        ),
        "wake_up": rows(
            con,
            f"""{every} WHERE wake_up
            ORDER BY (seen IS NOT NULL) DESC, worth / greatest((last_order - first_order) / 365.0, 1) DESC, customer_id""",
        ),
        "expected": rows(
            con,
            f"""{every} WHERE expected_on BETWEEN $day::DATE - 7 AND $day::DATE + {AHEAD} AND NOT wake_up
            ORDER BY expected_on, worth DESC, customer_id""",
            given,
        ),
        "all": rows(con, f"{every} ORDER BY worth DESC NULLS LAST, name, k.customer_id"),
    }  # fmt: skip

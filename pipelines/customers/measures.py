"""What the orders say of each client: RFM, life cycle, ABC, expected orders and money; column-wise, for any number of orders.

The rules, once and for all
- **As of**: the newest day of the orders, or the day of the run where that is earlier: an export two months old makes nobody silent.
- **Order**: rows of one number on one day are one order; rows without a number are one order a day. Returned goods (negative amounts)
  count as money, not as orders.
- **Worth**: profit where nearly all orders of the currency tell it (95 % of the money), else the amount. Amounts of different currencies
  are never added: clients are ranked among those that pay in the same one, the currency of most of their orders.
- **RFM**: recency, frequency, money, each 1 to 5 by fifths (5 is best; equal values get equal marks; a single order is always frequency 1).
- **Usual interval**: the mean of the client's own intervals, drawn towards the median of all clients as if it were one interval more.
- **ABC**: A to E by what the client brings now (worth of the last 365 days) and what may come (expected worth of the next 365). Either is
  high for those who together bring the first 80 %. A both, B now but hardly more to come, C little now and much to come, D neither,
  E brings a loss.
- **Best**: the fifth of all buying clients that brought most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.customers import ltv

YEAR = 365
FIRST_SHARE = 0.8
"""Who brings this share together, the greatest first, is high in ABC."""
KNOWN_PROFIT = 0.95
"""Share of the money whose profit must be known before worth is profit."""
USUAL = 90.0
"""Days between orders where no client has ordered twice."""
LATE, SILENT, GONE = 1.5, 2.0, 4.0
"""Silence in usual intervals after which a client is worth a call (for two years), sleeps, and is lost."""
GONE_DAYS = 180
"""Nobody is lost before so many days of silence."""
GROWN, SHRUNK = 1.3, 0.7
"""This year's worth against the year before: growing, declining."""

COLUMNS = """customer_id VARCHAR, currency VARCHAR, orders BIGINT, first_order DATE, last_order DATE, revenue DECIMAL(20,2),
    profit DECIMAL(20,2), worth DECIMAL(20,2), year DECIMAL(20,2), before DECIMAL(20,2), silence BIGINT, interval DOUBLE, r BIGINT,
    f BIGINT, m BIGINT, rfm VARCHAR, segment VARCHAR, stage VARCHAR, alive DOUBLE, expected DOUBLE, value DECIMAL(20,2), abc VARCHAR,
    best BOOLEAN, expected_on DATE, wake_up BOOLEAN"""

GRID = {
    5: ("new", "potential", "loyal", "champions", "champions"),
    4: ("promising", "potential", "loyal", "loyal", "champions"),
    3: ("fading", "attention", "attention", "loyal", "loyal"),
    2: ("hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"),
    1: ("lost", "lost", "at_risk", "cant_lose", "cant_lose"),
}
"""Recency → the segment by the mean of frequency and money, 1 to 5."""

_LINES = """
CREATE OR REPLACE TEMP TABLE m_lines AS
WITH typed AS (
    SELECT customer_id, coalesce(nullif(number, ''), 'day') AS number, day::DATE AS day, amount::DECIMAL(20,2) AS amount,
        profit::DECIMAL(20,2) AS profit, currency, product FROM m_orders),
counted AS (SELECT customer_id, currency, count(*) AS seen FROM typed GROUP BY ALL),
pays AS (
    SELECT customer_id, currency FROM counted
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY seen DESC, currency) = 1),
known AS (
    SELECT currency, coalesce(sum(abs(amount)) FILTER (profit IS NOT NULL) >= $known * sum(abs(amount)), false) AS by_profit
    FROM typed GROUP BY currency)
SELECT t.*, p.customer_id IS NOT NULL AS counts, CASE WHEN by_profit THEN profit ELSE amount END AS worth
FROM typed t JOIN known USING (currency) LEFT JOIN pays p USING (customer_id, currency)
"""

_CLIENTS = """
CREATE OR REPLACE TEMP TABLE m_clients AS
WITH bought AS (
    SELECT customer_id, count(DISTINCT (number, day)) AS orders, count(DISTINCT day) AS days, min(day) AS first_order,
        max(day) AS last_order
    FROM m_lines WHERE amount > 0 GROUP BY customer_id),
money AS (
    SELECT customer_id, any_value(currency) AS currency, sum(amount) AS revenue, sum(profit) AS profit, sum(worth) AS worth,
        coalesce(sum(worth) FILTER ($day - day < $year), 0) AS year,
        coalesce(sum(worth) FILTER ($day - day BETWEEN $year AND 2 * $year - 1), 0) AS before
    FROM m_lines WHERE counts GROUP BY customer_id)
SELECT customer_id, currency, orders, days, first_order, last_order, revenue, profit, worth, year, before, $day - last_order AS silence,
    (last_order - first_order) / nullif(days - 1, 0) AS own_interval
FROM bought JOIN money USING (customer_id) ORDER BY customer_id
"""

_SCORED = """
CREATE OR REPLACE TEMP TABLE m_scored AS
WITH usual AS (SELECT coalesce(median(greatest(own_interval, 1)), $usual) AS all_of_them FROM m_clients WHERE days > 1),
spaced AS (
    SELECT c.*, all_of_them, greatest((coalesce(own_interval, 0) * (days - 1) + all_of_them) / days, 1) AS interval
        FROM m_clients c, usual),
marked AS (
    SELECT *, {r} AS r, CASE WHEN orders = 1 THEN 1 ELSE {f} END AS f, {m} AS m FROM spaced),
placed AS (
    SELECT *, silence / interval AS late, round((f + m) / 2.0 - 0.01)::BIGINT AS fm,
        row_number() OVER (PARTITION BY currency ORDER BY worth DESC, customer_id) <= ceil(count(*) OVER (PARTITION BY currency) / 5.0)
            AND worth > 0 AS best
    FROM marked)
SELECT *, concat(r, f, m) AS rfm, {segment} AS segment,
    CASE WHEN days = 1 THEN CASE WHEN silence <= $silent * all_of_them THEN 'new' ELSE 'one_time' END
        WHEN late > $gone AND silence > $gone_days THEN 'lost' WHEN late > $silent THEN 'sleeping'
        WHEN before > 0 AND year < $shrunk * before THEN 'declining' WHEN before > 0 AND year > $grown * before THEN 'growing'
        ELSE 'repeat' END AS stage
FROM placed
"""

_MEASURED = """
INSERT INTO measured
WITH valued AS (
    SELECT s.*, alive, expected, v.value::DECIMAL(20,2) AS value FROM m_scored s JOIN m_future v USING (customer_id)),
shared AS (
    SELECT *, {now} AS high_now, {then} AS high_then FROM valued)
SELECT customer_id, currency, orders, first_order, last_order, revenue, profit, worth, year, before, silence, interval, r, f,
    m, rfm, segment, stage,
    alive, expected, value,
    CASE WHEN year < 0 OR (year = 0 AND worth < 0) THEN 'E' WHEN high_now AND high_then THEN 'A' WHEN high_now THEN 'B'
        WHEN high_then THEN 'C' ELSE 'D' END AS abc,
    best, CASE WHEN stage NOT IN ('lost', 'one_time') THEN last_order + round(interval)::INTEGER END AS expected_on,
    (best OR high_now OR segment IN ('at_risk', 'cant_lose')) AND worth > 0 AND days > 1 AND late > $late
        AND silence < $forgotten AS wake_up
FROM shared ORDER BY customer_id
"""


@dataclass(frozen=True)
class Measured:
    """The day the measures are as of, and whether any profit counted; rows are in `measured` and `m_lines` of the connection."""

    day: date
    by_profit: bool
    currency: str
    """The currency most clients pay in; sums over all clients are of those."""


def measure(con: duckdb.DuckDBPyConnection, orders: pa.Table, day: date) -> Measured | None:
    """Fill the table `measured` (columns as `COLUMNS`) from orders as `storing.orders` gives them; None where there are none.

    `day` is the day of the run: later orders are left out.
    """
    con.register("m_incoming", orders)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE m_orders AS SELECT * FROM m_incoming WHERE day::DATE <= $day", {"day": day}
    )
    con.unregister("m_incoming")
    con.execute(f"CREATE OR REPLACE TEMP TABLE measured ({COLUMNS})")
    con.execute(_LINES, {"known": KNOWN_PROFIT})
    ((newest,),) = con.execute("SELECT max(day) FROM m_lines").fetchall()
    if newest is None:
        return None
    con.execute(_CLIENTS, {"day": newest, "year": YEAR})
    limits = {"usual": USUAL, "silent": SILENT, "gone": GONE, "gone_days": GONE_DAYS, "shrunk": SHRUNK, "grown": GROWN}
    con.execute(
        _SCORED.format(r=_fifth("last_order"), f=_fifth("orders"), m=_fifth("worth"), segment=_segment()), limits
    )
    _future(con, newest)
    con.execute(_MEASURED.format(now=_high("year"), then=_high("value")), {"late": LATE, "forgotten": 2 * YEAR})
    found = con.execute(
        """SELECT currency, coalesce((SELECT bool_or(worth IS DISTINCT FROM amount) FROM m_lines l WHERE l.currency = s.currency), false)
        FROM m_scored s GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1"""
    ).fetchall()
    return Measured(newest, bool(found and found[0][1]), str(found[0][0]) if found else "")


def _fifth(column: str) -> str:
    """SQL of the fifth a value is in, 1 to 5, among clients of the same currency; equal values share the middle of their places."""
    window = f"OVER (PARTITION BY currency ORDER BY {column})"
    size = "count(*) OVER (PARTITION BY currency)"
    middle = f"(rank() {window} - 1 + (count(*) OVER (PARTITION BY currency, {column}) - 1) / 2.0)"
    return f"least(5, 1 + floor(5 * {middle} / greatest({size} - 1, 1)))::BIGINT"


def _segment() -> str:
    cells = " ".join(f"WHEN {r} THEN [{', '.join(repr(name) for name in names)}][fm]" for r, names in GRID.items())
    return f"CASE r {cells} END"


def _high(column: str) -> str:
    """SQL of whether a client is among the greatest who together bring the first share."""
    window = f"PARTITION BY currency ORDER BY greatest({column}, 0) DESC, customer_id"
    above = f"coalesce(sum(greatest({column}, 0)) OVER ({window} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
    return f"({column} > 0 AND {above} < {FIRST_SHARE} * sum(greatest({column}, 0)) OVER (PARTITION BY currency))"


def _future(con: duckdb.DuckDBPyConnection, day: date) -> None:
    """Fill m_future: chance that the client still buys, orders and worth expected of the next year."""
    rows = con.execute(
        """SELECT customer_id, currency, (days - 1)::DOUBLE AS frequency, ((last_order - first_order) / 7.0)::DOUBLE AS recency,
            (greatest($day - first_order, 1) / 7.0)::DOUBLE AS age, (worth / days)::DOUBLE AS spend
        FROM m_scored ORDER BY customer_id""",
        {"day": day},
    ).fetchnumpy()
    frequency, recency, age, spend = (
        np.asarray(rows[name], dtype=float) for name in ("frequency", "recency", "age", "spend")
    )
    model = ltv.ParetoNBD.fit(frequency, recency, age)
    alive = model.alive(frequency, recency, age)
    expected = model.expected_purchases(YEAR / 7, frequency, recency, age)
    value = np.zeros_like(spend)
    for currency in np.unique(rows["currency"].astype(str)):
        mine = rows["currency"].astype(str) == currency
        value[mine] = expected[mine] * _typical(frequency[mine], spend[mine])
    con.register(
        "m_incoming",
        pa.table(
            {
                "customer_id": pa.array(rows["customer_id"], pa.string()),
                "alive": alive,
                "expected": expected,
                "value": value,
            }
        ),
    )
    con.execute("CREATE OR REPLACE TEMP TABLE m_future AS SELECT * FROM m_incoming")
    con.unregister("m_incoming")


def _typical(repeats: NDArray[np.float64], spend: NDArray[np.float64]) -> NDArray[np.float64]:
    """Worth of a client's next order: by the gamma-gamma model, its own mean drawn towards that of all clients.

    As if the mean of all were one order more, where too few clients ordered twice for the model.
    """
    orders = repeats + 1
    model = ltv.fit_money(orders, spend)
    if model is None:
        return np.asarray((orders * spend + spend.mean()) / (orders + 1), dtype=float)
    return model.expected(orders, spend)

"""What a buyer did: its occasions (days on which it bought in a CPV division), and what they looked like on any earlier day.

Everything here is told as of a day: `features(day)` knows nothing that was published after it, so that a model can be tried on
the past exactly as it will be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb
import numpy as np
import numpy.typing as npt

from pipelines.score.signals.tenders import FAILED

Facts = duckdb.DuckDBPyConnection
Rows = npt.NDArray[np.float64]

YEAR = 365
REGULAR = 0.35
"""A rhythm is regular where the middle three fifths of its intervals differ by at most this share of the usual one."""
LEAST_GAPS = 2
"""Fewer intervals show no rhythm."""

NAMES = (
    "rate", "last_30", "last_90", "due_regular", "due_loose", "late_regular", "later_regular", "overdue_far", "anniversary",
    "anniversaries", "no_anniversary", "silence", "season", "busy",
)  # fmt: skip
"""What the model looks at, in the order of the columns of `features`."""

_OCCASIONS = f"""
CREATE OR REPLACE TEMP TABLE occasions AS
WITH bought AS (
    SELECT DISTINCT company_id, left(regexp_extract(code, '(\\d{{8}})', 1), 2) AS division, listing_id, day, value, currency, title
    FROM (SELECT company_id, listing_id, day, value, currency, title, unnest(codes) AS code
        FROM signals
        WHERE kind = 'tender' AND role = 'buyer' AND day <= $today AND coalesce(stage, '') <> 'plan'
            AND NOT regexp_matches(lower(coalesce(status, '')), '{FAILED}'))
    WHERE regexp_matches(code, '\\d{{8}}')
), days AS (
    SELECT company_id, division, day, count(DISTINCT listing_id) AS listings, max(listing_id) AS listing_id,
        max_by(title, listing_id) AS title, sum(value) FILTER (currency IS NOT NULL) AS value,
        if(count(DISTINCT currency) = 1, max(currency), NULL) AS currency
    FROM bought GROUP BY ALL
)
SELECT *, day - lag(day) OVER (PARTITION BY company_id, division ORDER BY day) AS gap FROM days
"""

_FEATURES = """
WITH known AS (
    SELECT * FROM occasions WHERE day <= $day {sample}
), pairs AS (
    SELECT company_id, division, count(*) AS times, min(day) AS first_on, max(day) AS last_on,
        median(gap) AS usual, quantile_cont(gap, 0.8) - quantile_cont(gap, 0.2) AS spread, count(gap) AS gaps,
        count(*) FILTER (day > $day - 30) AS last_30, count(*) FILTER (day > $day - 90) AS last_90,
        count(*) FILTER (day > $day - $year) AS last_year,
        count(*) FILTER (day BETWEEN $day - $year + 1 AND $day - $year + $horizon) AS once,
        count(*) FILTER (day BETWEEN $day - 2 * $year + 1 AND $day - 2 * $year + $horizon) AS twice
    FROM known GROUP BY ALL
), seasons AS (
    SELECT division,
        ln((count(*) FILTER (day BETWEEN $day - $year + 1 AND $day - $year + $horizon) + 2.0)
            / (count(*) FILTER (day > $day - $year) * $horizon / $year::DOUBLE + 2.0)) AS season
    FROM known GROUP BY division
), buyers AS (
    SELECT company_id, count(*) AS days FROM known WHERE day > $day - 90 GROUP BY company_id
), told AS (
    SELECT *, $day - last_on AS silent, gaps >= $least AND spread <= $regular * usual AS regular,
        (last_on + usual::INTEGER) - $day AS due
    FROM pairs JOIN seasons USING (division) LEFT JOIN buyers USING (company_id)
)
SELECT company_id, division, coalesce(regular, false) AS regular, due,
    ln(1 + last_year * $horizon / least($year, greatest(90, $day - first_on + 1))::DOUBLE) AS f0,
    ln(1 + last_30) AS f1, ln(1 + last_90) AS f2,
    coalesce(regular AND due BETWEEN 1 AND $horizon, false)::DOUBLE AS f3,
    coalesce(gaps >= $least AND NOT regular AND due BETWEEN 1 AND $horizon, false)::DOUBLE AS f4,
    coalesce(regular AND due <= 0 AND -due <= usual, false)::DOUBLE AS f5,
    coalesce(regular AND due > $horizon, false)::DOUBLE AS f6,
    coalesce(gaps >= 1 AND -due > usual, false)::DOUBLE AS f7,
    (once > 0)::DOUBLE AS f8, (once > 0 AND twice > 0)::DOUBLE AS f9,
    ($day - first_on >= $year AND once = 0)::DOUBLE AS f10,
    ln(1 + silent / 30.0) AS f11, season AS f12, ln(1 + coalesce(days, 0) - last_90) AS f13
FROM told ORDER BY company_id, division
"""


def make_occasions(facts: Facts, today: date) -> int:
    """Fill the temporary table `occasions` with what buyers did up to a day; returns how many days of buying there are."""
    facts.execute(_OCCASIONS, {"today": today})
    counted = facts.execute("SELECT count(*) FROM occasions").fetchone()
    return int(counted[0]) if counted else 0


def features(
    facts: Facts, day: date, horizon: int, one_in: int = 1
) -> tuple[list[tuple[str, str]], Rows, list[tuple[bool, int | None]]]:
    """Buyers with their divisions, what the model looks at, and (regular, days until due), as known on a day.

    `one_in` keeps that share of buyers, always the same ones.
    """
    sample = f"AND hash(company_id) % {int(one_in)} = 0" if one_in > 1 else ""
    rows = facts.execute(
        _FEATURES.format(sample=sample),
        {"day": day, "horizon": horizon, "year": YEAR, "least": LEAST_GAPS, "regular": REGULAR},
    ).fetchall()
    keys = [(row[0], row[1]) for row in rows]
    return (
        keys,
        np.array([row[4:] for row in rows], dtype=np.float64).reshape(len(rows), len(NAMES)),
        [row[2:4] for row in rows],
    )


def bought_within(facts: Facts, keys: Sequence[tuple[str, str]], day: date, horizon: int) -> npt.NDArray[np.bool_]:
    """Whether each buyer bought in the division in the days after a day."""
    rows = facts.execute(
        "SELECT DISTINCT company_id, division FROM occasions WHERE day > $day AND day <= $day + $horizon::INTEGER",
        {"day": day, "horizon": horizon},
    ).fetchall()
    did = set(rows)
    return np.array([key in did for key in keys], dtype=np.bool_)

"""SQL macros and the gazetteer every signal may use, and the exact arithmetic of points."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

import duckdb

from leads.profile import Profile
from pipelines.score import gazetteer

MILLION = 1_000_000
FULL = 1000
"""Strength is counted in thousandths."""

MACROS = (
    "days_since(day, today) AS today - day",
    # A source east of UTC may date a listing a day ahead of the run.
    "recent(day, today, days) AS day BETWEEN today - days::INTEGER AND today + 1",
    """half_even(n, d) AS CASE
        WHEN 2 * (abs(n) % d) > d OR (2 * (abs(n) % d) = d AND (abs(n) // d) % 2 = 1) THEN sign(n) * (abs(n) // d + 1)
        ELSE sign(n) * (abs(n) // d) END""",
    # As `leads.kinds.places.folded`: the gazetteer's words are kept so.
    """town_word(city) AS trim(replace(replace(replace(lower(city), 'ё', 'е'), '’', ''''), 'ʼ', ''''))""",
    "normal(text) AS nullif(trim(regexp_replace(lower(text), '[^\\p{L}\\p{N}]+', ' ', 'g')), '')",
)


def install(con: duckdb.DuckDBPyConnection) -> None:
    """Make the macros, and the gazetteer as `score_towns`, on a connection, for its life only."""
    for macro in MACROS:
        con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    con.register("score_towns", gazetteer.table())


_CROWDED = """
CREATE OR REPLACE TEMP TABLE crowded AS
WITH spellings AS (
    SELECT street, city, count(*) AS companies FROM companies WHERE $least > 0 AND street <> '' AND city <> '' GROUP BY ALL
), places AS (
    SELECT street, city, sum(companies) OVER (PARTITION BY normal(street), normal(city))::BIGINT AS crowd FROM spellings
)
SELECT company_id, crowd FROM companies JOIN (FROM places WHERE crowd >= $least) USING (street, city)
"""


def make_crowded(con: duckdb.DuckDBPyConnection, profiles: Iterable[Profile]) -> None:
    """The temporary table `crowded`: companies at an address that many share, and how many do; as few as any profile asks for."""
    asked = [s.parameters["at_least"] for profile in profiles for s in profile.signals if s.word == "mass_address"]
    con.execute(_CROWDED, {"least": max(2, min(asked)) if asked else 0})


def decay(half_life_days: int, days: int) -> list[int]:
    """What is left of a point after 0, 1, … `days` days, in millionths: 0.5^(days/half life), rounded half to even.

    Reckoned in decimals, so that every machine gets the same millionth.
    """
    with localcontext() as context:
        context.prec = 40
        base = Decimal("0.5")
        return [int((base ** (Decimal(d) / half_life_days) * MILLION).to_integral_value()) for d in range(days + 1)]

"""The arithmetic of points."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.score import sql


def test_half_even_rounds_as_decimals_do() -> None:
    con = duckdb.connect()
    sql.install(con)
    cases = [(n, d) for d in (1, 2, 3, 10, 1000) for n in range(-57, 58)]
    rows = con.execute("SELECT n, d, half_even(n, d) FROM (SELECT unnest($n) AS n, unnest($d) AS d)", {
        "n": [n for n, _ in cases], "d": [d for _, d in cases],
    }).fetchall()  # fmt: skip
    assert len(rows) == len(cases)
    for n, d, rounded in rows:
        assert rounded == int((Decimal(n) / d).quantize(Decimal(1), ROUND_HALF_EVEN)), (n, d)


@settings(max_examples=50, deadline=None)
@given(half_life=st.integers(1, 4000), days=st.integers(0, 400))
def test_decay_starts_whole_halves_at_the_half_life_and_never_grows(half_life: int, days: int) -> None:
    left = sql.decay(half_life, days)
    assert len(left) == days + 1
    assert left[0] == sql.MILLION
    assert left == sorted(left, reverse=True)
    if days >= half_life:
        assert left[half_life] == sql.MILLION // 2


def test_addresses_are_compared_without_case_and_punctuation() -> None:
    con = duckdb.connect()
    sql.install(con)
    assert con.execute("SELECT normal(' Вул. Зелена,  5 '), normal(' ., ')").fetchone() == ("вул зелена 5", None)

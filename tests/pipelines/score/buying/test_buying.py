"""Purchase histories, and whether the next purchase is foreseen on rhythms that the world planted."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from pipelines.score.buying import purchases
from pipelines.score.buying.model import fit
from pipelines.score.buying.occasions import bought_within, features, make_occasions
from tests.pipelines.score.market import TODAY, Market, ago, run_on
from world.rhythms import purchases as planted


@pytest.fixture(scope="module")
def country() -> Market:
    """Three hundred buyers with three years of planted rhythms."""
    market = Market()
    names = {buyer: market.company() for buyer in range(300)}
    for each in planted(7, 300, TODAY):
        market.tender(names[each.buyer], (TODAY - each.day).days, cpv=f"DK021:{each.code}", title=each.label)
    return market


def _histories(market: Market, **how: object) -> list[tuple[object, ...]]:
    con = market.open(**how)  # type: ignore[arg-type]
    purchases(con, run_on())
    return con.execute("SELECT * FROM purchases ORDER BY company_id, division").fetchall()


def test_a_history_tells_how_often_when_and_for_how_much() -> None:
    market = Market()
    buyer = market.company()
    for days in (273, 182, 91):
        market.tender(
            buyer, days, cpv="DK021:90910000", value=100, currency="UAH", title=f"{days} days ago", stage="award"
        )
    market.tender(buyer, 5, cpv="DK021:90910000", status="cancelled")
    market.tender(buyer, 5, cpv="DK021:90910000", stage="plan")
    market.tender(buyer, 5, cpv="DK021:90910000", role="supplier")
    con = market.open()
    assert purchases(con, run_on()).as_line() == "UA: 1 purchase histories, too short to learn from"
    names = "division, times, value, currency, first_on, last_on, interval_days, regular, next_on, title"
    assert con.execute(f"SELECT {names} FROM purchases").fetchall() == [
        ("90", 3, 300, "UAH", ago(273), ago(91), 91, True, TODAY, "91 days ago")
    ]
    months = con.execute("SELECT months FROM purchases").fetchall()[0][0]
    assert {number for number, count in enumerate(months, start=1) if count} == {
        ago(days).month for days in (273, 182, 91)
    }


def test_nothing_published_later_is_known_on_an_earlier_day(country: Market) -> None:
    con = country.open()
    make_occasions(con, TODAY)
    day = TODAY - timedelta(days=200)
    keys, rows, told = features(con, day, 30)
    con.execute("DELETE FROM occasions WHERE day > ?", [day])
    again = features(con, day, 30)
    assert (keys, told) == (again[0], again[2])
    assert (rows == again[1]).all()


def test_the_next_purchase_is_foreseen_better_than_by_last_year(country: Market) -> None:
    con = country.open()
    make_occasions(con, TODAY)
    ours = theirs = 0
    for day in (TODAY - timedelta(days=30), TODAY - timedelta(days=60)):
        keys, rows, _ = features(con, day, 30)
        happened = bought_within(con, keys, day, 30)
        chances = fit(con, day, 30).of(rows)
        once = rows[:, 8] + rows[:, 9]
        ours += sum(happened[at] for at in sorted(range(len(keys)), key=lambda at: -int(chances[at]))[:60])
        theirs += sum(happened[at] for at in sorted(range(len(keys)), key=lambda at: -float(once[at]))[:60])
    assert ours > 1.25 * theirs
    assert ours > 0.75 * 120


def test_histories_do_not_depend_on_the_order_of_rows_or_threads(country: Market) -> None:
    first = _histories(country, threads=1)
    assert len(first) > 300
    assert first == _histories(country, shuffle=Random(3), threads=2)


def test_planted_rhythms_are_the_same_every_time_and_end_with_the_day() -> None:
    until = date(2026, 6, 1)
    first = list(planted(3, 40, until))
    assert first == list(planted(3, 40, until))
    assert {each.kind for each in first} == {"every", "season", "random", "once"}
    assert max(each.day for each in first) <= until

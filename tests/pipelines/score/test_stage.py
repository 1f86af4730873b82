"""The scoring stage: sums, bands, musts, exclusions, freshness, and that nothing but facts, day and profile decides."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leads.profile import Exclusion, Profile
from pipelines.score.stage import score
from tests.pipelines.score.market import TODAY, Market, ago, card, line, moment, points, reasons, run_on, scored

QUICK = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

PROFILE = card(
    line("new_company", 41, half_life_days=13, within_days=90),
    line("industry", 30, nace=["14"]),
    line("industry", 21, nace=["13"]),
    line("region", 7, regions=["UA-46"]),
    line("tender_buyer", 33, half_life_days=50, cpv=["909"]),
    line("tender_open", 27, half_life_days=9, cpv=["9091"]),
    line("hires", 11, half_life_days=20),
    line("hires_for", 19, half_life_days=20, words=["швач*"]),
    line("news_mention", 9, half_life_days=7),
    line("size", -5, at_least=100),
    line("has_phone", 3),
    line("mass_address", -13, at_least=2),
)


def _company(market: Market, dice: Random) -> None:
    company = market.company(
        registered_on=dice.choice([None, ago(dice.randrange(0, 120))]),
        nace=dice.choice([None, "13", "14", "62"]),
        region=dice.choice([None, "UA-46", "UA-30"]),
        employees=dice.choice([None, 5, 500]),
        city="Львів",
        street=dice.choice([None, "Зелена 1", f"Зелена {dice.randrange(2, 10**9)}"]),
    )
    if dice.random() < 0.5:
        market.tender(company, dice.randrange(0, 300), deadline=moment(ago(-dice.randrange(0, 20))), stage="tender")
    if dice.random() < 0.5:
        market.seen(company, "vacancy", "employer", dice.randrange(0, 60), title=dice.choice(["Швачка", "Водій"]))
    if dice.random() < 0.5:
        market.seen(company, "article", "subject", dice.randrange(0, 45))
    if dice.random() < 0.5:
        market.contact(company, "phone", "+380671234567")


def _market(seed: int) -> Market:
    market, dice = Market(), Random(seed)
    for _ in range(dice.randrange(1, 40)):
        _company(market, dice)
    return market


def _rows(con: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
    return [con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in ("leads", "reasons")]


@QUICK
@given(seed=st.integers(0, 10**6))
def test_reasons_sum_to_the_points_and_none_is_nought_or_twice(seed: int) -> None:
    _, con = scored(_market(seed), PROFILE)
    sums = con.execute("SELECT company_id, sum(points)::BIGINT FROM reasons GROUP BY 1 ORDER BY 1").fetchall()
    assert sums == con.execute("SELECT company_id, points FROM leads ORDER BY 1").fetchall()
    assert con.execute("SELECT count(*) FROM reasons WHERE points = 0 OR listing_id IS NULL").fetchall() == [(0,)]
    assert con.execute("SELECT company_id, signal FROM reasons GROUP BY ALL HAVING count(*) > 1").fetchall() == []
    ordinals = con.execute("SELECT company_id, list(ordinal ORDER BY ordinal) FROM reasons GROUP BY 1").fetchall()
    assert all(found == list(range(1, len(found) + 1)) for _, found in ordinals)


@QUICK
@given(seed=st.integers(0, 10**6), which=st.integers(0, 100))
def test_without_a_listing_a_company_loses_exactly_the_points_that_rested_on_it(seed: int, which: int) -> None:
    market = _market(seed)
    before, told = points(market, PROFILE), reasons(market, PROFILE)
    seen = market.rows.get("signals", [])
    assume(seen)
    gone = seen[which % len(seen)]
    lost = sum(worth for worth, proof in told.get(gone["company_id"], {}).values() if proof == gone["listing_id"])
    after = before.get(gone["company_id"], 0) - lost
    market.rows["signals"] = [row for row in seen if row is not gone]
    assert points(market, PROFILE).get(gone["company_id"], 0) == (after if after >= PROFILE.min_points else 0)


@QUICK
@given(seed=st.integers(0, 10**6))
def test_neither_the_order_of_rows_nor_threads_decide(seed: int) -> None:
    market = _market(seed)
    first = _rows(scored(market, PROFILE, threads=1)[1])
    assert _rows(scored(market, PROFILE, threads=4, shuffle=Random(seed))[1]) == first


@QUICK
@given(
    seed=st.integers(0, 10**6),
    least=st.integers(1, 120),
    fresh=st.booleans(),
    need=st.sampled_from([(), ("industry", "hires")]),
)
def test_letting_companies_go_early_changes_nothing(seed: int, least: int, fresh: bool, need: tuple[str, ...]) -> None:
    market = _market(seed)
    _, con = scored(market, PROFILE)
    everyone = con.execute("SELECT company_id, points, fresh_on FROM leads").fetchall()
    told = reasons(market, PROFILE)
    few = Profile(**(vars(PROFILE) | {"min_points": least, "needs_fresh": fresh, "needs_one_of": need, "hash": ""}))
    assert points(market, few) == {
        company: worth
        for company, worth, day in everyone
        if worth >= least and (day or not fresh) and (not need or told[company].keys() & set(need))
    }


@QUICK
@given(seed=st.integers(0, 10**6), days=st.integers(1, 30))
def test_points_of_an_event_never_grow_with_its_age(seed: int, days: int) -> None:
    market = _market(seed)
    profile = card(*(s for s in PROFILE.signals if s.word in ("new_company", "hires", "news_mention")))
    now, later = reasons(market, profile), reasons(market, profile, TODAY + timedelta(days=days))
    for company, told in later.items():
        for signal, (worth, _) in told.items():
            assert 0 < worth <= now[company][signal][0]


def test_half_of_the_points_are_left_after_the_half_life() -> None:
    market = Market()
    company = market.company(registered_on=ago(14))
    assert points(market, card(line("new_company", 40, half_life_days=14))) == {company: 20}
    assert points(market, card(line("new_company", 40, half_life_days=14)), ago(-14)) == {company: 10}
    assert points(market, card(line("new_company", 40))) == {company: 40}


def test_points_are_rounded_half_to_even() -> None:
    market = Market()
    company = market.company(registered_on=ago(1))
    halves = {worth: points(market, card(line("new_company", worth, half_life_days=1))) for worth in (1, 3, 5, 7)}
    assert halves == {1: {}, 3: {company: 2}, 5: {company: 2}, 7: {company: 4}}


def test_of_several_bands_of_a_word_the_best_counts_alone() -> None:
    market = Market()
    week, month = market.company(registered_on=ago(5)), market.company(registered_on=ago(20))
    profile = card(line("new_company", 20, within_days=30), line("new_company", 35, within_days=7))
    assert points(market, profile) == {week: 35, month: 20}
    crowd = Market()
    for _ in range(5):
        crowd.company(street="Зелена 1", city="Львів", region="UA-46")
    warned = card(
        line("region", 50, regions=["UA-46"]),
        line("mass_address", -10, at_least=2),
        line("mass_address", -30, at_least=5),
    )
    assert set(points(crowd, warned).values()) == {20}


def test_a_must_keeps_everybody_else_out() -> None:
    market = Market()
    lviv = market.company(region="UA-46", registered_on=ago(3))
    market.company(region="UA-30", registered_on=ago(3))
    profile = card(line("new_company", 40), line("region", 5, must=True, regions=["UA-46"]))
    assert points(market, profile) == {lviv: 45}


def test_needs_fresh_keeps_out_who_has_no_reason_with_a_day() -> None:
    market = Market()
    fresh, plain = market.company(nace="14", registered_on=ago(3)), market.company(nace="14")
    lines = (line("industry", 30, nace=["14"]), line("new_company", 10))
    assert points(market, card(*lines, needs_fresh=True)) == {fresh: 40}
    _, con = scored(market, card(*lines))
    assert con.execute("SELECT company_id, fresh_on FROM leads ORDER BY points DESC").fetchall() == [
        (fresh, ago(3)),
        (plain, None),
    ]


def test_the_freshest_day_is_that_of_what_gave_points() -> None:
    market = Market()
    company = market.company(registered_on=ago(30))
    market.seen(company, "article", "subject", 2)
    market.seen(company, "vacancy", "employer", 1)
    _, con = scored(market, card(line("new_company", 40), line("news_mention", 5), line("hires", -5)))
    assert con.execute("SELECT company_id, points, fresh_on FROM leads").fetchall() == [(company, 40, ago(2))]


def test_other_countries_and_excluded_companies_are_left_out_and_counted() -> None:
    market = Market()
    here = market.company(sources=2)
    unsaid = market.company(country=None, sources=2)
    market.company(country="PL", sources=2)
    market.company(status="closed", sources=2)
    profile = card(line("several_sources", 3), exclusions=(Exclusion("closed", {}),))
    report, con = scored(market, profile)
    assert dict(con.execute("SELECT company_id, points FROM leads").fetchall()) == {here: 3, unsaid: 3}
    assert report.profiles[0].excluded == {"closed": 1}
    assert report.as_line() == (
        "score UA: 4 companies; test: 2 leads of 3 companies in its countries (left out 1 closed)"
    )


def test_scoring_again_replaces_a_profile_and_leaves_the_others() -> None:
    market = Market()
    market.company(sources=2)
    one, two = card(line("several_sources", 3), name="one"), card(line("several_sources", 4), name="two")
    _, con = scored(market, one, two)
    changed = card(line("several_sources", 5), name="one")
    score(con, run_on(), [changed])
    assert con.execute("SELECT profile, profile_hash, points FROM leads ORDER BY ALL").fetchall() == [
        ("one", changed.hash, 5),
        ("two", two.hash, 4),
    ]
    assert con.execute("SELECT profile, points FROM reasons ORDER BY ALL").fetchall() == [("one", 5), ("two", 4)]


def test_a_failure_leaves_what_was_there() -> None:
    market = Market()
    market.company(sources=2)
    profile = card(line("several_sources", 3))
    _, con = scored(market, profile)
    con.execute("ALTER TABLE companies RENAME COLUMN sources TO lost")
    with pytest.raises(duckdb.Error):
        score(con, run_on(), [card(line("several_sources", 9))])
    assert con.execute("SELECT points FROM leads").fetchall() == [(3,)]


def test_an_empty_shard_gives_no_leads() -> None:
    report, _ = scored(Market(), PROFILE)
    assert report.as_line() == "score UA: 0 companies; test: 0 leads of 0 companies in its countries"


def test_a_profile_of_one_day_gives_other_points_on_another_day() -> None:
    market = Market()
    company = market.company(registered_on=date(2026, 11, 18))
    profile = card(line("new_company", 40, within_days=7))
    assert points(market, profile, date(2026, 11, 25)) == {company: 40}
    assert points(market, profile, date(2026, 11, 26)) == {}


def test_needs_one_of_keeps_out_who_does_not_fit_at_all() -> None:
    market = Market()
    maker, hirer = market.company(nace="14", registered_on=ago(3)), market.company(registered_on=ago(3))
    market.seen(hirer, "vacancy", "employer", 2)
    market.company(registered_on=ago(3), sources=3)
    lines = (line("industry", 30, nace=["14"]), line("new_company", 50), line("hires", 5), line("several_sources", 5))
    assert points(market, card(*lines, needs_one_of=("industry", "hires"))) == {maker: 80, hirer: 55}

"""Scoring only what changed gives the very rows of scoring everything."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.facts import TABLES
from pipelines.score.stage import rescore, score
from tests.pipelines.score.market import TODAY, Market, ago, card, line, moment, run_on
from tests.pipelines.score.test_stage import PROFILE, _company, _rows

MORE = card(
    line("company_age", 5, at_most=2),
    line("deadline_near", 12, cpv=["909"]),
    line("newly_seen", 10),
    line("similar_to_clients", 20, at_least=1),
    line("next_purchase", 20, cpv=["90"]),
    line("hiring_growth", 9, at_least=1),
    line("has_phone", 3),
    name="more",
)
WARY = card(
    line("hires", 20),
    line("news_mention", -15, half_life_days=5),
    line("tender_buyer", 9, cpv=["909"]),
    name="wary",
    min_points=10,
)
"""Points taken away by news come back as the news get old."""
PROFILES = [PROFILE, MORE, WARY]


def _kept(con: duckdb.DuckDBPyConnection, path: Path) -> Path:
    """The facts as a file, as a night leaves them."""
    path.unlink(missing_ok=True)
    con.execute(f"ATTACH '{path}' AS kept")
    for table in TABLES:
        con.execute(f"CREATE TABLE kept.{table} AS SELECT * FROM {table}")
    con.execute("DETACH kept")
    return path


def _market(dice: Random) -> Market:
    market = Market()
    for _ in range(dice.randrange(5, 30)):
        _company(market, dice)
    market.add("customers", company_id="c000000000000", best=True)
    market.add(
        "purchases",
        company_id="c000000000001",
        division="90",
        times=3,
        chance=900,
        last_on=ago(40),
        regular=True,
        next_on=ago(-3),
    )
    return market


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), later=st.sampled_from([0, 1, 5]))
def test_rescoring_gives_the_same_rows_as_scoring_all(seed: int, later: int, tmp_path: Path) -> None:
    dice = Random(seed)
    market = _market(dice)
    first = market.open()
    rescore(first, run_on(TODAY), PROFILES, None)
    before = _kept(first, tmp_path / "UA.duckdb")
    # The next night: new companies, a vanished listing, a changed record.
    for _ in range(dice.randrange(0, 4)):
        _company(market, dice)
    market.rows["companies"][dice.randrange(3)]["employees"] = dice.choice([7, 700, None])
    if market.rows.get("signals"):
        market.rows["signals"].pop(dice.randrange(len(market.rows["signals"])))
    run = run_on(TODAY + timedelta(days=later))
    full, less = market.open(), market.open(shuffle=Random(1))
    score(full, run, PROFILES)
    rescore(less, run, PROFILES, before)
    assert _rows(less) == _rows(full)


def test_only_what_changed_is_looked_at_again(tmp_path: Path) -> None:
    market = Market()
    for number in range(50):
        market.company(nace="14", registered_on=ago(3000 + number), region="UA-46")
    fresh = market.company(nace="14", registered_on=ago(2))
    first = market.open()
    assert rescore(first, run_on(), [PROFILE], None).profiles[0].looked_at is None
    before = _kept(first, tmp_path / "UA.duckdb")
    market.contact(market.rows["companies"][7]["company_id"], "phone", "+380671234567")
    market.company(nace="13")
    con = market.open()
    report = rescore(con, run_on(TODAY + timedelta(days=1)), [PROFILE], before)
    assert (report.profiles[0].looked_at, report.profiles[0].leads) == (3, 52)
    assert "3 looked at again" in report.as_line()
    assert con.execute("SELECT fresh_on FROM leads WHERE company_id = ?", [fresh]).fetchall() == [(ago(2),)]


def test_a_deadline_that_comes_near_or_passes_is_seen_though_no_fact_changed(tmp_path: Path) -> None:
    profile = card(
        line("deadline_near", 12, cpv=["909"]), line("tender_buyer", 9, cpv=["909"]), line("industry", 5, nace=["14"])
    )
    market = Market()
    for _ in range(20):
        market.company(nace="14", registered_on=ago(3000))
    nearing, passing, far = market.company(), market.company(), market.company()
    for company, left in ((nearing, 15), (passing, 0), (far, 60)):
        market.tender(company, 40, deadline=moment(ago(-left)), stage="tender")
    first = market.open()
    rescore(first, run_on(), [profile], None)
    assert first.execute("SELECT count(*) FROM leads").fetchall() == [(20,)]
    before, tomorrow = _kept(first, tmp_path / "UA.duckdb"), run_on(TODAY + timedelta(days=1))
    full, less = market.open(), market.open()
    score(full, tomorrow, [profile])
    assert rescore(less, tomorrow, [profile], before).profiles[0].looked_at == 2
    assert _rows(less) == _rows(full)
    assert {row[0] for row in less.execute("SELECT company_id FROM leads WHERE points > 5").fetchall()} == {
        nearing,
        passing,
    }


def test_where_most_companies_changed_all_are_scored(tmp_path: Path) -> None:
    market = Market()
    for _ in range(9):
        market.company(nace="14")
    first = market.open()
    rescore(first, run_on(), [PROFILE], None)
    before = _kept(first, tmp_path / "UA.duckdb")
    for row in market.rows["companies"][:5]:
        row["employees"] = 30
    assert rescore(market.open(), run_on(), [PROFILE], before).profiles[0].looked_at is None
    market.rows["companies"][4]["employees"] = None
    assert rescore(market.open(), run_on(), [PROFILE], before).profiles[0].looked_at == 4


def test_another_profile_or_damaged_facts_are_scored_in_full(tmp_path: Path) -> None:
    market = Market()
    market.company(nace="14", first_seen_at=moment(ago(900)))
    first = market.open()
    rescore(first, run_on(), [PROFILE], None)
    before = _kept(first, tmp_path / "UA.duckdb")
    other = card(line("industry", 31, nace=["14"]))
    assert rescore(market.open(), run_on(), [other], before).profiles[0].looked_at is None
    assert rescore(market.open(), run_on(TODAY - timedelta(days=3)), [PROFILE], before).profiles[0].looked_at is None
    before.write_bytes(b"not a database")
    assert rescore(market.open(), run_on(), [PROFILE], before).profiles[0].leads == 1
    assert rescore(market.open(), run_on(), [PROFILE], tmp_path / "none.duckdb").profiles[0].leads == 1


@pytest.mark.parametrize("path", ["it's here.duckdb"])
def test_any_path_will_do(tmp_path: Path, path: str) -> None:
    market = Market()
    market.company(nace="14")
    first = market.open()
    rescore(first, run_on(), [PROFILE], None)
    before = _kept(first, tmp_path / "UA.duckdb").rename(tmp_path / path)
    assert rescore(market.open(), run_on(), [PROFILE], before).profiles[0].looked_at == 0

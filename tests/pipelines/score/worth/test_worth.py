"""What a source is worth: its credit, what is lost without it, and how late its news are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from leads import decisions
from leads.facts import TABLES, connect
from pipelines.score.stage import score
from pipelines.score.worth import ages, contacts_of, credits_of, lags, without
from tests.pipelines.score.market import Market, ago, card, line, moment, run_on

PROFILE = card(line("new_company", 30), line("hires", 10), line("has_phone", 5), min_points=10)


@pytest.fixture
def shard(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """Three companies: one of the register alone, one of the job board alone, one of both; scored and attached read only."""
    market = Market()
    both = market.company("Обидва", registered_on=ago(3))
    board = market.company("Дошка")
    market.company("Реєстр", registered_on=ago(9))
    market.seen(both, "vacancy", "employer", 2)
    market.seen(board, "vacancy", "employer", 4)
    for number, row in enumerate(market.rows["parties"]):
        row |= {"first_seen_at": moment(ago(20 - number)), "name": row["name"]}
    for company in (both, board):
        party, listing = (
            f"v{company}",
            f"vacancy:{market.rows['signals'][0 if company == both else 1]['listing_id'].split(':')[1]}",
        )
        market.add(
            "parties", party_id=party, listing_id=listing, role="employer", name="З дошки", first_seen_at=moment(ago(2))
        )
        market.add("members", party_id=party, company_id=company)
    # The job board alone knows the second company: its register party goes.
    market.rows["members"] = [
        row for row in market.rows["members"] if row["party_id"] != "p" + board[1:].rjust(16, "0")
    ]
    for row in market.rows["listings"]:
        row |= {"source": "board", "published": moment(ago(5))}
    for number in (0, 2):
        market.add(
            "listings", listing_id=f"register:{number}", source="register", kind="registration", registered_on=ago(3)
        )
    con = market.open()
    score(con, run_on(), [PROFILE])
    path = tmp_path / "UA.duckdb"
    con.execute(f"ATTACH '{path}' AS kept")
    for table in TABLES:
        con.execute(f"CREATE TABLE kept.{table} AS SELECT * FROM {table}")
    con.close()
    trial = connect()
    trial.execute(f"ATTACH '{path}' AS shard (READ_ONLY)")
    trial.execute("USE shard")
    return trial


def test_credit_is_shared_by_the_points_each_source_brought(shard: duckdb.DuckDBPyConnection) -> None:
    leads = dict(shard.execute("SELECT company_id, points FROM leads").fetchall())
    assert sorted(leads.values()) == [10, 30, 40]
    both = next(company for company, points in leads.items() if points == 40)
    found = {each.source: each for each in credits_of(shard, [both], [both], [both])}
    assert {name: (each.leads, each.only, each.first_seen) for name, each in found.items()} == {
        "board": (2, 1, 1),
        "register": (2, 1, 2),
    }
    assert found["register"].credit == pytest.approx(1.75)
    assert found["board"].credit == pytest.approx(1.25)
    assert sum(each.won_credit for each in found.values()) == pytest.approx(1)
    low, high = found["board"].accepted_interval() or (0.0, 0.0)
    assert 0.2 < low < 1 == pytest.approx(high)
    assert found["board"].won_interval() is not None


def test_a_wrong_phone_counts_against_every_source_that_gave_it(data: Path) -> None:
    market = Market()
    company, other = market.company("Перша", registered_on=ago(3)), market.company("Друга", registered_on=ago(3))
    market.contact(company, "mobile", "+380671234567")
    market.contact(company, "email", "office@one.example")
    market.contact(other, "phone", "+380321112233")
    con = market.open()
    score(con, run_on(), [PROFILE])
    con.execute("INSERT INTO listings (listing_id, source) SELECT DISTINCT listing_id, 'register' FROM parties")
    assert contacts_of(con, decisions.retired()) == {"register": (3, 0)}
    decisions.retire("phone", "+380671234567", company)
    decisions.retire("email", "nobody@else.example", company)
    assert contacts_of(con, decisions.retired()) == {"register": (3, 1)}


def test_without_a_source_its_facts_are_gone_and_others_take_their_place(shard: duckdb.DuckDBPyConnection) -> None:
    without(shard, "register")
    assert shard.execute("SELECT name, sources FROM companies").fetchall() == [("З дошки", 1), ("З дошки", 1)]
    assert shard.execute("SELECT count(*) FROM companies WHERE registered_on IS NOT NULL").fetchall() == [(0,)]
    for table in ("leads", "reasons"):
        shard.execute(f"CREATE TEMP TABLE {table} ({TABLES[table]})")
    score(shard, run_on(), [PROFILE])
    assert shard.execute("SELECT points, count(*) FROM leads GROUP BY ALL").fetchall() == [(10, 2)]
    assert shard.execute("SELECT count(*) FROM shard.leads").fetchall() == [(3,)]


def test_lags_of_the_source_and_ours_are_apart() -> None:
    market = Market()
    buyer = market.company()
    for days in (1, 3):
        market.tender(buyer, days, stage="award")
    for row, (awarded, published) in zip(market.rows["listings"], ((4, 1), (9, 3)), strict=True):
        row |= {"source": "tenders", "awarded_on": moment(ago(awarded)), "published": moment(ago(published))}
    con = market.open()
    score(con, run_on(), [card(line("tender_buyer", 10, cpv=["909"]))])
    assert lags(ages(con, datetime(2026, 11, 20, 12, tzinfo=UTC)))[0].source_lag in ((3.0, 3.0), (6.0, 6.0))
    twice = [("a", 1.0, 2.0, 3.0, 19), ("a", 9.0, 4.0, None, 1), ("b", None, None, None, 2)]
    found = {each.source: each for each in lags(twice)}
    assert (found["a"].listings, found["a"].source_lag, found["a"].our_lag) == (20, (1.0, 1.0), (2.0, 2.0))
    assert found["b"].source_lag is None

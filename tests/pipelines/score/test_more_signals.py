"""Signals of hiring, of purchases to come, of events, and of the user's own clients."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leads.profile import Exclusion, Profile
from pipelines.score.happenings import HAPPENINGS
from pipelines.score.words import reason_text
from tests.pipelines.score.market import Market, ago, card, line, moment, points, scored


def _told(market: Market, profile: Profile, language: str = "en") -> dict[str, str]:
    """The text of each company's one reason."""
    _, con = scored(market, profile)
    rows = con.execute("SELECT company_id, signal, params FROM reasons").fetchall()
    return {company: reason_text(signal, json.loads(params), language) for company, signal, params in rows}


def test_the_second_administrator_of_the_month() -> None:
    market = Market()
    twice, once = market.company(), market.company()
    for days, firm in ((2, twice), (9, twice), (3, once), (70, once)):
        market.seen(firm, "vacancy", "employer", days, title="System administrator")
    three = market.company()
    market.seen(three, "vacancy", "employer", 4, title="Системний адміністратор", openings=3)
    words = ["system administrator", "системний адміністратор"]
    told = _told(market, card(line("hires_again", 10, words=words)))
    assert told == {
        twice: "hires its 2nd “system administrator” in 31 days, the last 2 days ago: “System administrator”",
        three: "hires its 3rd “системний адміністратор” in 31 days, the last 4 days ago: “Системний адміністратор”",
    }
    assert _told(market, card(line("hires_again", 10, words=words)), "uk")[three].startswith(
        "шукає вже 3-го фахівця «системний"
    )


def test_growth_is_told_only_where_we_looked_long_enough() -> None:
    market = Market()
    grows, shrinks = market.company(), market.company()
    for days, firm in (
        (1, grows),
        (2, grows),
        (3, grows),
        (40, grows),
        (1, shrinks),
        (2, shrinks),
        (40, shrinks),
        (41, shrinks),
        (42, shrinks),
    ):
        market.seen(firm, "vacancy", "employer", days)
    assert points(market, card(line("hiring_growth", 10))) == {}
    market.seen(shrinks, "vacancy", "employer", 61)
    assert _told(market, card(line("hiring_growth", 10))) == {
        grows: "3 jobs in 30 days after 1 in as many before, the last yesterday"
    }


def test_skills_and_pay() -> None:
    market = Market()
    firm, other = market.company(), market.company()
    market.seen(
        firm, "vacancy", "employer", 1, title="Швея", skills=["Overlock", "1С"], salary_max=60000, currency="RUB"
    )
    market.seen(other, "vacancy", "employer", 1, title="Overlock", salary_min=30000, currency="RUB")
    assert _told(market, card(line("asks_skills", 5, words=["overlock"]))) == {
        firm: "asks for “overlock” yesterday: “Швея”"
    }
    assert points(market, card(line("pays", 5, at_least=50000, currency="RUB"))) == {firm: 5}


@pytest.mark.parametrize(("left", "found"), [(0, False), (1, True), (14, True), (15, False)])
def test_a_deadline_is_near(left: int, found: bool) -> None:
    market = Market()
    buyer = market.company()
    market.tender(buyer, 40, deadline=moment(ago(-left)), stage="tender", title="Уборка")
    told = _told(market, card(line("deadline_near", 10, cpv=["909"])), "ru")
    assert (buyer in told) is found
    if left == 1:
        assert told[buyer] == "тендер закрывается завтра: «Уборка»"


def test_planned_purchases_and_big_contracts() -> None:
    market = Market()
    planner, winner = market.company(), market.company()
    market.tender(planner, 5, stage="plan", value=1_200_000, currency="UAH", title="Прибирання")
    market.tender(winner, 9, role="supplier", cpv="45000000", value=2_000_000, currency="UAH", title="Дах")
    market.tender(winner, 9, role="supplier", cpv="45000000", value=9_000_000, currency="EUR", status="cancelled")
    assert _told(market, card(line("tender_planned", 5, cpv=["909"]))) == {
        planner: "announced a purchase 5 days ago: “Прибирання”, UAH 1.2M"
    }
    assert points(market, card(line("big_contract", 5, at_least=1_000_000, currency="UAH"))) == {winner: 5}
    assert points(market, card(line("big_contract", 5, at_least=1_000_000, currency="EUR"))) == {}


def test_the_next_purchase_follows_its_chance() -> None:
    market = Market()
    likely, unlikely, single = (market.company() for _ in range(3))
    rhythm: dict[str, Any] = {
        "division": "90",
        "last_on": ago(80),
        "interval_days": 91,
        "regular": True,
        "next_on": ago(-11),
        "title": "Прибирання",
    }
    market.add("purchases", company_id=likely, times=5, chance=800, **rhythm)
    market.add("purchases", company_id=unlikely, times=5, chance=200, **rhythm)
    market.add("purchases", company_id=single, times=1, chance=900, **rhythm)
    profile = card(line("next_purchase", 50, cpv=["90910"]))
    assert points(market, profile) == {likely: 40}
    assert _told(market, profile)[likely] == (
        "likely to buy again in 11 days: bought 5 times, about every 91 days, last 80 days ago: “Прибирання”"
    )


def test_events_in_the_news_by_their_kind() -> None:
    market = Market()
    opened, broke = market.company(), market.company()
    market.seen(opened, "article", "subject", 3, title="У Львові відкрився новий об'єкт «Альфа»")
    market.seen(broke, "article", "subject", 3, title="Alpha files for bankruptcy")
    assert _told(market, card(line("news_event", 10, events=["opening", "expansion"])), "uk") == {
        opened: "відкриття — новина 3 дні тому: «У Львові відкрився новий об'єкт «Альфа»»"
    }
    assert points(market, card(line("news_event", -10, events=["trouble"]), min_points=-50)) == {broke: -10}
    assert all(set(happening.names) == {"en", "ru", "uk"} for happening in HAPPENINGS.values())


def test_who_resembles_the_best_clients() -> None:
    market = Market()
    best = market.company("Кращий", nace="14", region="UA-46", employees=20, legal_form="TOV")
    twin = market.company(nace="14", region="UA-46", employees=40, legal_form="TOV")
    cousin = market.company(nace="14", region="UA-30", employees=40, legal_form="TOV")
    market.company(nace="62", region="UA-46", employees=40, legal_form="TOV")
    market.add("customers", company_id=best, best=True)
    assert points(market, card(line("similar_to_clients", 40))) == {twin: 40, cousin: 30}
    told = _told(market, card(line("similar_to_clients", 40)))
    assert told[cousin] == "like your client “Кращий”: same industry; same size; same legal form; 3 of 4"


def test_clients_are_named_woken_or_excluded() -> None:
    market = Market()
    ours, theirs = market.company(employees=5), market.company(employees=5)
    market.add("customers", company_id=ours, owner="Оля", wake_up=True, last_order=ago(200))
    assert _told(market, card(line("client", 5))) == {ours: "is your client, cared for by Оля"}
    assert _told(market, card(line("client_to_wake", 5)), "en")[ours].startswith("your client, quiet since May 4, 2026")
    size = line("size", 5)
    assert points(market, card(size, exclusions=(Exclusion("client", {"owner": ""}),))) == {theirs: 5}
    assert set(points(market, card(size, exclusions=(Exclusion("client", {"owner": "Петро"}),)))) == {ours, theirs}

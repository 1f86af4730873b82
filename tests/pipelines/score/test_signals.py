"""Each signal: what gives its points, what does not, and which listing proves it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from leads.profile import Exclusion
from tests.pipelines.score.market import TODAY, Market, ago, card, line, moment, points, reasons, scored


def test_new_company_takes_the_register_date_before_the_founding_date() -> None:
    market = Market()
    new = market.company(registered_on=ago(6), founded_on=ago(600), city="Львів")
    founded = market.company(founded_on=ago(10))
    market.company(registered_on=ago(91))
    market.company()
    found = reasons(market, card(line("new_company", 40, within_days=90)))
    assert found == {new: {"new_company": (40, "register:0")}, founded: {"new_company": (40, "register:1")}}


def test_a_day_ahead_of_the_run_counts_as_today_and_later_ones_do_not_count() -> None:
    market = Market()
    tomorrow = market.company(registered_on=ago(-1))
    market.company(registered_on=ago(-2))
    report, con = scored(market, card(line("new_company", 40, half_life_days=1)))
    assert con.execute("SELECT company_id, points, fresh_on FROM leads").fetchall() == [(tomorrow, 40, TODAY)]
    assert report.profiles[0].leads == 1


def test_newly_seen_needs_no_register_date_and_no_older_trace() -> None:
    market = Market()
    fresh = market.company(first_seen_at=moment(ago(2)))
    listing = market.seen(fresh, "article", "subject", 5)
    old = market.company(first_seen_at=moment(ago(2)))
    market.seen(old, "article", "subject", 200)
    market.seen(old, "article", "subject", 1)
    market.company(first_seen_at=moment(ago(2)), registered_on=ago(3000))
    market.tender(market.company(first_seen_at=moment(ago(2))), 5)
    assert reasons(market, card(line("newly_seen", 10, within_days=30))) == {fresh: {"newly_seen": (10, listing)}}


def test_a_main_activity_gives_all_points_and_a_side_activity_half() -> None:
    market = Market()
    main = market.company(nace="14")
    side = market.company(nace="47")
    market.code(side, "KVED", "14.13", "14")
    market.company(nace="47")
    found = reasons(market, card(line("industry", 30, nace=["14"])))
    assert found == {main: {"industry": (30, "register:0")}, side: {"industry": (15, "register:1")}}


def test_industry_groups_are_found_by_the_beginning_of_the_code_in_each_scheme_of_that_family() -> None:
    market = Market()
    sewn, knitted, american = market.company(nace="14"), market.company(nace="14"), market.company(nace="14")
    market.code(sewn, "SIC-GB", "14131", "14")
    market.code(knitted, "OKVED2", "14.31", "14")
    market.code(american, "NAICS", "141000", "14")
    assert points(market, card(line("industry", 30, nace=["14.1"]))) == {sewn: 30}


def test_places_and_size() -> None:
    market = Market()
    lviv = market.company(region="UA-46", city="Львів", employees=50)
    market.company(region="UA-30", city="Київ", employees=500)
    profile = card(
        line("region", 20, regions=["UA-46"]),
        line("city", 5, cities=["ЛЬВІВ"]),
        line("size", 7, at_least=10, at_most=250),
    )
    assert reasons(market, profile) == {
        lviv: {"region": (20, "register:0"), "city": (5, "register:0"), "size": (7, "register:0")}
    }


def test_capital_counts_in_its_currency_only() -> None:
    market = Market()
    rich = market.company(capital=5000, currency="UAH")
    market.company(capital=5000, currency="RUB")
    market.company(capital=4999, currency="UAH")
    assert points(market, card(line("capital", 5, at_least=5000, currency="UAH"))) == {rich: 5}


@pytest.mark.parametrize(
    ("word", "name", "found"),
    [
        ("швей*", "ТОВ «Швейна фабрика»", True),
        ("швей", "ТОВ «Швейна фабрика»", False),
        ("ателье", "АТЕЛЬЕ НА УГЛУ", True),
        ("IT", "Citadel", False),
        ("it", "Lviv-IT Cluster", True),
        ("second hand", "Second  Hand Land", True),
        ("м'ясо*", "М’ясокомбінат", True),
        ("елка", "Ёлка", True),
        ("c++", "C++ School", True),
    ],
)
def test_words_are_found_whole_in_any_case(word: str, name: str, found: bool) -> None:
    market = Market()
    market.company(name)
    assert bool(points(market, card(line("words_in_name", 5, words=[word])))) is found


def test_mass_address_counts_all_companies_at_it_not_only_those_in_play() -> None:
    market = Market()
    here = market.company(street="вул. Зелена, 5", city="Львів", region="UA-46")
    market.company(street="Вул. Зелена 5", city="львів", region="UA-30")
    market.company(street="вул. Зелена, 5", city="Київ", region="UA-46")
    profile = card(line("region", 20, regions=["UA-46"], must=True), line("mass_address", -15, at_least=2))
    assert points(market, profile)[here] == 5


def test_reachability() -> None:
    market = Market()
    known = market.company(website="https://alpha.example", domain="alpha.example", sources=3)
    market.contact(known, "mobile", "+380671234567")
    market.contact(known, "email", "info@alpha.example")
    faxed = market.company()
    market.contact(faxed, "fax", "+380671234567")
    profile = card(
        line("has_phone", 4), line("has_email", 3), line("has_website", 2), line("several_sources", 1, at_least=3)
    )
    assert reasons(market, profile) == {
        known: {
            "has_phone": (4, "register:0"),
            "has_email": (3, "register:0"),
            "has_website": (2, "register:0"),
            "several_sources": (1, "register:0"),
        }
    }


def test_a_buyer_history_counts_purchases_of_the_cpv_and_is_proved_by_the_last() -> None:
    market = Market()
    buyer = market.company()
    market.tender(buyer, 300, value=1000, currency="UAH", title="Перший")
    last = market.tender(buyer, 10, cpv="90919200", value=500, currency="UAH", title="Останній")
    market.tender(buyer, 5, cpv="39830000")
    market.tender(buyer, 5, status="cancelled")
    market.tender(buyer, 5, stage="plan")
    market.tender(buyer, 5, stage="tender", deadline=moment(ago(-3)))
    market.tender(buyer, 5, role="supplier")
    _, con = scored(market, card(line("tender_buyer", 30, cpv=["909"], at_least=2)))
    (row,) = con.execute("SELECT points, params, listing_id FROM reasons").fetchall()
    assert (row[0], row[2]) == (30, last)
    params = json.loads(row[1])
    assert (params["count"], params["value"], params["currency"]) == (2, 1500, "UAH")
    assert (params["since"], params["days"], params["title"]) == ("2026-01-24", 10, "Останній")
    assert points(market, card(line("tender_buyer", 30, cpv=["909"], at_least=3))) == {}


def test_sums_over_two_currencies_are_not_told() -> None:
    market = Market()
    buyer = market.company()
    market.tender(buyer, 3, value=1000, currency="UAH")
    market.tender(buyer, 4, value=1000, currency="EUR")
    _, con = scored(market, card(line("tender_buyer", cpv=["909"])))
    params = json.loads(con.execute("SELECT params FROM reasons").fetchall()[0][0])
    assert params["value"] is None
    assert params["count"] == 2
    assert params["since"] == "2026-11-16"


def test_of_one_purchase_no_first_day_is_told() -> None:
    market = Market()
    market.tender(market.company(), 3)
    _, con = scored(market, card(line("tender_buyer", cpv=["909"])))
    assert json.loads(con.execute("SELECT params FROM reasons").fetchall()[0][0])["since"] is None


def test_a_purchase_seen_twice_by_one_buyer_is_one_purchase_and_lots_of_one_winner_add_up() -> None:
    market = Market()
    buyer, winner = market.company(), market.company()
    for company, role in ((buyer, "buyer"), (winner, "supplier")):
        listing = market.tender(company, 3, role=role, value=100, currency="UAH")
        market.tender(company, 3, role=role, value=100, currency="UAH")
        market.rows["signals"][-1]["listing_id"] = listing
    _, con = scored(market, card(line("tender_buyer", cpv=["909"]), line("tender_won", cpv=["909"])))
    told = {s: json.loads(p) for s, p in con.execute("SELECT signal, params FROM reasons").fetchall()}
    assert (told["tender_buyer"]["count"], told["tender_buyer"]["value"]) == (1, 100)
    assert (told["tender_won"]["count"], told["tender_won"]["value"]) == (1, 200)


@pytest.mark.parametrize(
    ("columns", "counts"),
    [
        ({"deadline": moment(ago(-9)), "stage": "tender", "status": "active.tendering"}, True),
        ({"deadline": moment(ago(-1)), "stage": "tender"}, False),
        ({"deadline": moment(ago(2)), "stage": "tender"}, False),
        ({"deadline": None, "stage": "tender"}, False),
        ({"deadline": moment(ago(-9)), "stage": "award"}, False),
        ({"deadline": moment(ago(-9)), "stage": "tender", "status": "unsuccessful"}, False),
        ({"deadline": moment(ago(-9)), "stage": "tender", "status": "Cancelled"}, False),
    ],
)
def test_an_open_tender_takes_offers_for_some_days_yet(columns: dict[str, Any], counts: bool) -> None:
    market = Market()
    market.tender(market.company(), 4, **columns)
    assert bool(points(market, card(line("tender_open", 50, cpv=["9091"], days_left=2)))) is counts


def test_open_tenders_are_counted_and_proved_by_the_newest() -> None:
    market = Market()
    buyer = market.company()
    market.tender(buyer, 9, deadline=moment(ago(-5)), stage="tender")
    newest = market.tender(buyer, 2, deadline=moment(ago(-12)), stage="tender")
    _, con = scored(market, card(line("tender_open", 50, cpv=["9091"])))
    ((params, listing),) = con.execute("SELECT params, listing_id FROM reasons").fetchall()
    assert listing == newest
    assert (json.loads(params)["left"], json.loads(params)["more"]) == (12, 1)


def test_a_cpv_prefix_does_not_hit_other_codes() -> None:
    market = Market()
    company = market.company()
    market.seen(company, "tender", "buyer", 3, codes=["72", "7200", "39720000", "SIC 7200000"])
    assert points(market, card(line("tender_buyer", cpv=["72"]))) == {}
    market.seen(company, "tender", "buyer", 3, codes=["39720000", "72260000"])
    assert points(market, card(line("tender_buyer", cpv=["72"]))) == {company: 10}


def test_hiring_counts_open_vacancies_of_the_window() -> None:
    market = Market()
    hiring = market.company()
    market.seen(hiring, "vacancy", "employer", 3)
    market.seen(hiring, "vacancy", "employer", 4, deadline=moment(ago(-3)))
    market.seen(hiring, "vacancy", "employer", 5, deadline=moment(ago(1)))
    market.seen(hiring, "vacancy", "employer", 61)
    assert points(market, card(line("hires", 10, at_least=2))) == {hiring: 10}
    assert points(market, card(line("hires", 10, at_least=3))) == {}


@pytest.mark.parametrize(
    "columns",
    [
        {"title": "Швачка в цех"},
        {"title": "Працівник", "occupation": "Швеї, швачки"},
        {"title": "Робота", "skills": ["крій", "ШВАЧКА"]},
    ],
)
def test_words_of_a_vacancy_are_sought_in_title_occupation_and_skills(columns: dict[str, Any]) -> None:
    market = Market()
    company = market.company()
    market.seen(company, "vacancy", "employer", 3, **columns)
    other = market.company()
    market.seen(other, "vacancy", "employer", 3, title="Водій")
    assert points(market, card(line("hires_for", 10, words=["швачк*"]))) == {company: 10}


def test_money_raised_by_a_firm_counts_and_by_a_fund_does_not() -> None:
    market = Market()
    maker, fund = market.company(), market.company()
    market.seen(maker, "raised", "registered", 10, value=2_000_000, currency="USD", codes=["Manufacturing"])
    market.seen(fund, "raised", "registered", 10, value=9_000_000, currency="USD", codes=["Pooled Investment Fund"])
    assert points(market, card(line("raised_money", 10))) == {maker: 10}
    assert points(market, card(line("raised_money", 10, at_least=2_000_001))) == {}


def test_news_count_with_or_without_words() -> None:
    market = Market()
    opening, other = market.company(), market.company()
    market.seen(opening, "article", "subject", 3, title="Новини", description="Компанія відкриває новий офіс")
    market.seen(other, "article", "subject", 3, title="Суд")
    assert points(market, card(line("news_mention", 10))) == {opening: 10, other: 10}
    assert points(market, card(line("news_mention", 10, words=["відкри*"]))) == {opening: 10}


def _excluded(market: Market, word: str, **parameters: Any) -> set[str]:
    everyone = card(line("several_sources", 1, at_least=1), exclusions=(Exclusion(word, parameters),))
    left = set(points(market, everyone))
    return {row["company_id"] for row in market.rows["companies"]} - left


def test_exclusions() -> None:
    market = Market()
    alive = market.company()
    ceased = market.company(ceased_on=ago(1))
    insolvent = market.company(status="insolvent")
    fund = market.company()
    market.seen(fund, "raised", "registered", 900, codes=["Pooled Investment Fund"])
    buyer = market.company(region="UA-30")
    market.tender(buyer, 900)
    dormant = market.company("Клінінг-Про")
    market.add("rejects", listing_id="register:5", field="codes", why="dormant")
    assert _excluded(market, "closed") == {ceased, insolvent}
    assert _excluded(market, "pooled_fund") == {fund}
    assert _excluded(market, "public_body") == {buyer}
    assert _excluded(market, "dormant") == {dormant}
    assert _excluded(market, "words_in_name", words=["клінінг*"]) == {dormant}
    assert _excluded(market, "outside_regions", regions=["UA-46"]) == {buyer}
    assert alive in points(market, card(line("several_sources", 1, at_least=1)))

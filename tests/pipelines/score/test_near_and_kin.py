"""Distance in kilometres and in trees of codes: near the place, near the industry, near what is bought."""

from __future__ import annotations

import pytest

from pipelines.score import gazetteer, values
from pipelines.score.kinship import cpv_kin, form_codes, nace_kin
from pipelines.score.words import reason_text
from tests.pipelines.score.market import Market, ago, card, line, points, scored


def test_kilometres_are_measured_from_the_place_in_any_spelling() -> None:
    market = Market()
    here = market.company(city="Львів", region="UA-46")
    stryi = market.company(city="Стрий", region="UA-46")
    kyiv = market.company(city="Київ", region="UA-30")
    market.company(city="Нетаке", region="UA-46")
    assert points(market, card(line("near", 10, place="Lviv", within_km=70))) == {here: 10, stryi: 10}
    assert points(market, card(line("near", 10, place="Львов", within_km=600))) == {here: 10, stryi: 10, kyiv: 10}
    _, con = scored(market, card(line("near", 10, place="Львів", within_km=70)))
    told = dict(con.execute("SELECT company_id, params FROM reasons").fetchall())
    assert reason_text("near", told[here], "en") == "in Lviv"
    assert reason_text("near", told[here], "uk") == "у місті Львів"
    assert reason_text("near", told[stryi], "uk") == "65 км від: Львів (Стрий)"


def test_a_town_whose_name_is_borne_by_several_is_told_apart_by_its_region() -> None:
    market = Market()
    east = market.company(country="US", city="Springfield", region="US-MA")
    market.company(country="US", city="Springfield", region="US-IL")
    market.company(country="US", city="Springfield")
    profile = card(line("near", 10, place="US:Boston", within_km=200), countries=("US",))
    assert points(market, profile) == {east: 10}


def test_a_place_nobody_knows_is_refused_with_the_nearest_name() -> None:
    assert values.place("Львів") == ""
    assert values.place("GB:Leeds") == ""
    assert values.place("Lvif") == "there is no town 'Lvif' in the gazetteer; did you mean 'Lviv'?"
    assert "GB:Leeds" in values.place("xqzwv")


def test_the_gazetteer_gives_a_key_one_town() -> None:
    keys = gazetteer.table().select(["country", "region", "word"]).to_pylist()
    assert len(keys) > 20_000
    assert len({tuple(key.values()) for key in keys}) == len(keys)


def test_related_industries_lose_half_of_the_points_with_each_step() -> None:
    market = Market()
    found = {code: market.company(nace=code[:2]) for code in ("14.13", "14.19", "14.31", "13.10", "62.01")}
    for code, company in found.items():
        market.code(company, "KVED", code, code[:2])
    asked = points(market, card(line("related_industry", 80, nace=["14.1"])))
    assert asked == {found["14.31"]: 40, found["13.10"]: 20}
    assert points(market, card(line("related_industry", 80, nace=["14"]))) == {found["13.10"]: 40}


def test_trees_of_codes() -> None:
    assert nace_kin(["14.1"])["141"] == 1000
    assert nace_kin(["14.1"])["14"] == 500
    assert nace_kin(["14.1"])["33"] == 250
    assert "35" not in nace_kin(["14.1"])
    assert cpv_kin(["9091", "905"]) == {"9091": 1000, "909": 500, "90": 500, "905": 1000}


def test_buying_something_related_counts_by_the_branch_in_common() -> None:
    market = Market()
    same, near, far = (market.company() for _ in range(3))
    market.tender(same, 3, cpv="90910000")
    market.tender(near, 3, cpv="DK021:90500000")
    market.tender(far, 3, cpv="45000000")
    assert points(market, card(line("buys_related", 40, cpv=["909"]))) == {near: 20}


@pytest.mark.parametrize("form", ["ТОВ", "TOV", "товариство з обмеженою відповідальністю"])
def test_a_legal_form_is_known_by_all_its_spellings(form: str) -> None:
    market = Market()
    limited = market.company(legal_form="TOV")
    market.company(legal_form="PP")
    assert "TOV" in form_codes([form])
    assert points(market, card(line("legal_form", 5, forms=[form]))) == {limited: 5}


def test_age_counts_full_years() -> None:
    market = Market()
    market.company(registered_on=ago(364))
    grown = market.company(registered_on=ago(366 * 3))
    market.company(founded_on=ago(366 * 30))
    assert points(market, card(line("company_age", 5, at_least=1, at_most=10))) == {grown: 5}

"""The three ready profiles: they load, and the client each of them describes comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from leads.profile import Profile
from pipelines.score.profiles import load_all
from tests.pipelines.score.market import Market, ago, moment, points, reasons

FOLDER = Path(__file__).parents[3] / "profiles"


@pytest.fixture(scope="module")
def ready() -> dict[str, Profile]:
    return {profile.name: profile for profile in load_all(FOLDER)}


def test_the_three_ready_profiles_are_there(ready: dict[str, Profile]) -> None:
    assert set(ready) >= {"cleaning_lviv", "it_public_buyers", "sewing_equipment"}


def test_cleaning_finds_new_firms_and_buyers_of_lviv_region_only(ready: dict[str, Profile]) -> None:
    market = Market()
    lviv = {"region": "UA-46", "city": "Львів"}
    new = market.company("Кав'ярня «Ранок»", nace="56", registered_on=ago(3), **lviv)
    seen = market.company("Вектор", first_seen_at=moment(ago(1)), **lviv)
    hospital = market.company("Лікарня", nace="86", founded_on=ago(9000), **lviv)
    market.tender(hospital, 3, deadline=moment(ago(-9)), stage="tender", status="active.tendering")
    market.tender(hospital, 200, status="complete", stage="award")
    rival = market.company("Клінінг-Сервіс", registered_on=ago(3), **lviv)
    old = market.company("Завод", registered_on=ago(4000), **lviv)
    kyiv = market.company("Новий Київ", region="UA-30", registered_on=ago(3))
    found = points(market, ready["cleaning_lviv"])
    assert set(found) == {new, seen, hospital}
    assert found[hospital] > found[new] > found[seen]
    assert not {rival, old, kyiv} & set(found)
    assert set(reasons(market, ready["cleaning_lviv"])[hospital]) == {
        "region",
        "near",
        "tender_open",
        "tender_buyer",
        "industry",
    }


def test_it_finds_who_takes_offers_before_who_only_bought(ready: dict[str, Profile]) -> None:
    market = Market()
    opened, bought, roads = market.company(), market.company(country="GB"), market.company()
    market.tender(opened, 5, cpv="72260000", deadline=moment(ago(-20)), stage="tender")
    market.tender(bought, 40, cpv="30213100")
    market.tender(bought, 60, cpv="48000000")
    market.tender(roads, 5, cpv="45233000", deadline=moment(ago(-20)), stage="tender")
    market.contact(bought, "email", "info@council.example")
    found = points(market, ready["it_public_buyers"])
    assert set(found) == {opened, bought}
    assert found[opened] > found[bought]


@pytest.mark.parametrize(
    ("title", "country"), [("Швея", "RU"), ("Швачка (цех)", "UA"), ("Sewing machinist", "GB"), ("Syer", "NO")]
)
def test_sewing_equipment_knows_a_seamstress_in_each_language(
    ready: dict[str, Profile], title: str, country: str
) -> None:
    market = Market()
    maker = market.company(country=country)
    market.seen(maker, "vacancy", "employer", 2, title=title)
    shop = market.company("Second Hand", country=country)
    market.seen(shop, "vacancy", "employer", 2, title=title)
    assert set(points(market, ready["sewing_equipment"])) == {maker}


def test_sewing_equipment_puts_makers_with_news_before_makers_without(ready: dict[str, Profile]) -> None:
    market = Market()
    plain = market.company("Одяг", nace="14")
    winner = market.company("Форма", nace="14")
    market.tender(winner, 10, cpv="18110000", role="supplier")
    wovens = market.company("Тканини", nace="13")
    found = points(market, ready["sewing_equipment"])
    assert found[winner] > found[plain]
    assert wovens not in found

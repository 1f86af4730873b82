"""Facts that every signal has something to say about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pipelines.score.market import Market, ago, moment

PARAMETERS: dict[str, Any] = {
    "cpv": ["909"],
    "nace": ["14", "15.1"],
    "regions": ["UA-46"],
    "cities": ["Львів"],
    "words": ["альфа", "швач*"],
    "at_least": 1,
    "currency": "UAH",
    "place": "Львів",
    "events": ["opening"],
    "forms": ["ТОВ"],
    "days_left": 1,
}
"""Values of parameters for which every signal finds something in `crowded`."""


@pytest.fixture
def crowded() -> Market:
    """Two companies with several facts for every signal, one newly seen, one next door to them, and a best client they resemble."""
    market = Market()
    for told in ("registered_on", "founded_on"):
        dates: dict[str, Any] = {told: ago(3)}
        company = market.company(
            nace="14", region="UA-46", city="Львів", street="Зелена 1", employees=20, capital=10, currency="UAH",
            website="a.example", sources=2, legal_form="TOV", **dates,
        )  # fmt: skip
        for at in range(3):
            market.code(company, "KVED", f"1{4 + at % 2}.1{at}", f"1{4 + at % 2}")
            market.contact(company, "phone", f"+38067000000{at}")
            market.contact(company, "email", f"a{at}@a.example")
            market.tender(company, 3, deadline=moment(ago(-9)), stage="tender", value=1, currency="UAH")
            market.tender(company, 9, stage="award", value=1, currency="UAH")
            market.tender(company, 3, role="supplier", value=1, currency="UAH")
            market.seen(
                company, "vacancy", "employer", at, title="Швачка", skills=["Швачка"], salary_min=9, currency="UAH"
            )
            market.seen(company, "article", "subject", at, title="Альфа відкриває цех")
            market.tender(company, 30, stage="plan")
            market.seen(company, "raised", "registered", at, value=10, currency="USD")
    market.company("Бета", first_seen_at=moment(ago(3)))
    market.tender(market.company("Епсилон", founded_on=ago(4000)), 30, cpv="90600000", stage="award")
    neighbour = market.company("Гамма", nace="13")
    market.code(neighbour, "KVED", "13.10", "13")
    market.seen(neighbour, "vacancy", "employer", 400)
    model = market.company("Дельта", nace="14", region="UA-46", employees=25, legal_form="TOV")
    market.add("customers", company_id=model, owner="Оля", best=True, wake_up=True, last_order=ago(300))
    for bought in (model, neighbour):
        market.add(
            "purchases", company_id=bought, division="90", times=4, first_on=ago(300), last_on=ago(80), interval_days=91,
            regular=True, next_on=ago(-11), chance=700, title="Прибирання", listing_id=market.tender(bought, 80, status="complete", stage="award"),
        )  # fmt: skip
    return market

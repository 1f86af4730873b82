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
}
"""Values of parameters for which every signal finds something in `crowded`."""


@pytest.fixture
def crowded() -> Market:
    """Two companies with several facts for every signal, and one newly seen."""
    market = Market()
    for told in ("registered_on", "founded_on"):
        dates: dict[str, Any] = {told: ago(3)}
        company = market.company(
            nace="14", region="UA-46", city="Львів", street="Зелена 1", employees=20, capital=10, currency="UAH",
            website="a.example", sources=2, **dates,
        )  # fmt: skip
        for at in range(3):
            market.code(company, "KVED", f"1{4 + at % 2}.1{at}", f"1{4 + at % 2}")
            market.contact(company, "phone", f"+38067000000{at}")
            market.contact(company, "email", f"a{at}@a.example")
            market.tender(company, 3, deadline=moment(ago(-9)), stage="tender", value=1, currency="UAH")
            market.tender(company, 9, stage="award", value=1, currency="UAH")
            market.tender(company, 3, role="supplier", value=1, currency="UAH")
            market.seen(company, "vacancy", "employer", at, title="Швачка")
            market.seen(company, "article", "subject", at, title="Альфа")
            market.seen(company, "raised", "registered", at, value=10, currency="USD")
    market.company("Бета", first_seen_at=moment(ago(3)))
    return market

"""Countries, regions, towns."""

from __future__ import annotations

import duckdb
import pytest

from leads.kinds import cleaned
from leads.kinds.parts import rows
from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Україна", "UA"),
        ("УКРАЇНА", "UA"),
        ("Ukraine", "UA"),
        ("ua", "UA"),
        ("Norge", "NO"),
        ("England", "GB"),
        ("United Kingdom", "GB"),
        ("UK", "GB"),
        ("Российская Федерация", "RU"),
        ("U.S.A.", "US"),
        ("WEST GERMANY", "DE"),
        ("Tyskland", "DE"),
        ("Côte d’Ivoire", "CI"),
    ],
)
def test_country(ask: Ask, text: str, country: str) -> None:
    assert ask("clean_country", text) == {"value": country, "why": None}


def test_no_country(ask: Ask) -> None:
    assert ask("clean_country", "Нарнія") == {"value": None, "why": "unknown country"}


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("Львівська область", "UA", "UA-46"),
        ("львівська", "UA", "UA-46"),
        ("Львовская область", "UA", "UA-46"),
        ("Lviv Oblast", "UA", "UA-46"),
        ("м. Київ", "UA", "UA-30"),
        ("Київська обл.", "UA", "UA-32"),
        ("АР Крим", "UA", "UA-43"),
        ("Г.САНКТ-ПЕТЕРБУРГ", "RU", "RU-SPE"),
        ("НОВОСИБИРСКАЯ ОБЛАСТЬ", "RU", "RU-NVS"),
        ("КРАСНОЯРСКИЙ", "RU", "RU-KYA"),
        ("Республика Алтай", "RU", "RU-AL"),
        ("Алтайский край", "RU", "RU-ALT"),
        ("Республика Саха (Якутия)", "RU", "RU-SA"),
        ("Ханты-Мансийский автономный округ - Югра", "RU", "RU-KHM"),
        ("54", "RU", "RU-NVS"),
        ("2200000000000", "RU", "RU-ALT"),
        ("540000010000127", "RU", "RU-NVS"),
        ("Trøndelag", "NO", "NO-50"),
        ("5001", "NO", "NO-50"),
        ("0301", "NO", "NO-03"),
        ("TRONDHEIM", "NO", "NO-50"),
        ("CO", "US", "US-CO"),
        ("Colorado", "US", "US-CO"),
        ("NEW YORK", "US", "US-NY"),
        ("WEST SUSSEX", "GB", "GB-WSX"),
        ("HERTS", "GB", "GB-HRT"),
        ("LEEDS", "GB", "GB-LDS"),
        ("CO. DURHAM", "GB", "GB-DUR"),
    ],
)
def test_region(ask: Ask, text: str, country: str, region: str) -> None:
    assert ask("clean_region", text, country) == {"value": region, "why": None}


def test_an_unknown_region_is_wrong_only_where_all_are_known(ask: Ask) -> None:
    for country in ("UA", "RU", "NO", "US"):
        assert ask("clean_region", "Нарнія", country) == {"value": None, "why": "unknown region"}
    for elsewhere in ("GB", "PL", None):
        assert ask("clean_region", "MIDDLESEX", elsewhere) == {"value": None, "why": None}


def test_all_regions_by_their_codes(kinds: duckdb.DuckDBPyConnection) -> None:
    regions = sorted({(row["region"], row["country"]) for row in rows("regions")})
    per_country = {c: sum(country == c for _, country in regions) for c in ("UA", "RU", "NO", "US")}
    assert per_country == {"UA": 27, "RU": 83, "NO": 20, "US": 57}
    assert [a["value"] for a in cleaned(kinds, "clean_region", regions)] == [region for region, _ in regions]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("м. Львів", "Львів"),
        ("місто Новояворівськ", "Новояворівськ"),
        ("м.Ходорів", "Ходорів"),
        ("с Наварія", "Наварія"),
        ("смт Дубляни", "Дубляни"),
        ("г.САНКТ-ПЕТЕРБУРГ", "САНКТ-ПЕТЕРБУРГ"),
        ("Москва г", "Москва"),
        ("Мостиська", "Мостиська"),
        ("Кам'янка-Бузька", "Кам'янка-Бузька"),
        ("KING'S LYNN", "KING'S LYNN"),
        ("м.", None),
        ("", None),
    ],
)
def test_a_town_without_the_word_for_town(ask: Ask, text: str, town: str | None) -> None:
    assert ask("clean_town", text)["value"] == town


def test_towns(kinds: duckdb.DuckDBPyConnection) -> None:
    asked = """SELECT city_region('м. Львів', 'UA'), city_region('місто Дніпро', 'UA'), city_region('Lvov', 'UA'),
        city_region('г Новосибирск', 'RU'), city_region('DENVER', 'US'), city_region('Tromsø', 'NO'), city_region('Лапутия', 'RU')"""
    assert kinds.execute(asked).fetchall() == [("UA-46", "UA-12", "UA-46", "RU-NVS", "US-CO", "NO-55", None)]


def test_a_town_of_two_regions_says_nothing(kinds: duckdb.DuckDBPyConnection) -> None:
    assert kinds.execute("SELECT city_region('Portland', 'US'), city_region('Железногорск', 'RU')").fetchall() == [
        (None, None)
    ]


def test_the_table_of_towns() -> None:
    table = rows("cities")
    least = {"UA": 100, "RU": 100, "GB": 60, "NO": 40, "US": 60}
    boxes = {
        "UA": (44, 53, 22, 41),
        "RU": (41, 70, 19, 180),
        "GB": (49, 61, -9, 2),
        "NO": (57, 79, 4, 32),
        "US": (18, 65, -162, -66),
    }
    regions = {row["region"] for row in rows("regions")}
    for country, count in least.items():
        towns = [row for row in table if row["country"] == country]
        assert len(towns) >= count
        south, north, west, east = boxes[country]
        for town in towns:
            assert south < float(town["lat"]) < north, town
            assert west < float(town["lon"]) < east, town
            assert town["region"] in regions, town

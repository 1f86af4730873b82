"""The population is a pure function of seed and position, and its numbers are valid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import orgnr
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou, rntrc

from world import numbers
from world.days import Timeline
from world.population import COUNTRIES, Population

DAY = date(2026, 11, 20)


@given(st.integers(0, 500_000), st.dates(date(1990, 1, 1), date(2027, 12, 31)))
def test_positions_and_days_agree(count: int, day: date) -> None:
    timeline = Timeline(count, DAY)
    known = timeline.upto(day)
    if count and known:
        assert timeline.day_of(known - 1) <= day
    if count:
        assert timeline.day_of(known) > day - timedelta(days=2 if day.weekday() > 4 else 0)


def test_exactly_the_asked_companies_exist_on_the_first_day() -> None:
    population = Population(1, 1000, DAY)
    assert sum(population.known(country, DAY) for country in COUNTRIES) == 1000


def test_most_companies_are_recent_and_none_registers_at_a_weekend() -> None:
    population = Population(1, 1000, DAY)
    days = [population.company("NO", position).day for position in range(population.known("NO", DAY))]
    assert days == sorted(days)
    assert sum(day > DAY - timedelta(days=62) for day in days) >= len(days) * 0.55
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4}


def test_same_seed_same_company_other_seed_another() -> None:
    one, same, other = (Population(seed, 1000, DAY) for seed in (3, 3, 4))
    assert [one.company(c, 17) for c in COUNTRIES] == [same.company(c, 17) for c in COUNTRIES]
    assert [one.company(c, 17).name for c in COUNTRIES] != [other.company(c, 17).name for c in COUNTRIES]


@pytest.mark.parametrize("position", [0, 1, 7, 299, 12_345, 740_000])
def test_numbers_pass_their_checks(position: int) -> None:
    assert orgnr.is_valid(numbers.norwegian(position))
    assert numbers.norwegian_position(numbers.norwegian(position)) == position
    assert edrpou.is_valid(numbers.ukrainian(position, 1_500_000))
    assert rntrc.is_valid(numbers.ukrainian_person(position))
    assert inn.is_valid(numbers.russian_tax(position, "37"))
    assert ogrn.is_valid(numbers.russian_state(position, "37", 2026))
    assert not inn.is_valid(numbers.spoil(numbers.russian_tax(position, "37")))


def test_a_number_of_somebody_else_has_no_position() -> None:
    assert numbers.norwegian_position("923609017") is None
    assert numbers.norwegian_position("abc") is None


def test_register_numbers_are_unique_within_a_country() -> None:
    population = Population(2, 4000, DAY)
    for country in COUNTRIES:
        companies = [population.company(country, p) for p in range(population.known(country, DAY))]
        known = [company.number for company in companies]
        assert len(set(known)) == len(known), country


@pytest.mark.parametrize("country", COUNTRIES)
def test_names_of_a_large_world_are_mostly_distinct(country: str) -> None:
    population = Population(9, 5_000_000, DAY)
    names = {population.company(country, position * 71).full for position in range(5000)}
    assert len(names) > 4500


def test_lviv_oblast_has_new_private_companies() -> None:
    population = Population(7, 2000, DAY)
    low, high = population.timelines["UA"].span(DAY - timedelta(days=60), DAY)
    new = [population.company("UA", p) for p in range(low, high)]
    lviv = [c for c in new if c.place.region == "Львівська область" and not c.public and not c.sole]
    assert len(lviv) > 50
    assert len({c.place.town for c in lviv}) > 10

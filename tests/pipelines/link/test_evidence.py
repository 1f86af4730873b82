"""The table of evidence keeps its promises."""

from __future__ import annotations

import pytest

from pipelines.link.evidence import NEVER, TABLE, THRESHOLD

WEIGHTS = {row.name: row.weight for row in TABLE}
FOR = {name: weight for name, weight in WEIGHTS.items() if weight > 0}
AGAINST = sum(weight for weight in WEIGHTS.values() if weight < 0)
ADDRESS = ("city_equal", "postcode_equal", "region_equal")


def test_a_number_decides_against_everything() -> None:
    assert WEIGHTS["number_equal"] + AGAINST >= THRESHOLD


def test_nothing_but_a_number_outweighs_different_names() -> None:
    assert sum(FOR.values()) - FOR["number_equal"] + NEVER < THRESHOLD


def test_an_address_with_part_of_a_name_is_not_enough() -> None:
    assert sum(FOR[name] for name in ADDRESS) + FOR["name_within"] < THRESHOLD


@pytest.mark.parametrize("narrow", ["city_equal", "postcode_equal", "domain_equal", "phone_equal", "email_equal"])
def test_a_name_and_one_narrow_thing_are_enough(narrow: str) -> None:
    assert FOR["name_equal"] + FOR[narrow] >= THRESHOLD


def test_a_name_alone_or_with_a_region_is_not_enough() -> None:
    assert FOR["name_equal"] + FOR["region_equal"] < THRESHOLD


def test_another_form_needs_more_than_name_and_address() -> None:
    assert FOR["name_equal"] + sum(FOR[name] for name in ADDRESS) + WEIGHTS["form_differs"] < THRESHOLD


def test_every_row_says_what_it_means_once() -> None:
    assert len({row.meaning for row in TABLE}) == len({row.name for row in TABLE}) == len(TABLE)

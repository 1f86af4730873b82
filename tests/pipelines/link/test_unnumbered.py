"""What a model is taught of common names must not follow from the very numbers that label its examples."""

from __future__ import annotations

import numpy as np

from pipelines.link.fields import prepare
from pipelines.link.unnumbered import counts
from tests.pipelines.link.made_records import record, table


def test_a_pair_does_not_make_its_own_name_common() -> None:
    """Two records of one name and town with different numbers: while one number is unknown, that name has one company."""
    fields = prepare(
        table([record("a", "Vesna", city="Lviv", number="1"), record("b", "Vesna", city="Lviv", number="2")])
    )
    for counted in counts(fields).values():
        assert counted.levels(np.array([0]), np.array([1])).tolist() == [0]


def test_what_others_know_of_a_name_still_counts() -> None:
    """Number 1 is known from another record too, so that hiding it here changes nothing: two companies, a level of 1."""
    rows = [("a", "1"), ("b", "1"), ("c", "2"), ("d", "2")]
    fields = prepare(table([record(rid, "Vesna", city="Lviv", number=number) for rid, number in rows]))
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    assert counts(fields)["namesakes"].levels(left, right).tolist() == [1, 1, 1]


def test_another_town_counts_for_the_name_only() -> None:
    rows = [("a", "Lviv", "1"), ("b", "Lviv", "1"), ("c", "Odesa", "2"), ("d", "Odesa", "2")]
    fields = prepare(table([record(rid, "Vesna", city=city, number=number) for rid, city, number in rows]))
    found = counts(fields)
    assert found["namesakes"].levels(np.array([0]), np.array([1])).tolist() == [0]
    assert found["bearers"].levels(np.array([0]), np.array([1])).tolist() == [1]


def test_names_and_numbers_may_be_missing() -> None:
    fields = prepare(table([record("a", "", number="1"), record("b", "Vesna"), record("c", "")]))
    for counted in counts(fields).values():
        assert counted.levels(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [0, 0, 0]

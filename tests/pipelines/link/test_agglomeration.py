"""Which rows end up together: by the mean of their links, whatever the order of the links, and never against numbers or people."""

from __future__ import annotations

import itertools
import random

from pipelines.link.agglomeration import DECIDED, STORED, Agglomeration, Apart, Held

Links = list[tuple[int, int, float]]


def joined(links: Links, held: Held | None = None, apart: Apart | None = None) -> set[frozenset[int]]:
    """The clusters of more than one row."""
    made = Agglomeration(links, held or {}, apart or {}, 0.5)
    made.run()
    return {frozenset(rows) for rows in made.rows.values() if len(rows) > 1}


def tight(*rows: int) -> Links:
    """Rows that are all alike."""
    return [(a, b, 0.95) for a, b in itertools.combinations(rows, 2)]


def test_one_link_does_not_make_one_company_of_two_groups() -> None:
    links = [*tight(0, 1, 2), *tight(3, 4, 5), (2, 3, 0.9)]
    assert joined(links) == {frozenset({0, 1, 2}), frozenset({3, 4, 5})}


def test_a_row_that_most_of_a_group_is_like_belongs_to_it() -> None:
    assert joined([*tight(0, 1, 2), (0, 3, 0.6), (1, 3, 0.6), (2, 3, 0.1)]) == {frozenset({0, 1, 2, 3})}


def test_a_row_between_two_groups_goes_where_it_is_liked_best() -> None:
    links = [*tight(0, 1), *tight(3, 4), (0, 2, 0.6), (1, 2, 0.6), (2, 3, 0.8), (2, 4, 0.8)]
    assert joined(links) == {frozenset({0, 1}), frozenset({2, 3, 4})}


def test_the_order_of_links_changes_nothing() -> None:
    dice = random.Random(3)
    links = [(a, b, round(dice.random(), 2)) for a, b in itertools.combinations(range(14), 2)]
    expected = joined(links)
    assert expected
    for _ in range(5):
        dice.shuffle(links)
        assert joined(links) == expected


def test_different_numbers_of_one_register_never_meet() -> None:
    held: Held = {0: {7: {100}}, 2: {7: {200}}}
    assert joined(tight(0, 1, 2), held) == {frozenset({0, 1})}


def test_what_a_person_set_apart_stays_apart_and_what_they_joined_is_joined_first() -> None:
    assert joined(tight(0, 1, 2), apart={0: {1}, 1: {0}}) == {frozenset({0, 2})}
    held: Held = {0: {7: {100}}, 1: {7: {200}}}
    assert joined([(0, 1, DECIDED)], held) == {frozenset({0, 1})}


def test_rows_that_a_person_joined_count_as_one_so_that_the_fellows_of_both_follow() -> None:
    links = [(0, 1, DECIDED), (0, 2, 0.99), (1, 3, 0.99), (2, 3, 0.001)]
    assert joined(links) == {frozenset({0, 1, 2, 3})}


def test_rows_that_are_stored_together_count_one_by_one() -> None:
    links = [(0, 1, STORED), (0, 2, STORED), (0, 3, STORED), (2, 4, 0.9)]
    assert joined(links) == {frozenset({0, 1, 2, 3})}

"""Leads given out by territory: fair, stable, and never taken from somebody who worked on one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from leads.assigning import Market, Place, choose, winner

SHARES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 5), max_size=6)


def market(shares: dict[str, int], regions: tuple[str, ...] = ()) -> Market:
    return Market(frozenset(regions), frozenset(), frozenset(), shares)


def place(company: str, region: str = "UA-46") -> Place:
    return Place(company, "UA", region, "81", "A")


def test_shares_are_kept() -> None:
    given_out = Counter(winner(f"c{number}", {"olena": 3, "oleh": 1}) for number in range(4000))
    assert 2850 < given_out["olena"] < 3150


@given(SHARES, st.text(min_size=1, max_size=5))
def test_only_what_must_move_moves_when_somebody_leaves(shares: dict[str, int], company: str) -> None:
    before = winner(company, shares)
    for gone in shares:
        after = winner(company, {name: share for name, share in shares.items() if name != gone})
        assert after == before or before == gone


def test_the_first_territory_with_somebody_at_work_gives_it() -> None:
    markets = [market({"olena": 1}, ("UA-46",)), market({"oleh": 1}, ("UA",))]
    assert choose(place("c1"), markets, frozenset()) == "olena"
    assert choose(place("c1"), markets, frozenset({"olena"})) == "oleh"
    assert choose(place("c1", "UA-32"), markets, frozenset()) == "oleh"
    assert choose(place("c1"), markets, frozenset({"olena", "oleh"})) is None


def test_an_owner_keeps_what_they_have_while_they_work_there() -> None:
    markets = [market({"olena": 1, "oleh": 9})]
    assert {choose(place(f"c{number}"), markets, frozenset(), "olena") for number in range(50)} == {"olena"}
    assert choose(place("c1"), [market({"oleh": 1})], frozenset(), "olena") == "oleh"

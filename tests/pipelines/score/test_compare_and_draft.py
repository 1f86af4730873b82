"""A changed profile beside the old one, and a new profile from five answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.score.check import check
from pipelines.score.compare import Move, Placed, Way, as_line, moves
from pipelines.score.draft import Answers, drafted, industries_named, parted
from pipelines.score.profiles import load_profile
from tests.pipelines.score.market import Market, ago, points


def test_moves_are_told_with_what_moved_them() -> None:
    old = [
        Placed("a", 1, {"region": 20, "industry": 30}),
        Placed("b", 2, {"region": 20}),
        Placed("c", 3, {"region": 15}),
    ]
    new = [
        Placed("b", 1, {"region": 20, "hires": 40}),
        Placed("a", 2, {"region": 20, "industry": 30}),
        Placed("d", 3, {"region": 18}),
    ]
    found = {move.company_id: move for move in moves(old, new, 3)}
    assert {company: move.way for company, move in found.items()} == {
        "a": Way.down,
        "b": Way.up,
        "c": Way.leaves,
        "d": Way.enters,
    }
    assert found["b"].changed == {"hires": 40}
    assert found["a"].changed == {}
    assert found["c"].changed == {"region": -15}
    assert as_line(moves(old, new, 3)) == "1 enters, 1 leaves, 1 moves up, 1 moves down, 0 stay"


def test_who_moves_most_comes_first() -> None:
    old = [Placed(name, rank, {}) for rank, name in enumerate("abcdef", start=1)]
    new = [Placed(name, rank, {}) for rank, name in enumerate("fbcdea", start=1)]
    assert [move.company_id for move in moves(old, new, 6)][:2] == ["f", "a"]
    assert Move("x", None, Placed("x", 4, {"size": 3})).changed == {"size": 3}


def test_five_answers_make_a_profile_that_loads_and_finds(tmp_path: Path) -> None:
    answers = Answers(
        "Нитки & голки", ["UA-46", "GB"], industries_named("14, textile"), parted("швач*; seamstress"), ["181"], 12
    )
    (tmp_path / "threads.toml").write_text(drafted(answers), "utf-8")
    profile = load_profile(tmp_path / "threads.toml")
    assert (profile.countries, profile.quota, profile.list_size) == (("UA", "GB"), 12, 96)
    assert profile.title["uk"] == "Нитки & голки"
    assert check(tmp_path).ok
    market = Market()
    maker = market.company(nace="14", registered_on=ago(5), country="GB")
    market.company(nace="62", registered_on=ago(400), country="GB")
    assert set(points(market, profile)) == {maker}


@pytest.mark.parametrize(("where", "must"), [(["UA-46"], True), (["UA-46", "UA"], True), (["UA-46", "GB"], False)])
def test_a_region_is_a_must_only_where_no_whole_country_is_asked_for(
    tmp_path: Path, where: list[str], must: bool
) -> None:
    (tmp_path / "x.toml").write_text(drafted(Answers("X", where, ["14"])), "utf-8")
    regions = [signal for signal in load_profile(tmp_path / "x.toml").signals if signal.word == "region"]
    assert [signal.must for signal in regions] == [must]


def test_industries_are_found_by_code_or_word_in_three_languages() -> None:
    assert industries_named("14.1; 15") == ["14.1", "15"]
    assert industries_named("одяг") == industries_named("одежд") == ["14"]
    assert industries_named("nothing like it") == []

"""Two numbers of one register never share a cluster, unless a person said so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.link.clusters import Clusters
from tests.pipelines.link.seen import Seen, linked

UNITS = 12
HELD = st.dictionaries(st.sampled_from(["A", "B"]), st.sampled_from("123").map(lambda n: frozenset({n})))
PAIRS = st.lists(st.tuples(st.integers(0, UNITS - 1), st.integers(0, UNITS - 1)), max_size=60)


@given(st.dictionaries(st.integers(0, UNITS - 1), HELD), PAIRS, PAIRS)
def test_no_cluster_holds_two_numbers_of_one_register(
    numbers: dict[int, dict[str, frozenset[str]]], edges: list[tuple[int, int]], apart: list[tuple[int, int]]
) -> None:
    apart = [(left, right) for left, right in apart if left != right]
    clusters = Clusters(numbers, apart)
    for left, right in edges:
        assert clusters.join(left, right) == (clusters.find(left) == clusters.find(right))
    held: dict[tuple[int, str], set[str]] = {}
    for unit, registers in numbers.items():
        for register, given_numbers in registers.items():
            held.setdefault((clusters.find(unit), register), set()).update(given_numbers)
    assert all(len(found) == 1 for found in held.values())
    assert all(clusters.find(left) != clusters.find(right) for left, right in apart)
    assert all(clusters.find(unit) <= unit for unit in range(UNITS))


def test_a_persons_word_joins_two_numbers_and_lets_in_no_third() -> None:
    clusters = Clusters(
        {1: {"A": frozenset("1")}, 2: {"A": frozenset("2")}, 3: {"A": frozenset("3")}, 4: {"A": frozenset("2")}}
    )
    assert not clusters.join(1, 2)
    assert clusters.join_by_word(1, 2)
    assert clusters.worded == [(1, 2, ["A"])]
    assert not clusters.join(2, 3)
    assert clusters.join(4, 2)
    assert clusters.roots() == {1: 1, 2: 1, 4: 1}


def test_not_the_same_wins_over_a_persons_other_word() -> None:
    clusters = Clusters({}, [(1, 3)])
    assert clusters.join_by_word(1, 2)
    assert not clusters.join_by_word(2, 3)
    assert not clusters.join(2, 3)


PARTY: st.SearchStrategy[dict[str, object]] = st.builds(
    dict,
    name=st.sampled_from(["Alpha", "Beta", "Alpha Plus"]),
    day=st.integers(0, 3),
    numbers=st.dictionaries(st.sampled_from(["UA-EDRPOU", "RU-INN"]), st.sampled_from(["1", "2"]), max_size=2).map(
        lambda held: tuple(held.items())
    ),
    values=st.fixed_dictionaries(
        {"city": st.sampled_from(["Lviv", "Kyiv", None]), "domain": st.sampled_from(["a.ua", None])}
    ),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(PARTY, max_size=14))
def test_no_company_holds_two_numbers_of_one_register(parties: list[dict[str, object]]) -> None:
    facts, report = linked([Seen(f"x{i}", **party) for i, party in enumerate(parties)])  # type: ignore[arg-type]
    broken = facts.execute(
        "SELECT company_id, register FROM numbers JOIN members USING (party_id) GROUP BY ALL HAVING count(DISTINCT number) > 1"
    ).fetchall()
    members = facts.execute("SELECT count(*), count(DISTINCT party_id) FROM members").fetchone()
    facts.close()
    assert not broken
    assert members == (len(parties), len(parties))
    assert report.parties == len(parties)

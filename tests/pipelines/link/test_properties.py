"""What must hold of link whatever the parties: order, one more, a person's word taken back, numbers, words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.facts import open_facts
from pipelines.link import Judgement, link
from tests.pipelines.link.seen import RUN, Seen, company_id, party_id, put, tables

NAMES = ["Alpha Trade", "Beta", "Alpha", "Gamma Plus", "Beta Works"]
PARTY: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    name=st.sampled_from(NAMES),
    day=st.integers(0, 3),
    role=st.sampled_from(["registered", "supplier", "employer", "subject"]),
    numbers=st.dictionaries(st.sampled_from(["UA-EDRPOU", "RU-INN"]), st.sampled_from(["1", "2"]), max_size=1).map(
        lambda held: tuple(held.items())
    ),
    contacts=st.sampled_from([(), (("phone", "+380441112233"),)]),
    values=st.fixed_dictionaries(
        {
            "city": st.sampled_from(["Lviv", "Kyiv", None]),
            "domain": st.sampled_from(["a.ua", None]),
            "legal_form": st.sampled_from(["TOV", None]),
        }
    ),
)
PARTIES = st.lists(PARTY, min_size=2, max_size=12).map(
    lambda found: [Seen(f"x{at}", **party) for at, party in enumerate(found)]
)
FEW = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def store() -> Iterator[duckdb.DuckDBPyConnection]:
    """One store, emptied for every example: opening one costs more than linking a dozen parties."""
    with open_facts(":memory:", 1) as facts:
        yield facts


def made(
    facts: duckdb.DuckDBPyConnection, seen: Sequence[Seen], words: Sequence[Judgement] = (), batches: int = 1
) -> dict[str, list[Any]]:
    """The tables link makes of these parties, put in so many batches."""
    for table in ("listings", "parties", "numbers", "codes", "contacts"):
        facts.execute(f"DELETE FROM {table}")
    for batch in range(batches):
        put(facts, seen[batch::batches])
    link(facts, RUN, words)
    return tables(facts)


def groups(found: dict[str, list[Any]]) -> set[frozenset[str]]:
    """The parties of each company."""
    held: dict[str, set[str]] = {}
    for party, company, *_ in found["members"]:
        held.setdefault(company, set()).add(party)
    return {frozenset(each) for each in held.values()}


@FEW
@given(PARTIES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_neither_order_nor_batches_change_anything(
    store: duckdb.DuckDBPyConnection, seen: list[Seen], rng: Any, batches: int
) -> None:
    first = made(store, seen)
    rng.shuffle(seen)
    assert made(store, seen, batches=batches) == first


@FEW
@given(PARTIES)
def test_merge_then_unmerge_is_as_before_to_the_byte(store: duckdb.DuckDBPyConnection, seen: list[Seen]) -> None:
    before = made(store, seen)
    one, other = company_id(seen[0].label), company_id(seen[-1].label)
    merged = made(store, seen, [(one, other, True)])
    assert any({party_id(seen[0].label), party_id(seen[-1].label)} <= group for group in groups(merged))
    assert made(store, seen, []) == before
    if not any({party_id(seen[0].label), party_id(seen[-1].label)} <= group for group in groups(before)):
        again = made(store, seen, [(one, other, False)])
        assert groups(again) == groups(before)
        assert again["aliases"] >= before["aliases"]


@FEW
@given(PARTIES, st.data())
def test_not_the_same_always_wins(store: duckdb.DuckDBPyConnection, seen: list[Seen], data: st.DataObject) -> None:
    one, other = data.draw(st.permutations([each.label for each in seen]))[:2]
    words = [(party_id(one), party_id(other), False), (company_id(one), company_id(other), True)]
    assert not any({party_id(one), party_id(other)} <= group for group in groups(made(store, seen, words)))


@FEW
@given(PARTIES)
def test_an_irrelevant_party_changes_no_other_company(store: duckdb.DuckDBPyConnection, seen: list[Seen]) -> None:
    before = made(store, seen)
    stranger = Seen("zz", "Omega Unheard", day=-3, numbers=(("UA-EDRPOU", "9"),), values={"city": "Odesa"})
    after = made(store, [*seen, stranger])
    assert {group for group in groups(after) if party_id("zz") not in group} == groups(before)
    for table in ("companies", "signals"):
        assert [row for row in after[table] if row[0] != company_id("zz")] == before[table]


@FEW
@given(PARTIES)
def test_every_party_hangs_on_the_first_seen_of_its_company(store: duckdb.DuckDBPyConnection, seen: list[Seen]) -> None:
    rows = {party: (company, how, other) for party, company, how, other, *_ in made(store, seen)["members"]}
    for start in rows:
        party, passed = start, 0
        while rows[party][1] != "first":
            assert rows[party][2] is not None
            party, passed = rows[party][2], passed + 1
            assert passed <= len(rows)
        assert rows[party][0] == rows[start][0]


@FEW
@given(PARTIES)
def test_doubtful_pairs_are_of_two_companies_and_asked_once(store: duckdb.DuckDBPyConnection, seen: list[Seen]) -> None:
    asked = [frozenset(row[2:4]) for row in made(store, seen)["doubts"]]
    assert all(len(pair) == 2 for pair in asked)
    assert len(asked) == len(set(asked))

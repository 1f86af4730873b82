"""Doubtful merges: which pairs a person is asked about, how the questions are kept, and what a word does to them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from leads import decisions
from leads.decisions import models
from pipelines.link.review import publish_review, questions
from tests.pipelines.link.seen import Seen, company_id, linked, party_id

DAY = date(2026, 11, 20)
NEXT = date(2026, 11, 21)
LVIV = {"city": "Львів", "region": "UA-46"}
N1, N2, N3 = ((("UA-EDRPOU", n * 8),) for n in "123")
NEAR = [
    Seen("a", numbers=N1, values=LVIV | {"legal_form": "TOV", "postcode": "79000"}),
    Seen("b", day=1, values=LVIV | {"legal_form": "PP", "postcode": "79000"}, contacts=(("email", "vault:1"),)),
]
"""The same name, town, region and postcode, and another legal form: nine points."""


def causes(*seen: Seen) -> dict[frozenset[str], str]:
    """Each pair of parties asked about, and why."""
    facts, report = linked(seen)
    found = facts.execute("SELECT left_party, right_party, cause FROM doubts").fetchall()
    facts.close()
    assert report.doubts == len(found)
    return {frozenset((left, right)): cause for left, right, cause in found}


def pair(left: str, right: str) -> frozenset[str]:
    return frozenset((party_id(left), party_id(right)))


def test_a_pair_just_below_the_threshold_is_asked_about() -> None:
    assert causes(*NEAR) == {pair("a", "b"): "between"}


def test_a_pair_that_numbers_forbid_is_asked_about_only_where_the_evidence_would_do() -> None:
    site = LVIV | {"domain": "svitanok.ua"}
    assert causes(Seen("a", numbers=N1, values=site), Seen("b", numbers=N2, values=site)) == {pair("a", "b"): "numbers"}
    assert not causes(Seen("a", numbers=N1, values=NEAR[0].values), Seen("b", numbers=N2, values=NEAR[1].values))


def test_a_party_that_fits_two_companies_alike_is_asked_about_with_both() -> None:
    site = LVIV | {"domain": "svitanok.ua"}
    found = causes(
        Seen("a", numbers=N1, values=site), Seen("b", numbers=N2, values=site), Seen("v", day=2, values=site)
    )
    assert found[pair("a", "v")] == found[pair("b", "v")] == "two_ways"


def test_a_link_that_all_others_contradict_is_refused_and_asked_about() -> None:
    site = {"domain": "svitanok.ua"}
    chain = [
        Seen("a", "Svitanok", values=LVIV | site),
        Seen("b", "Svitanok Zorya", day=1, values=LVIV | site),
        Seen("c", "Zorya", day=2, values=LVIV | site),
    ]
    facts, _ = linked(chain)
    companies = facts.execute("SELECT count(*) FROM companies").fetchone()
    (row,) = facts.execute("SELECT cause FROM doubts").fetchall()
    facts.close()
    assert companies == (2,)
    assert row == ("mean",)


def test_a_company_grown_too_large_shows_its_weakest_link() -> None:
    spellings = [
        Seen(f"x{at}", f"Firm{at % 22}", day=at, numbers=(*N1, ("GB-CFS", str(at))), values={"city": f"Town {at % 22}"})
        for at in range(90)
    ]
    seen = [*spellings, Seen("z", "Firm3", day=99, values={"city": "Town 3"})]
    facts, report = linked([*seen])
    found = facts.execute("SELECT left_company = right_company, left_party, right_party, cause FROM doubts").fetchall()
    facts.close()
    assert report.alarms == (f"company {company_id('x0')} unites 22 names in 91 parties",)
    assert found == [(True, party_id("x3"), party_id("z"), "large")]


def test_what_a_person_decided_is_not_asked_again() -> None:
    for same in (True, False):
        facts, report = linked(NEAR, [(company_id("a"), company_id("b"), same)])
        assert report.doubts == 0
        facts.close()


def test_a_question_shows_both_sides_and_the_evidence_and_no_persons() -> None:
    facts, _ = linked(NEAR)
    (asked,) = questions(facts)
    facts.close()
    sides = {asked["left_party"]: asked["left"], asked["right_party"]: asked["right"]}
    assert sides[party_id("a")]["numbers"] == ["UA-EDRPOU 11111111"]
    assert sides[party_id("a")]["places"] == ["79000, Львів, UA-46, UA"]
    assert sides[party_id("b")]["emails"] == []
    assert sum(row["weight"] for row in asked["evidence"]) == asked["weight"] == 9
    assert asked["evidence"][0]["text"]["uk"] == "та сама назва"
    assert 0.5 < asked["probability"] < 0.9


def test_questions_are_kept_answered_and_asked_again(store: Path) -> None:
    facts, _ = linked(NEAR)
    assert (
        publish_review({"UA": facts}, DAY).as_line()
        == "1 doubtful pairs to look at, 1 of them new, 0 no longer in doubt"
    )
    assert publish_review({"UA": facts}, NEXT).new == 0
    asked = models.ReviewPair.objects.get()
    assert (asked.first_on, asked.last_on, asked.state) == (DAY, NEXT, "open")
    decisions.judge(company_id("b"), company_id("a"), False, by="olena")
    assert publish_review({"UA": facts}, NEXT).open == 0
    asked.refresh_from_db()
    assert (asked.state, asked.same, asked.by) == ("decided", False, "olena")
    decisions.judge(company_id("a"), company_id("b"), None)
    assert decisions.judgements() == ()
    assert publish_review({"UA": facts}, NEXT).open == 1
    facts.close()
    other, _ = linked([NEAR[0]])
    assert publish_review({"UA": other}, NEXT).gone == 1
    assert not models.ReviewPair.objects.exists()
    other.close()


def test_other_countries_questions_stay(data: Path) -> None:
    facts, _ = linked(NEAR)
    publish_review({"UA": facts}, DAY)
    other, _ = linked([NEAR[0]])
    assert publish_review({"GB": other}, DAY).open == 1
    facts.close()
    other.close()


@pytest.mark.parametrize("same", [True, False])
def test_a_word_outlives_the_party_it_was_said_of(data: Path, same: bool) -> None:
    also = Seen("a2", day=1, numbers=N1, values=NEAR[0].values)
    facts, _ = linked([NEAR[0], also, NEAR[1]])
    publish_review({"UA": facts}, DAY)
    facts.close()
    decisions.judge(company_id("a"), company_id("b"), same)
    joined, _ = linked([also, NEAR[1]], decisions.judgements())
    companies = joined.execute("SELECT count(*), (SELECT count(*) FROM doubts) FROM companies").fetchone()
    joined.close()
    assert companies == ((1, 0) if same else (2, 0))


def test_a_word_counts_by_the_party_or_its_company(data: Path) -> None:
    decisions.judge(party_id("a"), party_id("b"), True)
    assert decisions.word_on(company_id("b"), party_id("a")) is True
    decisions.judge(company_id("a"), company_id("b"), False)
    assert [same for _, _, same in decisions.judgements()] == [False]
    assert decisions.word_on(party_id("a"), party_id("c")) is None

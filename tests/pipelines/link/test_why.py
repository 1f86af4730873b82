"""Why two are, or are not, one company: in words and weights that sum."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from pipelines.link import Judgement
from pipelines.link.alternatives import alternatives
from pipelines.link.why import Why, why
from pipelines.link.why_members import members_of
from pipelines.link.why_words import CAUSES, DECISIONS, HOW
from tests.pipelines.link.seen import Seen, company_id, linked, party_id, tables

LVIV = {"city": "Львів", "region": "UA-46"}
SITE = LVIV | {"domain": "svitanok.ua"}
N1, N2 = ((("UA-EDRPOU", n * 8),) for n in "12")


def explained(seen: Sequence[Seen], words: Sequence[Judgement] = ()) -> Why:
    """Why the first and the last of these are what they are."""
    facts, _ = linked(seen, words)
    before = tables(facts)
    found = why(facts, company_id(seen[0].label), party_id(seen[-1].label), words)
    assert tables(facts) == before
    facts.close()
    assert found is not None
    assert found.total == sum(row.weight for row in found.rows)
    assert list(found.rows) == sorted(found.rows, key=lambda row: -abs(row.weight))
    assert json.loads(json.dumps(found.as_json()))["total"] == found.total
    return found


A, B = Seen("a", numbers=N1, values=LVIV), Seen("b", day=1, values=LVIV | {"postcode": "79000"})
CASES: list[tuple[list[Seen], list[Judgement], str, str]] = [
    ([A, B], [], "evidence", "the evidence joined them"),
    ([A, Seen("b", "Zorya", numbers=N1)], [], "number", "same register number"),
    (
        [A, Seen("b", "Zorya", numbers=N2)],
        [],
        "numbers",
        "different numbers of one register (UA-EDRPOU 11111111 / 22222222)",
    ),
    ([A, Seen("b", values={"region": "UA-46"})], [], "too_little", "sums to 8 points, and it takes 10"),
    ([A, B], [(company_id("a"), company_id("b"), False)], "apart", "Two companies: a person said so"),
    ([A, Seen("b", "Zorya")], [(company_id("a"), company_id("b"), True)], "word", "One company: a person said so"),
    (
        [Seen("a", numbers=N1, values=SITE), Seen("x", numbers=N2, values=SITE), Seen("b", day=2, values=SITE)],
        [],
        "two_ways",
        "leads to several companies equally",
    ),
]


@pytest.mark.parametrize(("seen", "words", "decision", "said"), CASES)
def test_what_decided_is_said(seen: list[Seen], words: list[Judgement], decision: str, said: str) -> None:
    found = explained(seen, words)
    assert found.decision == decision
    assert said in found.sentence["en"]
    assert found.joined == found.sentence["uk"].startswith("Одна компанія")


def test_a_long_way_is_told_link_by_link() -> None:
    seen = [
        Seen("a", "Alpha", numbers=N1, values=LVIV),
        Seen("b", "Alpha", day=1, values=LVIV | {"postcode": "79000"}, contacts=(("phone", "+380441112233"),)),
        Seen("c", "Alpha", day=2, contacts=(("phone", "+380441112233"),)),
    ]
    facts, _ = linked(seen)
    found = why(facts, party_id("c"), party_id("a"))
    facts.close()
    assert found is not None and found.joined
    assert [(step.party_id, step.other) for step in found.way] == [
        (party_id("c"), party_id("b")),
        (party_id("b"), party_id("a")),
    ]
    assert found.way[0].text["en"] == "Same name, same phone (11 points)"


def test_the_very_same_or_an_unknown_party_has_no_why() -> None:
    facts, _ = linked([A])
    assert why(facts, company_id("a"), party_id("a")) is None
    assert why(facts, company_id("a"), company_id("nobody")) is None
    facts.close()


def test_every_text_is_there_in_three_languages() -> None:
    for table in (HOW, CAUSES, DECISIONS):
        assert all(set(texts) == {"en", "ru", "uk"} and all(texts.values()) for texts in table.values())


def test_members_are_told_in_a_few_rows_with_the_reason() -> None:
    buyers = [Seen(f"t{at}", "Beta", role="buyer", source="tenders", day=at, numbers=N1) for at in range(9)]
    facts, _ = linked([*buyers, Seen("v", "BETA", role="employer", source="jobs", day=20, numbers=N1)])
    (rows,) = members_of(facts, [company_id("t0")]).values()
    facts.close()
    assert [(row["name"], row["seen"], row["how"], row["source"]) for row in rows] == [
        ("Beta", 1, "first", "tenders"),
        ("Beta", 8, "number", "tenders"),
        ("BETA", 1, "number", "jobs"),
    ]
    assert rows[2]["why"]["ru"] == "Тот же регистрационный номер"
    assert rows[1]["url"] == "https://example.org/t1"


def test_losers_are_kept_with_where_they_were_read() -> None:
    seen = [
        Seen("r", "Svitanok LLC", role="registered", source="register", numbers=N1, values={"city": "Львів"}),
        Seen("n", "Svitanok!", role="subject", source="news", day=9, numbers=N1, values={"city": "Київ"}),
        Seen("v", "Svitanok", role="employer", source="jobs", day=5, numbers=N1, values={"city": "Львів"}),
    ]
    facts, _ = linked(seen)
    (found,) = alternatives(facts, [company_id("r")]).values()
    facts.close()
    assert [(each["value"], each["chosen"], each["source"]) for each in found["name"]] == [
        ("Svitanok LLC", True, "register"),
        ("Svitanok", False, "jobs"),
        ("Svitanok!", False, "news"),
    ]
    assert [(each["value"], each["seen"]) for each in found["city"]] == [("Львів", 2), ("Київ", 1)]
    assert [each["value"] for each in found["numbers"]] == ["UA-EDRPOU 11111111"]
    assert "country" not in found

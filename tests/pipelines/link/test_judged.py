"""What people decided always wins."""

from __future__ import annotations

from tests.pipelines.link.seen import Seen, company_id, linked, party_id, tables, together

LVIV = {"city": "Львів"}
N1, N2, N3 = ((("UA-EDRPOU", n * 8),) for n in "123")
A = [Seen("a1", "Alpha", numbers=N1), Seen("a2", "Alpha", day=1, numbers=N1)]
B = [Seen("b1", "Beta", day=2, numbers=N2), Seen("b2", "Beta", day=3, numbers=N2)]
SAME = (company_id("a1"), company_id("b1"), True)
APART = (company_id("b1"), company_id("a1"), False)


def test_a_persons_word_joins_and_is_reported() -> None:
    facts, report = linked([*A, *B, Seen("c", "Gamma", numbers=N3)], [SAME])
    assert report.companies == 2
    assert report.merged["word"] == 1
    assert (
        f"a person joined {party_id('a1')} (Alpha) and {party_id('b1')} (Beta), which carry different numbers of UA-EDRPOU"
        in report.alarms
    )
    assert facts.execute("SELECT company_id FROM aliases WHERE alias = ?", [company_id("b1")]).fetchall() == [
        (company_id("a1"),)
    ]
    facts.close()


def test_merge_then_not_the_same_restores() -> None:
    facts, _ = linked([*A, *B])
    before = tables(facts)
    facts.close()
    again, report = linked([*A, *B], [SAME, APART])
    assert tables(again) == before
    assert any("kept apart" in alarm for alarm in report.alarms)
    again.close()


def test_not_the_same_wins_over_a_shared_number() -> None:
    parties = [Seen("a1", numbers=N1), Seen("a2", day=1, numbers=N1), Seen("a3", day=2, numbers=N1)]
    assert together(parties) == [{"a1", "a2", "a3"}]
    assert together(parties, [(company_id("a1"), party_id("a2"), False)]) == [{"a1", "a3"}, {"a2"}]


def test_not_the_same_holds_for_everything_linked_with_either() -> None:
    parties = [
        Seen("a", numbers=N1, values=LVIV),
        Seen("b", day=1, values=LVIV | {"postcode": "79000"}),
        Seen("c", day=2, values=LVIV | {"postcode": "79000"}),
    ]
    assert together(parties) == [{"a", "b", "c"}]
    assert together(parties, [(party_id("a"), party_id("b"), False)]) == [{"a"}, {"b", "c"}]


def test_judgements_of_parties_held_elsewhere_are_counted() -> None:
    facts, report = linked(A, [(company_id("a1"), company_id("far"), True), (party_id("far"), company_id("a1"), False)])
    assert (report.companies, report.judgements_elsewhere) == (1, 2)
    facts.close()


def test_words_over_three_that_cannot_all_hold_keep_apart() -> None:
    parties = [Seen(x, f"Name {x}") for x in "abc"]
    words = [
        (company_id("a"), company_id("b"), True),
        (company_id("b"), company_id("c"), True),
        (company_id("a"), company_id("c"), False),
    ]
    found = together(parties, words)
    assert {"a", "c"} not in found and {"a", "b", "c"} not in found
    assert found == together(parties[::-1], words[::-1])

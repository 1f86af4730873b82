"""The gate: what replaces the list people work with, and what is held back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leads.sheets.draft import LANGUAGES
from pipelines.deliver.gate import Current, Decision, SourceState, Verdict, gate
from tests.pipelines.deliver.samples import DAY, draft, lead, reason

YESTERDAY = Current(DAY - timedelta(days=1), 100, {"no_brreg": 60, "ua_prozorro": 10})
BRREG_BROKEN = SourceState("no_brreg", "Norway: register", "broken", 1)
PROZORRO_BROKEN = SourceState("ua_prozorro", "Prozorro", "broken", 1)
STALE = SourceState("no_brreg", "Norway: register", "stale", 2)


def said(verdict: Verdict) -> str:
    """What is said, and that it is said in every language."""
    for texts in (verdict.sentence, verdict.banner):
        assert not texts or (set(texts) == set(LANGUAGES) and all(texts.values()))
        assert not any("{" in text for text in texts.values())
    return f"{verdict.sentence['en']} {verdict.banner.get('en', '')}".strip()


def test_a_first_list_passes() -> None:
    verdict = gate(None, draft(1), [BRREG_BROKEN])
    assert verdict.decision is Decision.first
    assert said(verdict).startswith("Published with 1 lead.")


def test_a_first_list_that_is_empty_does_not() -> None:
    assert gate(None, draft(0)).decision is Decision.keep


def test_an_ordinary_night_passes_without_a_banner() -> None:
    verdict = gate(YESTERDAY, draft(90), [SourceState("no_brreg", "Norway: register", "ok", 0)])
    assert (verdict.decision, dict(verdict.banner)) == (Decision.publish, {})


def test_an_empty_list_keeps_yesterdays_with_a_banner() -> None:
    verdict = gate(YESTERDAY, draft(0))
    assert verdict.decision is Decision.keep
    assert said(verdict) == (
        "The new list is empty. This is the list of 20 November 2026; tonight's was held back: The new list is empty."
    )
    assert verdict.banner["uk"].startswith("Це список від 20 листопада 2026")


@pytest.mark.parametrize(("size", "decision"), [(41, Decision.publish), (40, Decision.publish), (39, Decision.keep)])
def test_losing_more_than_sixty_percent_is_held_back(size: int, decision: Decision) -> None:
    assert gate(YESTERDAY, draft(size)).decision is decision


def test_small_lists_may_shrink() -> None:
    assert gate(Current(DAY, 10), draft(1)).decision is Decision.publish


def test_growing_fivefold_is_held_back_only_while_a_source_is_out_of_order() -> None:
    before = Current(DAY - timedelta(days=1), 20)
    assert gate(before, draft(101)).decision is Decision.publish
    assert gate(before, draft(101), [STALE]).decision is Decision.keep
    assert gate(before, draft(100), [STALE]).decision is Decision.publish


def test_a_broken_source_that_the_list_lives_on_holds_it_back() -> None:
    verdict = gate(YESTERDAY, draft(90), [BRREG_BROKEN])
    assert verdict.decision is Decision.keep
    assert "“Norway: register”, behind 60 % of the leads, is not working" in said(verdict)


def test_a_broken_source_that_matters_little_does_not() -> None:
    assert gate(YESTERDAY, draft(90), [PROZORRO_BROKEN]).decision is Decision.publish


def test_after_three_days_the_list_goes_on_without_the_source_and_says_so() -> None:
    old = replace(YESTERDAY, day=DAY - timedelta(days=3))
    verdict = gate(old, draft(90), [replace(BRREG_BROKEN, age_days=4)])
    assert verdict.decision is Decision.publish
    assert "Not all sources are fresh (Norway: register): their data is up to 4 days old." in said(verdict)
    assert "до 4 дней" in verdict.banner["ru"]


def test_an_operator_may_overrule_the_gate() -> None:
    verdict = gate(YESTERDAY, draft(39), force=True)
    assert verdict.decision is Decision.forced
    assert said(verdict).startswith(
        "Published by an operator although the gate refused it: The list shrank from 100 to 39"
    )


def test_nobody_overrules_emptiness() -> None:
    assert gate(YESTERDAY, draft(0), force=True).decision is Decision.keep


def test_nobody_publishes_a_suppressed_company() -> None:
    made = draft(90)
    verdict = gate(YESTERDAY, made, suppressed=frozenset({made.leads[5].company_id}), force=True)
    assert verdict.decision is Decision.keep
    assert "1 suppressed company would be on the list (c000000000006)" in said(verdict)


def test_nobody_publishes_reasons_that_do_not_sum() -> None:
    wrong = lead(1, reasons=(reason(30), reason(-5, "mass_address")), points=26)
    verdict = gate(None, draft((wrong,)), force=True)
    assert verdict.decision is Decision.keep
    assert "sum to 25, its score is 26" in said(verdict)

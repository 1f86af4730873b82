"""Each night's look at how well points foretold outcomes."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from leads.chances import standing
from leads.decisions import models
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import publish
from pipelines.score.learn.foretelling import foretell
from tests.pipelines.deliver.samples import AT, draft, lead, reason

LATER = AT + timedelta(days=30)


def listed(size: int) -> models.PublishedList:
    leads = tuple(lead(place, reasons=(reason(20 + place % 60),)) for place in range(1, size + 1))
    made = draft(leads)
    return publish(made, Verdict(Decision.publish, phrase("published", n=size)), AT).row


def note(row: models.PublishedList, first: int, last: int, turned: bool = False) -> None:
    """Outcomes by rank; more points win more often, or, turned, less."""
    dice = random.Random(first)
    for found in models.Lead.objects.filter(published=row, rank__gt=first, rank__lte=last).order_by("rank"):
        odds = (found.points - 50) / 10 * (-1 if turned else 1)
        win = dice.random() < 1 / (1 + 2.718281828**-odds)
        models.Mark.objects.create(
            lead_id=found.lead_id, company_id=found.company_id, kind="won" if win else "lost", by="anna",
            at=AT + timedelta(minutes=found.rank),
        )  # fmt: skip


def test_few_outcomes_are_not_looked_at(data: Path) -> None:
    row = listed(30)
    note(row, 0, 30)
    assert not foretell("cleaning", row.profile_hash, LATER)
    assert standing("cleaning", row.profile_hash).chance is None


def test_chances_come_with_outcomes_and_go_when_they_stop_coming_true(data: Path) -> None:
    row = listed(2400)
    note(row, 0, 1800)
    assert foretell("cleaning", row.profile_hash, LATER)
    shown = standing("cleaning", row.profile_hash)
    assert shown.chance is not None
    assert shown.chance.of(75) > 0.8 > 0.2 > shown.chance.of(25)
    assert not foretell("cleaning", row.profile_hash, LATER), "nothing new was noted, so nothing new is said"
    note(row, 1800, 2400, turned=True)
    assert foretell("cleaning", row.profile_hash, LATER)
    assert standing("cleaning", row.profile_hash).chance is None
    assert models.ProfileVersion.objects.count() == 2


def test_outcomes_of_other_points_do_not_count(data: Path) -> None:
    row = listed(300)
    note(row, 0, 300)
    assert not foretell("cleaning", "another hash", LATER)

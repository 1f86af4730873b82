"""The leak guard names columns filled after the contact, and spares those known at intake."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipelines.score.learn.labelled import labelled
from pipelines.score.learn.leaks import leaks
from pipelines.score.learn.table import Table, read_table
from tests.pipelines.score.learn.conftest import Planted, texts

SHARED = Path(__file__).resolve().parents[5] / "shared" / "scoring"


def found(leads: Planted, **columns: object) -> dict[str, str]:
    """Findings by column, with more columns in the table."""
    table = Table(leads.table.columns | {name: texts(values) for name, values in columns.items()}, leads.table.rows)
    return {finding.column: finding.as_line() for finding in leaks(table, leads.labels, "day")}


def test_words_of_a_contact_are_a_leak(leads: Planted) -> None:
    assert found(leads).keys() == {"Tags"}
    assert "Ringing" in found(leads)["Tags"]


def test_a_talk_that_foretells_too_well(leads: Planted) -> None:
    dice = np.random.default_rng(1)
    seconds = np.round(dice.gamma(2, 100, len(leads.labels)) + leads.labels * 700).astype(int)
    assert "alone it ranks better" in found(leads, duration=seconds)["duration"]


def test_filled_only_where_won(leads: Planted) -> None:
    contract = np.where(leads.labels, "standard", "")
    assert "filled in tells the outcome" in found(leads, contract=contract)["contract"]


def test_days_after_the_lead_came_in(leads: Planted) -> None:
    day = leads.table.columns["day"].astype("datetime64[D]")
    assert "days after the lead came in" in found(leads, visited=day + 9)["visited"]
    assert "founded" not in found(leads, founded=day - 900)


def test_weak_or_honest_columns_are_spared(leads: Planted) -> None:
    dice = np.random.default_rng(2)
    honest = {
        "status of company": dice.choice(["active", "dormant"], len(leads.labels)),
        "quality": dice.choice(["A", "B", "C"], len(leads.labels)),
        "last campaign": dice.choice(["success", "failure", "none"], len(leads.labels)),
        "blank by chance": np.where(dice.random(len(leads.labels)) < 0.5, "x", ""),
    }
    assert found(leads, **honest).keys() == {"Tags"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/scoring is not here: the guard is not tried on real exports")
def test_real_exports() -> None:
    data = labelled(read_table(SHARED / "x_education_leads.csv"), "Converted")
    order = np.argsort(data.table.columns["Lead Number"].astype(int))
    named = {f.column for f in leaks(data.table.take(order), data.labels[order], "Lead Number")}
    assert named == {
        "Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity", "Asymmetrique Activity Index",
        "Asymmetrique Profile Index", "Asymmetrique Activity Score", "Asymmetrique Profile Score",
    }  # fmt: skip

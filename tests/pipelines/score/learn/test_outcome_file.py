"""Outcomes from files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leads.decisions import models
from pipelines.customers.tables import UnreadableFile
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import publish
from pipelines.score.learn.outcome_file import take
from tests.pipelines.deliver.samples import AT, draft, lead

NOW = datetime(2026, 12, 20, 8, tzinfo=UTC)


@pytest.fixture
def listed(data: Path) -> list[models.Lead]:
    leads = [lead(place) for place in range(1, 7)]
    leads.append(lead(7, name="Ромашка 6"))
    row = publish(draft(tuple(leads)), Verdict(Decision.publish, phrase("published", n=7)), AT).row
    return list(row.leads.order_by("rank"))


def test_a_lead_is_named_in_any_way_and_noted_once(listed: list[models.Lead], tmp_path: Path) -> None:
    file = tmp_path / "результати.csv"
    number = listed[1].numbers[0]["number"]
    file.write_text(
        "Код ліда;Код ЄДРПОУ;Компанія;Результат;Дата;Причина\n"
        f"{listed[0].lead_id};;;договір;30.11.2026;\n"
        f";{number};;програв;01.12.2026;дорого\n"
        ";;Ромашка-3, ТОВ;won;02.12.2026;\n",
        encoding="cp1251",
    )
    done = take(file, "cleaning", NOW)
    assert (done.noted, done.known, done.rejects) == (3, 0, ())
    marks = {mark.lead_id: mark for mark in models.Mark.objects.all()}
    assert [marks[each.lead_id].kind for each in listed[:3]] == ["won", "lost", "won"]
    assert marks[listed[0].lead_id].at.date() == date(2026, 11, 30)
    assert marks[listed[1].lead_id].note == "дорого"
    again = take(file, "cleaning", NOW)
    assert (again.noted, again.known) == (0, 3)
    assert models.Mark.objects.count() == 3


def test_what_cannot_be_used_is_left_out_with_its_reason(listed: list[models.Lead], tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    key = listed[0].lead_id
    file.write_text(
        "lead_id,company,outcome,date\n"
        f"{key},,maybe,2026-12-01\n"
        f"{key},,called,2026-12-01\n"
        f"{key},,won,2027-01-01\n"
        f"{key},,won,soon\n"
        "l000,,won,2026-12-01\n"
        ",Ромашка 6,won,2026-12-01\n"
        ",Nobody,lost,2026-12-01\n"
        f"{key},,,2026-12-01\n",
        encoding="utf-8",
    )
    done = take(file, "cleaning", NOW)
    assert done.noted == 0
    assert [(row, field) for row, field, _ in done.rejects] == [
        (2, "outcome"), (3, "outcome"), (4, "day"), (5, "day"), (6, "lead_id"), (7, "name"), (8, "name"),
    ]  # fmt: skip
    assert "several leads" in done.rejects[5][2]
    assert "firstcall suppress" in done.rejects[1][2]
    assert not models.Mark.objects.exists()


def test_without_days_outcomes_are_of_today_and_that_is_said(listed: list[models.Lead], tmp_path: Path) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_text(f"Lead id,Status\n{listed[0].lead_id},lost\n", encoding="utf-8")
    done = take(file, "cleaning", NOW)
    assert "has no days" in done.as_line()
    assert models.Mark.objects.get().at.date() == NOW.date()


def test_a_file_without_outcomes_is_refused(listed: list[models.Lead], tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("name,city\nРомашка,Львів\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="needs a column with the outcome"):
        take(file, "cleaning", NOW)

"""The contract of all CRMs: what people edited, won, lost, deleted, merged or forbade stays as they left it, and comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from leads import decisions
from leads.decisions import models
from pipelines.deliver.crm.engine import pull
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY
from pipelines.deliver.crm.terms import Terms
from tests.crm_fakes.office import Office
from tests.pipelines.deliver.crm.pushing import HOUR, changed, named, places, row, send
from tests.pipelines.deliver.samples import draft, texts


def test_a_salespersons_edit_survives(data: Path, office: Office) -> None:
    made = draft(2)
    send(office, made)
    kind, lead = named(office), made.leads[0]
    place = lead.company_id if kind == COMPANY else lead.lead_id
    office.edit(kind, place, "name", "Ромашка (наша люба)")
    report = send(office, changed(made, name="ТОВ «Ромашка Плюс»"))
    assert report.kept >= 1
    assert sorted(each.fields["name"] for each in office.rows(kind)) == ["Ромашка (наша люба)", "ТОВ «Ромашка Плюс»"]
    kept = models.CrmAudit.objects.filter(why="kept", object=kind, field="name").values_list("old", "new")
    assert list(kept) == [("Ромашка (наша люба)", "ТОВ «Ромашка Плюс»")]
    again = send(office, changed(made, name="ТОВ «Ромашка Плюс»"))
    assert (again.writes, again.kept) == (0, 0)


def test_a_won_deal_stays_won_and_a_lost_one_lost(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    office.time.pass_by(HOUR)
    office.win(made.leads[0].lead_id)
    office.lose(made.leads[1].lead_id, "Too expensive")
    office.time.pass_by(HOUR)
    before = {each.our_id: each.stage for each in office.rows(OPPORTUNITY)}
    report = send(office, changed(made, why_now=texts("Something new."), name="Нова назва"))
    assert report.tombstones >= 2 and report.created == 0
    assert {each.our_id: each.stage for each in office.rows(OPPORTUNITY)} == before
    stories = {each.our_id: each.fields["story"] for each in office.rows(OPPORTUNITY)}
    assert [story.startswith("Something new.") for _, story in sorted(stories.items()) if story].count(True) == 1
    assert send(office, changed(made, why_now=texts("Something new."), name="Нова назва")).writes == 0


def test_outcomes_become_marks_once(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    office.time.pass_by(HOUR)
    office.win(made.leads[0].lead_id)
    office.lose(made.leads[1].lead_id, "Too expensive")
    office.time.pass_by(HOUR)
    for _again in range(2):
        crm = office.connect()
        report = pull(crm, office.time.clock())
        crm.close()
    assert (report.won, report.lost) == (0, 0), "the second time there is nothing new"
    marks = models.Mark.objects.values_list("company_id", "kind", "by")
    by = f"crm:{office.name}"
    assert set(marks) == {(made.leads[0].company_id, "won", by), (made.leads[1].company_id, "lost", by)}
    outcome = models.CrmOutcome.objects.get(our_id=made.leads[1].lead_id)
    assert "Too expensive" in outcome.reason or "reason" not in office.can
    assert "owner" not in office.can or models.CrmOutcome.objects.get(our_id=made.leads[0].lead_id).owner


def test_who_asked_there_not_to_be_called_is_suppressed_before_anything_is_written(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    office.time.pass_by(HOUR)
    office.opt_out(made.leads[0].lead_id)
    office.time.pass_by(HOUR)
    report = send(office, changed(made, city="Стрий"))
    assert report.suppressed == len(office.kinds)
    assert ("company", made.leads[0].company_id) in decisions.suppressed()
    assert models.Mark.objects.filter(company_id=made.leads[0].company_id, kind="do_not_call").count() == 1
    cities = [each.fields["city"] for each in office.rows(named(office))]
    assert sorted(cities) in (["Львів", "Стрий", "Стрий"], ["Стрий", "Стрий"])


def test_what_people_deleted_is_not_revived(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    office.delete(OPPORTUNITY, made.leads[0].lead_id)
    tomorrow = changed(made, why_now=texts("Something new."))
    report = send(office, tomorrow)
    assert (report.created, report.tombstones) == (0, 1)
    assert places(office, OPPORTUNITY) == Counter(lead.lead_id for lead in made.leads[1:])
    again = send(office, tomorrow)
    assert (again.writes, again.tombstones) == (0, 1)


def test_what_people_merged_is_not_made_again(data: Path, office: Office) -> None:
    if "merge" not in office.can:
        pytest.skip(f"{office.name} has no merging of records")
    made = draft(2)
    send(office, made)
    kind = named(office)
    first, second = ((lead.company_id if kind == COMPANY else lead.lead_id) for lead in made.leads)
    office.merge(kind, second, first)
    for _twice in range(2):
        report = send(office, changed(made, name="Нова назва"))
        assert report.created == 0
    assert places(office, kind) == Counter([first])
    assert models.CrmLink.objects.get(object=kind, our_id=second).state in {"merged", "tombstone"}


def test_a_suppressed_company_is_not_sent_and_is_withdrawn_if_we_say_so(data: Path, office: Office) -> None:
    made = draft(4)
    decisions.suppress("company", made.leads[0].company_id)
    report = send(office, made)
    assert (report.created, report.suppressed) == (3 * len(office.kinds), len(office.kinds))
    assert made.leads[0].lead_id not in places(office, OPPORTUNITY)
    decisions.suppress("phone", made.leads[1].phones[0]["value"])
    assert send(office, made).withdrawn == 0, "it is left as it is, unless the operator says otherwise"
    stage = row(office, OPPORTUNITY, made.leads[1].lead_id).stage
    # a suppressed company is on no list any more
    report = send(office, replace(made, leads=made.leads[2:]), terms=Terms(withdraw=True))
    assert report.withdrawn == 1
    there = [each for each in office.rows(OPPORTUNITY) if each.our_id == made.leads[1].lead_id]
    assert not there or there[0].stage != stage
    assert send(office, made, terms=Terms(withdraw=True)).writes == 0

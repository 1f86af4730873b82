"""The one contract of all CRMs: leads arrive once, changes follow, a bad record costs itself, refusals are waited out.

Real servers and stand-ins take the same tests; time passes only where somebody waits. What people did there is in
`test_contract_people`, what happens to a push that is cut off in `test_contract_crashes`.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from leads.decisions import models
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, CrmError
from pipelines.deliver.crm.rehearsal import diff
from tests.crm_fakes.office import SECRET, Office
from tests.pipelines.deliver.crm.pushing import changed, each_once, named, places, row, send
from tests.pipelines.deliver.samples import draft


def test_leads_arrive_and_a_second_push_writes_nothing(data: Path, office: Office) -> None:
    made = draft(12)
    first = send(office, made)
    assert (first.created, first.complete, first.unkept) == (12 * len(office.kinds), True, {})
    assert each_once(office, made)
    company = row(office, named(office), made.leads[0].company_id if COMPANY in office.kinds else made.leads[0].lead_id)
    assert (company.fields["name"], company.fields["city"]) == ("ТОВ «Ромашка 1»", "Львів")
    story = row(office, OPPORTUNITY, made.leads[3].lead_id).fields["story"]
    assert "+30  registered 3 days ago in Львів" in story
    second = send(office, made)
    assert (second.writes, second.unchanged, second.complete) == (0, 12 * len(office.kinds), True)
    assert each_once(office, made)


def test_what_changed_is_updated_and_a_dry_run_tells_it_before(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    news = replace(made, leads=(made.leads[0], replace(made.leads[1], city="Стрий"), made.leads[2]))
    kept = [
        list(model.objects.order_by("pk").values()) for model in (models.CrmLink, models.CrmOutbox, models.CrmAudit)
    ]
    crm = office.connect()
    told = diff(news, crm, clock=office.time.clock())
    crm.close()
    assert kept == [
        list(model.objects.order_by("pk").values()) for model in (models.CrmLink, models.CrmOutbox, models.CrmAudit)
    ]
    assert [(each.field, each.old, each.new, each.why) for each in told.differences] == [
        ("city", "Львів", "Стрий", "updated")
    ]
    assert (told.report.created, told.report.updated) == (0, 1)
    assert "Стрий" not in {each.fields["city"] for each in office.rows(named(office))}, "a dry run writes nothing"
    report = send(office, news)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 3 * len(office.kinds) - 1)
    assert sorted(each.fields["city"] for each in office.rows(named(office))) == ["Львів", "Львів", "Стрий"]


def test_one_bad_record_among_many_costs_exactly_that_record(data: Path, office: Office, many: int) -> None:
    made = draft(many)
    bad = office.spoil(made.leads[many // 3])
    spoilt = replace(made, leads=(*made.leads[: many // 3], bad, *made.leads[many // 3 + 1 :]))
    report = send(office, spoilt)
    assert len(report.rejected) == 1, report.rejected
    assert (report.created + report.blocked) == many * len(office.kinds) - 1
    assert bad.lead_id not in places(office, OPPORTUNITY)
    assert sum(places(office, OPPORTUNITY).values()) == many - 1
    (message,) = models.CrmOutbox.objects.filter(status="rejected").values_list("message", flat=True)
    assert message
    repaired = send(office, made)
    assert (repaired.rejected, repaired.complete) == ({}, True)
    assert each_once(office, made)


@pytest.mark.parametrize("status", [429, 503])
def test_a_storm_of_refusals_ends_in_completion(status: int, data: Path, office: Office) -> None:
    office.storm(itertools.cycle([status, status, 0]))
    made = draft(6)
    before = office.time.slept
    report = send(office, made)
    office.storm(iter(()))
    assert (report.complete, report.stopped) == (True, "")
    assert each_once(office, made)
    assert office.time.slept - before > 2, "it waited, without being told how long"


def test_a_field_that_does_not_exist_is_refused_before_anything_is_sent(data: Path, office: Office) -> None:
    if "fields" not in office.can:
        pytest.skip(f"the fields of {office.name} cannot be named otherwise")
    with pytest.raises(CrmError, match="no_such_field"):
        send(office, draft(2), crm=office.connect(story="no_such_field"))
    assert not office.rows(OPPORTUNITY)
    assert not models.CrmOutbox.objects.exists()


def test_secrets_are_in_no_log_and_no_error(data: Path, office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    made = draft(2)
    said = [send(office, made).as_line()]
    for status in (500, 401, 403):
        office.storm(iter([status] * 100))
        with pytest.raises(CrmError) as caught:
            send(office, changed(made, city="Калуш"))
        said.append(repr(caught.value))
    office.storm(iter(()))
    kept = [
        str(each) for model in (models.CrmOutbox, models.CrmAudit, models.CrmLink) for each in model.objects.values()
    ]
    assert SECRET not in caplog.text + "".join(said) + "".join(kept) + repr(office.connect())

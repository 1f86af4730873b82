"""The one contract of all CRMs: what people did there survives, nothing is made twice, nothing is lost unsaid.

Real servers and stand-ins take the same tests; time passes only where somebody waits.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leads import decisions
from leads.decisions import models
from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.engine import pull, push
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Crm, CrmError
from pipelines.deliver.crm.rehearsal import diff
from pipelines.deliver.crm.report import PushReport
from pipelines.deliver.crm.terms import Terms
from tests.crm_fakes.office import SECRET, Office, Row
from tests.pipelines.deliver.samples import draft, texts

HOUR = 3600.0


class Killed(BaseException):
    """The process ends here, without another word."""


def send(office: Office, made: ListDraft, **how: Any) -> PushReport:
    """A push by a new process."""
    crm = how.pop("crm", None) or office.connect()
    try:
        return push(made, crm, clock=office.time.clock(), approved=True, **how)
    finally:
        crm.close()


def changed(made: ListDraft, **changes: Any) -> ListDraft:
    """The same list the next day, when its sources say something new of every company."""
    return replace(made, leads=tuple(replace(each, **changes) for each in made.leads))


def places(office: Office, kind: str) -> Counter[str]:
    return Counter(row.our_id for row in office.rows(kind))


def named(office: Office) -> str:
    """The kind of record that holds the company's name."""
    return COMPANY if COMPANY in office.kinds else OPPORTUNITY


def row(office: Office, kind: str, place: str) -> Row:
    (found,) = [each for each in office.rows(kind) if each.our_id == place]
    return found


def each_once(office: Office, made: ListDraft) -> bool:
    """Whether every lead stands there once, with all its kinds of record."""
    wanted = {OPPORTUNITY: [lead.lead_id for lead in made.leads]}
    ours = wanted | {kind: [lead.company_id for lead in made.leads] for kind in office.kinds if kind != OPPORTUNITY}
    return all(places(office, kind) == Counter(ids) for kind, ids in ours.items())


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


class Doomed:
    """A connection whose process dies right after a call of it was carried out."""

    def __init__(self, crm: Crm, verb: str, kind: str) -> None:
        self._crm, self._verb, self._kind = crm, verb, kind

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._crm, name)
        if name != self._verb:
            return real

        def call(kind: str, records: Sequence[Any]) -> Any:
            done = real(kind, records)
            if kind == self._kind:
                raise Killed
            return done

        return call


@pytest.mark.parametrize("which", ["first", "last"])
def test_a_push_killed_after_the_call_is_adopted(which: str, data: Path, office: Office) -> None:
    made = draft(4)
    kind = office.kinds[0] if which == "first" else office.kinds[-1]
    with pytest.raises(Killed):
        send(office, made, crm=Doomed(office.connect(), "create", kind))
    office.time.pass_by(HOUR)
    report = send(office, made)
    assert report.adopted >= 1 and report.complete
    assert each_once(office, made)
    assert send(office, made).writes == 0
    again = send(office, changed(made, city="Стрий"))
    assert (again.updated, again.kept) == (4, 0), "what was adopted is known to be ours"


def test_an_update_killed_after_the_call_is_known_as_ours(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    with pytest.raises(Killed):
        send(office, changed(made, city="Стрий"), crm=Doomed(office.connect(), "update", named(office)))
    office.time.pass_by(HOUR)
    report = send(office, changed(made, city="Калуш"))
    assert (report.updated, report.kept) == (3, 0)
    assert {each.fields["city"] for each in office.rows(named(office))} == {"Калуш"}


class Silent:
    """A connection on which the answer to the first call that makes records is lost on its way back."""

    def __init__(self, crm: Crm, office: Office) -> None:
        self._crm, self._office, self._lost = crm, office, False

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._crm, name)
        if name != "create" or self._lost:
            return real

        def call(kind: str, records: Sequence[Any]) -> Any:
            self._lost = True
            self._office.silence()
            return real(kind, records)

        return call


def test_a_lost_answer_makes_nothing_twice(data: Path, office: Office) -> None:
    made = draft(5)
    first = send(office, made, crm=Silent(office.connect(), office))
    assert first.adopted + first.ambiguous >= 1, "it was looked up, not sent again"
    office.time.pass_by(HOUR)
    second = send(office, made)
    assert second.complete
    assert each_once(office, made)


def test_two_pushes_at_once_make_nothing_twice(data: Path, office: Office) -> None:
    made = draft(3)

    class Crowded(Doomed):
        """While it sends, somebody starts another push."""

        def __getattr__(self, name: str) -> Any:
            real = getattr(self._crm, name)
            if name != "create":
                return real

            def call(kind: str, records: Sequence[Any]) -> Any:
                with pytest.raises(CrmError, match=f"Another push to {office.name} is running"):
                    send(office, made)
                return real(kind, records)

            return call

    assert send(office, made, crm=Crowded(office.connect(), "", "")).complete
    assert each_once(office, made)


def test_a_push_that_stalled_too_long_stops_before_it_writes_again(data: Path, office: Office) -> None:
    made = draft(3)

    class Stalled(Doomed):
        """It sleeps for an hour before its first call, and another push does all the work meanwhile."""

        def __getattr__(self, name: str) -> Any:
            real = getattr(self._crm, name)
            if name != "find":
                return real

            def call(kind: str, ids: Sequence[str]) -> Any:
                found = real(kind, ids)
                if not models.CrmOutbox.objects.exists():
                    office.time.pass_by(HOUR)
                    assert send(office, made).complete
                return found

            return call

    report = send(office, made, crm=Stalled(office.connect(), "", ""))
    assert f"Another push to {office.name} took over" in report.stopped
    assert each_once(office, made)


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

"""Reading back: what became of our leads in a CRM becomes marks, and whoever asked not to be called is suppressed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Min

from leads import decisions
from leads.decisions import models
from pipelines.deliver.crm.ledger import CHUNK, Link, State
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.protocol import OPPORTUNITY, Outcome, Semantic
from pipelines.deliver.crm.report import PullReport
from pipelines.deliver.crm.terms import Terms

OVERLAP = timedelta(hours=1)
"""Read again each time: clocks differ, and search indexes lag."""

Kind = models.Mark.Kind


def read_back(crm: Patient, terms: Terms, clock: Clock) -> PullReport:
    """Read what changed since the last time, and turn it into marks and suppressions.

    Reading the same twice adds nothing. A mark is made when a lead is won, lost, closed as junk, taken up, or asks not to
    be called, in the name of `crm:<connection>`.
    """
    report = PullReport(crm.name)
    links = Link.objects.filter(connection=crm.name)
    first = links.aggregate(at=Min("synced_at"))["at"]
    if crm.one_way or first is None:
        return report
    began = clock.now()
    row, _new = models.CrmConnection.objects.get_or_create(name=crm.name)
    since = (row.pulled_until or first) - OVERLAP
    found = crm.outcomes(since)
    # what we took back ourselves says nothing of how people did
    ours = links.exclude(state=State.WITHDRAWN)
    for outcomes, field in (
        ([each for each in found if each.crm_id], "crm_id"),
        ([each for each in found if not each.crm_id], "our_id"),
    ):
        by_id = {(each.kind, getattr(each, field)): each for each in outcomes}
        ids = sorted({name for _, name in by_id})
        for start in range(0, len(ids), CHUNK):
            rows = ours.filter(**{f"{field}__in": ids[start : start + CHUNK]}).order_by("id")
            pairs = [(row, by_id[key]) for row in rows if (key := (row.object, getattr(row, field))) in by_id]
            _note_all(crm.name, pairs, terms, began, report)
    models.CrmConnection.objects.filter(name=crm.name).update(pulled_until=began)
    return report


def _note_all(
    connection: str, pairs: list[tuple[Link, Outcome]], terms: Terms, at: datetime, report: PullReport
) -> None:
    known = models.CrmOutcome.objects.filter(connection=connection, our_id__in=[link.our_id for link, _ in pairs])
    before = {outcome.our_id: outcome for outcome in known}
    for link, outcome in pairs:
        _note(link, outcome, before.get(link.our_id), terms, at, report)


def _note(
    link: Link, outcome: Outcome, before: models.CrmOutcome | None, terms: Terms, at: datetime, report: PullReport
) -> None:
    opted_out = outcome.opted_out or terms.says_no(outcome.stage, *outcome.words)
    lead = link.object == OPPORTUNITY
    if not lead and not opted_out:
        return
    semantic = Semantic.open if opted_out and outcome.semantic is Semantic.lost else outcome.semantic
    if lead and not opted_out and _says_nothing_new(outcome, before):
        return
    closed_before = before.semantic if before else Semantic.open
    worked_before = before is not None and (before.worked or before.semantic != Semantic.open)
    kinds: list[models.Mark.Kind] = []
    if opted_out and not (before and before.opted_out):
        kinds.append(Kind.DO_NOT_CALL)
    if semantic is not Semantic.open and semantic != closed_before:
        kinds.append({Semantic.won: Kind.WON, Semantic.lost: Kind.LOST, Semantic.junk: Kind.BAD}[semantic])
    elif semantic is Semantic.open and outcome.worked and not worked_before and not opted_out:
        kinds.append(Kind.CALLED)
    with transaction.atomic():
        if lead:
            _keep(link, outcome, semantic, opted_out, at)
        already = models.Mark.objects.filter(by=f"crm:{link.connection}", company_id=link.company_id)
        for kind in kinds:
            if kind is Kind.DO_NOT_CALL and already.filter(kind=kind).exists():
                continue
            note = "; ".join(part for part in (outcome.stage, *outcome.words, outcome.owner) if part)
            models.Mark.objects.create(
                lead_id=link.our_id if lead else "", company_id=link.company_id, kind=kind,
                by=f"crm:{link.connection}", at=outcome.changed_at.astimezone(UTC), note=note,
            )  # fmt: skip
            _count(report, kind)
    if opted_out:
        decisions.suppress("company", link.company_id, by=f"crm:{link.connection}", why="asked so in the CRM")
    report.read += lead


def _says_nothing_new(outcome: Outcome, before: models.CrmOutcome | None) -> bool:
    """Whether nobody touched a new lead, or all of it is known: our own writes come back as changes, too."""
    if before is None:
        return outcome.semantic is Semantic.open and not outcome.worked and not outcome.owner
    now = (outcome.semantic.value, outcome.stage[:200], outcome.owner[:200], outcome.worked, outcome.amount[:40])
    return now == (before.semantic, before.stage, before.owner, before.worked, before.amount)


def _keep(link: Link, outcome: Outcome, semantic: Semantic, opted_out: bool, at: datetime) -> None:
    models.CrmOutcome.objects.update_or_create(
        connection=link.connection,
        our_id=link.our_id,
        defaults={
            "crm_id": link.crm_id, "semantic": semantic.value, "stage": outcome.stage[:200], "owner": outcome.owner[:200],
            "worked": outcome.worked, "amount": outcome.amount[:40], "reason": "; ".join(outcome.words),
            "opted_out": opted_out, "changed_at": outcome.changed_at, "read_at": at,
        },
    )  # fmt: skip


def _count(report: PullReport, kind: models.Mark.Kind) -> None:
    names = {Kind.WON: "won", Kind.LOST: "lost", Kind.BAD: "junk", Kind.CALLED: "worked", Kind.DO_NOT_CALL: "opted_out"}
    setattr(report, names[kind], getattr(report, names[kind]) + 1)

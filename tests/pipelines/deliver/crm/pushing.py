"""What the tests of the contract share: a push as a new process would make it, and what then stands in the CRM."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY
from pipelines.deliver.crm.report import PushReport
from tests.crm_fakes.office import Office, Row

HOUR = 3600.0


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

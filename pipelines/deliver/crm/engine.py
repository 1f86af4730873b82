"""The push: brings a CRM to what a list says, and never undoes what people did there.

A second push of the same list reads and writes nothing. A push that was killed leaves intents behind; the next one
looks them up first and adopts what had arrived. Whatever people edited, closed, merged or deleted stays as they left
it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from leads.decisions import fingerprint, lock, suppressed
from pipelines.deliver.crm.ledger import Intent, Ledger, Link, State, Status
from pipelines.deliver.crm.merge import merge
from pipelines.deliver.crm.patient import Patient, Stopped
from pipelines.deliver.crm.protocol import (
    Create,
    Crm,
    CrmError,
    Fields,
    Refused,
    Remote,
    Stale,
    Standing,
    Uncertain,
    Update,
)
from pipelines.deliver.crm.recovery import recover_creates, recover_updates
from pipelines.deliver.crm.report import PushReport
from pipelines.deliver.crm.wanted import COMPANY, CREATE_ONLY, OPPORTUNITY, fields_hash, wanted_of
from pipelines.deliver.draft import LeadDraft, ListDraft, lead_id

T = TypeVar("T")


@dataclass
class _Item:
    """One record we want in the CRM."""

    lead: LeadDraft
    our_id: str
    fields: Fields
    earlier_ids: tuple[str, ...] = ()
    """Ids it had before companies were merged."""
    parent: str = ""
    """CRM id of its company."""
    orphan: bool = False
    """Whether people closed or deleted its company."""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.digest = fields_hash(self.fields)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id a record of it may carry, the present one first."""
        return (self.our_id, *self.earlier_ids)


@dataclass
class _Change:
    """Fields of one record to be written, and what of ours stands there afterwards."""

    item: _Item
    link: Link
    remote: Remote
    write: Fields
    base: Fields


def push(
    draft: ListDraft,
    crm: Crm,
    language: str = "en",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> PushReport:
    """Write a list into a CRM: the company of each lead, then its opportunity.

    Raises CrmError with one sentence where the CRM cannot be used or another push to it is running; single records that
    fail are counted in the report.
    """
    with lock(f"crm-{crm.name}", wait=False) as got:
        if not got:
            raise CrmError(f"Another push to {crm.name} is running; try again when it has ended.")
        return _Push(draft, crm, language, now, sleep).run()


class _Push:
    def __init__(
        self, draft: ListDraft, crm: Crm, language: str, now: Callable[[], datetime], sleep: Callable[[float], None]
    ) -> None:
        self.draft, self.fit, self.language = draft, crm.fit, language
        self.crm = Patient(crm, sleep)
        self.ledger = Ledger(crm.name, f"{draft.profile} {draft.day.isoformat()} {now():%H:%M:%S}", now)
        self.report = PushReport(crm.name, len(draft.leads))

    def run(self) -> PushReport:
        try:
            self.crm.check()
            for kind in (COMPANY, OPPORTUNITY):
                self.report.adopted += recover_creates(self.ledger, self.crm, kind)
                recover_updates(self.ledger, self.crm, kind)
            self.companies_then_opportunities()
        except Stopped as stop:
            self.report.stopped = str(stop)
        except Uncertain as error:
            self.report.stopped = f"{self.report.connection} stopped answering ({error}); push again to go on."
        return self.report

    def companies_then_opportunities(self) -> None:
        wanted = wanted_of(self.draft, self.language, self.fit)
        self.sync(COMPANY, [_Item(w.lead, w.lead.company_id, w.company, w.lead.aliases) for w in wanted])
        companies = self.ledger.links(COMPANY, [w.lead.company_id for w in wanted])
        items = []
        for w in wanted:
            company = companies.get(w.lead.company_id)
            item = _Item(w.lead, w.lead.lead_id, w.opportunity)
            item.earlier_ids = tuple(lead_id(self.draft.profile, alias) for alias in w.lead.aliases)
            if company is not None:
                item.orphan = company.state != State.LIVE
                item.parent = "" if item.orphan else company.crm_id
            items.append(item)
        self.sync(OPPORTUNITY, items)

    def sync(self, kind: str, items: Sequence[_Item]) -> None:
        items = self.allowed(items)
        links = self.linked(kind, items)
        unlinked = [item for item in items if item.our_id not in links]
        if kind == OPPORTUNITY:
            self.report.tombstones += sum(1 for item in unlinked if item.orphan)
            self.report.blocked += sum(1 for item in unlinked if not item.parent and not item.orphan)
            unlinked = [item for item in unlinked if item.parent]
        missing: list[_Item] = []
        for batch in self.crm.batches(unlinked):
            missing += self.adopt_or_miss(kind, batch)
        changed: list[tuple[_Item, Link]] = []
        for item in items:
            link = links.get(item.our_id)
            if link is not None and link.state != State.LIVE:
                self.report.tombstones += 1
            elif link is not None and link.desired_hash == item.digest:
                self.report.unchanged += 1
            elif link is not None:
                changed.append((item, link))
        for pairs in self.crm.batches(changed):
            remotes = self.crm.read(kind, [link.crm_id for _, link in pairs])
            self.update(kind, [(item, link, remotes.get(link.crm_id)) for item, link in pairs])
        for batch in self.crm.batches(missing):
            self.create(kind, self.allowed(batch))

    def linked(self, kind: str, items: Sequence[_Item]) -> dict[str, Link]:
        """Links of items, also those under an id that a merge of companies retired."""
        links = self.ledger.links(kind, [name for item in items for name in item.ids])
        for item in items:
            earlier = next((links[name] for name in item.earlier_ids if name in links), None)
            if item.our_id not in links and earlier is not None:
                self.ledger.rename(earlier, item.our_id)
                links[item.our_id] = earlier
        return links

    def adopt_or_miss(self, kind: str, items: Sequence[_Item]) -> list[_Item]:
        """Adopt records that carry our id although we have no link; gives the items that are truly missing."""
        found = self.crm.find(kind, [name for item in items for name in item.ids])
        missing, adopted = [], []
        for item in items:
            remote = next((found[name] for name in item.ids if name in found), None)
            if remote is None:
                missing.append(item)
                continue
            # Nobody knows what we wrote there, so all that stands there counts as a person's word.
            adopted.append((item, self.ledger.link(kind, item.our_id, remote, {}, "adopted"), remote))
        self.report.adopted += len(adopted)
        self.update(kind, adopted)
        return missing

    def create(self, kind: str, items: Sequence[_Item], intents: list[Intent] | None = None) -> None:
        if not items:
            return
        rows = intents or self.ledger.intend(kind, "create", [(item.our_id, item.fields) for item in items])
        try:
            results = self.crm.create(kind, [Create(item.our_id, item.fields, item.parent) for item in items])
        except Refused as refusal:
            self.split(items, rows, refusal, lambda part, part_rows: self.create(kind, part, part_rows))
        except Uncertain as error:
            self.ledger.settle(rows, Status.AMBIGUOUS, str(error))
            self.report.ambiguous += len(rows)
            adopted = recover_creates(self.ledger, self.crm, kind, rows)
            self.report.adopted += adopted
            self.report.ambiguous -= adopted
        except Stopped:
            self.ledger.settle(rows, Status.LOST)
            raise
        else:
            good = [part for part in zip(items, rows, results, strict=True) if not self.refused(part[1], part[2])]
            made = [(item.our_id, item.fields, item.digest, str(crm_id)) for item, _, crm_id in good]
            self.ledger.created(kind, made, [row for _, row, _ in good])
            self.report.created += len(good)

    def update(self, kind: str, read: Sequence[tuple[_Item, Link, Remote | None]]) -> None:
        """Merge records that were just read, and write what is ours to write."""
        changes: list[_Change] = []
        for item, link, remote in read:
            if remote is None or remote.standing is not Standing.open:
                self.ledger.bury(link, remote.standing if remote else None)
                self.report.tombstones += 1
                continue
            ours = {name: value for name, value in item.fields.items() if name not in CREATE_ONLY}
            merged = merge(link.base, remote.fields, ours)
            self.report.kept += len(merged.kept)
            self.ledger.audit(link, remote.fields, merged.kept, "kept")
            if merged.write:
                changes.append(_Change(item, link, remote, merged.write, merged.base))
            else:
                self.ledger.synced(link, merged.base, item.digest, remote.version)
                self.report.unchanged += 1
        may = {item.our_id for item in self.allowed([change.item for change in changes])}
        self.write(kind, [change for change in changes if change.item.our_id in may])

    def write(self, kind: str, changes: Sequence[_Change], intents: list[Intent] | None = None) -> None:
        if not changes:
            return
        wanted = [(change.item.our_id, change.write) for change in changes]
        rows = intents or self.ledger.intend(kind, "update", wanted)
        try:
            results = self.crm.update(kind, [Update(change.remote, change.write) for change in changes])
        except Refused as refusal:
            if len(changes) == 1 and isinstance(refusal, Stale):
                refusal = Stale("somebody changed it at this very moment; their edit is merged by the next push")
            self.split(changes, rows, refusal, lambda part, part_rows: self.write(kind, part, part_rows))
        except Uncertain as error:
            self.ledger.settle(rows, Status.AMBIGUOUS, str(error))
            self.report.ambiguous += len(rows)
        except Stopped:
            self.ledger.settle(rows, Status.LOST)
            raise
        else:
            done = [part for part in zip(changes, rows, results, strict=True) if not self.refused(part[1], part[2])]
            for change, _, _ in done:
                self.ledger.audit(change.link, change.remote.fields, change.write, "updated")
                self.ledger.synced(change.link, change.base, change.item.digest, change.remote.version)
            self.ledger.settle([row for _, row, _ in done], Status.DONE)
            self.report.updated += len(done)

    def split(
        self,
        parts: Sequence[T],
        rows: list[Intent],
        refusal: Refused,
        retry: Callable[[Sequence[T], list[Intent]], None],
    ) -> None:
        """One bad record must cost exactly that record: halve a refused batch until it is alone."""
        if len(rows) == 1:
            self.refused(rows[0], refusal)
            return
        self.ledger.again(rows)
        half = len(rows) // 2
        retry(parts[:half], rows[:half])
        retry(parts[half:], rows[half:])

    def refused(self, row: Intent, result: str | Refused | None) -> bool:
        """Whether the CRM refused this record; if so it is put on record with what the CRM said."""
        if not isinstance(result, Refused):
            return False
        self.ledger.settle([row], Status.REJECTED, str(result))
        self.report.rejected[row.our_id] = str(result)
        return True

    def allowed(self, items: Sequence[_Item]) -> list[_Item]:
        """Items that may be sent at this moment: suppressions are read again before every call."""
        hidden = suppressed()
        allowed = [item for item in items if not is_suppressed(item.lead, hidden)]
        self.report.suppressed += len(items) - len(allowed)
        return allowed


def is_suppressed(lead: LeadDraft, hidden: frozenset[tuple[str, str]]) -> bool:
    """Whether a lead must not be sent: by its company, an id merged into it, a number, domain, phone or e-mail."""
    handles = [("company", company) for company in (lead.company_id, *lead.aliases)]
    handles += [("number", f"{number['register']}:{number['number']}") for number in lead.numbers]
    handles += [("domain", lead.domain)] if lead.domain else []
    handles += [("phone", phone["value"]) for phone in lead.phones] + [("email", mail["value"]) for mail in lead.emails]
    return any((kind, fingerprint(kind, value)) in hidden for kind, value in handles)

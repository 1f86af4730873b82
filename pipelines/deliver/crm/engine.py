"""The push: brings a CRM to what a list says, and never undoes what people did there.

A second push of the same list reads no records and writes nothing. A push that was killed leaves intents behind; the
next one looks them up first and adopts what had arrived. Whatever people edited, closed, merged or deleted stays as they
left it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.hidden import Hidden
from pipelines.deliver.crm.items import Change, Item, give_parents, item_of
from pipelines.deliver.crm.lease import Lease
from pipelines.deliver.crm.ledger import Intent, Ledger, Link, State
from pipelines.deliver.crm.merge import NEVER, merge
from pipelines.deliver.crm.outcomes import read_back
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.protocol import (
    OPPORTUNITY,
    Crm,
    Fields,
    NeedsApproval,
    Remote,
    Standing,
    Stopped,
    Uncertain,
)
from pipelines.deliver.crm.recovery import recover
from pipelines.deliver.crm.report import PullReport, PushReport
from pipelines.deliver.crm.terms import Terms
from pipelines.deliver.crm.wanted import CREATE_ONLY, wanted_of
from pipelines.deliver.crm.writing import Writer

SAY_EVERY = 2.0
"""Seconds between two lines of progress."""


def push(
    draft: ListDraft,
    crm: Crm,
    language: str = "en",
    clock: Clock | None = None,
    terms: Terms | None = None,
    approved: bool = False,
    progress: Callable[[str], None] = lambda _sentence: None,
) -> PushReport:
    """Write a list into a CRM: the company of each lead, then its contact, then its opportunity.

    Raises CrmError with one sentence where the CRM cannot be used, another push to it is running, or the push is so large
    that a person must have `approved` it; single records that fail are counted in the report.
    """
    clock, terms = clock or Clock(), terms or Terms()
    with Lease(crm.name, clock) as lease:
        run = f"{draft.profile} {draft.day.isoformat()} {clock.now():%H:%M:%S}"
        ledger = Ledger(crm.name, run[:40], clock.now, lease.fence)
        patient = Patient(crm, clock, lease.renew)
        return Push(draft, crm, patient, ledger, language, clock, terms, progress).run(approved)


def pull(crm: Crm, clock: Clock | None = None, terms: Terms | None = None) -> PullReport:
    """Read back what became of our leads. Raises CrmError as `push` does."""
    clock = clock or Clock()
    with Lease(crm.name, clock) as lease:
        patient = Patient(crm, clock, lease.renew)
        try:
            patient.check()
            return read_back(patient, terms or Terms(), clock)
        except Stopped as stop:
            return PullReport(crm.name, stopped=str(stop))
        except Uncertain as error:
            return PullReport(crm.name, stopped=f"{crm.name} stopped answering ({error}); pull again to go on.")


class Push:
    """One push of one list; `diff` runs the same with a ledger and a CRM that keep nothing."""

    def __init__(
        self,
        draft: ListDraft,
        crm: Crm,
        patient: Patient,
        ledger: Ledger,
        language: str,
        clock: Clock,
        terms: Terms,
        progress: Callable[[str], None],
        dry: bool = False,
    ) -> None:
        """`dry` leaves out what is read back: outcomes become marks, and of what is not written there is no proof."""
        self.draft, self.crm, self.ledger, self.language, self.fit = draft, patient, ledger, language, crm.fit
        self.clock, self.terms, self.progress, self.dry = clock, terms, progress, dry
        self.report = PushReport(crm.name, len(draft.leads))
        self.hidden = Hidden()
        self.writer = Writer(patient, ledger, self.report, dry)
        self._said = clock.ticks()

    def run(self, approved: bool) -> PushReport:
        """Do it."""
        try:
            self.crm.check()
            self.report.adopted, self.report.ambiguous = recover(self.ledger, self.crm)
            if not self.dry:
                self.report.outcomes = read_back(self.crm, self.terms, self.clock)
            self.hidden.look()
            if self.terms.withdraw:
                self.withdraw()
            self.all_kinds(approved)
        except Stopped as stop:
            self.report.stopped = str(stop)
        except Uncertain as error:
            self.report.stopped = f"{self.report.connection} stopped answering ({error}); push again to go on."
        return self.report

    def all_kinds(self, approved: bool) -> None:
        """Parents first, so that children know them."""
        wanted = wanted_of(self.draft, self.language, self.crm.kinds, self.fitting)
        items = {
            kind: [item_of(each, kind, self.draft.profile) for each in wanted if kind in each.fields]
            for kind in self.crm.kinds
        }
        if not approved:
            self.ask(items)
        ids = sorted({lead.company_id for lead in self.draft.leads})
        for place, kind in enumerate(self.crm.kinds):
            now = self.allowed(items[kind])
            for parent in self.crm.kinds[:place]:
                give_parents(now, parent, self.ledger.links(parent, ids))
            self.sync(kind, now)
            self.writer.proof.read_back(kind)

    def fitting(self, kind: str, fields: Fields) -> Fields:
        """The fields that the CRM can keep and the operator wants there."""
        never = {name for name, policy in self.terms.policies.get(kind, {}).items() if policy == NEVER}
        return {name: value for name, value in self.fit(kind, fields).items() if name not in never}

    def ask(self, items: dict[str, list[Item]]) -> None:
        """Raises NeedsApproval where the push is larger than it may be without a person's word."""
        creates = changes = live = 0
        for kind, every in items.items():
            wanted = [item for item in every if not self.hidden.lead(item.lead)]
            links = self.linked(kind, wanted)
            found = [(item, links[item.our_id]) for item in wanted if item.our_id in links]
            creates += len(wanted) - len(found)
            live += sum(link.state == State.LIVE for _, link in found)
            changes += sum(link.state == State.LIVE and link.desired_hash != item.digest for item, link in found)
        many = changes > max(self.terms.few, self.terms.updates * live)
        if creates > self.terms.creates or many:
            raise NeedsApproval(
                f"This push would make {creates} records in {self.crm.name} and change up to {changes} of {live}: more than may"
                " be done unasked. Look at `firstcall crm diff`, then push with --approve."
            )

    def sync(self, kind: str, items: Sequence[Item]) -> None:
        """Bring all records of one kind to what we want."""
        links = self.linked(kind, items)
        open_ = {row.our_id for row in self.ledger.unsettled(kind, "create")}
        unlinked = [item for item in items if item.our_id not in links and item.our_id not in open_]
        self.report.tombstones += sum(item.orphan for item in unlinked)
        self.report.blocked += sum(item.blocked for item in unlinked)
        unlinked = [item for item in unlinked if not item.orphan and not item.blocked]
        missing: list[Item] = []
        for batch in self.crm.pages(unlinked):
            missing += self.adopt_or_miss(kind, batch)
            self.say(f"looking for {kind} records: {len(missing)} of {len(unlinked)} are new")
        changed: list[tuple[Item, Link]] = []
        for item in items:
            link = links.get(item.our_id)
            if link is not None and link.state != State.LIVE:
                self.report.tombstones += link.state != State.WITHDRAWN
            elif link is not None and link.desired_hash == item.digest:
                self.report.unchanged += 1
            elif link is not None:
                changed.append((item, link))
        for done, pairs in enumerate(self.crm.pages(changed)):
            self.update(kind, [(item, link, remote) for (item, link), remote in self.remotes(kind, pairs)])
            self.say(f"{kind}: {done * len(pairs)} of {len(changed)} changed ones looked at")
        for done, batch in enumerate(self.crm.batches(missing)):
            self.writer.create(kind, self.allowed(batch))
            self.say(f"{kind}: {done * len(batch)} of {len(missing)} new ones sent")

    def linked(self, kind: str, items: Sequence[Item]) -> dict[str, Link]:
        """Links of items, also those under an id that a merge of companies retired."""
        links = self.ledger.links(kind, [name for item in items for name in item.ids])
        for item in items:
            earlier = next((links[name] for name in item.earlier_ids if name in links), None)
            if item.our_id not in links and earlier is not None:
                self.ledger.rename(earlier, item.our_id, item.lead.company_id)
                links[item.our_id] = earlier
        return links

    def remotes(self, kind: str, pairs: Sequence[tuple[Item, Link]]) -> list[tuple[tuple[Item, Link], Remote | None]]:
        """The records as they stand; of a CRM that only takes, what we sent last."""
        if self.crm.one_way:
            return [(pair, Remote(pair[1].our_id, pair[1].crm_id, pair[1].base)) for pair in pairs]
        there = self.crm.read(kind, [link.crm_id for _, link in pairs])
        return [(pair, there.get(pair[1].crm_id)) for pair in pairs]

    def adopt_or_miss(self, kind: str, items: Sequence[Item]) -> list[Item]:
        """Adopt records that carry our id although we have no link; gives the items that are truly missing."""
        found = self.crm.find(kind, [name for item in items for name in item.ids])
        missing: list[Item] = []
        adopted: list[tuple[Item, Remote]] = []
        for item in items:
            remote = next((found[name] for name in item.ids if name in found), None)
            if remote is None:
                missing.append(item)
            else:
                adopted.append((item, remote))
        # Nobody knows what we wrote there, so all that stands there counts as a person's word.
        rows: list[tuple[Intent, Remote, Fields, str]] = [
            (Intent(our_id=item.our_id, depends_on=item.lead.company_id), remote, {}, "") for item, remote in adopted
        ]
        links = self.ledger.record(kind, rows, "adopted") if rows else []
        self.report.adopted += len(adopted)
        self.update(kind, [(item, link, remote) for (item, remote), link in zip(adopted, links, strict=True)])
        return missing

    def update(self, kind: str, read: Sequence[tuple[Item, Link, Remote | None]]) -> None:
        """Merge records that were just read, and write what is ours to write."""
        changes: list[Change] = []
        same: list[tuple[Link, Fields, str, str]] = []
        policies = self.terms.policies.get(kind, {})
        for item, link, remote in read:
            if remote is None or remote.standing is not Standing.open:
                self.ledger.bury(link, remote.standing if remote else None)
                self.report.tombstones += 1
                continue
            ours = {name: value for name, value in item.fields.items() if name not in CREATE_ONLY}
            merged = merge(link.base, remote.fields, ours, policies)
            self.report.kept += len(merged.kept)
            self.ledger.audit([(link, remote.fields, merged.kept, "kept")])
            if merged.write:
                changes.append(Change(item, link, remote, merged.write, merged.base))
            else:
                same.append((link, merged.base, item.digest, remote.version))
                self.report.unchanged += 1
        self.ledger.synced(same)
        may = {item.our_id for item in self.allowed([change.item for change in changes])}
        for batch in self.crm.batches([change for change in changes if change.item.our_id in may]):
            self.writer.update(kind, batch)

    def withdraw(self) -> None:
        """Take back the opportunities whose company is suppressed now, unless people closed them meanwhile."""
        about: dict[str, list[Link]] = {}
        for kind in self.crm.kinds:
            for link in self.ledger.live(kind):
                about.setdefault(link.company_id, []).append(link)
        gone = [
            links for links in about.values() if any(self.hidden.sent(link.company_id, link.base) for link in links)
        ]
        leads = [link for links in gone for link in links if link.object == OPPORTUNITY]
        for page in self.crm.pages(leads):
            there = (
                {link.crm_id: Remote(link.our_id, link.crm_id, link.base) for link in page}
                if self.crm.one_way
                else self.crm.read(OPPORTUNITY, [link.crm_id for link in page])
            )
            open_: list[tuple[Link, Remote]] = []
            for link in page:
                remote = there.get(link.crm_id)
                if remote is None or remote.standing is not Standing.open:
                    self.ledger.bury(link, remote.standing if remote else None)
                else:
                    open_.append((link, replace(remote, our_id=link.our_id)))
            for batch in self.crm.batches(open_):
                self.writer.withdraw(batch)

    def allowed(self, items: Sequence[Item]) -> list[Item]:
        """Items that may be sent at this moment: suppressions are looked at again before every call."""
        self.hidden.look()
        allowed = [item for item in items if not self.hidden.lead(item.lead)]
        self.report.suppressed += len(items) - len(allowed)
        return allowed

    def say(self, sentence: str) -> None:
        """Progress, every two seconds at most."""
        if self.clock.ticks() - self._said >= SAY_EVERY:
            self._said = self.clock.ticks()
            self.progress(sentence)

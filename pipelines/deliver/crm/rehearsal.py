"""The dry run: what a push would do, found out by the push itself with a ledger and a CRM that keep nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.engine import Push
from pipelines.deliver.crm.ledger import Intent, Ledger, Link, State, Status
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.protocol import Create, Crm, Fields, Outcome, Refused, Remote, Update
from pipelines.deliver.crm.report import PushReport
from pipelines.deliver.crm.terms import Terms


@dataclass(frozen=True)
class Difference:
    """One field that would change, or that would be left as a person edited it."""

    kind: str
    our_id: str
    field: str
    old: str
    new: str
    why: str
    """created, updated, kept, adopted, withdrawn or tombstone."""


@dataclass
class Diff:
    """What a push would do."""

    report: PushReport
    differences: list[Difference] = field(default_factory=list)


def diff(
    draft: ListDraft,
    crm: Crm,
    language: str = "en",
    clock: Clock | None = None,
    terms: Terms | None = None,
    progress: Callable[[str], None] = lambda _sentence: None,
) -> Diff:
    """Find out what a push would do now; nothing is written anywhere. Raises CrmError as `push` does."""
    clock = clock or Clock()
    ledger = _Dry(crm.name, clock.now)
    patient = Patient(_Mute(crm), clock)
    run = Push(draft, crm, patient, ledger, language, clock, terms or Terms(), progress, dry=True)
    return Diff(run.run(approved=True), ledger.differences)


class _Dry(Ledger):
    """A ledger that reads its rows and keeps changes in memory."""

    def __init__(self, connection: str, now: Callable[[], datetime]) -> None:
        super().__init__(connection, "diff", now)
        self.differences: list[Difference] = []
        self._rows: dict[tuple[str, str], Link] = {}
        self._settled: set[int] = set()

    def links(self, kind: str, our_ids: Sequence[str]) -> dict[str, Link]:
        stored = super().links(kind, [our_id for our_id in our_ids if (kind, our_id) not in self._rows])
        self._rows |= {(kind, our_id): row for our_id, row in stored.items()}
        return {our_id: self._rows[kind, our_id] for our_id in our_ids if (kind, our_id) in self._rows}

    def record(self, kind: str, made: Sequence[tuple[Intent, Remote, Fields, str]], why: str) -> list[Link]:
        links = [
            Link(
                object=kind, our_id=row.our_id, company_id=row.depends_on, crm_id=remote.crm_id,
                base=dict(base), desired_hash=digest, state=State.LIVE,
            )
            for row, remote, base, digest in made
        ]  # fmt: skip
        self._rows |= {(kind, link.our_id): link for link in links}
        self.settle([row for row, *_ in made], Status.DONE)
        self.audit([(link, {}, link.base, why) for link in links])
        return links

    def rename(self, row: Link, our_id: str, company_id: str) -> None:
        row.our_id, row.company_id = our_id, company_id
        self._rows[row.object, our_id] = row

    def synced(self, rows: Sequence[tuple[Link, Fields, str, str]]) -> None:
        for row, base, _digest, _version in rows:
            row.base = dict(base)

    def retire(self, row: Link, state: State, after: str, why: str) -> None:
        row.state = state
        self.audit([(row, {"": "live"}, {"": after}, why)])

    def audit(self, changes: Iterable[tuple[Link, Fields, Fields, str]]) -> None:
        self.differences += [
            Difference(row.object, row.our_id, name, before.get(name, ""), new, why)
            for row, before, after, why in changes
            for name, new in after.items()
        ]

    def intend(self, kind: str, verb: str, wanted: Iterable[tuple[str, str, Fields]]) -> list[Intent]:
        return [
            Intent(object=kind, our_id=our_id, kind=verb, desired=dict(fields), depends_on=company_id)
            for our_id, company_id, fields in wanted
        ]

    def again(self, intents: Sequence[Intent]) -> None:
        """Nothing is kept of another try: a rehearsal sends nothing that could fail."""

    def settle(self, intents: Sequence[Intent], status: Status, message: str = "") -> None:
        for row in intents:
            row.status, row.message = status, message
        self._settled |= {row.pk for row in intents if row.pk}

    def unsettled(self, kind: str, verb: str) -> list[Intent]:
        return [row for row in super().unsettled(kind, verb) if row.pk not in self._settled]


class _Mute:
    """A CRM that is read and never written."""

    def __init__(self, crm: Crm) -> None:
        self.name, self.kinds, self.batch, self.page, self.lag = crm.name, crm.kinds, 1000, crm.page, crm.lag
        self.one_way = crm.one_way
        self._crm, self._made = crm, 0

    def check(self) -> None:
        self._crm.check()

    def fit(self, kind: str, fields: Fields) -> Fields:
        return self._crm.fit(kind, fields)

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        return self._crm.find(kind, our_ids)

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        there = [crm_id for crm_id in crm_ids if not crm_id.startswith("new ")]
        return self._crm.read(kind, there) if there else []

    def create(self, _kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        self._made += len(records)
        return [f"new {self._made - place}" for place in range(len(records))]

    def update(self, _kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        return [None] * len(updates)

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        return [None] * len(remotes)

    def outcomes(self, since: datetime) -> Iterable[Outcome]:
        return self._crm.outcomes(since)

    def close(self) -> None:
        self._crm.close()

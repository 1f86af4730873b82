"""Writing: an intent before each call, its outcome after it, and one bad record costs exactly that record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pipelines.deliver.crm.items import Change, Item
from pipelines.deliver.crm.ledger import Intent, Ledger, Link, State, Status
from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.proof import Proof
from pipelines.deliver.crm.protocol import (
    OPPORTUNITY,
    Create,
    Fields,
    Refused,
    Remote,
    Stale,
    Stopped,
    Uncertain,
    Update,
)
from pipelines.deliver.crm.recovery import recover_creates
from pipelines.deliver.crm.report import PushReport

T = TypeVar("T")


class Writer:
    """Sends batches and keeps the books of them."""

    def __init__(self, crm: Patient, ledger: Ledger, report: PushReport, dry: bool = False) -> None:
        self.crm, self.ledger, self.report = crm, ledger, report
        self.proof = Proof(crm, not dry, report.unkept)

    def create(self, kind: str, items: Sequence[Item], intents: list[Intent] | None = None) -> None:
        """Make records."""
        if not items:
            return
        wanted = [(item.our_id, item.lead.company_id, item.fields) for item in items]
        rows = intents or self.ledger.intend(kind, "create", wanted)
        try:
            results = self.crm.create(kind, [Create(item.our_id, item.fields, item.parents) for item in items])
        except Refused as refusal:
            self._split(items, rows, refusal, lambda part, part_rows: self.create(kind, part, part_rows))
        except Uncertain as error:
            self.ledger.settle(rows, Status.AMBIGUOUS, str(error))
            adopted, unknown = recover_creates(self.ledger, self.crm, kind, rows)
            self.report.adopted += adopted
            self.report.ambiguous += unknown
        except Stopped:
            self.ledger.settle(rows, Status.LOST)
            raise
        else:
            good: list[tuple[Item, Intent, Remote]] = []
            for item, row, result in zip(items, rows, results, strict=True):
                if isinstance(result, str):
                    good.append((item, row, Remote(item.our_id, result, item.fields)))
                else:
                    self._refused(row, result)
            made = [(row, remote, item.fields, item.digest) for item, row, remote in good]
            self.ledger.record(kind, made, "created")
            self.report.created += len(good)
            self.proof.written(kind, [(remote.crm_id, item.fields) for item, _, remote in good])

    def update(self, kind: str, changes: Sequence[Change], intents: list[Intent] | None = None) -> None:
        """Change records."""
        wanted = [(change.item.our_id, change.item.lead.company_id, change.write) for change in changes]
        rows = intents or self.ledger.intend(kind, "update", wanted)
        try:
            results = self.crm.update(kind, [Update(change.remote, change.write) for change in changes])
        except Refused as refusal:
            if len(changes) == 1 and isinstance(refusal, Stale):
                refusal = Stale("somebody changed it at this very moment; their edit is merged by the next push")
            self._split(changes, rows, refusal, lambda part, part_rows: self.update(kind, part, part_rows))
        except Uncertain as error:
            self.ledger.settle(rows, Status.AMBIGUOUS, str(error))
            self.report.ambiguous += len(rows)
        except Stopped:
            self.ledger.settle(rows, Status.LOST)
            raise
        else:
            done = [part for part in zip(changes, rows, results, strict=True) if not self._refused(part[1], part[2])]
            self.ledger.audit([(each.link, each.remote.fields, each.write, "updated") for each, _, _ in done])
            self.ledger.synced([(each.link, each.base, each.item.digest, each.remote.version) for each, _, _ in done])
            self.ledger.settle([row for _, row, _ in done], Status.DONE)
            self.report.updated += len(done)
            self.proof.written(kind, [(each.link.crm_id, each.write) for each, _, _ in done])

    def withdraw(self, records: Sequence[tuple[Link, Remote]], intents: list[Intent] | None = None) -> None:
        """Take opportunities back."""
        wanted: list[tuple[str, str, Fields]] = [(link.our_id, link.company_id, {}) for link, _ in records]
        rows = intents or self.ledger.intend(OPPORTUNITY, "withdraw", wanted)
        try:
            results = self.crm.withdraw([remote for _, remote in records])
        except Refused as refusal:
            self._split(records, rows, refusal, self.withdraw)
        except Uncertain as error:
            self.ledger.settle(rows, Status.AMBIGUOUS, str(error))
            self.report.ambiguous += len(rows)
        except Stopped:
            self.ledger.settle(rows, Status.LOST)
            raise
        else:
            for (link, _), row, result in zip(records, rows, results, strict=True):
                if not self._refused(row, result):
                    self.ledger.retire(link, State.WITHDRAWN, "withdrawn", "withdrawn")
                    self.ledger.settle([row], Status.DONE)
                    self.report.withdrawn += 1

    def _split(
        self,
        parts: Sequence[T],
        rows: list[Intent],
        refusal: Refused,
        retry: Callable[[Sequence[T], list[Intent]], None],
    ) -> None:
        """One bad record must cost exactly that record: leave out those the CRM names, or halve until it is alone."""
        if len(rows) == 1:
            self._refused(rows[0], Refused(refusal.rows.get(0) or str(refusal)))
            return
        bad = {place: said for place, said in refusal.rows.items() if 0 <= place < len(rows)}
        for place, said in bad.items():
            self._refused(rows[place], Refused(said))
        half = len(rows) // 2
        rest = [place for place in range(len(rows)) if place not in bad]
        for group in [rest] if bad else [rest[:half], rest[half:]]:
            if group:
                part_rows = [rows[place] for place in group]
                self.ledger.again(part_rows)
                retry([parts[place] for place in group], part_rows)

    def _refused(self, row: Intent, result: str | Refused | None) -> bool:
        """Whether the CRM refused this record; if so it is put on record with what the CRM said."""
        if not isinstance(result, Refused):
            return False
        self.ledger.settle([row], Status.REJECTED, str(result))
        self.report.rejected[row.our_id] = str(result)
        return True

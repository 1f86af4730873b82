"""What we remember of a CRM: links, the outbox and the audit. Intent is committed before a call, outcome after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from leads.decisions import models
from pipelines.deliver.crm.protocol import Fields, Remote, Standing

Link = models.CrmLink
Intent = models.CrmOutbox
State = models.CrmLink.State
Status = models.CrmOutbox.Status

CHUNK = 400
"""Ids of one query; SQLite takes a thousand values."""
SYNCED = ("base", "desired_hash", "version", "synced_at")


class Ledger:
    """The rows of one connection; `run` names the push in outbox and audit."""

    def __init__(
        self, connection: str, run: str, now: Callable[[], datetime], fence: Callable[[], None] = lambda: None
    ) -> None:
        """`fence` is called in the transaction that notes an intent; it raises Stopped where we may no longer write."""
        self.connection, self.run, self.now, self._fence = connection, run, now, fence

    def links(self, kind: str, our_ids: Sequence[str]) -> dict[str, Link]:
        """Links by our id."""
        found: dict[str, Link] = {}
        for start in range(0, len(our_ids), CHUNK):
            chunk = our_ids[start : start + CHUNK]
            rows = Link.objects.filter(connection=self.connection, object=kind, our_id__in=chunk)
            found |= {row.our_id: row for row in rows}
        return found

    def live(self, kind: str) -> list[Link]:
        """All links under which we may still write."""
        rows = Link.objects.filter(connection=self.connection, object=kind, state=State.LIVE)
        return list(rows.order_by("our_id"))

    def record(self, kind: str, made: Sequence[tuple[Intent, Remote, Fields, str]], why: str) -> list[Link]:
        """Remember which records are ours, as (intent, record, what we wrote there, hash of what we want)."""
        links = [
            Link(
                connection=self.connection, object=kind, our_id=row.our_id, company_id=row.depends_on, crm_id=remote.crm_id,
                base=dict(base), desired_hash=digest, version=remote.version, state=State.LIVE, synced_at=self.now(),
            )
            for row, remote, base, digest in made
        ]  # fmt: skip
        names = ["company_id", "crm_id", "state", *SYNCED]
        with transaction.atomic():
            Link.objects.bulk_create(
                links, update_conflicts=True, unique_fields=["connection", "object", "our_id"], update_fields=names
            )
            self.audit([(link, {}, link.base, why) for link in links])
            self.settle([row for row, *_ in made if row.pk], Status.DONE)
        return links

    def rename(self, row: Link, our_id: str, company_id: str) -> None:
        """Our id changed because companies were merged: the record in the CRM stays the same one."""
        row.our_id, row.company_id = our_id, company_id
        row.save(update_fields=["our_id", "company_id"])

    def synced(self, rows: Sequence[tuple[Link, Fields, str, str]]) -> None:
        """Remember what now stands there of ours, as (link, fields, hash, version)."""
        for row, base, digest, version in rows:
            row.base, row.desired_hash, row.version, row.synced_at = dict(base), digest, version, self.now()
        Link.objects.bulk_update([row for row, *_ in rows], SYNCED, batch_size=CHUNK // 8)

    def bury(self, row: Link, standing: Standing | None) -> None:
        """A person closed, merged or (None) deleted the record: it is theirs now."""
        state = State.MERGED if standing is Standing.merged else State.TOMBSTONE
        self.retire(row, state, standing.value if standing else "deleted", "tombstone")

    def retire(self, row: Link, state: State, after: str, why: str) -> None:
        """We write there no more."""
        row.state, row.synced_at = state, self.now()
        with transaction.atomic():
            row.save(update_fields=["state", "synced_at"])
            self.audit([(row, {"": "live"}, {"": after}, why)])

    def audit(self, changes: Iterable[tuple[Link, Fields, Fields, str]]) -> None:
        """Record changes as (link, what stood there, what stands there now, why)."""
        models.CrmAudit.objects.bulk_create(
            (
                models.CrmAudit(
                    connection=self.connection, object=row.object, our_id=row.our_id, crm_id=row.crm_id,
                    field=name, old=before.get(name, ""), new=new, why=why, run=self.run, at=self.now(),
                )
                for row, before, after, why in changes
                for name, new in after.items()
            ),
            batch_size=CHUNK,
        )  # fmt: skip

    def intend(self, kind: str, verb: str, wanted: Iterable[tuple[str, str, Fields]]) -> list[Intent]:
        """Commit what is about to be sent, as (our id, company id, fields). Raises Stopped where we may not any more."""
        rows = [
            Intent(
                connection=self.connection, object=kind, our_id=our_id, kind=verb, desired=dict(fields),
                depends_on=company_id, status=Status.SENT, run=self.run, at=self.now(),
            )
            for our_id, company_id, fields in wanted
        ]  # fmt: skip
        with transaction.atomic():
            self._fence()
            return list(Intent.objects.bulk_create(rows))

    def again(self, intents: Sequence[Intent]) -> None:
        """The same is sent once more, in smaller parts."""
        for row in intents:
            row.attempts += 1
        with transaction.atomic():
            self._fence()
            Intent.objects.bulk_update(intents, ["attempts"])

    def settle(self, intents: Sequence[Intent], status: Status, message: str = "") -> None:
        """Record how a call ended."""
        for row in intents:
            row.status, row.message, row.at = status, message, self.now()
        ids = [row.pk for row in intents]
        for start in range(0, len(ids), CHUNK):
            rows = Intent.objects.filter(pk__in=ids[start : start + CHUNK])
            rows.update(status=status, message=message, at=self.now())

    def unsettled(self, kind: str, verb: str) -> list[Intent]:
        """Calls whose outcome nobody recorded, oldest first."""
        open_ = (Status.SENT, Status.AMBIGUOUS)
        return list(Intent.objects.filter(connection=self.connection, object=kind, kind=verb, status__in=open_))

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


class Ledger:
    """The rows of one connection; `run` names the push in outbox and audit."""

    def __init__(self, connection: str, run: str, now: Callable[[], datetime]) -> None:
        self.connection, self.run, self.now = connection, run, now

    def links(self, kind: str, our_ids: Sequence[str]) -> dict[str, Link]:
        """Links by our id."""
        found: dict[str, Link] = {}
        for start in range(0, len(our_ids), CHUNK):
            chunk = our_ids[start : start + CHUNK]
            rows = Link.objects.filter(connection=self.connection, object=kind, our_id__in=chunk)
            found |= {row.our_id: row for row in rows}
        return found

    def link(self, kind: str, our_id: str, remote: Remote, base: Fields, why: str) -> Link:
        """Remember which record is ours and what we wrote there."""
        row, _new = Link.objects.update_or_create(
            connection=self.connection,
            object=kind,
            our_id=our_id,
            defaults={
                "crm_id": remote.crm_id,
                "base": dict(base),
                "version": remote.version,
                "state": State.LIVE,
                "synced_at": self.now(),
            },
        )
        self.audit(row, {}, base, why)
        return row

    def created(self, kind: str, made: Sequence[tuple[str, Fields, str, str]], intents: Sequence[Intent]) -> None:
        """Record a batch of records that were made, as (our id, fields, hash, the CRM's id)."""
        with transaction.atomic():
            for our_id, fields, digest, crm_id in made:
                row = self.link(kind, our_id, Remote(our_id, crm_id, fields), fields, "created")
                self.synced(row, fields, digest, "")
            self.settle(intents, Status.DONE)

    def rename(self, row: Link, our_id: str) -> None:
        """Our id changed because companies were merged: the record in the CRM stays the same one."""
        row.our_id = our_id
        row.save(update_fields=["our_id"])

    def synced(self, row: Link, base: Fields, digest: str, version: str) -> None:
        """Remember what now stands there of ours."""
        row.base, row.desired_hash, row.version, row.synced_at = dict(base), digest, version, self.now()
        row.save(update_fields=["base", "desired_hash", "version", "synced_at"])

    def bury(self, row: Link, standing: Standing | None) -> None:
        """A person closed, merged or (None) deleted the record: it is theirs now."""
        row.state = State.MERGED if standing is Standing.merged else State.TOMBSTONE
        row.synced_at = self.now()
        with transaction.atomic():
            row.save(update_fields=["state", "synced_at"])
            self.audit(row, {"": "live"}, {"": standing.value if standing else "deleted"}, "tombstone")

    def audit(self, row: Link, before: Fields, after: Fields, why: str) -> None:
        """Record the fields of `after`, what stood there before, and why."""
        models.CrmAudit.objects.bulk_create(
            models.CrmAudit(
                connection=self.connection, object=row.object, our_id=row.our_id, crm_id=row.crm_id,
                field=name, old=before.get(name, ""), new=new, why=why, run=self.run, at=self.now(),
            )
            for name, new in after.items()
        )  # fmt: skip

    def intend(self, kind: str, verb: str, wanted: Iterable[tuple[str, Fields]]) -> list[Intent]:
        """Commit what is about to be sent."""
        rows = [
            Intent(
                connection=self.connection, object=kind, our_id=our_id, kind=verb, desired=dict(fields),
                status=Status.SENT, run=self.run, at=self.now(),
            )
            for our_id, fields in wanted
        ]  # fmt: skip
        return list(Intent.objects.bulk_create(rows))

    def again(self, intents: Sequence[Intent]) -> None:
        """The same is sent once more, in smaller parts."""
        for row in intents:
            row.attempts += 1
        Intent.objects.bulk_update(intents, ["attempts"])

    def settle(self, intents: Sequence[Intent], status: Status, message: str = "") -> None:
        """Record how a call ended."""
        for row in intents:
            row.status, row.message, row.at = status, message, self.now()
        Intent.objects.bulk_update(intents, ["status", "message", "at"])

    def unsettled(self, kind: str, verb: str) -> list[Intent]:
        """Calls whose outcome nobody recorded, oldest first."""
        open_ = (Status.SENT, Status.AMBIGUOUS)
        return list(Intent.objects.filter(connection=self.connection, object=kind, kind=verb, status__in=open_))

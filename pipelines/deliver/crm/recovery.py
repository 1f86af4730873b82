"""After a push that was cut off: its unconfirmed calls are looked up, never sent again blindly."""

from __future__ import annotations

from pipelines.deliver.crm.ledger import Intent, Ledger, Status
from pipelines.deliver.crm.merge import same
from pipelines.deliver.crm.patient import Patient


def recover_creates(ledger: Ledger, crm: Patient, kind: str, rows: list[Intent] | None = None) -> int:
    """Adopt the records that did arrive; gives how many.

    Without `rows` it is about an earlier push, and what is not there has never arrived. With `rows` the call was a
    moment ago and may still be on its way: what is not there yet stays open for the next push.
    """
    adopted = 0
    for batch in crm.batches(ledger.unsettled(kind, "create") if rows is None else rows):
        found = crm.find(kind, [row.our_id for row in batch])
        for row in batch:
            remote = found.get(row.our_id)
            if remote is not None:
                ledger.link(kind, row.our_id, remote, row.desired, "adopted")
                ledger.settle([row], Status.DONE, "found in the CRM")
                adopted += 1
            elif rows is None:
                ledger.settle([row], Status.LOST)
    return adopted


def recover_updates(ledger: Ledger, crm: Patient, kind: str) -> None:
    """Where an unconfirmed change did arrive, it is ours and must not be taken for a person's edit."""
    rows = ledger.unsettled(kind, "update")
    links = ledger.links(kind, [row.our_id for row in rows])
    for batch in crm.batches([row for row in rows if row.our_id in links]):
        remotes = crm.read(kind, [links[row.our_id].crm_id for row in batch])
        for row in batch:
            link = links[row.our_id]
            remote = remotes.get(link.crm_id)
            if remote is not None:
                arrived = {name: new for name, new in row.desired.items() if same(remote.fields.get(name, ""), new)}
                ledger.synced(link, {**link.base, **arrived}, "", remote.version)
            ledger.settle([row], Status.DONE if remote else Status.LOST, "looked up")

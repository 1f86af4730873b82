"""After a push that was cut off: its unconfirmed calls are looked up, never sent again blindly."""

from __future__ import annotations

from pipelines.deliver.crm.ledger import Intent, Ledger, State, Status
from pipelines.deliver.crm.merge import same
from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.protocol import OPPORTUNITY, Standing


def recover(ledger: Ledger, crm: Patient) -> tuple[int, int]:
    """Look up everything that is open; gives how many records were adopted, and how many stay unknown."""
    adopted = unknown = 0
    for kind in crm.kinds:
        found, open_ = recover_creates(ledger, crm, kind)
        adopted, unknown = adopted + found, unknown + open_
        recover_updates(ledger, crm, kind)
    recover_withdrawals(ledger, crm)
    return adopted, unknown


def recover_creates(ledger: Ledger, crm: Patient, kind: str, rows: list[Intent] | None = None) -> tuple[int, int]:
    """Adopt the records that did arrive; gives how many did, and of how many it is still unknown.

    Without `rows` it is about an earlier push, and what is not there has never arrived, once the CRM's own delay has
    passed. With `rows` the call was a moment ago and may still be on its way: what is not there yet stays open for the
    next push.
    """
    adopted = unknown = 0
    for batch in crm.pages(ledger.unsettled(kind, "create") if rows is None else rows):
        found = crm.find(kind, [row.our_id for row in batch])
        here = [row for row in batch if row.our_id in found]
        ledger.record(kind, [(row, found[row.our_id], row.desired, "") for row in here], "adopted")
        adopted += len(here)
        gone = [row for row in batch if row.our_id not in found]
        lost = [row for row in gone if rows is None and ledger.now() - row.at >= crm.lag]
        ledger.settle(lost, Status.LOST)
        unknown += len(gone) - len(lost)
    return adopted, unknown


def recover_updates(ledger: Ledger, crm: Patient, kind: str) -> None:
    """Where an unconfirmed change did arrive, it is ours and must not be taken for a person's edit."""
    rows = ledger.unsettled(kind, "update")
    links = ledger.links(kind, [row.our_id for row in rows])
    if crm.one_way:
        for row in rows:
            if row.our_id in links:
                ledger.synced([(links[row.our_id], links[row.our_id].base, "", "")])
        ledger.settle(rows, Status.LOST)
        return
    for batch in crm.pages([row for row in rows if row.our_id in links]):
        remotes = crm.read(kind, [links[row.our_id].crm_id for row in batch])
        for row in batch:
            link = links[row.our_id]
            remote = remotes.get(link.crm_id)
            if remote is not None:
                arrived = {name: new for name, new in row.desired.items() if same(remote.fields.get(name, ""), new)}
                ledger.synced([(link, {**link.base, **arrived}, "", remote.version)])
            ledger.settle([row], Status.DONE if remote else Status.LOST, "looked up")


def recover_withdrawals(ledger: Ledger, crm: Patient) -> None:
    """Where an unconfirmed withdrawal did arrive, the record is closed by us, not by a person."""
    rows = ledger.unsettled(OPPORTUNITY, "withdraw")
    links = ledger.links(OPPORTUNITY, [row.our_id for row in rows])
    if crm.one_way:
        ledger.settle(rows, Status.LOST)
        return
    for batch in crm.pages([row for row in rows if row.our_id in links]):
        remotes = crm.read(OPPORTUNITY, [links[row.our_id].crm_id for row in batch])
        for row in batch:
            link = links[row.our_id]
            remote = remotes.get(link.crm_id)
            if remote is None or remote.standing is not Standing.open:
                ledger.retire(link, State.WITHDRAWN, "withdrawn", "withdrawn")
                ledger.settle([row], Status.DONE, "looked up")
            else:
                ledger.settle([row], Status.LOST)

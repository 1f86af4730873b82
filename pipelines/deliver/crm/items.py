"""One record that we want in a CRM, and one change of a record that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leads.sheets.draft import LeadDraft, lead_id
from pipelines.deliver.crm.ledger import Link
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Fields, Remote
from pipelines.deliver.crm.wanted import Wanted, fields_hash


@dataclass
class Item:
    """One record we want in the CRM."""

    lead: LeadDraft
    our_id: str
    fields: Fields
    earlier_ids: tuple[str, ...] = ()
    """Ids it had before companies were merged."""
    parents: dict[str, str] = field(default_factory=dict)
    """CRM ids of the records it belongs to, by their kind."""
    orphan: bool = False
    """Whether people closed or deleted its company."""
    blocked: bool = False
    """Whether its company is not there yet."""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        self.digest = fields_hash(self.fields)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id a record of it may carry, the present one first."""
        return (self.our_id, *self.earlier_ids)


@dataclass
class Change:
    """Fields of one record to be written, and what of ours stands there afterwards."""

    item: Item
    link: Link
    remote: Remote
    write: Fields
    base: Fields


def item_of(wanted: Wanted, kind: str, profile: str) -> Item:
    """The record of one kind: a company and its contact carry the company's id, an opportunity the lead's."""
    lead = wanted.lead
    if kind == OPPORTUNITY:
        earlier = tuple(lead_id(profile, alias) for alias in lead.aliases)
        return Item(lead, lead.lead_id, wanted.fields[kind], earlier)
    return Item(lead, lead.company_id, wanted.fields[kind], lead.aliases)


def give_parents(items: Sequence[Item], kind: str, links: dict[str, Link]) -> None:
    """Tell items the record of `kind` that they belong to: without its company an item waits or is an orphan."""
    for item in items:
        link = links.get(item.lead.company_id)
        if link is not None and link.state == Link.State.LIVE:
            item.parents[kind] = link.crm_id
        elif kind == COMPANY:
            item.orphan, item.blocked = link is not None, link is None

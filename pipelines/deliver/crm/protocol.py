"""What the engine asks of a CRM. An adapter maps flat text fields to the CRM's records; it decides nothing.

Kinds of record are `company`, `contact` and `opportunity`; an adapter names those it keeps, parents first. One that
keeps leads alone gets the company's fields with the opportunity's. A record's fields are text by name; a field that a
CRM cannot keep is left out by its adapter. Our id is written into the CRM, so that `find` can tell whether a call whose
answer was lost has arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

Fields = Mapping[str, str]

COMPANY, CONTACT, OPPORTUNITY = "company", "contact", "opportunity"


class CrmError(Exception):
    """The CRM cannot be used at all; the message is one sentence for the operator, without credentials."""


class NeedsApproval(CrmError):
    """The push is larger than it may be without a person's word; nothing of the list was written."""


class Throttled(Exception):
    """The CRM asks to wait; nothing was written."""

    def __init__(self, seconds: float | None = None, why: str = "") -> None:
        super().__init__(why or f"asked to wait {seconds or 'a while'}")
        self.seconds = seconds


class Stopped(Exception):
    """The work ends here and can be resumed; the message is one sentence."""


class Uncertain(Exception):
    """No answer, or one that cannot be read: the call may have arrived or not."""


class Refused(Exception):
    """The CRM refused the whole call and wrote nothing of it; `rows` are the records to blame, where it says so."""

    def __init__(self, message: str = "", rows: Mapping[int, str] | None = None) -> None:
        super().__init__(message)
        self.rows = dict(rows or {})
        """What is wrong with a record, by its place in the call."""


class Stale(Refused):
    """A record changed after it was read; nothing of the call was written."""


class Standing(StrEnum):
    """What people made of a record."""

    open = "open"
    """We may write."""
    closed = "closed"
    """Won, lost, cancelled, archived: read-only for us, for ever."""
    merged = "merged"
    """Merged into another record: the other one is theirs."""


@dataclass(frozen=True)
class Remote:
    """A record as the CRM holds it now."""

    our_id: str
    crm_id: str
    fields: Fields
    standing: Standing = Standing.open
    version: str = ""
    """Changes whenever the record does; sent back with an update, so that a person's edit in between is noticed."""
    handle: Any = None
    """What the adapter needs to write it again, such as ids of its parts."""


@dataclass(frozen=True)
class Create:
    """A record to be made."""

    our_id: str
    fields: Fields
    parents: Mapping[str, str] = field(default_factory=dict)
    """CRM ids of the records it belongs to, by their kind."""


@dataclass(frozen=True)
class Update:
    """Fields to be changed in a record that was just read."""

    remote: Remote
    fields: Fields


class Semantic(StrEnum):
    """What a stage means, whatever a CRM calls it."""

    open = "open"
    won = "won"
    lost = "lost"
    junk = "junk"
    """Closed as a duplicate or a mistake: that says nothing of how well it sells."""


@dataclass(frozen=True)
class Outcome:
    """How a record of ours stands with the people who work with it."""

    kind: str
    crm_id: str
    changed_at: datetime
    """When it last changed, UTC."""
    semantic: Semantic = Semantic.open
    stage: str = ""
    worked: bool = False
    """Whether it left the stage that new records are in."""
    owner: str = ""
    amount: str = ""
    words: tuple[str, ...] = ()
    """Reason of a loss and tags: whoever asked not to be called may stand there."""
    opted_out: bool = False
    """Whether the CRM has a mark for that, and it is set."""
    our_id: str = ""
    """Our id, where `crm_id` is not known: of a deal that came of a lead."""


class Crm(Protocol):
    """A connection to a CRM.

    Every method may raise Throttled or Uncertain. A CRM that refuses a whole call for one bad record raises Refused, and
    the engine halves the batch until the record is alone; one that answers record by record gives a Refused in the place
    of each bad one. HTTP 200 is no proof: an adapter raises Uncertain for anything it cannot read.
    """

    @property
    def name(self) -> str:
        """Name of the connection, as links and audit keep it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of record it keeps, parents first."""

    @property
    def batch(self) -> int:
        """Records it takes in one call that writes."""

    @property
    def page(self) -> int:
        """Records it gives in one call that reads."""

    @property
    def lag(self) -> timedelta:
        """How long a record that was just made may stay unfindable."""

    @property
    def one_way(self) -> bool:
        """Whether it only takes: nothing can be read, and sending a record again replaces it."""

    def check(self) -> None:
        """Sign in and see that all we need is there. Raises CrmError with one sentence."""

    def fit(self, kind: str, fields: Fields, /) -> Fields:
        """The part of the fields that this CRM can keep; called after `check`."""

    def find(self, kind: str, our_ids: Sequence[str], /) -> Sequence[Remote]:
        """Records that carry one of our ids, closed ones included."""

    def read(self, kind: str, crm_ids: Sequence[str], /) -> Sequence[Remote]:
        """Records by the CRM's ids; a deleted one is missing."""

    def create(self, kind: str, records: Sequence[Create], /) -> Sequence[str | Refused]:
        """Make records; gives the CRM's id of each in the same order."""

    def update(self, kind: str, updates: Sequence[Update], /) -> Sequence[Refused | None]:
        """Change records; gives None for each that was changed."""

    def withdraw(self, remotes: Sequence[Remote], /) -> Sequence[Refused | None]:
        """Take opportunities from the people who would call, in the mildest way the CRM has."""

    def outcomes(self, since: datetime, /) -> Iterable[Outcome]:
        """How records stand that changed since then, closed ones included; others than ours may be among them."""

    def close(self) -> None:
        """Let go of the connection."""

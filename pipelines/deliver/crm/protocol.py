"""What the engine asks of a CRM. An adapter maps flat text fields to the CRM's records; it decides nothing.

Objects are `company` and `opportunity`. A record's fields are text by name; a field that a CRM cannot keep is left
out by its adapter. Our id is written into the CRM, so that `find` can tell whether a call whose answer was lost has
arrived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

Fields = Mapping[str, str]


class CrmError(Exception):
    """The CRM cannot be used at all; the message is one sentence for the operator, without credentials."""


class Throttled(Exception):
    """The CRM asks to wait; nothing was written."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(f"asked to wait {seconds or 'a while'}")
        self.seconds = seconds


class Uncertain(Exception):
    """No answer, or one that cannot be read: the call may have arrived or not."""


class Refused(Exception):
    """The CRM refused the whole call and wrote nothing of it."""


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
    parent: str = ""
    """CRM id of the company an opportunity belongs to."""


@dataclass(frozen=True)
class Update:
    """Fields to be changed in a record that was just read."""

    remote: Remote
    fields: Fields


class Crm(Protocol):
    """A connection to a CRM.

    Every method may raise Throttled or Uncertain. A CRM that refuses a whole call for one bad record raises Refused, and
    the engine halves the batch until the record is alone; one that answers record by record gives a Refused in the place
    of each bad one. HTTP 200 is no proof: an adapter raises Uncertain for anything it cannot read.
    """

    name: str
    """Name of the connection, as links and audit keep it."""
    batch: int
    """Records it takes in one call."""

    def check(self) -> None:
        """Sign in and see that all we need is there. Raises CrmError with one sentence."""

    def fit(self, kind: str, fields: Fields) -> Fields:
        """The part of the fields that this CRM can keep; called after `check`."""

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records that carry one of our ids, closed ones included."""

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by the CRM's ids; a deleted one is missing."""

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records; gives the CRM's id of each in the same order."""

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records; gives None for each that was changed."""

    def close(self) -> None:
        """Let go of the connection."""

"""What a contract test needs of any CRM, real or stand-in: our connection, and the people who work there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import httpx

from leads.sheets.draft import LeadDraft
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.protocol import Crm

SECRET = "planted-secret-5f3a"
LONG_AGO = datetime(2026, 11, 21, 5, tzinfo=UTC)


@dataclass
class Time:
    """Time that passes only where somebody waits, or where a test says so."""

    at: datetime = LONG_AGO
    slept: float = 0.0

    def clock(self) -> Clock:
        """As the sync takes it."""
        return Clock(lambda: self.at, lambda: self.at.timestamp(), self.sleep)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self.slept += seconds
        self.pass_by(seconds)

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Row:
    """A record that is there: our id, our fields, and the stage of an opportunity."""

    our_id: str
    fields: dict[str, str]
    stage: str = ""


class Office(Protocol):
    """A CRM with people working in it. `place` is our id of a record."""

    @property
    def name(self) -> str:
        """Of the connection."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of record it keeps."""

    @property
    def time(self) -> Time:
        """The time there and here."""

    @property
    def weather(self) -> Weather:
        """The way there."""

    @property
    def can(self) -> frozenset[str]:
        """What of it exists there: merge, owner, reason (of a loss), fields (names can be wrong)."""

    def connect(self, **fields: str) -> Crm:
        """A new connection of ours; `fields` change the CRM's name of our fields, as crm.toml does."""

    def connection(self, **fields: str) -> Connection:
        """What that connection is made by."""

    def rows(self, kind: str) -> list[Row]:
        """Records of ours that people see, however many of one id."""

    def edit(self, kind: str, place: str, name: str, value: str, /) -> None:
        """Somebody changes a field (by our name of it)."""

    def win(self, place: str, /) -> None:
        """A deal is won."""

    def lose(self, place: str, reason: str, /) -> None:
        """A deal is lost."""

    def delete(self, kind: str, place: str, /) -> None:
        """Somebody deletes a record."""

    def merge(self, kind: str, place: str, into: str, /) -> None:
        """Somebody merges a record into another."""

    def opt_out(self, place: str, /) -> None:
        """Somebody notes, as is done there, that a lead asked not to be called."""

    def spoil(self, lead: LeadDraft, /) -> LeadDraft:
        """A lead this CRM refuses."""

    def storm(self, statuses: Iterator[int], /) -> None:
        """From now on requests are refused with these statuses, 0 standing for one that is let through."""

    def silence(self) -> None:
        """The next request is carried out, but its answer is lost."""


@dataclass
class Weather(httpx.BaseTransport):
    """The way to a CRM: it may refuse, and it may lose answers."""

    inner: httpx.BaseTransport
    refusal: Callable[[int], httpx.Response] = field(default=lambda status: httpx.Response(status, text="busy"))
    statuses: Iterator[int] = field(default_factory=lambda: iter(()))
    lost: int = 0
    seen: list[httpx.Request] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request there and back."""
        self.seen.append(request)
        status = next(self.statuses, 0)
        if status:
            return self.refusal(status)
        answer = self.inner.handle_request(request)
        if self.lost:
            self.lost -= 1
            answer.read()
            raise httpx.ReadTimeout("no answer", request=request)
        return answer


def nameless(lead: LeadDraft) -> LeadDraft:
    """A lead whose company has a name that no CRM has room for."""
    return replace(lead, name="Ї" * 700)

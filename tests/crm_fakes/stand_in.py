"""What all stand-ins share: records in memory, people who change them, and a limit that really counts requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import httpx
import orjson

from leads.sheets.draft import LeadDraft
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.pace import Pace
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Crm
from tests.crm_fakes.office import SECRET, Row, Time, Weather, nameless

Route = Callable[..., httpx.Response]
LONGEST = 255
"""Characters of a name."""


@dataclass
class Record:
    """A record: values by the vendor's names."""

    id: str
    values: dict[str, str]
    changed: datetime
    deleted: bool = False
    merged_into: str = ""
    links: dict[str, str] = field(default_factory=dict)
    """Kind → id of the record it belongs to."""


class StandIn:
    """A CRM in memory with people working in it; a vendor's own adds its routes and words."""

    name: ClassVar[str]
    adapter: ClassVar[type[Any]]
    names: ClassVar[Mapping[str, Mapping[str, str]]]
    """Kind → our field → theirs."""
    our_id: ClassVar[str]
    """Their field that keeps our id."""
    first_stage: ClassVar[str]
    stage_field: ClassVar[str]
    can: ClassVar[frozenset[str]] = frozenset({"merge", "owner", "fields", "reason"})
    url: ClassVar[str] = "https://crm.example.org"
    secrets: ClassVar[dict[str, str]] = {"token": SECRET}
    options: ClassVar[dict[str, str]] = {}
    limit: ClassVar[tuple[int, float]] = (1_000_000, 1.0)
    """Requests, and in how many seconds they may come."""
    routes: ClassVar[Mapping[str, str]]
    """`METHOD /path` as a pattern → name of the method that answers."""

    def __init__(self) -> None:
        self.kinds = tuple(self.names)
        self.time = Time()
        self.tables: dict[str, dict[str, Record]] = {kind: {} for kind in self.kinds}
        self.weather = Weather(httpx.MockTransport(self.answer), self.refusal)
        self.last = 100
        self.times: list[float] = []
        self.refused = 0
        self.pace = Pace(self.time.clock())

    # the way in

    def connect(self, **fields: str) -> Crm:
        """A new connection of ours."""
        crm: Crm = self.adapter(self.connection(**fields))
        return crm

    def connection(self, **fields: str) -> Connection:
        """What an adapter connects by."""
        return Connection(
            self.name, self.name.partition("-")[0], self.url, self.options, self.secrets, {OPPORTUNITY: fields} if fields else {},
            pace=self.pace, transport=self.weather,
        )  # fmt: skip

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer as the vendor does: who are you, not so fast, then the route."""
        if not self.knows(request):
            return httpx.Response(401, json={"error": "INVALID_CREDENTIALS", "message": "who are you?"})
        calls, seconds = self.limit
        now = self.time.at.timestamp()
        self.times = [at for at in self.times if at > now - seconds] + [now]
        if len(self.times) > calls:
            self.refused += 1
            return self.refusal(429)
        said = f"{request.method} {request.url.path}"
        for pattern, method in self.routes.items():
            if found := re.fullmatch(pattern, said):
                body = orjson.loads(request.content) if request.content[:1] in (b"{", b"[") else {}
                answer: httpx.Response = getattr(self, method)(request, body, *found.groups())
                return answer
        return httpx.Response(404, json={"message": f"no route {said}"})

    def knows(self, request: httpx.Request) -> bool:
        """Whether the request carries our secret."""
        return any(SECRET in value for value in (*request.headers.values(), str(request.url)))

    def refusal(self, status: int) -> httpx.Response:
        """How the vendor says 'not now'."""
        return httpx.Response(status, json={"message": "busy"})

    def storm(self, statuses: Iterator[int]) -> None:
        """From now on requests are refused with these statuses."""
        self.weather.statuses = statuses

    def silence(self) -> None:
        """The next request is carried out, but its answer is lost."""
        self.weather.lost = 1

    # records

    def make(self, kind: str, values: Mapping[str, Any], **links: str) -> Record:
        """A new record; links are kind=id."""
        self.last += 1
        record = Record(
            str(self.last), {name: value for name, value in values.items() if value}, self.time.at, links=links
        )
        if kind == OPPORTUNITY:
            record.values.setdefault(self.stage_field, self.first_stage)
        self.tables[kind][record.id] = record
        return record

    def change(self, record: Record, values: Mapping[str, Any]) -> None:
        """New values of a record."""
        record.values |= {name: value for name, value in values.items() if value is not None}
        record.changed = self.time.at

    def live(self, kind: str) -> list[Record]:
        """Records that people see."""
        return [record for record in self.tables[kind].values() if not record.deleted]

    def fault(self, kind: str, values: Mapping[str, Any]) -> str:
        """What is wrong with values, '' where nothing is."""
        for name, value in values.items():
            if isinstance(value, str) and len(value) > LONGEST and name == self.names[kind].get("name"):
                return f"{name} is longer than {LONGEST} characters"
        return ""

    def rows(self, kind: str) -> list[Row]:
        """Records of ours that people see."""
        return [
            Row(
                record.values[self.our_id],
                {ours: record.values.get(theirs, "") for ours, theirs in self.names[kind].items()},
                record.values.get(self.stage_field, ""),
            )
            for record in self.live(kind)
            if record.values.get(self.our_id)
        ]

    # people

    def edit(self, kind: str, place: str, name: str, value: str) -> None:
        """Somebody changes a field."""
        self.change(self.one(kind, place), {self.names[kind][name]: value})

    def delete(self, kind: str, place: str) -> None:
        """Somebody deletes a record."""
        record = self.one(kind, place)
        record.deleted, record.changed = True, self.time.at

    def merge(self, kind: str, place: str, into: str) -> None:
        """Somebody merges a record into another: the loser is gone."""
        loser, winner = self.one(kind, place), self.one(kind, into)
        loser.deleted, loser.merged_into, loser.changed = True, winner.id, self.time.at

    def one(self, kind: str, place: str) -> Record:
        """The record that carries our id."""
        (found,) = [record for record in self.live(kind) if record.values.get(self.our_id) == place]
        return found

    def spoil(self, lead: LeadDraft) -> LeadDraft:
        """A lead this CRM refuses."""
        return nameless(lead)

    @property
    def named(self) -> str:
        """The kind of record that holds the company's name."""
        return COMPANY if COMPANY in self.kinds else OPPORTUNITY

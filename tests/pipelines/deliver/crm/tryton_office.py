"""The real Tryton, with a salesperson in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from leads.sheets.draft import LeadDraft
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Crm
from pipelines.deliver.crm.tryton import MODELS, OUR_ID, Tryton
from tests.crm_fakes.office import Row
from tests.crm_fakes.real import RealOffice
from tests.tryton_server import Person, Server


class TrytonOffice(RealOffice):
    """A Tryton that was just cleared."""

    name = "tryton"
    kinds = (COMPANY, OPPORTUNITY)
    can = frozenset({"merge", "owner", "reason"})

    def __init__(self, server: Server, person: Person) -> None:
        super().__init__()
        self.server, self.person = server, person

    def connect(self, **_fields: str) -> Crm:
        return Tryton.of(self.connection())

    def connection(self, **_fields: str) -> Connection:
        return Connection(
            "tryton", "tryton", self.server.url, {"user": self.server.user}, {"password": self.server.password},
            pace=self.pace, transport=self.weather,
        )  # fmt: skip

    def rows(self, kind: str) -> list[Row]:
        if kind == COMPANY:
            found = self.person.rows(
                "party.party", [["code", "like", "c0%"], ["active", "=", True]], "code", "name", "addresses.city"
            )
            return [
                Row(row["code"], {"name": row["name"], "city": row["addresses."][0]["city"] or ""}) for row in found
            ]
        found = self.person.rows(
            "sale.opportunity", [["reference", "like", "l%"]], "reference", "description", "comment", "state"
        )
        return [
            Row(row["reference"], {"title": row["description"], "story": row["comment"]}, row["state"]) for row in found
        ]

    def edit(self, kind: str, place: str, name: str, value: str) -> None:
        self.person.call(f"{MODELS[kind]}.write", [self.one(kind, place)], {name: value})

    def win(self, place: str) -> None:
        self.person.win(self.one(OPPORTUNITY, place))

    def lose(self, place: str, reason: str) -> None:
        lead = self.one(OPPORTUNITY, place)
        self.person.call("sale.opportunity.write", [lead], {"lost_reason": reason})
        self.person.call("sale.opportunity.lost", [lead])

    def opt_out(self, place: str) -> None:
        self.lose(place, "Просив не дзвонити")

    def delete(self, kind: str, place: str) -> None:
        record = self.one(kind, place)
        if kind == OPPORTUNITY:
            self.person.call("sale.opportunity.cancel", [record])
        self.person.call(f"{MODELS[kind]}.delete", [record])

    def merge(self, kind: str, place: str, into: str) -> None:
        self.person.merge(self.one(kind, place), self.one(kind, into))

    def spoil(self, lead: LeadDraft) -> LeadDraft:
        return replace(lead, numbers=({"register": "UA-EDRPOU", "number": "not a number"},))

    def one(self, kind: str, place: str) -> int:
        rows: list[dict[str, Any]] = self.person.rows(MODELS[kind], [[OUR_ID[kind], "=", place]], "id")
        return int(rows[0]["id"])

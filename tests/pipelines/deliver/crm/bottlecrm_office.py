"""The real BottleCRM, with a salesperson in it."""

from __future__ import annotations

from typing import Any

import httpx

from leads.sheets.draft import LeadDraft
from pipelines.deliver.crm.bottlecrm import FIELDS, OUR_ID, BottleCrm
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import OPPORTUNITY, Crm
from tests.bottlecrm_server import Server
from tests.crm_fakes.office import Row, nameless
from tests.crm_fakes.real import RealOffice


class BottleCrmOffice(RealOffice):
    """An organisation whose leads were just deleted."""

    name = "bottlecrm"
    kinds = (OPPORTUNITY,)
    can = frozenset({"merge", "fields"})

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.http = httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.token}"}, timeout=60)
        if OUR_ID not in {each["key"] for each in self.ask("GET", "/api/custom-fields/")["definitions"]}:
            field = {
                "target_model": "Lead",
                "key": OUR_ID,
                "label": "Firstcall id",
                "field_type": "text",
                "is_filterable": True,
            }
            self.ask("POST", "/api/custom-fields/", field)
        server.clear()

    def connect(self, **fields: str) -> Crm:
        return BottleCrm(self.connection(**fields))

    def connection(self, **fields: str) -> Connection:
        return Connection(
            "bottlecrm", "bottlecrm", self.server.url, {}, {"token": self.server.token}, {OPPORTUNITY: fields} if fields else {},
            pace=self.pace, transport=self.weather,
        )  # fmt: skip

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def close(self) -> None:
        super().close()
        self.http.close()

    def leads(self) -> list[dict[str, Any]]:
        body = self.ask("GET", "/api/leads/?limit=1000")
        return [*body["open_leads"]["open_leads"], *body["close_leads"]["close_leads"]]

    def deals(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.ask("GET", "/api/opportunities/?limit=1000")["opportunities"]
        return rows

    def rows(self, kind: str) -> list[Row]:
        leads = [
            Row(
                row["custom_fields"][OUR_ID],
                {ours: row[theirs] or "" for ours, theirs in FIELDS[kind].items()},
                row["status"],
            )
            for row in self.leads()
            if row["custom_fields"].get(OUR_ID)
        ]
        deals = [
            Row(
                row["source_ref"],
                {"name": row["account"]["name"], "story": row["description"] or "", "city": ""},
                row["stage"],
            )
            for row in self.deals()
        ]
        return leads + deals

    def edit(self, kind: str, place: str, name: str, value: str) -> None:
        self.ask("PATCH", f"/api/leads/{self.one(place)}/", {FIELDS[kind][name]: value})

    def win(self, place: str) -> None:
        lead = self.one(place)
        self.ask("PATCH", f"/api/leads/{lead}/", {"status": "converted"})
        (deal,) = [row for row in self.deals() if row["source_ref"] == place]
        self.ask(
            "PATCH",
            f"/api/opportunities/{deal['id']}/",
            {"stage": "CLOSED_WON", "closed_on": "2026-11-21", "amount": "10.00"},
        )

    def lose(self, place: str, _reason: str) -> None:
        self.ask("PATCH", f"/api/leads/{self.one(place)}/", {"status": "closed"})

    def opt_out(self, place: str) -> None:
        self.ask("POST", "/api/tags/", {"name": "do not call"})
        (tag,) = [each for each in self.ask("GET", "/api/leads/?limit=1")["tags"] if each["name"] == "do not call"]
        self.ask("PATCH", f"/api/leads/{self.one(place)}/", {"status": "closed", "tags": [tag["id"]]})

    def delete(self, _kind: str, place: str) -> None:
        self.ask("DELETE", f"/api/leads/{self.one(place)}/")

    def merge(self, _kind: str, place: str, into: str) -> None:
        self.ask("POST", f"/api/leads/{self.one(into)}/merge/", {"merge_id": self.one(place)})

    def spoil(self, lead: LeadDraft) -> LeadDraft:
        return nameless(lead)

    def one(self, place: str) -> str:
        (row,) = [row for row in self.leads() if row["custom_fields"].get(OUR_ID) == place]
        return str(row["id"])

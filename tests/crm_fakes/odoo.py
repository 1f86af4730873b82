"""Odoo: `load` all or nothing with messages in a 200, lost means archived, merging erases the external id, HTML rewritten."""

from __future__ import annotations

import re
import xmlrpc.client
from html import escape, unescape
from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.odoo import FIELDS, MODELS, Odoo
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Crm
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.stand_in import Record, StandIn

KINDS = {model: kind for kind, model in MODELS.items()}
COUNTRIES = {"UA": 1, "NO": 2}
OUR_ID = "xml id"


class FaultError(Exception):
    """What Odoo raises."""


class OdooOffice(StandIn):
    """A database of Odoo 19, spoken to by JSON-2."""

    name = "odoo"
    adapter = Odoo
    names = FIELDS
    our_id = OUR_ID
    stage_field, first_stage = "stage_id", "New"
    secrets: ClassVar = {"key": SECRET}
    options: ClassVar = {"database": "sales"}
    later = True
    routes: ClassVar = {r"POST /json/2/([\w.]+)/(\w+)": "json2"}

    def json2(self, request: httpx.Request, body: Any, model: str, method: str) -> httpx.Response:
        assert request.headers["X-Odoo-Database"] == "sales"
        context = body.pop("context", {})
        ids = body.pop("ids", None)
        try:
            return httpx.Response(200, json=self.call(model, method, ids, body, context))
        except FaultError as fault:
            return httpx.Response(
                500, json={"name": "builtins.ValueError", "message": str(fault), "debug": "Traceback"}
            )

    def call(self, model: str, method: str, ids: list[int] | None, given: Any, context: Any) -> Any:
        """A method of a model."""
        if (model, method) == ("res.users", "context_get"):
            return {"lang": "en_US", "uid": 2}
        if method == "search_read":
            return self.search_read(model, given, context)
        kind = KINDS[model]
        if method == "fields_get":
            return {
                name: {"type": "html" if name == "description" and self.later else "char"} for name in self.fields(kind)
            }
        if method == "load":
            return self.load(kind, given["fields"], given["data"])
        if method == "write":
            for crm_id in ids or []:
                values = {name: self.kept(kind, name, value) for name, value in given["vals"].items()}
                if fault := self.fault(kind, values):
                    raise FaultError(fault)
                self.change(self.tables[kind][str(crm_id)], values)
            return True
        raise FaultError(f"{model} has no method {method}")

    def fields(self, kind: str) -> list[str]:
        own = (
            ["active", "stage_id", "user_id", "probability", "expected_revenue", "write_date"]
            if kind == OPPORTUNITY
            else ["active"]
        )
        late = ["won_status", "lost_reason_id", "is_blacklisted"] if self.later else ["lost_reason"]
        return [*FIELDS[kind].values(), *own, *(late if kind == OPPORTUNITY else [])]

    def kept(self, kind: str, name: str, value: Any) -> Any:
        """A value as it is kept: text by our side's names, so that people's edits and ours look alike."""
        if name == "country_id":
            return {number: code for code, number in COUNTRIES.items()}[int(value)] if value else ""
        if name == "description" and self.later:
            return unescape(re.sub(r"<[^>]*>", "", value.replace("<br>", "\n")))
        if name == "active":
            return "" if value else "archived"
        return value

    def load(self, kind: str, columns: list[str], data: list[list[Any]]) -> Any:
        made, messages = [], []
        for place, cells in enumerate(data):
            cell = {name.removesuffix("/.id"): value for name, value in zip(columns, cells, strict=True)}
            place_id = cell.pop("id").removeprefix("firstcall.")
            partner = cell.pop("partner_id", None)
            values = {name: self.kept(kind, name, value) for name, value in cell.items()}
            if fault := self.fault(kind, values):
                messages.append(
                    {
                        "type": "error",
                        "record": place,
                        "rows": {"from": place, "to": place},
                        "field": "name",
                        "message": fault,
                    }
                )
            made.append((place_id, values, partner))
        if messages:
            return {"ids": False, "messages": messages}
        ids = []
        for place_id, values, partner in made:
            there = [record for record in self.live(kind) if record.values.get(OUR_ID) == place_id]
            if there:
                self.change(there[0], values)
            record = (
                there[0]
                if there
                else self.make(kind, {**values, OUR_ID: place_id}, **({COMPANY: str(partner)} if partner else {}))
            )
            ids.append(int(record.id))
        return {"ids": ids, "messages": []}

    def search_read(self, model: str, given: Any, context: Any) -> list[dict[str, Any]]:
        if model == "res.country":
            return [{"id": number, "code": code} for code, number in COUNTRIES.items()]
        if model == "crm.stage":
            return [{"id": 1, "name": "New"}]
        where = {(name, how): value for name, how, value in given["domain"]}
        if model == "ir.model.data":
            kind = KINDS[where["model", "="]]
            return [
                {"id": 1, "name": row.values[OUR_ID], "res_id": int(row.id)}
                for row in self.live(kind)
                if row.values.get(OUR_ID) in where["name", "in"]
            ]
        kind = KINDS[model]
        unknown = set(given["fields"]) - set(self.fields(kind))
        if unknown:
            raise FaultError(f"Invalid field {sorted(unknown)[0]!r} on model {model!r}")
        rows = [row for row in self.live(kind) if context.get("active_test") is False or not row.values.get("active")]
        if ("id", "in") in where:
            rows = [row for row in rows if int(row.id) in where["id", "in"]]
        if ("write_date", ">=") in where:
            rows = [row for row in rows if row.changed.strftime("%Y-%m-%d %H:%M:%S") >= where["write_date", ">="]]
        return [self.row(kind, row, given["fields"]) for row in rows[given.get("offset", 0) :][: given["limit"]]]

    def row(self, kind: str, record: Record, names: list[str]) -> dict[str, Any]:
        values: dict[str, Any] = {name: record.values.get(name) or False for name in names}
        stage, archived = record.values.get("stage_id", ""), bool(record.values.get("active"))
        values |= {"id": int(record.id), "active": not archived}
        if values.get("country_id"):
            values["country_id"] = [COUNTRIES[values["country_id"]], "Ukraine"]
        if values.get("description") and self.later:
            values["description"] = (
                '<p data-x="1">' + escape(values["description"], quote=False).replace("\n", "<br>") + "</p>"
            )
        if kind == OPPORTUNITY:
            won, reason = stage == "Won", record.values.get("lost_reason")
            values |= {
                "stage_id": [2 if won else 1, stage],
                "user_id": [3, "Olena"] if won else False,
                "write_date": record.changed.strftime("%Y-%m-%d %H:%M:%S"),
            }
            values |= {"probability": 100 if won else 0 if archived else 10, "expected_revenue": 0}
            late = {
                "won_status": "won" if won else "lost" if archived else "pending",
                "lost_reason_id": [1, reason] if reason else False,
            }
            values |= (
                late | {"is_blacklisted": bool(record.values.get("blacklisted"))}
                if self.later
                else {"lost_reason": [1, reason] if reason else False}
            )
        return values

    def merge(self, kind: str, place: str, into: str) -> None:
        super().merge(kind, place, into)

    def rows(self, kind: str) -> Any:
        found = super().rows(kind)
        gone = {record.values[OUR_ID]: record.values.get("active", "") for record in self.live(kind)}
        return [type(each)(each.our_id, each.fields, each.stage + gone[each.our_id]) for each in found]

    def win(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"stage_id": "Won"})

    def lose(self, place: str, reason: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"active": "archived", "lost_reason": reason})

    def opt_out(self, place: str) -> None:
        if self.later:
            self.change(self.one(OPPORTUNITY, place), {"blacklisted": "yes"})
        else:
            self.lose(place, "Do not call us again")


class OldOdooOffice(OdooOffice):
    """A database of Odoo 11, spoken to by XML-RPC."""

    name = "odoo-xmlrpc"
    options: ClassVar = {"database": "sales", "protocol": "xmlrpc", "user": "admin"}
    later = False
    routes: ClassVar = {r"POST /xmlrpc/2/(\w+)": "xmlrpc"}

    def connect(self, **fields: str) -> Crm:
        connection = Connection(
            self.name, "odoo", self.url, self.options, self.secrets, {OPPORTUNITY: fields} if fields else {},
            pace=self.pace, transport=self.weather,
        )  # fmt: skip
        return Odoo(connection)

    def knows(self, request: httpx.Request) -> bool:
        return True  # the key is in the body

    def xmlrpc(self, request: httpx.Request, _body: Any, service: str) -> httpx.Response:
        given, method = xmlrpc.client.loads(request.content)
        assert method == {"common": "authenticate", "object": "execute_kw"}[service]
        if service == "common":
            result: Any = 2 if given[2] == SECRET else False
        else:
            everything: Any = given
            _database, uid, key, model, name, positional, named = everything
            assert (uid, key) == (2, SECRET)
            context = named.pop("context", {})
            ids = positional[0] if positional else None
            try:
                result = self.call(model, name, ids, named, context)
            except FaultError as fault:
                said = xmlrpc.client.dumps(
                    xmlrpc.client.Fault(1, f"Traceback\nValueError: {fault}"), methodresponse=True
                )
                return httpx.Response(200, text=said)
        return httpx.Response(200, text=xmlrpc.client.dumps((result,), methodresponse=True, allow_none=True))

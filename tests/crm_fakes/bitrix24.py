"""Bitrix24: unknown fields ignored in silence, batches that fail inside a 200, a leaky bucket that says 503.

Its documentation of fields (apidocs.bitrix24.com, "CRM Object Fields"): `crm.item.update` adds rows to `fm` and ignores their
ids, which `crm.company.update` does not; `fm` is listed only where everything is selected; a company has no fields of an address.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import httpx

from pipelines.deliver.crm.bitrix24 import FIELDS, LEAD, Bitrix24
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.stand_in import Record, StandIn

KINDS = {LEAD: OPPORTUNITY, 4: COMPANY}
CHANGING = {"crm.lead.update": OPPORTUNITY, "crm.company.update": COMPANY}
STAGES = {"NEW": "", "IN_PROCESS": "", "CONVERTED": "S", "JUNK": "F"}


class Bitrix24Office(StandIn):
    """A portal with leads."""

    name = "bitrix24"
    adapter = Bitrix24
    names = FIELDS
    our_id = "originId"
    stage_field, first_stage = "stageId", "NEW"
    secrets: ClassVar = {"webhook": f"https://portal.bitrix24.example/rest/1/{SECRET}/"}
    limit = (50, 25.0)
    """A bucket of fifty that loses two a second."""
    routes: ClassVar = {rf"POST /rest/1/{SECRET}/([\w.]+)": "method"}

    def refusal(self, status: int) -> httpx.Response:
        if status == 429:
            said = {"error": "OPERATION_TIME_LIMIT", "time": {"operating_reset_at": int(self.time.at.timestamp()) + 20}}
            return (
                httpx.Response(429, json=said)
                if self.weather.statuses
                else httpx.Response(503, json={"error": "QUERY_LIMIT_EXCEEDED"})
            )
        return httpx.Response(status, json={"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Too many requests"})

    def method(self, _request: httpx.Request, body: Any, method: str) -> httpx.Response:
        if method == "batch":
            return self.batch(body)
        done = self.call(method, body)
        if isinstance(done, str):
            return httpx.Response(400, json={"error": "INVALID", "error_description": done})
        return httpx.Response(200, json={"result": done, "time": {"operating": 0}})

    def batch(self, body: Any) -> httpx.Response:
        assert len(body["cmd"]) <= 50
        done, errors = {}, {}
        for key, command in body["cmd"].items():
            method, _, query = command.partition("?")
            result = self.call(method, nested(query))
            if isinstance(result, str):
                errors[key] = {"error": "INVALID", "error_description": result}
            else:
                done[key] = result
        # PHP writes an empty map as a list
        return httpx.Response(200, json={"result": {"result": done or [], "result_error": errors or []}})

    def call(self, method: str, given: Any) -> Any:
        """The result of a method, a text where it fails."""
        if method == "crm.settings.mode.get":
            return 1
        if method == "crm.status.list":
            return [{"STATUS_ID": name, "NAME": name, "SEMANTICS": mark or None} for name, mark in STAGES.items()]
        if method in CHANGING:
            return self.rows_changed(self.tables[CHANGING[method]].get(str(given["id"])), given["fields"])
        kind = KINDS[int(given["entityTypeId"])]
        if method == "crm.item.fields":
            return {"fields": {name: {"type": "string"} for name in self.known(kind)}}
        if method == "crm.item.list":
            items = self.list(kind, given["filter"])
            return {"items": items if given["select"] == ["*"] else [each | {"fm": None} for each in items]}
        if method == "crm.item.add":
            values, links = self.values(kind, given["fields"])
            return self.fault(kind, values) or {"item": {"id": int(self.make(kind, values, **links).id)}}
        if method == "crm.item.update":
            record = self.tables[kind].get(str(given["id"]))
            if record is None or record.deleted:
                return "Element not found"
            values, _ = self.values(kind, given["fields"], record)
            if fault := self.fault(kind, values):
                return fault
            self.change(record, values)
            return {"item": {"id": int(record.id)}}
        return f"Method {method} not found"

    def rows_changed(self, record: Record | None, fields: Any) -> Any:
        """Change rows of multiple fields by their ids."""
        if record is None or record.deleted:
            return "Company is not found"
        names = dict(enumerate(record.values, start=1))
        for of, rows in fields.items():
            for row in rows.values():
                name = names[int(row["ID"])]
                assert name == f"{of}:{row['VALUE_TYPE']}"
                self.change(record, {name: row["VALUE"]})
        return True

    def known(self, kind: str) -> set[str]:
        return {name for name in FIELDS[kind].values() if ":" not in name} | {
            "fm",
            "originId",
            "originatorId",
            "companyId",
            "stageId",
        }

    def values(self, kind: str, fields: Any, record: Record | None = None) -> tuple[dict[str, str], dict[str, str]]:
        """What is kept of fields: names it does not know vanish without a word."""
        kept = {name: value for name, value in fields.items() if name in self.known(kind) and name != "fm"}
        for row in (fields.get("fm") or {}).values():
            name = f"{row['typeId']}:{row['valueType']}"
            assert record is None or not record.values.get(name), "a second phone would stand beside the first"
            kept[name] = row["value"]
        company = kept.pop("companyId", None)
        return kept, {COMPANY: company} if company else {}

    def list(self, kind: str, where: Any) -> list[dict[str, Any]]:
        rows = self.live(kind)
        if "@id" in where:
            rows = [row for row in rows if int(row.id) in where["@id"]]
        if "@originId" in where:
            rows = [row for row in rows if row.values.get("originId") in where["@originId"]]
        if ">=updatedTime" in where:
            rows = [row for row in rows if row.changed.isoformat() >= where[">=updatedTime"]]
        if ">id" in where:
            rows = [row for row in rows if int(row.id) > where[">id"]]
        return [self.item(kind, row) for row in sorted(rows, key=lambda row: int(row.id))[:50]]

    def item(self, kind: str, record: Record) -> dict[str, Any]:
        fm = [
            {"id": place, "typeId": name.partition(":")[0], "valueType": name.partition(":")[2], "value": value}
            for place, (name, value) in enumerate(record.values.items(), start=1)
            if ":" in name and value
        ]
        plain = {name: value for name, value in record.values.items() if ":" not in name}
        stage = {"stageSemanticId": STAGES[record.values["stageId"]] or "P"} if kind == OPPORTUNITY else {}
        return {
            **plain,
            **stage,
            "id": int(record.id),
            "fm": fm,
            "updatedTime": record.changed.isoformat(),
            "assignedById": 7,
        }

    def win(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"stageId": "CONVERTED"})

    def lose(self, place: str, reason: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"stageId": "JUNK", "statusDescription": reason})

    def opt_out(self, place: str) -> None:
        self.lose(place, "Просил не звонить")


def nested(query: str) -> dict[str, Any]:
    """PHP's brackets: fields[fm][0][value]=…"""
    made: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        *path, last = re.findall(r"[^\[\]]+", name)
        at = made
        for step in path:
            at = at.setdefault(step, {})
        at[last] = value
    return made

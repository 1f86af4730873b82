"""Pipedrive: one record a call, custom fields by keys of its own, deletions that only mark, a token budget."""

from __future__ import annotations

from hashlib import sha1
from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.pipedrive import FIELDS, META, OBJECTS, OUR_ID, PLAIN, Pipedrive
from pipelines.deliver.crm.protocol import COMPANY, CONTACT, OPPORTUNITY
from tests.crm_fakes.stand_in import Record, StandIn

KINDS = {objects: kind for kind, objects in OBJECTS.items()}
METAS = {meta: kind for kind, meta in META.items()}


def key_of(name: str) -> str:
    """The forty characters by which an account knows a custom field."""
    return sha1(name.encode()).hexdigest()


class PipedriveOffice(StandIn):
    """A company account."""

    name = "pipedrive"
    adapter = Pipedrive
    names = FIELDS
    our_id = OUR_ID
    stage_field, first_stage = "stage", "open 1"
    limit = (20, 2.0)
    routes: ClassVar = {
        r"GET /api/v2/(\w+Fields)": "fields",
        r"GET /api/v2/stages": "stages",
        r"GET /api/v2/(\w+)": "list",
        r"POST /api/v2/(\w+)": "add",
        r"PATCH /api/v2/(\w+)/(\d+)": "patch",
    }

    def refusal(self, status: int) -> httpx.Response:
        said = {"success": False, "error": "request over limit"}
        return httpx.Response(status, json=said, headers={"x-ratelimit-reset": "2"} if status == 429 else {})

    def custom(self, kind: str) -> list[str]:
        return sorted({name for name in FIELDS[kind].values() if ":" not in name and name not in PLAIN} | {OUR_ID})

    def fields(self, request: httpx.Request, _body: Any, meta: str) -> httpx.Response:
        """Two fields a page, as long as there are more."""
        names = self.custom(METAS[meta])
        rows = [{"field_code": key_of(name), "field_name": name, "field_type": "varchar"} for name in names]
        start = int(request.url.params.get("cursor", 0))
        more = {"next_cursor": str(start + 2) if start + 2 < len(rows) else None}
        return httpx.Response(200, json={"success": True, "data": rows[start : start + 2], "additional_data": more})

    def stages(self, _request: httpx.Request, _body: Any) -> httpx.Response:
        rows = [{"id": place, "pipeline_id": 1, "order_nr": place, "name": f"Stage {place}"} for place in (1, 2)]
        return httpx.Response(200, json={"success": True, "data": rows})

    def list(self, request: httpx.Request, _body: Any, objects: str) -> httpx.Response:
        kind, params = KINDS[objects], request.url.params
        rows = self.live(kind)
        if "ids" in params:
            wanted = params["ids"].split(",")
            assert len(wanted) <= 100
            rows = [row for row in rows if row.id in wanted]
        if since := params.get("updated_since"):
            rows = [row for row in rows if row.changed.strftime("%Y-%m-%dT%H:%M:%SZ") >= since]
        start, size = int(params.get("cursor", 0)), int(params["limit"])
        cursor = str(start + size) if len(rows) > start + size else None
        data = [self.row(kind, row) for row in rows[start : start + size]]
        return httpx.Response(200, json={"success": True, "data": data, "additional_data": {"next_cursor": cursor}})

    def add(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind = KINDS[objects]
        values = self.values(kind, body)
        if fault := self.fault(kind, values):
            return httpx.Response(400, json={"success": False, "error": fault, "error_info": "see the reference"})
        links = {kind: str(body[name]) for kind, name in ((COMPANY, "org_id"), (CONTACT, "person_id")) if name in body}
        return httpx.Response(201, json={"success": True, "data": self.row(kind, self.make(kind, values, **links))})

    def patch(self, _request: httpx.Request, body: Any, objects: str, crm_id: str) -> httpx.Response:
        kind = KINDS[objects]
        record = self.tables[kind].get(crm_id)
        if record is None or record.deleted:
            return httpx.Response(404, json={"success": False, "error": "not found"})
        values = self.values(kind, body)
        if fault := self.fault(kind, values):
            return httpx.Response(400, json={"success": False, "error": fault})
        for several in ("phones", "emails"):
            if several in body:  # a list is replaced whole
                for name in [name for name in record.values if name.startswith(several)]:
                    del record.values[name]
        self.change(record, values)
        return httpx.Response(200, json={"success": True, "data": self.row(kind, record)})

    def values(self, kind: str, body: Any) -> dict[str, str]:
        keys = {key_of(name): name for name in self.custom(kind)}
        values = {name: body[name] for name in ("name", "title") if name in body}
        if "address" in body:
            values["address"] = body["address"]["value"]
        values |= {keys[key]: value for key, value in (body.get("custom_fields") or {}).items()}
        for several in ("phones", "emails"):
            values |= {f"{several}:{each['label']}": each["value"] for each in body.get(several) or []}
        if "status" in body:
            values |= {"stage": f"{body['status']} 1", "lost_reason": body.get("lost_reason", "")}
        return values

    def row(self, kind: str, record: Record) -> dict[str, Any]:
        values = record.values
        status, _, stage = values.get("stage", "open 1").partition(" ")
        several = {
            name: [
                {"value": value, "label": key.partition(":")[2]}
                for key, value in values.items()
                if key.startswith(name) and value
            ]
            for name in ("phones", "emails")
        }
        return {
            "id": int(record.id), "name": values.get("name"), "title": values.get("title"), "owner_id": 9,
            "address": {"value": values["address"]} if "address" in values else None, **several,
            "custom_fields": {key_of(name): values.get(name) for name in self.custom(kind)},
            "update_time": record.changed.strftime("%Y-%m-%dT%H:%M:%SZ"), "marketing_status": values.get("marketing_status", "no_consent"),
            **({"status": status, "stage_id": int(stage), "lost_reason": values.get("lost_reason"), "value": 0} if kind == OPPORTUNITY else {}),
        }  # fmt: skip

    def win(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"stage": "won 2"})

    def lose(self, place: str, reason: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"stage": "lost 2", "lost_reason": reason})

    def opt_out(self, place: str) -> None:
        company = self.one(OPPORTUNITY, place).links[COMPANY]
        (person,) = [record for record in self.live(CONTACT) if record.links.get(COMPANY) == company]
        self.change(person, {"marketing_status": "unsubscribed"})

"""HubSpot: unique properties, 207 for partial failures, 429 without Retry-After, a search index that lags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.hubspot import FIELDS, OBJECTS, Hubspot
from pipelines.deliver.crm.protocol import COMPANY, CONTACT, OPPORTUNITY
from tests.crm_fakes.stand_in import Record, StandIn

KINDS = {objects: kind for kind, objects in OBJECTS.items()}
INDEX_LAG = timedelta(seconds=30)


class HubspotOffice(StandIn):
    """A HubSpot account."""

    name = "hubspot"
    adapter = Hubspot
    names = FIELDS
    our_id = "firstcall_id"
    stage_field, first_stage = "dealstage", "appointmentscheduled"
    limit = (100, 10.0)
    routes: ClassVar = {
        r"GET /crm/properties/2026-09/(\w+)": "properties",
        r"GET /crm/pipelines/2026-09/deals": "pipelines",
        r"POST /crm/objects/2026-09/(\w+)/batch/read": "batch_read",
        r"POST /crm/objects/2026-09/(\w+)/batch/create": "batch_create",
        r"POST /crm/objects/2026-09/(\w+)/batch/update": "batch_update",
        r"POST /crm/objects/2026-09/(\w+)/batch/archive": "batch_archive",
        r"POST /crm/objects/2026-09/(\w+)/search": "search",
    }

    def refusal(self, status: int) -> httpx.Response:
        said = {"status": "error", "message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}
        return httpx.Response(status, json=said)

    def properties(self, _request: httpx.Request, _body: Any, objects: str) -> httpx.Response:
        names = {*FIELDS[KINDS[objects]].values(), self.our_id}
        rows = [{"name": name, "type": "string", "hasUniqueValue": name == self.our_id} for name in sorted(names)]
        return httpx.Response(200, json={"results": rows})

    def pipelines(self, _request: httpx.Request, _body: Any) -> httpx.Response:
        names = ("appointmentscheduled", "contractsent", "closedwon", "closedlost")
        stages = [{"id": name, "label": name, "displayOrder": place} for place, name in enumerate(names)]
        pipeline = {"id": "default", "label": "Sales Pipeline", "displayOrder": 0, "stages": stages}
        return httpx.Response(200, json={"results": [pipeline]})

    def batch_read(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind, wanted = KINDS[objects], [each["id"] for each in body["inputs"]]
        assert len(wanted) <= 100
        by_ours = body.get("idProperty") == self.our_id
        found: dict[str, Record] = {}
        for record in self.tables[kind].values():
            key = record.values.get(self.our_id) if by_ours else record.id
            standing = self.tables[kind][record.merged_into] if record.merged_into and not by_ours else record
            if key in wanted and not standing.deleted:
                found[standing.id] = standing
        rows = [self.row(kind, record) for record in found.values()]
        missing = len(wanted) - len(rows)
        if not missing:
            return httpx.Response(200, json={"status": "COMPLETE", "results": rows})
        error = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some", "context": {}}
        return httpx.Response(207, json={"status": "COMPLETE", "results": rows, "numErrors": 1, "errors": [error]})

    def batch_create(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind, rows, errors = KINDS[objects], [], []
        assert len(body["inputs"]) <= 100
        taken = {record.values.get(self.our_id) for record in self.live(kind)}
        for each in body["inputs"]:
            values = each["properties"]
            fault = self.fault(kind, values) or ("id is taken" if values[self.our_id] in taken else "")
            if fault:
                context = {"objectWriteTraceId": [each["objectWriteTraceId"]]}
                errors.append({"status": "error", "category": "VALIDATION_ERROR", "message": fault, "context": context})
                continue
            linked = {
                {1: COMPANY, 5: COMPANY, 3: CONTACT}[link["types"][0]["associationTypeId"]]: link["to"]["id"]
                for link in each["associations"]
            }
            record = self.make(kind, values, **linked)
            if kind == CONTACT and COMPANY not in linked:
                self.make(COMPANY, {"name": values.get("email", "").partition("@")[2]})  # it makes one by itself
            rows.append(self.row(kind, record))
        return self.several(201, rows[::-1], errors)  # results come in no particular order

    def batch_update(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind, rows, errors = KINDS[objects], [], []
        for each in body["inputs"]:
            if fault := self.fault(kind, each["properties"]):
                context = {"objectWriteTraceId": [each["objectWriteTraceId"]]}
                errors.append({"status": "error", "category": "VALIDATION_ERROR", "message": fault, "context": context})
                continue
            record = self.tables[kind][each["id"]]
            self.change(record, each["properties"])
            rows.append(self.row(kind, record))
        return self.several(200, rows, errors)

    def batch_archive(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        for each in body["inputs"]:
            self.tables[KINDS[objects]][each["id"]].deleted = True
        return httpx.Response(204)

    def search(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind = KINDS[objects]
        since = int(body["filterGroups"][0]["filters"][0]["value"])
        rows = [
            self.row(kind, record)
            for record in self.live(kind)
            if record.changed.timestamp() * 1000 >= since and record.changed <= self.time.at - INDEX_LAG
        ]
        start, size = int(body.get("after", 0)), body["limit"]
        more = {"paging": {"next": {"after": str(start + size)}}} if len(rows) > start + size else {}
        return httpx.Response(200, json={"total": len(rows), "results": rows[start : start + size], **more})

    def several(self, status: int, rows: list[Any], errors: list[Any]) -> httpx.Response:
        if not errors:
            return httpx.Response(status, json={"status": "COMPLETE", "results": rows})
        return httpx.Response(
            207, json={"status": "COMPLETE", "results": rows, "numErrors": len(errors), "errors": errors}
        )

    def row(self, kind: str, record: Record) -> dict[str, Any]:
        changed = record.changed.isoformat().replace("+00:00", "Z")
        values: dict[str, Any] = {**record.values, "hs_lastmodifieddate": changed, "lastmodifieddate": changed}
        merged = [each.id for each in self.tables[kind].values() if each.merged_into == record.id]
        values["hs_merged_object_ids"] = ";".join(merged) or None
        if kind == OPPORTUNITY:
            stage = record.values["dealstage"]
            values |= {
                "hs_is_closed": str(stage.startswith("closed")).lower(),
                "hs_is_closed_won": str(stage == "closedwon").lower(),
            }
        return {"id": record.id, "properties": values, "archived": record.deleted, "updatedAt": changed}

    def win(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"dealstage": "closedwon", "hubspot_owner_id": "77"})

    def lose(self, place: str, reason: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"dealstage": "closedlost", "closed_lost_reason": reason})

    def opt_out(self, place: str) -> None:
        company = self.one(OPPORTUNITY, place).links[COMPANY]
        (contact,) = [record for record in self.live(CONTACT) if record.links.get(COMPANY) == company]
        self.change(contact, {"hs_email_optout": "true"})

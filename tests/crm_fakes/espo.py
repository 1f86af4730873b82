"""EspoCRM: one lead a call, 409 with the records it takes for the same one, our id not unique, no version check."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.espo import FIELDS, OUR_ID, Espo
from pipelines.deliver.crm.protocol import OPPORTUNITY
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.stand_in import Record, StandIn


class EspoOffice(StandIn):
    """An EspoCRM with leads, and the opportunities that come of them."""

    name = "espo"
    adapter = Espo
    names = FIELDS
    our_id = OUR_ID
    stage_field, first_stage = "status", "New"
    can = frozenset({"merge", "owner", "fields"})
    secrets: ClassVar = {"key": SECRET}
    routes: ClassVar = {
        r"GET /api/v1/Metadata": "metadata",
        r"GET /api/v1/Lead": "list",
        r"GET /api/v1/Opportunity": "deals",
        r"POST /api/v1/Lead": "add",
        r"PUT /api/v1/Lead/(\w+)": "put",
    }

    def metadata(self, request: httpx.Request, _body: Any) -> httpx.Response:
        assert request.url.params["key"] == "entityDefs.Lead.fields"
        return httpx.Response(
            200,
            json={name: {"type": "varchar"} for name in (*FIELDS[OPPORTUNITY].values(), OUR_ID, "lastName", "status")},
        )

    def list(self, request: httpx.Request, _body: Any) -> httpx.Response:
        params = request.url.params
        rows, name = self.live(OPPORTUNITY), params["where[0][attribute]"]
        if params["where[0][type]"] == "in":
            wanted = params.get_list("where[0][value][]")
            rows = [row for row in rows if (row.id if name == "id" else row.values.get(name)) in wanted]
        else:
            rows = [row for row in rows if row.changed.strftime("%Y-%m-%d %H:%M:%S") > params["where[0][value]"]]
        start, size = int(params["offset"]), int(params["maxSize"])
        return httpx.Response(
            200, json={"total": len(rows), "list": [self.row(row) for row in rows[start : start + size]]}
        )

    def deals(self, request: httpx.Request, _body: Any) -> httpx.Response:
        since = request.url.params["where[0][value]"]
        rows = [
            {
                "id": f"deal{row.id}", "originalLeadId": row.id, "stage": row.links["deal"], "assignedUserName": "Olena", "amount": 100,
                "modifiedAt": row.changed.strftime("%Y-%m-%d %H:%M:%S"),
            }
            for row in self.live(OPPORTUNITY)
            if "deal" in row.links and row.changed.strftime("%Y-%m-%d %H:%M:%S") > since
        ]  # fmt: skip
        return httpx.Response(200, json={"total": len(rows), "list": rows})

    def row(self, record: Record) -> dict[str, Any]:
        return {
            **record.values, "id": record.id, "modifiedAt": record.changed.strftime("%Y-%m-%d %H:%M:%S"),
            "doNotCall": record.values.get("doNotCall") == "true", "assignedUserName": "Olena" if "deal" in record.links else None,
        }  # fmt: skip

    def add(self, request: httpx.Request, body: Any) -> httpx.Response:
        if not body.get("lastName"):
            return self.invalid("lastName", "required")
        if fault := self.fault(OPPORTUNITY, body):
            return self.invalid("accountName", fault)
        same = [
            row
            for row in self.live(OPPORTUNITY)
            if body.get("emailAddress") and row.values.get("emailAddress") == body["emailAddress"]
        ]
        if same and request.headers.get("X-Skip-Duplicate-Check") != "true":
            return httpx.Response(409, json=[self.row(row) for row in same], headers={"X-Status-Reason": "duplicate"})
        return httpx.Response(200, json=self.row(self.make(OPPORTUNITY, body)))

    def put(self, _request: httpx.Request, body: Any, crm_id: str) -> httpx.Response:
        record = self.tables[OPPORTUNITY].get(crm_id)
        if record is None or record.deleted:
            return httpx.Response(404)
        if fault := self.fault(OPPORTUNITY, body):
            return self.invalid("accountName", fault)
        self.change(record, body)
        return httpx.Response(200, json=self.row(record))

    def invalid(self, name: str, rule: str) -> httpx.Response:
        said = {"messageTranslation": {"label": "validationFailure", "data": {"field": name, "type": rule}}}
        return httpx.Response(
            400,
            json=said,
            headers={"X-Status-Reason": f"Field validation failure; entityType: Lead, field: {name}, type: {rule}."},
        )

    def rows(self, kind: str) -> Any:
        found = super().rows(kind)
        deals = {record.values[OUR_ID]: record.links.get("deal", "") for record in self.live(kind)}
        return [type(each)(each.our_id, each.fields, deals[each.our_id] or each.stage) for each in found]

    def win(self, place: str) -> None:
        self.convert(place, "Closed Won")

    def lose(self, place: str, _reason: str) -> None:
        self.convert(place, "Closed Lost")

    def convert(self, place: str, stage: str) -> None:
        record = self.one(OPPORTUNITY, place)
        record.links["deal"] = stage
        self.change(record, {"status": "Converted"})

    def opt_out(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"doNotCall": "true"})

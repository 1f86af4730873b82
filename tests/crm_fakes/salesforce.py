"""Salesforce: 200 with success row by row, soft deletes, conversion, and updates that re-assign unless told not to."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.protocol import OPPORTUNITY
from pipelines.deliver.crm.salesforce import FIELDS, OUR_ID, Salesforce
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.stand_in import Record, StandIn

DATA = r"/services/data/v62\.0"


class SalesforceOffice(StandIn):
    """A Salesforce organisation with the object Lead."""

    name = "salesforce"
    adapter = Salesforce
    names = FIELDS
    our_id = OUR_ID
    stage_field, first_stage = "Status", "Open - Not Contacted"
    can = frozenset({"merge", "owner", "fields"})
    secrets: ClassVar = {"client_id": "app", "client_secret": SECRET}
    routes: ClassVar = {
        r"POST /services/oauth2/token": "token",
        rf"GET {DATA}/sobjects/Lead/describe": "describe",
        rf"GET {DATA}/queryAll": "query",
        rf"PATCH {DATA}/composite/sobjects/Lead/{OUR_ID}": "upsert",
        rf"PATCH {DATA}/composite/sobjects": "update",
        rf"DELETE {DATA}/composite/sobjects": "remove",
    }

    def knows(self, request: httpx.Request) -> bool:
        return request.url.path.endswith("/token") or super().knows(request)

    def token(self, request: httpx.Request, _body: Any) -> httpx.Response:
        if SECRET not in request.content.decode():
            return httpx.Response(
                400, json={"error": "invalid_client", "error_description": "invalid client credentials"}
            )
        return httpx.Response(200, json={"access_token": f"00D!{SECRET}-session", "instance_url": self.url})

    def describe(self, _request: httpx.Request, _body: Any) -> httpx.Response:
        names = sorted({*FIELDS[OPPORTUNITY].values(), OUR_ID, "LastName"})
        return httpx.Response(200, json={"fields": [{"name": name, "updateable": True} for name in names]})

    def query(self, request: httpx.Request, _body: Any) -> httpx.Response:
        """As much of SOQL as a sync asks for: IN with a list, or changed since."""
        soql = request.url.params["q"]
        rows = list(self.tables[OPPORTUNITY].values())
        if found := re.search(r"WHERE (\w+) IN \((.*)\)", soql):
            wanted = set(re.findall(r"'([^']*)'", found[2]))
            rows = [row for row in rows if (row.id if found[1] == "Id" else row.values.get(OUR_ID)) in wanted]
        elif found := re.search(r"SystemModstamp >= (\S+)", soql):
            rows = [row for row in rows if row.changed.strftime("%Y-%m-%dT%H:%M:%SZ") >= found[1]]
        headers = {"Sforce-Limit-Info": "api-usage=8436/15000"}
        answer = {"totalSize": len(rows), "done": True, "records": [self.row(row) for row in rows]}
        return httpx.Response(200, json=answer, headers=headers)

    def row(self, record: Record) -> dict[str, Any]:
        stamp = record.changed.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        deal = record.links.get("deal")
        converted = {
            "StageName": deal,
            "IsWon": deal == "Closed Won",
            "IsClosed": True,
            "Amount": None,
            "SystemModstamp": stamp,
            "Owner": {"Name": "Olena"},
        }
        return {
            **{name: record.values.get(name) for name in (*FIELDS[OPPORTUNITY].values(), OUR_ID, "Status")},
            "Id": record.id, "IsDeleted": record.deleted, "MasterRecordId": record.merged_into or None, "IsConverted": bool(deal),
            "Owner": {"Name": record.values.get("Owner", "Queue")}, "DoNotCall": record.values.get("DoNotCall") == "true",
            "HasOptedOutOfEmail": False, "SystemModstamp": stamp, "ConvertedOpportunity": converted if deal else None,
        }  # fmt: skip

    def upsert(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=[self.one_upsert(request, each) for each in self.batch(body)])

    def update(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(
            200,
            json=[self.one_update(request, each, self.tables[OPPORTUNITY][each["id"]]) for each in self.batch(body)],
        )

    def batch(self, body: Any) -> list[dict[str, Any]]:
        assert body["allOrNone"] is False and len(body["records"]) <= 200
        records: list[dict[str, Any]] = body["records"]
        return records

    def one_upsert(self, request: httpx.Request, given: dict[str, Any]) -> dict[str, Any]:
        there = [record for record in self.live(OPPORTUNITY) if record.values[OUR_ID] == given[OUR_ID]]
        if there:
            return self.one_update(request, given, there[0])
        if fault := self.fault(OPPORTUNITY, given):
            return failed("STRING_TOO_LONG", fault, "Company")
        record = self.make(OPPORTUNITY, {name: value for name, value in given.items() if name != "attributes"})
        return {"id": record.id, "success": True, "errors": [], "created": True}

    def one_update(self, request: httpx.Request, given: dict[str, Any], record: Record) -> dict[str, Any]:
        if record.links.get("deal"):
            return failed("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", "")
        if fault := self.fault(OPPORTUNITY, given):
            return failed("STRING_TOO_LONG", fault, "Company")
        self.change(record, {name: value for name, value in given.items() if name not in {"attributes", "id"}})
        if request.headers.get("Sforce-Auto-Assign", "TRUE").upper() != "FALSE":
            record.values["Owner"] = "Queue"  # the assignment rules run
        return {"id": record.id, "success": True, "errors": [], "created": False}

    def remove(self, request: httpx.Request, _body: Any) -> httpx.Response:
        ids = request.url.params["ids"].split(",")
        for crm_id in ids:
            self.tables[OPPORTUNITY][crm_id].deleted = True
        return httpx.Response(200, json=[{"id": crm_id, "success": True, "errors": []} for crm_id in ids])

    def refusal(self, status: int) -> httpx.Response:
        said = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
        return httpx.Response(status, json=said)

    def rows(self, kind: str) -> Any:
        found = super().rows(kind)
        deals = {record.values[OUR_ID]: record.links.get("deal", "") for record in self.live(kind)}
        return [type(each)(each.our_id, each.fields, deals[each.our_id] or each.stage) for each in found]

    def win(self, place: str) -> None:
        self.convert(place, "Closed Won")

    def lose(self, place: str, reason: str) -> None:
        self.convert(place, "Closed Lost: " + reason)

    def convert(self, place: str, stage: str) -> None:
        record = self.one(OPPORTUNITY, place)
        record.links["deal"] = stage
        self.change(record, {})

    def opt_out(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"DoNotCall": "true"})


def failed(code: str, message: str, name: str) -> dict[str, Any]:
    """A row that failed; it may say `created: true` all the same."""
    return {
        "success": False,
        "created": True,
        "errors": [{"statusCode": code, "message": message, "fields": [name] if name else []}],
    }

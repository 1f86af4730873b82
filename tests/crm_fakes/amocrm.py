"""amoCRM: whole calls refused for one bad row, refresh tokens that rotate, seven requests a second, no external id."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx

from pipelines.deliver.crm.amocrm import FIELDS, LOST, OBJECTS, OUR_ID, WON, Amocrm
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Crm
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.stand_in import Record, StandIn

KINDS = {objects: kind for kind, objects in OBJECTS.items()}


class AmocrmOffice(StandIn):
    """An account whose integration has a refresh token."""

    name = "amocrm"
    adapter = Amocrm
    names = FIELDS
    our_id = OUR_ID
    stage_field, first_stage = "status_id", "11"
    options: ClassVar = {"client_id": "app", "redirect_uri": "https://firstcall.example"}
    limit = (7, 1.0)
    routes: ClassVar = {
        r"POST /oauth2/access_token": "token",
        r"GET /api/v4/(\w+)/custom_fields": "custom_fields",
        r"GET /api/v4/leads/pipelines": "pipelines",
        r"GET /api/v4/(\w+)": "list",
        r"POST /api/v4/(\w+)": "add",
        r"PATCH /api/v4/(\w+)": "patch",
    }

    def __init__(self) -> None:
        super().__init__()
        self.secrets_now = {"client_secret": SECRET, "refresh_token": f"{SECRET}-refresh-0"}
        self.turn = 0

    def connect(self, **fields: str) -> Crm:
        connection = Connection(
            self.name, self.name, self.url, self.options, dict(self.secrets_now), {OPPORTUNITY: fields} if fields else {},
            pace=self.pace, transport=self.weather, keep_secret=self.secrets_now.__setitem__,
        )  # fmt: skip
        return Amocrm(connection)

    def knows(self, request: httpx.Request) -> bool:
        return request.url.path == "/oauth2/access_token" or super().knows(request)

    def token(self, _request: httpx.Request, body: Any) -> httpx.Response:
        if body["refresh_token"] != f"{SECRET}-refresh-{self.turn}":
            return httpx.Response(400, json={"hint": "Token has been revoked", "title": "Некорректный запрос"})
        self.turn += 1
        said = {
            "access_token": f"{SECRET}-access-{self.turn}",
            "refresh_token": f"{SECRET}-refresh-{self.turn}",
            "expires_in": 86400,
        }
        return httpx.Response(200, json=said)

    def custom_fields(self, _request: httpx.Request, _body: Any, objects: str) -> httpx.Response:
        codes = {name.partition(":")[0] for name in FIELDS[KINDS[objects]].values()} - {"name"} | {OUR_ID}
        rows = [{"id": place, "code": code, "name": code} for place, code in enumerate(sorted(codes))]
        return httpx.Response(200, json={"_embedded": {"custom_fields": rows}})

    def pipelines(self, _request: httpx.Request, _body: Any) -> httpx.Response:
        names = {10: "Неразобранное", 11: "Первичный контакт", 12: "Переговоры", WON: "Успешно", LOST: "Закрыто"}
        statuses = [{"id": number, "name": name, "sort": number} for number, name in names.items()]
        return httpx.Response(200, json={"_embedded": {"pipelines": [{"id": 1, "_embedded": {"statuses": statuses}}]}})

    def list(self, request: httpx.Request, _body: Any, objects: str) -> httpx.Response:
        kind, params = KINDS[objects], request.url.params
        rows = self.live(kind)
        if ids := params.get_list("filter[id][]"):
            rows = [row for row in rows if row.id in ids]
        if since := params.get("filter[updated_at][from]"):
            rows = [row for row in rows if int(row.changed.timestamp()) >= int(since)]
        size, page = int(params["limit"]), int(params["page"])
        assert size <= 250
        shown = rows[(page - 1) * size : page * size]
        if not shown:
            return httpx.Response(204)
        links = {"next": {"href": "more"}} if len(rows) > page * size else {}
        return httpx.Response(
            200, json={"_page": page, "_links": links, "_embedded": {objects: [self.row(kind, row) for row in shown]}}
        )

    def row(self, kind: str, record: Record) -> dict[str, Any]:
        fields: dict[str, list[dict[str, str]]] = {}
        for name, value in record.values.items():
            code, _, sort = name.partition(":")
            if code.isupper() and value:
                fields.setdefault(code, []).append({"value": value, **({"enum_code": sort} if sort else {})})
        row: dict[str, Any] = {
            "id": int(record.id), "name": record.values.get("name"), "updated_at": int(record.changed.timestamp()), "responsible_user_id": 55,
            "custom_fields_values": [{"field_id": 1, "field_code": code, "values": values} for code, values in fields.items()] or None,
        }  # fmt: skip
        if kind == OPPORTUNITY:
            reason = record.values.get("reason")
            row |= {
                "status_id": int(record.values["status_id"]),
                "price": 0,
                "_embedded": {"loss_reason": [{"name": reason}] if reason else None, "tags": []},
            }
        return row

    def add(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind = KINDS[objects]
        if (bad := self.faults(kind, body)) is not None:
            return bad
        rows = []
        for each in body:
            companies = (each.get("_embedded") or {}).get("companies") or []
            record = self.make(kind, self.values(each), **({COMPANY: str(companies[0]["id"])} if companies else {}))
            rows.append({"id": int(record.id), "request_id": each["request_id"]})
        return httpx.Response(200, json={"_embedded": {objects: rows}})

    def patch(self, _request: httpx.Request, body: Any, objects: str) -> httpx.Response:
        kind = KINDS[objects]
        if (bad := self.faults(kind, body)) is not None:
            return bad
        for each in body:
            record = self.tables[kind][str(each["id"])]
            codes = {field["field_code"] for field in each.get("custom_fields_values") or []}
            for name in [name for name in record.values if name.partition(":")[0] in codes]:
                del record.values[name]  # a field is replaced with all its values
            self.change(record, self.values(each))
        return httpx.Response(200, json={"_embedded": {objects: [{"id": each["id"]} for each in body]}})

    def values(self, given: Any) -> dict[str, str]:
        values = {name: str(given[name]) for name in ("name", "status_id") if name in given}
        for field in given.get("custom_fields_values") or []:
            for each in field["values"]:
                sort = each.get("enum_code")
                values[f"{field['field_code']}:{sort}" if sort else field["field_code"]] = each["value"]
        return values

    def faults(self, kind: str, body: Any) -> httpx.Response | None:
        assert len(body) <= 50
        said = [
            {"request_id": each["request_id"], "errors": [{"code": "TooLong", "path": "name", "detail": fault}]}
            for each in body
            if (fault := self.fault(kind, self.values(each)))
        ]
        return (
            httpx.Response(400, json={"validation-errors": said, "title": "Bad Request", "status": 400})
            if said
            else None
        )

    def win(self, place: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"status_id": str(WON)})

    def lose(self, place: str, reason: str) -> None:
        self.change(self.one(OPPORTUNITY, place), {"status_id": str(LOST), "reason": reason})

    def opt_out(self, place: str) -> None:
        self.lose(place, "Просил не звонить")

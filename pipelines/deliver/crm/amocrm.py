"""amoCRM (Kommo): companies and leads, fifty in a call.

crm.toml: `url` (https://NAME.amocrm.ru or .kommo.com), `client_id` and `redirect_uri` of the integration where it uses
refresh tokens. Secrets: `token` (long-lived), or `client_secret` and `refresh_token`; a refresh token is replaced at each
use, and the new one is kept at once. Our id is a text field with the code FIRSTCALL_ID on companies and leads. There is no
look-up by a field: all records are walked, once, where a push does not know whether something is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.field_map import text
from pipelines.deliver.crm.protocol import (
    COMPANY,
    OPPORTUNITY,
    Create,
    CrmError,
    Fields,
    Outcome,
    Refused,
    Remote,
    Semantic,
    Standing,
    Uncertain,
    Update,
)

OBJECTS = {COMPANY: "companies", OPPORTUNITY: "leads"}
FIELDS = {
    COMPANY: {
        "name": "name", "phone": "PHONE:WORK", "mobile": "PHONE:MOB", "email": "EMAIL:WORK", "website": "WEB",
        "street": "ADDRESS", "city": "FIRSTCALL_CITY",
    },
    OPPORTUNITY: {"label": "name", "story": "FIRSTCALL_STORY"},
}  # fmt: skip
"""All but the name are custom fields by their code, 'PHONE:WORK' a value of one with several."""
OUR_ID = "FIRSTCALL_ID"
WON, LOST = 142, 143
"""The same in every pipeline."""
RATE, PAGE = 5.0, 250


class Amocrm:
    """An amoCRM account."""

    kinds = (COMPANY, OPPORTUNITY)
    batch = 50
    page = PAGE
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        self.name, self._connection = connection.name, connection
        token = connection.secrets.get("token", "")
        secrets = [token] if token else [connection.secret("client_secret"), connection.secret("refresh_token")]
        self._wire = connection.wire("amoCRM", connection.url, RATE, *secrets)
        self._token, self._refresh = token, connection.secrets.get("refresh_token", "")
        if token:
            self._wire.headers["Authorization"] = f"Bearer {token}"
        self._map = connection.map(FIELDS)
        self._walked: dict[str, dict[str, Remote]] = {}
        self._first: set[int] = set()
        self._statuses: dict[int, str] = {}

    def check(self) -> None:
        """Sign in, see that all fields are there, and learn the names of stages."""
        if not self._token:
            self._renew()
        for kind, objects in OBJECTS.items():
            known = {"name"} | {
                text(each.get("code")) for each in self._all(f"/api/v4/{objects}/custom_fields", "custom_fields")
            }
            known |= {name for name in self._map.names(kind) if ":" in name and name.partition(":")[0] in known}
            self._map.require("amoCRM", kind, known, OUR_ID)
        for pipeline in self._all("/api/v4/leads/pipelines", "pipelines"):
            statuses = [each for each in pipeline["_embedded"]["statuses"] if each["id"] not in (WON, LOST)]
            self._statuses |= {each["id"]: each["name"] for each in statuses}
            self._first |= {each["id"] for each in sorted(statuses, key=lambda each: each["sort"])[:2]}

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by our id, found by walking all of them once."""
        if kind not in self._walked:
            rows = [self._remote(kind, row) for row in self._all(f"/api/v4/{OBJECTS[kind]}", OBJECTS[kind])]
            self._walked[kind] = {remote.our_id: remote for remote in rows if remote.our_id}
        return [self._walked[kind][our_id] for our_id in our_ids if our_id in self._walked[kind]]

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by amoCRM's id."""
        objects = OBJECTS[kind]
        rows = self._all(f"/api/v4/{objects}", objects, [("filter[id][]", crm_id) for crm_id in crm_ids])
        return [self._remote(kind, row) for row in rows]

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records."""
        given = []
        for record in records:
            values = self._values(kind, record.fields)
            values["custom_fields_values"].append({"field_code": OUR_ID, "values": [{"value": record.our_id}]})
            if COMPANY in record.parents:
                values["_embedded"] = {"companies": [{"id": int(record.parents[COMPANY])}]}
            given.append({**values, "request_id": record.our_id})
        self._walked.pop(kind, None)
        rows = self._write("POST", kind, given)
        made = {text(row.get("request_id")): text(row["id"]) for row in rows}
        if set(made) != {record.our_id for record in records}:
            raise Uncertain("amoCRM did not say which records it made")
        return [made[record.our_id] for record in records]

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records."""
        given = [
            {
                **self._values(kind, update.fields, update.remote),
                "id": int(update.remote.crm_id),
                "request_id": update.remote.crm_id,
            }
            for update in updates
        ]
        self._write("PATCH", kind, given)
        return [None] * len(updates)

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Close leads as lost."""
        given = [{"id": int(each.crm_id), "status_id": LOST, "request_id": each.crm_id} for each in remotes]
        self._write("PATCH", OPPORTUNITY, given)
        return [None] * len(remotes)

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Leads that changed."""
        where = [("filter[updated_at][from]", str(int(since.timestamp()))), ("with", "loss_reason")]
        for row in self._all("/api/v4/leads", "leads", where):
            status, inside = row["status_id"], row.get("_embedded") or {}
            words = [text(each.get("name")) for part in ("loss_reason", "tags") for each in inside.get(part) or []]
            yield Outcome(
                OPPORTUNITY,
                text(row["id"]),
                datetime.fromtimestamp(row["updated_at"], UTC),
                {WON: Semantic.won, LOST: Semantic.lost}.get(status, Semantic.open),
                stage=self._statuses.get(status, ""),
                worked=status not in self._first,
                owner=text(row.get("responsible_user_id")),
                amount=text(row.get("price")),
                words=tuple(filter(None, words)),
            )

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _values(self, kind: str, fields: Fields, remote: Remote | None = None) -> dict[str, Any]:
        """A record; of a field with several values all are sent, as what is left out would be erased."""
        values: dict[str, Any] = {"custom_fields_values": []}
        several: dict[str, dict[str, str]] = {}
        for name, value in self._map.theirs(kind, fields).items():
            code, _, sort = name.partition(":")
            if name == "name":
                values["name"] = value
            else:
                several.setdefault(code, dict((remote.handle or {}).get(code, {})) if remote else {})[sort] = value
        for code, by_sort in several.items():
            each = [{"value": value, **({"enum_code": sort} if sort else {})} for sort, value in by_sort.items()]
            values["custom_fields_values"].append({"field_code": code, "values": each})
        return values

    def _remote(self, kind: str, row: Mapping[str, Any]) -> Remote:
        values, handle = {"name": row.get("name")}, dict[str, dict[str, str]]()
        for field in row.get("custom_fields_values") or []:
            for each in reversed(field["values"]):
                sort = text(each.get("enum_code"))
                values[f"{field['field_code']}:{sort}" if sort else field["field_code"]] = each["value"]
                handle.setdefault(field["field_code"], {})[sort] = each["value"]
        closed = row.get("status_id") in (WON, LOST)
        return Remote(
            text(values.get(OUR_ID)),
            text(row["id"]),
            self._map.ours(kind, values),
            Standing.closed if closed else Standing.open,
            text(row.get("updated_at")),
            handle,
        )

    def _write(self, method: str, kind: str, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One call for many records; a bad one refuses all, and the answer names it by its request_id or place."""
        answer = self._ask(method, f"/api/v4/{OBJECTS[kind]}", json=given)
        if answer.status_code == httpx.codes.BAD_REQUEST:
            raise self._refusal(answer, [each["request_id"] for each in given])
        rows: list[dict[str, Any]] = self._wire.good(answer)["_embedded"][OBJECTS[kind]]
        return rows

    def _refusal(self, answer: httpx.Response, asked: list[str]) -> Refused:
        bad: dict[int, str] = {}
        body = self._wire.json(answer)
        for fault in body.get("validation-errors") or []:
            said = "; ".join(f"{each.get('path')}: {each.get('detail')}" for each in fault.get("errors") or [])
            key = text(fault.get("request_id"))
            if key in asked:
                bad[asked.index(key)] = self._wire.clean(said)
        return Refused(self._wire.said(answer), bad)

    def _all(self, path: str, name: str, where: Sequence[tuple[str, str]] = ()) -> Iterator[dict[str, Any]]:
        page = 1
        while True:
            answer = self._ask("GET", path, params=[*where, ("limit", str(PAGE)), ("page", str(page))])
            body = self._wire.good(answer)
            if body is None:  # 204: no records
                return
            yield from body["_embedded"][name]
            if not (body.get("_links") or {}).get("next"):
                return
            page += 1

    def _ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        ask: Callable[..., httpx.Response] = self._wire.ask
        answer = ask(method, path, **how)
        if answer.status_code == httpx.codes.UNAUTHORIZED and self._refresh and not self._token:
            self._renew()
            answer = ask(method, path, **how)
        return answer

    def _renew(self) -> None:
        """Exchange the refresh token; the old one is void from now on, so the new one is kept before anything else."""
        given = {
            "client_id": self._connection.option("client_id"), "client_secret": self._connection.secret("client_secret"),
            "grant_type": "refresh_token", "refresh_token": self._refresh,
            "redirect_uri": self._connection.option("redirect_uri"),
        }  # fmt: skip
        answer = self._wire.first("POST", "/oauth2/access_token", json=given)
        if not answer.is_success:
            raise CrmError(f"amoCRM refuses our refresh token: {self._wire.said(answer)}")
        body = self._wire.json(answer)
        self._refresh = body["refresh_token"]
        self._connection.keep_secret("refresh_token", self._refresh)
        self._wire.secrets |= {body["access_token"], self._refresh}
        self._wire.headers["Authorization"] = f"Bearer {body['access_token']}"

"""Pipedrive: organisations, persons and deals, one record a call.

crm.toml: `url` where it is not https://api.pipedrive.com. Secret: `token`. Our id is a text field called "Firstcall id" on all
three, the story one of type "large text"; Pipedrive knows custom fields by keys of its own, looked up by their names. Its
search lags, so nothing is searched: all records are walked, once, where a push does not know whether something is there. A
person of Pipedrive is a company's switchboard and mailbox, never somebody's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.field_map import text
from pipelines.deliver.crm.protocol import (
    COMPANY,
    CONTACT,
    OPPORTUNITY,
    Create,
    Fields,
    Outcome,
    Refused,
    Remote,
    Semantic,
    Standing,
    Uncertain,
    Update,
)

OBJECTS = {COMPANY: "organizations", CONTACT: "persons", OPPORTUNITY: "deals"}
META = {COMPANY: "organizationFields", CONTACT: "personFields", OPPORTUNITY: "dealFields"}
FIELDS = {
    COMPANY: {"name": "name", "street": "address", "city": "Firstcall city", "numbers": "Firstcall numbers"},
    CONTACT: {"name": "name", "phone": "phones:work", "mobile": "phones:mobile", "email": "emails:work"},
    OPPORTUNITY: {"label": "title", "story": "Firstcall story"},
}  # fmt: skip
"""'Firstcall …' are custom fields by their names, 'phones:work' is a value of a field with several."""
OUR_ID = "Firstcall id"
PLAIN = {"name", "title", "address"}
PARENTS = {COMPANY: "org_id", CONTACT: "person_id"}
RATE, PAGE, WALK = 8.0, 100, 500


class Pipedrive:
    """A Pipedrive company account."""

    kinds = (COMPANY, CONTACT, OPPORTUNITY)
    batch = 1
    page = PAGE
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        token = connection.secret("token")
        self.name = connection.name
        self._wire = connection.wire("Pipedrive", connection.url or "https://api.pipedrive.com", RATE, token)
        self._wire.headers["x-api-token"] = token
        self._wire.throttle = _reset
        self._map = connection.map(FIELDS)
        self._keys: dict[str, dict[str, str]] = {}
        self._walked: dict[str, dict[str, Remote]] = {}
        self._first = ""

    def check(self) -> None:
        """Learn the keys of our fields, and the stage new deals are in."""
        for kind, meta in META.items():
            rows = list(self._pages(f"/api/v2/{meta}", first=not self._keys))
            known = {row["field_name"]: row["field_code"] for row in rows}
            several = {name for name in self._map.names(kind) if name.partition(":")[0] in {"phones", "emails"}}
            self._map.require("Pipedrive", kind, {*known, *PLAIN, *several}, OUR_ID)
            self._keys[kind] = {name: key for name, key in known.items() if name not in PLAIN}
        stages = self._good("GET", "/api/v2/stages")["data"]
        self._first = text(min(stages, key=lambda each: (each["pipeline_id"], each["order_nr"]))["id"])

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by our id, found by walking all of them once."""
        if kind not in self._walked:
            rows = (self._remote(kind, row) for row in self._pages(f"/api/v2/{OBJECTS[kind]}"))
            self._walked[kind] = {remote.our_id: remote for remote in rows if remote.our_id}
        return [self._walked[kind][our_id] for our_id in our_ids if our_id in self._walked[kind]]

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by Pipedrive's id."""
        return [self._remote(kind, row) for row in self._pages(f"/api/v2/{OBJECTS[kind]}", {"ids": ",".join(crm_ids)})]

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records."""
        self._walked.pop(kind, None)
        made: list[str | Refused] = []
        for record in records:
            values = self._values(kind, record.fields, {})
            values.setdefault("custom_fields", {})[self._keys[kind][OUR_ID]] = record.our_id
            parents = {PARENTS[parent]: int(crm_id) for parent, crm_id in record.parents.items()}
            made.append(self._write("POST", f"/api/v2/{OBJECTS[kind]}", {**values, **parents}))
        return made

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records."""
        done: list[Refused | None] = []
        for update in updates:
            values = self._values(kind, update.fields, update.remote.handle or {})
            result = self._write("PATCH", f"/api/v2/{OBJECTS[kind]}/{update.remote.crm_id}", values)
            done.append(result if isinstance(result, Refused) else None)
        return done

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Close deals as lost."""
        done: list[Refused | None] = []
        for remote in remotes:
            values = {"status": "lost", "lost_reason": "Must not be contacted"}
            result = self._write("PATCH", f"/api/v2/deals/{remote.crm_id}", values)
            done.append(result if isinstance(result, Refused) else None)
        return done

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Deals that changed, and persons who unsubscribed."""
        where = {"updated_since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        for row in self._pages("/api/v2/deals", where):
            yield Outcome(
                OPPORTUNITY,
                text(row["id"]),
                datetime.fromisoformat(row["update_time"]),
                {"won": Semantic.won, "lost": Semantic.lost}.get(row["status"], Semantic.open),
                stage=row["status"] if row["status"] != "open" else f"stage {row.get('stage_id')}",
                worked=row["status"] != "open" or text(row.get("stage_id")) != self._first,
                owner=text(row.get("owner_id")),
                amount=text(row.get("value")),
                words=tuple(filter(None, (text(row.get("lost_reason")),))),
            )
        for row in self._pages("/api/v2/persons", {**where, "include_fields": "marketing_status"}):
            if row.get("marketing_status") == "unsubscribed":
                yield Outcome(CONTACT, text(row["id"]), datetime.fromisoformat(row["update_time"]), opted_out=True)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _values(self, kind: str, fields: Fields, handle: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
        """A record; of a field with several values all are sent, as what is left out would be erased."""
        values: dict[str, Any] = {}
        for name, value in self._map.theirs(kind, fields).items():
            several, _, label = name.partition(":")
            if label:
                rows = values.get(several, [row for row in handle.get(several, []) if row.get("label") != label])
                values[several] = [
                    *(row for row in rows if row.get("label") != label),
                    {"value": value, "label": label},
                ]
            elif name == "address":
                values["address"] = {"value": value}
            elif name in PLAIN:
                values[name] = value
            else:
                values.setdefault("custom_fields", {})[self._keys[kind][name]] = value
        return values

    def _remote(self, kind: str, row: Mapping[str, Any]) -> Remote:
        custom = row.get("custom_fields") or {}
        values: dict[str, Any] = {name: custom.get(key) for name, key in self._keys[kind].items()}
        values |= {name: row.get(name) for name in ("name", "title")}
        values["address"] = (row.get("address") or {}).get("value")
        handle = {several: row.get(several) or [] for several in ("phones", "emails")}
        for several, rows in handle.items():
            values |= {f"{several}:{each.get('label')}": each.get("value") for each in reversed(rows)}
        closed = row.get("status", "open") != "open"
        return Remote(
            text(values.get(OUR_ID)),
            text(row["id"]),
            self._map.ours(kind, values),
            Standing.closed if closed else Standing.open,
            text(row.get("update_time")),
            handle,
        )

    def _write(self, method: str, path: str, values: Mapping[str, Any]) -> str | Refused:
        try:
            body = self._good(method, path, values)
        except Refused as refusal:
            return refusal
        try:
            return text(body["data"]["id"])
        except (KeyError, TypeError):
            raise Uncertain("Pipedrive did not say which record it wrote") from None

    def _pages(
        self, path: str, where: Mapping[str, str] | None = None, first: bool = False
    ) -> Iterator[dict[str, Any]]:
        """All rows, by cursor."""
        more: dict[str, str] = {}
        while True:
            params = {**(where or {}), "limit": str(WALK), **more}
            ask = self._wire.first if first else self._wire.ask
            body = self._wire.good(ask("GET", path, params=params))
            yield from body.get("data") or []
            cursor = (body.get("additional_data") or {}).get("next_cursor")
            if not cursor:
                return
            more = {"cursor": cursor}

    def _good(self, method: str, path: str, body: Any = None) -> Any:
        return self._wire.good(self._wire.ask(method, path, **({"json": body} if body is not None else {})))


def _reset(answer: httpx.Response) -> float | None:
    """Pipedrive says in a header of its own when it lets us on."""
    seconds = answer.headers.get("x-ratelimit-reset", "")
    return float(seconds) if seconds.isdigit() else None

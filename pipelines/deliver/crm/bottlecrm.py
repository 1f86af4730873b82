"""BottleCRM: leads, one a call.

crm.toml: `url`. Secret: `token`, a personal access token. Our id is the custom field `firstcall_id` of Lead. The one call that
makes many leads, `/api/leads/import/commit/`, can carry neither a custom field nor a reference, and starts no automation: a
lead made so could not be told from others after a lost answer, so it is not used. BottleCRM ignores filters it does not know
and lists no converted leads, so records are walked once where a push does not know whether something is there, and each row
is looked at. Our id also stands in the lead's reference: conversion hands that on to the deal it makes, from which we read
what became of the lead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.field_map import text
from pipelines.deliver.crm.protocol import (
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

OUR_ID = "firstcall_id"
FIELDS = {
    OPPORTUNITY: {
        "name": "company_name", "street": "address_line", "postcode": "postcode", "city": "city", "country": "country",
        "phone": "phone", "email": "email", "website": "website", "title": "title", "story": "description",
    }
}  # fmt: skip
KNOWN = {*FIELDS[OPPORTUNITY].values(), "job_title", "linkedin_url", "state", "source_detail"}
"""Text fields of a lead; BottleCRM ignores others without a word. Custom fields are named 'custom_fields.KEY'."""
NOBODY = "—"
"""A lead must have a first and a last name, and we know no persons."""
FIRST, CLOSED, CONVERTED = "assigned", "closed", "converted"
WALK, FEW = 500, 20
"""Rows of one page; and up to how many records are read one by one instead of walking all."""


class BottleCrm:
    """An organisation in BottleCRM."""

    kinds = (OPPORTUNITY,)
    batch = 1
    page = 2000
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        token = connection.secret("token")
        self.name = connection.name
        self._wire = connection.wire("BottleCRM", connection.url, 0, token)
        self._wire.headers["Authorization"] = f"Bearer {token}"
        self._map = connection.map(FIELDS)
        self._walked: dict[str, Remote] | None = None

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._wire.requests

    def check(self) -> None:
        """See that the custom fields are there."""
        there = self._wire.good(self._wire.first("GET", "/api/custom-fields/"))["definitions"]
        active = [each["key"] for each in there if each["target_model"] == "Lead" and each["is_active"]]
        known = KNOWN | {f"custom_fields.{key}" for key in active}
        self._map.require("BottleCRM", OPPORTUNITY, known, f"custom_fields.{OUR_ID}")

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, _kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by our id: a few by a filter, many by walking all of them once."""
        if self._walked is None and len(our_ids) <= FEW:
            rows = [row for our_id in our_ids for row in self._list({f"cf_{OUR_ID}": our_id})]
            return [remote for remote in map(self._remote, rows) if remote.our_id in our_ids]
        if self._walked is None:
            self._walked = {remote.our_id: remote for remote in map(self._remote, self._list({})) if remote.our_id}
        return [self._walked[our_id] for our_id in our_ids if our_id in self._walked]

    def read(self, _kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by BottleCRM's id: a few one by one, many by walking all; those that are not listed one by one."""
        wanted, found = set(crm_ids), dict[str, Remote]()
        if len(crm_ids) > FEW:
            found = {row["id"]: self._remote(row) for row in self._list({}) if row["id"] in wanted}
        for crm_id in sorted(wanted - set(found)):
            answer = self._wire.ask("GET", f"/api/leads/{crm_id}/")
            if answer.status_code != httpx.codes.NOT_FOUND:
                found[crm_id] = self._remote(self._wire.good(answer)["lead_obj"])
        return list(found.values())

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make leads."""
        self._walked = None
        made: list[str | Refused] = []
        for record in records:
            values = {"first_name": NOBODY, "last_name": NOBODY, "status": FIRST, **self._values(kind, record.fields)}
            values.setdefault("custom_fields", {})[OUR_ID] = values["source_ref"] = record.our_id
            made.append(self._written(self._wire.ask("POST", "/api/leads/", json=values)))
        return made

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change leads; custom fields are sent whole, as BottleCRM replaces them all."""
        done: list[Refused | None] = []
        for update in updates:
            values = self._values(kind, update.fields)
            if "custom_fields" in values:
                values["custom_fields"] = {**(update.remote.handle or {}), **values["custom_fields"]}
            done.append(self._patched(update.remote.crm_id, values))
        return done

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Close leads."""
        return [self._patched(remote.crm_id, {"status": CLOSED}) for remote in remotes]

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Leads that changed; there is no filter for that, so all are walked."""
        for row in self._list({}):
            changed = datetime.fromisoformat(row["updated_at"]).astimezone(UTC)
            if changed >= since and (row.get("custom_fields") or {}).get(OUR_ID):
                yield _of_lead(row, changed)
        for row in self._deals():
            changed = datetime.fromisoformat(row["stage_changed_at"] or row["created_at"]).astimezone(UTC)
            if changed >= since and row.get("source_ref"):
                yield _of_deal(row, changed)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _values(self, kind: str, fields: Fields) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in self._map.theirs(kind, fields).items():
            if name.startswith("custom_fields."):
                values.setdefault("custom_fields", {})[name.removeprefix("custom_fields.")] = value
            else:
                values[name] = value
        return values

    def _patched(self, crm_id: str, values: Mapping[str, Any]) -> Refused | None:
        answer = self._wire.ask("PATCH", f"/api/leads/{crm_id}/", json=dict(values))
        if answer.is_success:
            return None
        try:
            self._wire.good(answer)
        except Refused:
            return Refused(self._errors(answer))
        return None

    def _written(self, answer: httpx.Response) -> str | Refused:
        try:
            body = self._wire.good(answer)
        except Refused:
            return Refused(self._errors(answer))
        if not isinstance(body, dict) or not body.get("id"):
            raise Uncertain("BottleCRM did not say which lead it made")
        return text(body["id"])

    def _errors(self, answer: httpx.Response) -> str:
        """BottleCRM's errors are {"errors": {field: [sentence, …]}}."""
        body = self._wire.json(answer)
        errors = body.get("errors") if isinstance(body, dict) else None
        if not isinstance(errors, dict):
            return self._wire.said(answer)
        return self._wire.clean("; ".join(f"{name}: {' '.join(map(str, said))}" for name, said in errors.items()))

    def _list(self, where: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        start = 0
        while True:
            params = {**where, "limit": str(WALK), "offset": str(start)}
            body = self._wire.good(self._wire.ask("GET", "/api/leads/", params=params))
            try:
                pages = [body["open_leads"]["open_leads"], body["close_leads"]["close_leads"]]
            except (KeyError, TypeError):
                raise CrmError("BottleCRM lists leads in a way we do not know.") from None
            for rows in pages:
                yield from rows
            if all(len(rows) < WALK for rows in pages):
                return
            start += WALK

    def _deals(self) -> Iterator[dict[str, Any]]:
        start = 0
        while True:
            params = {"limit": str(WALK), "offset": str(start)}
            rows = self._wire.good(self._wire.ask("GET", "/api/opportunities/", params=params))["opportunities"]
            yield from rows
            if len(rows) < WALK:
                return
            start += WALK

    def _remote(self, row: Mapping[str, Any]) -> Remote:
        custom = row.get("custom_fields") or {}
        values = {**row, **{f"custom_fields.{key}": value for key, value in custom.items()}}
        closed = row["status"] in {CLOSED, CONVERTED, "recycled"}
        return Remote(
            text(custom.get(OUR_ID)),
            text(row["id"]),
            self._map.ours(OPPORTUNITY, values),
            Standing.closed if closed else Standing.open,
            text(row.get("updated_at")),
            custom,
        )


def _of_lead(row: Mapping[str, Any], changed: datetime) -> Outcome:
    return Outcome(
        OPPORTUNITY,
        text(row["id"]),
        changed,
        {CLOSED: Semantic.lost, "recycled": Semantic.junk}.get(row["status"], Semantic.open),
        stage=row["status"],
        worked=row["status"] != FIRST,
        owner=_owners(row),
        amount=text(row.get("opportunity_amount")),
        words=_tags(row),
    )


def _of_deal(row: Mapping[str, Any], changed: datetime) -> Outcome:
    return Outcome(
        OPPORTUNITY,
        "",
        changed,
        {"won": Semantic.won, "lost": Semantic.lost}.get(row["stage_kind"], Semantic.open),
        stage=text(row.get("stage_label") or row["stage"]),
        worked=True,
        owner=_owners(row),
        amount=text(row.get("amount")),
        words=_tags(row),
        our_id=text(row["source_ref"]),
    )


def _owners(row: Mapping[str, Any]) -> str:
    people = [text((each.get("user_details") or {}).get("email")) for each in row.get("assigned_to") or []]
    return ", ".join(filter(None, people))


def _tags(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, (text(each.get("name")) for each in row.get("tags") or [])))

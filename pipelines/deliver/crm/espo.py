"""EspoCRM: leads, one a call.

crm.toml: `url`. Secret: `key` of an API user who may read, create and edit leads and read opportunities. Our id is the text
field `firstcallId` of Lead. It is not unique there, so only the lease keeps two pushes apart.
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

OUR_ID = "firstcallId"
FIELDS = {
    OPPORTUNITY: {
        "name": "accountName", "street": "addressStreet", "postcode": "addressPostalCode", "city": "addressCity",
        "country": "addressCountry", "phone": "phoneNumber", "email": "emailAddress", "website": "website",
        "story": "description",
    }
}  # fmt: skip
NOBODY = "—"
"""A lead must have a last name, and we know no persons."""
FIRST, DEAD = "New", "Dead"
CLOSED = {"Converted", "Recycled", DEAD}
DEAL = {"Closed Won": Semantic.won, "Closed Lost": Semantic.lost}
PAGE = 100


class Espo:
    """An EspoCRM."""

    kinds = (OPPORTUNITY,)
    batch = 1
    page = PAGE
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        key = connection.secret("key")
        self.name = connection.name
        self._wire = connection.wire("EspoCRM", connection.url, 0, key)
        self._wire.headers["X-Api-Key"] = key
        self._map = connection.map(FIELDS)

    def check(self) -> None:
        """See that all fields are there."""
        answer = self._wire.first("GET", "/api/v1/Metadata", params={"key": "entityDefs.Lead.fields"})
        known = self._wire.good(answer)
        if not isinstance(known, dict):
            raise CrmError("EspoCRM does not tell which fields a lead has.")
        self._map.require("EspoCRM", OPPORTUNITY, known, OUR_ID)

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, _kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by our id."""
        return [self._remote(row) for row in self._list("Lead", "in", OUR_ID, our_ids)]

    def read(self, _kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by EspoCRM's id."""
        return [self._remote(row) for row in self._list("Lead", "in", "id", crm_ids)]

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make leads; EspoCRM's own look-out for duplicates stays on."""
        made: list[str | Refused] = []
        for record in records:
            values = {"lastName": NOBODY, **self._map.theirs(kind, record.fields), OUR_ID: record.our_id}
            answer = self._wire.ask("POST", "/api/v1/Lead", json=values)
            if answer.status_code == httpx.codes.CONFLICT:
                made.append(self._duplicate(answer, record.our_id))
            else:
                made.append(self._written(answer))
        return made

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change leads."""
        return [self._put(update.remote.crm_id, self._map.theirs(kind, update.fields)) for update in updates]

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Set leads to dead."""
        return [self._put(remote.crm_id, {"status": DEAD}) for remote in remotes]

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Leads that changed, then the opportunities that came of leads."""
        at = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        for row in self._list("Lead", "after", "modifiedAt", at):
            yield Outcome(
                OPPORTUNITY,
                row["id"],
                _moment(row["modifiedAt"]),
                Semantic.junk
                if row["status"] == "Recycled"
                else Semantic.lost
                if row["status"] == DEAD
                else Semantic.open,
                stage=row["status"],
                worked=row["status"] != FIRST,
                owner=text(row.get("assignedUserName")),
                opted_out=bool(row.get("doNotCall") or row.get("emailAddressIsOptedOut")),
            )
        for row in self._list("Opportunity", "after", "modifiedAt", at):
            if row.get("originalLeadId"):
                yield Outcome(
                    OPPORTUNITY,
                    row["originalLeadId"],
                    _moment(row["modifiedAt"]),
                    DEAL.get(row["stage"], Semantic.open),
                    stage=row["stage"],
                    worked=True,
                    owner=text(row.get("assignedUserName")),
                    amount=text(row.get("amount")),
                )

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _put(self, crm_id: str, values: Mapping[str, str]) -> Refused | None:
        done = self._written(self._wire.ask("PUT", f"/api/v1/Lead/{crm_id}", json=dict(values)))
        return done if isinstance(done, Refused) else None

    def _written(self, answer: httpx.Response) -> str | Refused:
        if answer.status_code in {httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND, httpx.codes.CONFLICT}:
            reason = answer.headers.get("X-Status-Reason", "")
            return Refused(self._wire.clean(f"{reason} {self._wire.said(answer)}".strip()))
        body = self._wire.good(answer)
        if not isinstance(body, dict) or not body.get("id"):
            raise Uncertain("EspoCRM did not say which record it wrote")
        return text(body["id"])

    def _duplicate(self, answer: httpx.Response, our_id: str) -> str | Refused:
        """409 gives the records it takes for the same one; ours may be among them."""
        rows = self._wire.json(answer)
        for row in rows if isinstance(rows, list) else []:
            if row.get(OUR_ID) == our_id:
                return text(row["id"])
        return Refused("EspoCRM has a lead that it takes for the same one")

    def _list(self, entity: str, how: str, name: str, value: str | Sequence[str]) -> Iterator[dict[str, Any]]:
        start = 0
        given = (
            [("where[0][value]", value)] if isinstance(value, str) else [("where[0][value][]", each) for each in value]
        )
        while True:
            where = [("where[0][type]", how), ("where[0][attribute]", name), *given]
            params = [*where, ("orderBy", "createdAt"), ("maxSize", str(PAGE)), ("offset", str(start))]
            rows = self._wire.good(self._wire.ask("GET", f"/api/v1/{entity}", params=params))["list"]
            yield from rows
            if len(rows) < PAGE:
                return
            start += PAGE

    def _remote(self, row: Mapping[str, Any]) -> Remote:
        standing = Standing.closed if row.get("status") in CLOSED else Standing.open
        fields = self._map.ours(OPPORTUNITY, row)
        return Remote(text(row.get(OUR_ID)), text(row["id"]), fields, standing, text(row.get("modifiedAt")))


def _moment(at: str) -> datetime:
    """EspoCRM writes 2026-11-21 05:00:00, UTC."""
    return datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)

"""HubSpot: companies, contacts and deals, written in batches of a hundred.

crm.toml: nothing but the adapter; `pipeline` names another deal pipeline than the first. Secret: `token` of a private app
that may read and write companies, contacts and deals. Our id is the property `firstcall_id` of all three, made with
"require unique values": a second record with one id is refused, so nothing is made twice however the search index lags.
The company is made before its contact: HubSpot makes one of its own from a contact's e-mail otherwise.
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

VERSION = "2026-09"
OBJECTS = {COMPANY: "companies", CONTACT: "contacts", OPPORTUNITY: "deals"}
FIELDS = {
    COMPANY: {
        "name": "name", "street": "address", "postcode": "zip", "city": "city", "country": "country",
        "phone": "phone", "website": "website", "numbers": "description",
    },
    CONTACT: {"name": "lastname", "phone": "phone", "mobile": "mobilephone", "email": "email"},
    OPPORTUNITY: {"label": "dealname", "story": "description"},
}  # fmt: skip
OUR_ID = "firstcall_id"
DEAL = (
    "dealstage",
    "hs_is_closed",
    "hs_is_closed_won",
    "closed_lost_reason",
    "hubspot_owner_id",
    "amount",
    "hs_lastmodifieddate",
)
LINKS = {(CONTACT, COMPANY): 1, (OPPORTUNITY, COMPANY): 5, (OPPORTUNITY, CONTACT): 3}
"""HubSpot's types of association: the primary company of a contact and of a deal, a deal's contact."""
RATE = 10.0
"""Calls a second; a private app of the smallest plan has a hundred in ten seconds."""
SEARCH = 2.5
"""A search costs more: HubSpot allows four a second."""
SEARCH_PAGE = 200
SEARCHABLE = 10_000
"""Results of one search."""


class Hubspot:
    """A HubSpot account."""

    kinds = (COMPANY, CONTACT, OPPORTUNITY)
    batch = page = 100
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        token = connection.secret("token")
        self.name = connection.name
        self._wire = connection.wire("HubSpot", connection.url or "https://api.hubapi.com", RATE, token)
        self._wire.headers["Authorization"] = f"Bearer {token}"
        self._wire.budget = _budget
        self._map = connection.map(FIELDS)
        self._pipeline = connection.option("pipeline", "")
        self._stage = ""

    def check(self) -> None:
        """See that all properties are there, that our id is unique, and which stage new deals are in."""
        for kind, objects in OBJECTS.items():
            there = self._good("GET", f"/crm/properties/{VERSION}/{objects}", first=True)["results"]
            known = {each["name"]: each for each in there}
            self._map.require("HubSpot", kind, known, OUR_ID)
            if not known[OUR_ID].get("hasUniqueValue"):
                raise CrmError(f"HubSpot's property {OUR_ID!r} of {objects} must require unique values.")
        pipelines = self._good("GET", f"/crm/pipelines/{VERSION}/deals")["results"]
        wanted = [each for each in pipelines if self._pipeline in ("", each["id"], each["label"])]
        if not wanted:
            raise CrmError(f"HubSpot has no deal pipeline {self._pipeline!r}.")
        first = min(wanted, key=lambda each: each["displayOrder"])
        self._pipeline, self._stage = first["id"], min(first["stages"], key=lambda each: each["displayOrder"])["id"]

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by our id, read by the unique property: the search index would lag."""
        return [self._remote(kind, row) for row in self._batch_read(kind, our_ids, {"idProperty": OUR_ID})]

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by HubSpot's id; one that was merged comes back as the other."""
        found: list[Remote] = []
        for row in self._batch_read(kind, crm_ids, {}):
            merged = set(text(row["properties"].get("hs_merged_object_ids")).split(";")) & set(crm_ids)
            found += [Remote("", crm_id, {}, Standing.merged) for crm_id in sorted(merged)]
            found.append(self._remote(kind, row))
        return found

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records with their associations."""
        stage: dict[str, str] = {"pipeline": self._pipeline, "dealstage": self._stage} if kind == OPPORTUNITY else {}
        inputs: list[dict[str, Any]] = [
            {
                "properties": {**self._map.theirs(kind, record.fields), OUR_ID: record.our_id, **stage},
                "associations": [
                    {
                        "to": {"id": crm_id},
                        "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": LINKS[kind, parent]}],
                    }
                    for parent, crm_id in record.parents.items()
                ],
                "objectWriteTraceId": record.our_id,
            }
            for record in records
        ]
        body = self._good("POST", f"/crm/objects/{VERSION}/{OBJECTS[kind]}/batch/create", {"inputs": inputs})
        made = {row["properties"].get(OUR_ID): str(row["id"]) for row in body.get("results", [])}
        return self._each([record.our_id for record in records], made, body)

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change properties."""
        ids = [update.remote.crm_id for update in updates]
        inputs: list[dict[str, Any]] = [
            {
                "id": update.remote.crm_id,
                "properties": self._map.theirs(kind, update.fields),
                "objectWriteTraceId": update.remote.crm_id,
            }
            for update in updates
        ]
        body = self._good("POST", f"/crm/objects/{VERSION}/{OBJECTS[kind]}/batch/update", {"inputs": inputs})
        done = {str(row["id"]): str(row["id"]) for row in body.get("results", [])}
        return [None if isinstance(each, str) else each for each in self._each(ids, done, body)]

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Put deals into the recycle bin, where people may restore them for ninety days."""
        inputs = [{"id": remote.crm_id} for remote in remotes]
        self._good("POST", f"/crm/objects/{VERSION}/deals/batch/archive", {"inputs": inputs})
        return [None] * len(remotes)

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Deals that changed, and contacts that opted out of mail."""
        for row in self._search("deals", "hs_lastmodifieddate", since, list(DEAL)):
            yield self._outcome(row)
        for row in self._search("contacts", "lastmodifieddate", since, ["hs_email_optout", "lastmodifieddate"]):
            if row["properties"].get("hs_email_optout") == "true":
                changed = datetime.fromisoformat(row["properties"]["lastmodifieddate"])
                yield Outcome(CONTACT, str(row["id"]), changed, opted_out=True)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _each(self, keys: Sequence[str], done: Mapping[str, str], body: Mapping[str, Any]) -> list[str | Refused]:
        """What became of each record; HubSpot names those it refused by the trace we gave them."""
        refused: dict[str, Refused] = {}
        for error in body.get("errors") or []:
            context = error.get("context") or {}
            for key in [*context.get("objectWriteTraceId", []), *context.get("ids", [])]:
                refused[key] = Refused(self._wire.clean(error.get("message", "refused")))
        results: list[str | Refused] = []
        for key in keys:
            if key not in done and key not in refused:
                raise Uncertain("HubSpot did not say what became of each record")
            results.append(done[key] if key in done else refused[key])
        return results

    def _batch_read(self, kind: str, ids: Sequence[str], more: Mapping[str, Any]) -> list[dict[str, Any]]:
        names = [*self._map.names(kind), OUR_ID, "hs_merged_object_ids", *(DEAL if kind == OPPORTUNITY else ())]
        given = {"properties": names, "inputs": [{"id": each} for each in ids], **more}
        rows: list[dict[str, Any]] = self._good("POST", f"/crm/objects/{VERSION}/{OBJECTS[kind]}/batch/read", given)[
            "results"
        ]
        return rows

    def _search(self, objects: str, changed: str, since: datetime, names: list[str]) -> Iterator[dict[str, Any]]:
        """All records of ours that changed since then, oldest change first; a search gives ten thousand at most."""
        while True:
            count, after, last = 0, "", since
            while count < SEARCHABLE:
                given: dict[str, Any] = {
                    "filterGroups": [
                        {
                            "filters": [
                                {
                                    "propertyName": changed,
                                    "operator": "GTE",
                                    "value": str(int(since.timestamp() * 1000)),
                                },
                                {"propertyName": OUR_ID, "operator": "HAS_PROPERTY"},
                            ]
                        }
                    ],
                    "sorts": [{"propertyName": changed, "direction": "ASCENDING"}],
                    "properties": names,
                    "limit": SEARCH_PAGE,
                    **({"after": after} if after else {}),
                }
                body = self._good("POST", f"/crm/objects/{VERSION}/{objects}/search", given, cost=SEARCH)
                for row in body["results"]:
                    count, last = count + 1, datetime.fromisoformat(row["properties"][changed])
                    yield row
                after = ((body.get("paging") or {}).get("next") or {}).get("after", "")
                if not after:
                    return
            if last <= since:
                return
            since = last

    def _remote(self, kind: str, row: Mapping[str, Any]) -> Remote:
        values = row["properties"]
        closed = values.get("hs_is_closed") == "true"
        fields = self._map.ours(kind, values)
        return Remote(text(values.get(OUR_ID)), str(row["id"]), fields, Standing.closed if closed else Standing.open)

    def _outcome(self, row: Mapping[str, Any]) -> Outcome:
        values = row["properties"]
        won, closed = values.get("hs_is_closed_won") == "true", values.get("hs_is_closed") == "true"
        return Outcome(
            OPPORTUNITY,
            str(row["id"]),
            datetime.fromisoformat(values["hs_lastmodifieddate"]).astimezone(UTC),
            Semantic.won if won else Semantic.lost if closed else Semantic.open,
            stage=text(values.get("dealstage")),
            worked=values.get("dealstage") != self._stage,
            owner=text(values.get("hubspot_owner_id")),
            amount=text(values.get("amount")),
            words=tuple(filter(None, (text(values.get("closed_lost_reason")),))),
        )

    def _good(self, method: str, path: str, body: Any = None, first: bool = False, cost: float = 1.0) -> Any:
        how = {"json": body} if body is not None else {}
        answer = self._wire.first(method, path, **how) if first else self._wire.ask(method, path, cost, **how)
        return self._wire.good(answer)


def _budget(answer: httpx.Response) -> float | None:
    day = answer.headers.get("X-HubSpot-RateLimit-Daily", "")
    left = answer.headers.get("X-HubSpot-RateLimit-Daily-Remaining", "")
    return int(left) / int(day) if day.isdigit() and left.isdigit() and int(day) else None

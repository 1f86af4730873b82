"""Salesforce: leads, two hundred in a call, by an external id.

crm.toml: `url` (https://NAME.my.salesforce.com). Secrets: `client_id` and `client_secret` of a connected app with the client
credentials flow. Our id is the field `Firstcall_Id__c` of Lead, text, unique, external id. Owners are left alone: without
`Sforce-Auto-Assign: FALSE` every update would run the assignment rules. Converted leads are theirs; what became of them
is read from their opportunity.
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

DATA = "/services/data/v62.0"
OUR_ID = "Firstcall_Id__c"
FIELDS = {
    OPPORTUNITY: {
        "name": "Company", "street": "Street", "postcode": "PostalCode", "city": "City", "country": "Country",
        "phone": "Phone", "mobile": "MobilePhone", "email": "Email", "website": "Website", "story": "Description",
    }
}  # fmt: skip
NOBODY = "[not provided]"
"""A lead must have a last name, and we know no persons: Salesforce's own word for none."""
HEADERS = {"Sforce-Auto-Assign": "FALSE", "Sforce-Duplicate-Rule-Header": "allowSave=false"}
STANDING = ("IsConverted", "IsDeleted", "MasterRecordId")
OUTCOME = (
    "Id", "Status", "IsConverted", "IsDeleted", "Owner.Name", "DoNotCall", "HasOptedOutOfEmail", "SystemModstamp",
    "ConvertedOpportunity.StageName", "ConvertedOpportunity.IsWon", "ConvertedOpportunity.IsClosed",
    "ConvertedOpportunity.Amount", "ConvertedOpportunity.SystemModstamp", "ConvertedOpportunity.Owner.Name",
)  # fmt: skip
RATE = 20.0
"""Calls a second: Salesforce counts by the day and by calls that last; this is to be polite."""


class Salesforce:
    """A Salesforce organisation."""

    kinds = (OPPORTUNITY,)
    batch = page = 200
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        self.name = connection.name
        self._id, self._secret = connection.secret("client_id"), connection.secret("client_secret")
        self._wire = connection.wire("Salesforce", connection.url, RATE, self._secret)
        self._wire.budget = _budget
        self._map = connection.map(FIELDS)
        self._first = connection.option("status", "Open - Not Contacted")

    def check(self) -> None:
        """Sign in, and see that all fields may be written."""
        self._sign_in()
        known = {each["name"]: each for each in self._good("GET", f"{DATA}/sobjects/Lead/describe")["fields"]}
        self._map.require("Salesforce", OPPORTUNITY, known, OUR_ID)
        shut = sorted(
            name for name in [*self._map.names(OPPORTUNITY), OUR_ID] if not known[name].get("updateable", True)
        )
        if shut:
            raise CrmError(
                f"Salesforce does not let us write the field {shut[0]!r} of a lead: check the app's permissions."
            )

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, _kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by our id, deleted ones included: what people threw away is not made again."""
        found = [self._remote(row) for row in self._select(OUR_ID, our_ids)]
        return sorted(found, key=lambda each: each.standing is Standing.open)  # a living one wins

    def read(self, _kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Leads by Salesforce's id."""
        return [self._remote(row) for row in self._select("Id", crm_ids)]

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make leads; by the external id, so that one of them is never made twice."""
        rows = [
            {
                "attributes": {"type": "Lead"},
                "LastName": NOBODY,
                **self._map.theirs(kind, record.fields),
                OUR_ID: record.our_id,
            }
            for record in records
        ]
        given = {"allOrNone": False, "records": rows}
        return self._each(self._good("PATCH", f"{DATA}/composite/sobjects/Lead/{OUR_ID}", given), len(rows))

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change leads."""
        rows = [
            {"attributes": {"type": "Lead"}, "id": update.remote.crm_id, **self._map.theirs(kind, update.fields)}
            for update in updates
        ]
        done = self._each(
            self._good("PATCH", f"{DATA}/composite/sobjects", {"allOrNone": False, "records": rows}), len(rows)
        )
        return [None if isinstance(each, str) else each for each in done]

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Put leads into the recycle bin, where people may restore them for fifteen days."""
        ids = ",".join(remote.crm_id for remote in remotes)
        answer = self._ask("DELETE", f"{DATA}/composite/sobjects", params={"ids": ids, "allOrNone": "false"})
        done = self._each(self._wire.good(answer), len(remotes))
        return [None if isinstance(each, str) else each for each in done]

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Leads that changed, and those whose opportunity did."""
        at = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        where = f"{OUR_ID} != null AND (SystemModstamp >= {at} OR ConvertedOpportunity.SystemModstamp >= {at})"
        for row in self._query(f"SELECT {', '.join(OUTCOME)} FROM Lead WHERE {where} ORDER BY Id"):
            if not row["IsDeleted"]:
                yield self._outcome(row)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _sign_in(self) -> None:
        given = {"grant_type": "client_credentials", "client_id": self._id, "client_secret": self._secret}
        answer = self._wire.first("POST", "/services/oauth2/token", data=given)
        if not answer.is_success:
            raise CrmError(f"Salesforce refuses our credentials: {self._wire.said(answer)}")
        token = self._wire.json(answer)["access_token"]
        self._wire.secrets.add(token)
        self._wire.headers |= {"Authorization": f"Bearer {token}", **HEADERS}

    def _ask(self, method: str, path: str, **how: Any) -> httpx.Response:
        answer = self._wire.ask(method, path, **how)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # Sessions end; a call refused for that was not carried out, so it may be sent again.
            self._sign_in()
            answer = self._wire.ask(method, path, **how)
        return answer

    def _good(self, method: str, path: str, body: Any = None) -> Any:
        return self._wire.good(self._ask(method, path, **({"json": body} if body is not None else {})))

    def _select(self, name: str, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        names = sorted({"Id", OUR_ID, *STANDING, *self._map.names(OPPORTUNITY)})
        listed = ", ".join("'" + each.replace("\\", "\\\\").replace("'", "\\'") + "'" for each in ids)
        return self._query(f"SELECT {', '.join(names)} FROM Lead WHERE {name} IN ({listed})")

    def _query(self, soql: str) -> Iterator[dict[str, Any]]:
        """All rows of a query, deleted ones included."""
        body = self._wire.good(self._ask("GET", f"{DATA}/queryAll", params={"q": soql}))
        while True:
            yield from body["records"]
            if body.get("done", True):
                return
            body = self._good("GET", body["nextRecordsUrl"])

    def _each(self, results: Any, count: int) -> list[str | Refused]:
        """HTTP 200 says nothing: each row has its own success."""
        if not isinstance(results, list) or len(results) != count:
            raise Uncertain("Salesforce did not say what became of each record")
        # a trigger that fails after the insert gives success false, and created true all the same
        return [
            str(each["id"])
            if each.get("id") and (each.get("success") or each.get("created"))
            else Refused(self._fault(each))
            for each in results
        ]

    def _fault(self, result: Mapping[str, Any]) -> str:
        errors = result.get("errors") or [{"message": "refused without a reason"}]
        said = [
            f"{each.get('statusCode', '')}: {each.get('message', '')} {', '.join(each.get('fields') or [])}"
            for each in errors
        ]
        return self._wire.clean("; ".join(said).strip(": "))

    def _remote(self, row: Mapping[str, Any]) -> Remote:
        standing = Standing.closed if row["IsDeleted"] or row["IsConverted"] else Standing.open
        if row["MasterRecordId"]:
            standing = Standing.merged
        return Remote(text(row[OUR_ID]), row["Id"], self._map.ours(OPPORTUNITY, row), standing)

    def _outcome(self, row: Mapping[str, Any]) -> Outcome:
        deal = row.get("ConvertedOpportunity") or {}
        semantic, stage = Semantic.open, text(deal.get("StageName") or row["Status"])
        if deal.get("IsClosed"):
            semantic = Semantic.won if deal.get("IsWon") else Semantic.lost
        elif not row["IsConverted"] and stage.casefold().startswith("closed"):
            semantic = Semantic.lost
        owner = (deal.get("Owner") or row.get("Owner") or {}).get("Name")
        return Outcome(
            OPPORTUNITY,
            row["Id"],
            max(_moment(row["SystemModstamp"]), _moment(deal.get("SystemModstamp") or row["SystemModstamp"])),
            semantic,
            stage=stage,
            worked=bool(row["IsConverted"]) or row["Status"] != self._first,
            owner=text(owner),
            amount=text(deal.get("Amount")),
            opted_out=bool(row["DoNotCall"]) or bool(row["HasOptedOutOfEmail"]),
        )


def _moment(at: str) -> datetime:
    """Salesforce writes 2026-11-21T05:00:00.000+0000."""
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%f%z").astimezone(UTC)


def _budget(answer: httpx.Response) -> float | None:
    used, _, whole = answer.headers.get("Sforce-Limit-Info", "").partition("api-usage=")[2].partition("/")
    return 1 - int(used) / int(whole) if used.isdigit() and whole.isdigit() and int(whole) else None

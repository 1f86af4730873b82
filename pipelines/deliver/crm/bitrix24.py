"""Bitrix24: companies and leads (deals where the portal has no leads), fifty in a batch.

Secret: `webhook`, the whole address of an incoming webhook with the right "crm": https://NAME.bitrix24.ru/rest/1/SECRET/. Our
id is `originId`, with `originatorId` naming us. A company has no fields for an address (Bitrix24 keeps those with its
requisites), so street and city stand in custom fields, UF_CRM_FIRSTCALL_STREET and UF_CRM_FIRSTCALL_CITY. Bitrix24 ignores
names of fields it does not know, without a word: all are checked beforehand. Its limits count by our address and come as 503,
or as 429 with the time at which it lets us on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

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

ORIGINATOR = "firstcall"
FIELDS = {
    COMPANY: {
        "name": "title", "street": "ufCrmFirstcallStreet", "city": "ufCrmFirstcallCity", "phone": "PHONE:WORK",
        "mobile": "PHONE:MOBILE", "email": "EMAIL:WORK", "website": "WEB:WORK", "numbers": "comments",
    },
    OPPORTUNITY: {"label": "title", "story": "comments"},
}  # fmt: skip
"""'PHONE:WORK' is a value of the multiple field `fm`."""
LEAD, DEAL, COMPANIES = 1, 2, 4
CHANGING = {LEAD: "crm.lead.update", COMPANIES: "crm.company.update"}
"""Methods that change a row of a multiple field: `crm.item.update` adds rows and ignores their ids."""
STATUSES = {LEAD: "STATUS", DEAL: "DEAL_STAGE"}
SEMANTIC = {"S": Semantic.won, "F": Semantic.lost}
RATE, PAGE = 2.0, 50
LIMIT_CODES = {"QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT"}


class Bitrix24:
    """A Bitrix24 portal."""

    kinds = (COMPANY, OPPORTUNITY)
    batch = page = PAGE
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        hook = urlsplit(connection.secret("webhook"))
        self.name = connection.name
        secret = hook.path.rstrip("/").rpartition("/")[2]
        self._wire = connection.wire("Bitrix24", f"{hook.scheme}://{hook.netloc}", RATE, secret)
        self._wire.path = hook.path.rstrip("/")
        self._clock = connection.pace.clock
        self._wire.throttle = self._throttle
        self._map = connection.map(FIELDS)
        self._types = {COMPANY: COMPANIES, OPPORTUNITY: LEAD}
        self._first = self._refuse = ""
        self._stages: dict[str, str] = {}

    def check(self) -> None:
        """See whether the portal keeps leads, that it has all fields, and which stages mean what."""
        mode = self._call("crm.settings.mode.get", first=True)
        self._types[OPPORTUNITY] = DEAL if mode == 2 else LEAD
        for kind, number in self._types.items():
            known = set(self._call("crm.item.fields", {"entityTypeId": number})["fields"])
            known |= {
                name
                for name in self._map.names(kind)
                if ":" in name and name.partition(":")[0] in {"PHONE", "EMAIL", "WEB"}
            }
            self._map.require("Bitrix24", kind, known, "originId", "originatorId")
        where = {"filter": {"ENTITY_ID": STATUSES[self._types[OPPORTUNITY]]}, "order": {"SORT": "ASC"}}
        stages = self._call("crm.status.list", where)
        self._stages = {each["STATUS_ID"]: each["NAME"] for each in stages}
        self._first = next(each["STATUS_ID"] for each in stages if not each.get("SEMANTICS"))
        self._refuse = next(each["STATUS_ID"] for each in stages if each.get("SEMANTICS") == "F")

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped."""
        return self._map.fit(kind, fields)

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by our id."""
        return self._list(kind, {"originatorId": ORIGINATOR, "@originId": list(our_ids)})

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by Bitrix24's id."""
        return self._list(kind, {"@id": [int(crm_id) for crm_id in crm_ids]})

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records, one call of a batch for each."""
        calls = [
            _query(
                "crm.item.add",
                {
                    "entityTypeId": self._types[kind],
                    "fields": {
                        **self._values(kind, record.fields),
                        "originatorId": ORIGINATOR,
                        "originId": record.our_id,
                        **({"companyId": record.parents[COMPANY]} if COMPANY in record.parents else {}),
                    },
                },
            )
            for record in records
        ]
        return [each if isinstance(each, Refused) else text(each["item"]["id"]) for each in self._batch(calls)]

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records; a phone or the like that is there already takes a call of its own."""
        calls: list[str] = []
        owners: list[int] = []
        for place, update in enumerate(updates):
            number, crm_id = self._types[kind], update.remote.crm_id
            there: Mapping[str, str] = update.remote.handle or {}
            theirs = self._map.theirs(kind, update.fields)
            fresh = {ours: value for ours, value in update.fields.items() if self._map.of(kind, ours) not in there}
            rows = {name: theirs[name] for name in theirs if name in there}
            if fresh:
                values = self._values(kind, fresh)
                calls.append(_query("crm.item.update", {"entityTypeId": number, "id": crm_id, "fields": values}))
            if rows:
                calls.append(_query(CHANGING[number], {"id": crm_id, "fields": _changed(rows, there)}))
            owners += [place] * (bool(fresh) + bool(rows))
        done: list[Refused | None] = [None] * len(updates)
        for start in range(0, len(calls), PAGE):
            results = self._batch(calls[start : start + PAGE])
            for place, result in zip(owners[start : start + PAGE], results, strict=True):
                done[place] = result if isinstance(result, Refused) else done[place]
        return done

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Move them to the portal's stage for poor leads."""
        number, fields = self._types[OPPORTUNITY], {"stageId": self._refuse}
        calls = [
            _query("crm.item.update", {"entityTypeId": number, "id": each.crm_id, "fields": fields}) for each in remotes
        ]
        return [each if isinstance(each, Refused) else None for each in self._batch(calls)]

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Records that changed."""
        where = {"originatorId": ORIGINATOR, ">=updatedTime": since.astimezone(UTC).isoformat()}
        for item in self._items(OPPORTUNITY, where):
            semantic = SEMANTIC.get(text(item.get("stageSemanticId")), Semantic.open)
            yield Outcome(
                OPPORTUNITY,
                text(item["id"]),
                datetime.fromisoformat(item["updatedTime"]).astimezone(UTC),
                semantic,
                stage=self._stages.get(item["stageId"], item["stageId"]),
                worked=item["stageId"] != self._first,
                owner=text(item.get("assignedById")),
                amount=text(item.get("opportunity")),
                words=tuple(filter(None, (text(item.get("statusDescription")),))),
            )

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    def _values(self, kind: str, fields: Fields) -> dict[str, Any]:
        """Values of an item; phones and the like are new rows of `fm`."""
        values: dict[str, Any] = {}
        rows: dict[str, dict[str, str]] = {}
        for name, value in self._map.theirs(kind, fields).items():
            of, _, sort = name.partition(":")
            if sort:
                rows[str(len(rows))] = {"typeId": of, "valueType": sort, "value": value}
            else:
                values[name] = value
        return {**values, **({"fm": rows} if rows else {})}

    def _list(self, kind: str, where: Mapping[str, Any]) -> list[Remote]:
        return [self._remote(kind, item) for item in self._items(kind, where)]

    def _items(self, kind: str, where: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        after = 0
        while True:
            given = {
                "entityTypeId": self._types[kind], "select": ["*"], "order": {"id": "ASC"},  # `fm` comes with nothing but "*"
                "filter": {**where, **({">id": after} if after else {})}, "start": -1,
            }  # fmt: skip
            items = self._call("crm.item.list", given)["items"]
            yield from items
            if len(items) < PAGE:
                return
            after = items[-1]["id"]

    def _remote(self, kind: str, item: Mapping[str, Any]) -> Remote:
        rows = {f"{row['typeId']}:{row['valueType']}": row for row in reversed(item.get("fm") or [])}
        values = {**item, **{name: row["value"] for name, row in rows.items()}}
        closed = text(item.get("stageSemanticId")) in SEMANTIC
        return Remote(
            text(item.get("originId")),
            text(item["id"]),
            self._map.ours(kind, values),
            Standing.closed if closed else Standing.open,
            handle={name: text(row["id"]) for name, row in rows.items()},
        )

    def _batch(self, calls: Sequence[str]) -> list[Any]:
        """Results of a batch, a Refused in the place of each call that failed; HTTP says 200 to all of it."""
        cmd = {f"c{place:02d}": call for place, call in enumerate(calls)}
        body = self._call("batch", {"halt": 0, "cmd": cmd})
        done = body["result"] if isinstance(body["result"], dict) else {}  # PHP writes an empty map as a list
        errors = body["result_error"] if isinstance(body["result_error"], dict) else {}
        results: list[Any] = []
        for name in cmd:
            if name in errors:
                if errors[name].get("error") in LIMIT_CODES:
                    raise Uncertain("Bitrix24 broke a batch off half-way")
                results.append(
                    Refused(self._wire.clean(text(errors[name].get("error_description") or errors[name].get("error"))))
                )
            elif name in done:
                results.append(done[name])
            else:
                raise Uncertain("Bitrix24 did not say what became of each call of a batch")
        return results

    def _call(self, method: str, given: Mapping[str, Any] | None = None, first: bool = False) -> Any:
        ask = self._wire.first if first else self._wire.ask
        answer = ask("POST", f"/{method}", json=dict(given or {}))
        if answer.is_success:
            return self._wire.json(answer)["result"]
        said = self._wire.said(answer)
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise CrmError(f"Bitrix24 does not let us call {method}: {said}")
        raise Refused(said)

    def _throttle(self, answer: httpx.Response) -> float | None:
        """Seconds until the method's time budget is renewed, where Bitrix24 tells."""
        try:
            reset = answer.json()["time"]["operating_reset_at"]
        except (ValueError, KeyError, TypeError):
            return None
        return max(1.0, float(reset) - self._clock.now().timestamp())


def _changed(rows: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, dict[str, dict[str, str]]]:
    """Rows of multiple fields that are there, with new values: {"PHONE": {"0": {"ID", "VALUE", "VALUE_TYPE"}}}."""
    fields: dict[str, dict[str, dict[str, str]]] = {}
    for name, value in rows.items():
        of, _, sort = name.partition(":")
        there = fields.setdefault(of, {})
        there[str(len(there))] = {"ID": ids[name], "VALUE": value, "VALUE_TYPE": sort}
    return fields


def _query(method: str, given: Mapping[str, Any]) -> str:
    """A call of a batch is a query string with PHP's brackets."""
    return f"{method}?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in _flat("", given))


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(value, Mapping):
        yield prefix, text(value)
        return
    for name, inner in value.items():
        yield from _flat(f"{prefix}[{name}]" if prefix else str(name), inner)

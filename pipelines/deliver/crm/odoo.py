"""Odoo: partners and leads, by the JSON-2 interface of Odoo 19 or the XML-RPC of those before it.

crm.toml: `url`, `database`, `protocol` ("json2", the default, or "xmlrpc"), and for XML-RPC `user`. Secret: `key`, an API key
(or the user's password). Our id is the record's external id `firstcall.<id>`, which `load` keeps unique: what is loaded
twice is there once. A lost lead is an archived one, so archived records are always looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from typing import Any

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.field_map import text
from pipelines.deliver.crm.odoo_calls import Calls, Json2, XmlRpc
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

MODELS = {COMPANY: "res.partner", OPPORTUNITY: "crm.lead"}
FIELDS = {
    COMPANY: {
        "name": "name", "street": "street", "postcode": "zip", "city": "city", "country": "country_id", "phone": "phone",
        "email": "email", "website": "website", "numbers": "ref",
    },
    OPPORTUNITY: {"label": "name", "story": "description"},
}  # fmt: skip
MODULE = "firstcall"
"""Of our external ids."""
LEAD = ("active", "probability", "stage_id", "user_id", "expected_revenue", "write_date")
LATER = ("won_status", "lost_reason_id", "lost_reason", "is_blacklisted", "phone_blacklisted")
"""Fields that some versions have."""
PAGE = 500


class Odoo:
    """An Odoo database."""

    kinds = (COMPANY, OPPORTUNITY)
    batch = page = 100
    lag = timedelta()
    one_way = False

    def __init__(self, connection: Connection) -> None:
        key = connection.secret("key")
        self.name = connection.name
        protocols: dict[str, type[Json2] | type[XmlRpc]] = {"json2": Json2, "xmlrpc": XmlRpc}
        protocol = connection.option("protocol", "json2")
        if protocol not in protocols:
            raise CrmError(f"Odoo speaks json2 or xmlrpc, not {protocol!r}.")
        wire = connection.wire("Odoo", connection.url, 0, key)
        user = connection.option("user", "") if protocol == "json2" else connection.option("user")
        self._calls: Calls = protocols[protocol](wire, connection.option("database"), user, key)
        self._map = connection.map(FIELDS)
        self._html: set[str] = set()
        self._lead: list[str] = []
        self._countries: dict[str, int] = {}
        self._first = 0

    def check(self) -> None:
        """Sign in, see that all fields are there, and which stage new leads are in."""
        self._calls.sign_in()
        for kind, model in MODELS.items():
            there = self._reads(model, "fields_get", attributes=["type"])
            self._map.require("Odoo", kind, there)
            self._html |= {f"{kind} {name}" for name in self._map.names(kind) if there[name]["type"] == "html"}
            if kind == OPPORTUNITY:
                self._lead = [name for name in (*LEAD, *LATER) if name in there]
        self._countries = {
            row["code"]: row["id"] for row in self._search("res.country", [], ["code"], "id") if row["code"]
        }
        stages = self._reads("crm.stage", "search_read", domain=[], fields=["name"], limit=1, order="sequence, id")
        self._first = stages[0]["id"] if stages else 0

    def fit(self, kind: str, fields: Fields) -> Fields:
        """As mapped; countries Odoo knows."""
        kept = self._map.fit(kind, fields)
        return {name: value for name, value in kept.items() if name != "country" or value in self._countries}

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by their external id."""
        domain = [["module", "=", MODULE], ["model", "=", MODELS[kind]], ["name", "in", list(our_ids)]]
        names = {row["res_id"]: row["name"] for row in self._search("ir.model.data", domain, ["name", "res_id"], "id")}
        return (
            [self._remote(kind, row, names[row["id"]]) for row in self._rows(kind, [["id", "in", list(names)]])]
            if names
            else []
        )

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by Odoo's id."""
        domain = [["id", "in", [int(crm_id) for crm_id in crm_ids]]]
        return [self._remote(kind, row, "") for row in self._rows(kind, domain)]

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Load records in one transaction; a bad one refuses all, and Odoo says which it was."""
        rows = [
            {"id": f"{MODULE}.{record.our_id}", **self._values(kind, record.fields)}
            | ({"partner_id": int(record.parents[COMPANY])} if COMPANY in record.parents else {})
            for record in records
        ]
        names = sorted({name for row in rows for name in row})
        columns = [f"{name}/.id" if name.endswith("_id") and name != "id" else name for name in names]
        data = [[row.get(name, "") for name in names] for row in rows]
        answer = self._calls.call(MODELS[kind], "load", fields=columns, data=data)
        ids = answer.get("ids") if isinstance(answer, dict) else None
        if ids and len(ids) == len(records):
            return [text(crm_id) for crm_id in ids]
        if not isinstance(answer, dict) or not answer.get("messages"):
            raise Uncertain("Odoo did not say which records it made")
        bad = {int(each["record"]): text(each["message"]) for each in answer["messages"] if "record" in each}
        raise Refused("; ".join(text(each["message"]) for each in answer["messages"])[:300], bad)

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records, each in its own transaction."""
        done: list[Refused | None] = []
        for update in updates:
            try:
                self._calls.call(
                    MODELS[kind], "write", [int(update.remote.crm_id)], vals=self._values(kind, update.fields)
                )
            except Refused as refusal:
                done.append(refusal)
            else:
                done.append(None)
        return done

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Archive leads."""
        ids = [int(remote.crm_id) for remote in remotes]
        self._calls.call("crm.lead", "write", ids, vals={"active": False})
        return [None] * len(remotes)

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Leads that changed."""
        at = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        for row in self._search("crm.lead", [["write_date", ">=", at]], self._lead, "id"):
            reason = row.get("lost_reason_id") or row.get("lost_reason")
            yield Outcome(
                OPPORTUNITY,
                text(row["id"]),
                datetime.strptime(row["write_date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC),
                _semantic(row),
                stage=_name(row.get("stage_id")),
                worked=bool(row.get("stage_id")) and row["stage_id"][0] != self._first,
                owner=_name(row.get("user_id")),
                amount=text(row.get("expected_revenue")),
                words=tuple(filter(None, (_name(reason),))),
                opted_out=bool(row.get("is_blacklisted") or row.get("phone_blacklisted")),
            )

    def close(self) -> None:
        """Close the connection."""
        self._calls.close()

    def _rows(self, kind: str, domain: list[Any]) -> Iterator[dict[str, Any]]:
        names = sorted({*self._map.names(kind), "active", *(self._lead if kind == OPPORTUNITY else ())})
        return self._search(MODELS[kind], domain, names, "id")

    def _search(self, model: str, domain: list[Any], names: list[str], order: str) -> Iterator[dict[str, Any]]:
        start = 0
        while True:
            rows = self._reads(model, "search_read", domain=domain, fields=names, offset=start, limit=PAGE, order=order)
            yield from rows
            if len(rows) < PAGE:
                return
            start += PAGE

    def _reads(self, model: str, method: str, **given: Any) -> Any:
        """A call that only reads: a refusal there means that we and the CRM do not fit together."""
        try:
            return self._calls.call(model, method, **given)
        except Refused as refusal:
            raise CrmError(f"Odoo does not answer {model}.{method}: {refusal}") from None

    def _values(self, kind: str, fields: Fields) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in self._map.theirs(kind, fields).items():
            if name == "country_id":
                values[name] = self._countries[value]
            else:
                values[name] = _html(value) if f"{kind} {name}" in self._html else value
        return values

    def _remote(self, kind: str, row: Mapping[str, Any], our_id: str) -> Remote:
        codes = {crm_id: code for code, crm_id in self._countries.items()}
        values = {name: _plain(value) if f"{kind} {name}" in self._html else value for name, value in row.items()}
        if row.get("country_id"):
            values["country_id"] = codes.get(row["country_id"][0], "")
        closed = not row["active"] or (kind == OPPORTUNITY and _semantic(row) is not Semantic.open)
        fields = self._map.ours(kind, values)
        return Remote(
            our_id, text(row["id"]), fields, Standing.closed if closed else Standing.open, text(row.get("write_date"))
        )


def _semantic(row: Mapping[str, Any]) -> Semantic:
    if row.get("won_status") == "won" or ("won_status" not in row and row.get("probability") == 100):
        return Semantic.won
    return Semantic.lost if row.get("won_status") == "lost" or not row["active"] else Semantic.open


def _name(pair: Any) -> str:
    """The name of a many-to-one value, [id, name] or False."""
    return text(pair[1]) if pair else ""


def _html(value: str) -> str:
    return "<p>" + escape(value, quote=False).replace("\n", "<br>") + "</p>"


def _plain(value: Any) -> str:
    """Text of an HTML field: Odoo rewrites what it is given, so only the words count."""
    return unescape(re.sub(r"<[^>]*>", " ", text(value).replace("<br>", "\n"))).strip()

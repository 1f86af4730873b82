"""Tryton 8: a company is a party whose code is our company id, a lead an opportunity whose reference is ours.

Settings from the environment: FIRSTCALL_TRYTON_URL (with the database: `https://crm.example.org/tryton`),
FIRSTCALL_TRYTON_USER, FIRSTCALL_TRYTON_PASSWORD. The user needs a company. Stage, owner and consent are never written.
Every call is one transaction on the server: one bad record refuses the whole call.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.pace import Clock
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
from pipelines.deliver.crm.tryton_rpc import TrytonRpc
from pipelines.deliver.crm.wire import Wire

SETTINGS = ("FIRSTCALL_TRYTON_URL", "FIRSTCALL_TRYTON_USER", "FIRSTCALL_TRYTON_PASSWORD")

MODELS = {COMPANY: "party.party", OPPORTUNITY: "sale.opportunity"}
OUR_ID = {COMPANY: "code", OPPORTUNITY: "reference"}

_ADDRESS = {"street": "street", "postcode": "postal_code", "city": "city", "country": "country"}
_MECHANISMS = ("phone", "mobile", "email", "website")
_OPPORTUNITY = {"title": "description", "story": "comment", "day": "start_date"}
_IDENTIFIERS = {
    "UA-EDRPOU": "ua_edrpou", "RU-INN": "ru_vat", "RU-OGRN": "ru_ogrn", "NO-ORGNR": "no_orgnr",
    "GB-COH": None, "US-CIK": None, "US-CO": None, "US-NY": None,
}  # fmt: skip
"""Tryton's type of each register; those it has no type for are kept as 'GB-COH 01234567'."""
_READ = {
    COMPANY: [
        "code", "name", "active", "replaced_by", "_timestamp", *(f"addresses.{name}" for name in _ADDRESS.values()),
        "contact_mechanisms.type", "contact_mechanisms.value", "identifiers.type", "identifiers.code",
    ],
    OPPORTUNITY: ["reference", "state", "description", "comment", "_timestamp"],
}  # fmt: skip
_OUTCOME = ["state", "lost_reason", "employee.rec_name", "amount", "write_date", "create_date"]
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_SEMANTIC = {"won": Semantic.won, "lost": Semantic.lost, "cancelled": Semantic.junk}
PAGE = 500
"""Rows of one page of outcomes."""


class Tryton:
    """A signed-in Tryton."""

    kinds = (COMPANY, OPPORTUNITY)
    batch = page = 100
    lag = timedelta()
    one_way = False

    def __init__(self, url: str, user: str, password: str, wire: Wire | None = None, name: str = "tryton") -> None:
        self.name = name
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.path.strip("/"):
            raise CrmError(
                "FIRSTCALL_TRYTON_URL must be like https://crm.example.org/tryton, the last part naming the database."
            )
        if parts.username or parts.password:
            raise CrmError(
                "FIRSTCALL_TRYTON_URL must not hold a password: use FIRSTCALL_TRYTON_USER and FIRSTCALL_TRYTON_PASSWORD."
            )
        wire = wire or Wire("Tryton", url, Clock(), secrets=(password,))
        self._rpc = TrytonRpc(url.rstrip("/"), user, password, wire)
        self._countries: dict[str, int] = {}

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._rpc.wire.requests

    @classmethod
    def from_environment(cls) -> Tryton:
        """The connection of FIRSTCALL_TRYTON_…. Raises CrmError naming what is missing, never its value."""
        url, user, password = (os.environ.get(name, "") for name in SETTINGS)
        missing = [name for name in SETTINGS if not os.environ.get(name)]
        if missing:
            raise CrmError(f"Tryton is not set up: {', '.join(missing)} must be set in the environment.")
        return cls(url, user, password)

    @classmethod
    def of(cls, connection: Connection) -> Tryton:
        """The connection of crm.toml: url, user, and the secret password."""
        password = connection.secret("password")
        wire = connection.wire("Tryton", connection.url, 0, password)
        return cls(connection.url, connection.option("user"), password, wire, connection.name)

    def check(self) -> None:
        """Sign in; see that the user has a company and that the modules party and sale_opportunity are there."""
        self._rpc.sign_in()
        preferences = self._rpc.read("res.user.get_preferences", True)
        if not preferences.get("company"):
            raise CrmError(f"The Tryton user {self._rpc.user} belongs to no company: set one in its preferences.")
        self._rpc.context = {"company": preferences["company"], "active_test": False}
        for kind, model in MODELS.items():
            names = [name for name in _READ[kind] if "." not in name and name != "_timestamp"]
            there = self._rpc.read(f"{model}.fields_get", names)
            absent = sorted(set(names) - set(there))
            if absent:
                raise CrmError(f"This Tryton has no field {model}.{absent[0]}: it is not the version we know (8.2).")
        rows = self._rpc.read("country.country.search_read", [], 0, None, None, ["code"])
        self._countries = {row["code"]: row["id"] for row in rows if row["code"]}

    def fit(self, kind: str, fields: Fields) -> Fields:
        """What Tryton keeps: countries it knows, registers we can name."""
        if kind != COMPANY:
            return {name: value for name, value in fields.items() if name in _OPPORTUNITY}
        kept = {"name", *_ADDRESS, *_MECHANISMS, *(f"number {register}" for register in _IDENTIFIERS)}
        return {
            name: value
            for name, value in fields.items()
            if name in kept and (name != "country" or value in self._countries)
        }

    def find(self, kind: str, our_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by our id."""
        return self._search(kind, [[OUR_ID[kind], "in", list(our_ids)]])

    def read(self, kind: str, crm_ids: Sequence[str]) -> Sequence[Remote]:
        """Records by Tryton's id."""
        return self._search(kind, [["id", "in", [int(crm_id) for crm_id in crm_ids]]])

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """Make records in one transaction."""
        make = self._company_values if kind == COMPANY else self._opportunity_values
        values = [
            {
                OUR_ID[kind]: record.our_id,
                **make(record.fields, None),
                **({"party": int(record.parents[COMPANY])} if COMPANY in record.parents else {}),
            }
            for record in records
        ]
        made = self._rpc.call(f"{MODELS[kind]}.create", values)
        if not isinstance(made, list) or len(made) != len(records):
            raise Uncertain("Tryton did not say which records it made")
        return [str(crm_id) for crm_id in made]

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """Change records in one transaction; refused as stale where somebody changed one since it was read."""
        make = self._company_values if kind == COMPANY else self._opportunity_values
        model = MODELS[kind]
        changes: list[Any] = []
        for update in updates:
            changes += [[int(update.remote.crm_id)], make(update.fields, update.remote.handle)]
        read = {f"{model},{update.remote.crm_id}": update.remote.version for update in updates}
        self._rpc.call(f"{model}.write", *changes, context={"_timestamp": read})
        return [None] * len(updates)

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """Cancel opportunities."""
        self._rpc.call("sale.opportunity.cancel", [int(remote.crm_id) for remote in remotes])
        return [None] * len(remotes)

    def outcomes(self, since: datetime) -> Iterator[Outcome]:
        """Opportunities that changed."""
        moment = _moment(since)
        domain = [["reference", "like", "l%"], ["OR", ["write_date", ">=", moment], ["create_date", ">=", moment]]]
        start = 0
        while True:
            given = ("sale.opportunity.search_read", domain, start, PAGE, [["id", "ASC"]], _OUTCOME)
            rows = self._rpc.read(*given)
            yield from (_outcome(row) for row in rows)
            if len(rows) < PAGE:
                return
            start += PAGE

    def close(self) -> None:
        """Close the HTTP connection."""
        self._rpc.wire.close()

    def _search(self, kind: str, domain: list[Any]) -> list[Remote]:
        rows = self._rpc.read(f"{MODELS[kind]}.search_read", domain, 0, None, [["id", "ASC"]], _READ[kind])
        return [self._company(row) if kind == COMPANY else _opportunity(row) for row in rows]

    def _company(self, row: Mapping[str, Any]) -> Remote:
        fields = {"name": row["name"] or ""}
        handle: dict[str, int] = {}
        for address in sorted(row["addresses."], key=lambda part: part["id"])[:1]:
            handle["address"] = address["id"]
            fields |= {ours: address[theirs] or "" for ours, theirs in _ADDRESS.items() if ours != "country"}
            codes = {crm_id: code for code, crm_id in self._countries.items()}
            fields["country"] = codes.get(address["country"], "")
        for mechanism in sorted(row["contact_mechanisms."], key=lambda part: -part["id"]):
            if mechanism["type"] in _MECHANISMS:
                fields[mechanism["type"]], handle[mechanism["type"]] = mechanism["value"], mechanism["id"]
        types = {tryton: register for register, tryton in _IDENTIFIERS.items() if tryton}
        for identifier in sorted(row["identifiers."], key=lambda part: -part["id"]):
            prefix, _, rest = identifier["code"].partition(" ")
            register = types.get(identifier["type"]) or (prefix if rest and prefix in _IDENTIFIERS else None)
            if register:
                name = f"number {register}"
                fields[name], handle[name] = (
                    (rest if _IDENTIFIERS[register] is None else identifier["code"]),
                    identifier["id"],
                )
        standing = Standing.merged if row["replaced_by"] else Standing.open if row["active"] else Standing.closed
        return Remote(row["code"], str(row["id"]), fields, standing, row["_timestamp"], handle)

    def _company_values(self, fields: Fields, handle: Mapping[str, int] | None) -> dict[str, Any]:
        """Values of a party; parts that exist (`handle`) are changed, others are made."""
        there = handle or {}
        values: dict[str, Any] = {"name": fields["name"]} if "name" in fields else {}
        address: dict[str, Any] = {_ADDRESS[name]: value for name, value in fields.items() if name in _ADDRESS}
        if "country" in address:
            address["country"] = self._countries[address["country"]]
        parts: dict[str, list[Any]] = {"addresses": [], "contact_mechanisms": [], "identifiers": []}
        if address:
            parts["addresses"].append(_part(there.get("address"), address))
        for name, value in fields.items():
            if name in _MECHANISMS:
                parts["contact_mechanisms"].append(_part(there.get(name), {"type": name, "value": value}))
            elif name.startswith("number "):
                register = name.removeprefix("number ")
                kind = _IDENTIFIERS[register]
                code = {"type": kind, "code": value if kind else f"{register} {value}"}
                parts["identifiers"].append(_part(there.get(name), code))
        return values | {name: commands for name, commands in parts.items() if commands}

    def _opportunity_values(self, fields: Fields, _handle: Mapping[str, int] | None) -> dict[str, Any]:
        values: dict[str, Any] = {_OPPORTUNITY[name]: value for name, value in fields.items()}
        if "day" in fields:
            day = date.fromisoformat(fields["day"])
            values["start_date"] = {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}
        return values


def _opportunity(row: Mapping[str, Any]) -> Remote:
    standing = Standing.open if row["state"] in {"lead", "opportunity"} else Standing.closed
    fields = {"title": row["description"] or "", "story": row["comment"] or ""}
    return Remote(row["reference"] or "", str(row["id"]), fields, standing, row["_timestamp"])


def _outcome(row: Mapping[str, Any]) -> Outcome:
    changed = row["write_date"] or row["create_date"]
    year, month, day, hour, minute, second = (changed[name] for name in _PARTS)
    amount = row["amount"] or {}
    return Outcome(
        OPPORTUNITY,
        str(row["id"]),
        datetime(year, month, day, hour, minute, second, tzinfo=UTC),
        _SEMANTIC.get(row["state"], Semantic.open),
        stage=row["state"],
        worked=row["state"] != "lead",
        owner=(row["employee."] or {}).get("rec_name") or "",
        amount=str(amount.get("decimal", "")) if isinstance(amount, dict) else str(amount),
        words=tuple(filter(None, (row["lost_reason"],))),
    )


def _moment(at: datetime) -> dict[str, Any]:
    when = at.astimezone(UTC)
    parts = {name: getattr(when, name) for name in (*_PARTS, "microsecond")}
    return {"__class__": "datetime", **parts}


def _part(crm_id: int | None, values: dict[str, Any]) -> list[Any]:
    """Tryton's command for a part of a record: change the one that is there, or make it."""
    return ["create", [values]] if crm_id is None else ["write", [crm_id], values]

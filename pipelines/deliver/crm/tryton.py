"""Tryton 8: a company is a party whose code is our company id, a lead an opportunity whose reference is ours.

Settings from the environment: FIRSTCALL_TRYTON_URL (with the database: `https://crm.example.org/tryton`),
FIRSTCALL_TRYTON_USER, FIRSTCALL_TRYTON_PASSWORD. The user needs a company. Stage, owner and consent are never written.
Every call is one transaction on the server: one bad record refuses the whole call.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx

from pipelines.deliver.crm.protocol import (
    Create,
    CrmError,
    Fields,
    Refused,
    Remote,
    Stale,
    Standing,
    Throttled,
    Uncertain,
    Update,
)
from pipelines.deliver.crm.wanted import COMPANY

SETTINGS = ("FIRSTCALL_TRYTON_URL", "FIRSTCALL_TRYTON_USER", "FIRSTCALL_TRYTON_PASSWORD")

TIMEOUT = 60.0
"""Seconds for one call; a batch of a hundred takes about three."""

MODELS = {COMPANY: "party.party", "opportunity": "sale.opportunity"}
OUR_ID = {COMPANY: "code", "opportunity": "reference"}

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
    "opportunity": ["reference", "state", "description", "comment", "_timestamp"],
}  # fmt: skip


class Tryton:
    """A signed-in Tryton."""

    name = "tryton"
    batch = 100

    def __init__(self, url: str, user: str, password: str, http: httpx.Client | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.path.strip("/"):
            raise CrmError(
                "FIRSTCALL_TRYTON_URL must be like https://crm.example.org/tryton, the last part naming the database."
            )
        if parts.username or parts.password:
            raise CrmError(
                "FIRSTCALL_TRYTON_URL must not hold a password: use FIRSTCALL_TRYTON_USER and FIRSTCALL_TRYTON_PASSWORD."
            )
        self._rpc = url.rstrip("/") + "/rpc/"
        self._user, self._password = user, password
        self._http = http or httpx.Client(timeout=TIMEOUT)
        self._session = ""
        self._context: dict[str, Any] = {}
        self._countries: dict[str, int] = {}
        self.requests = 0

    @classmethod
    def from_environment(cls) -> Tryton:
        """The connection of FIRSTCALL_TRYTON_…. Raises CrmError naming what is missing, never its value."""
        url, user, password = (os.environ.get(name, "") for name in SETTINGS)
        missing = [name for name in SETTINGS if not os.environ.get(name)]
        if missing:
            raise CrmError(f"Tryton is not set up: {', '.join(missing)} must be set in the environment.")
        return cls(url, user, password)

    def check(self) -> None:
        """Sign in; see that the user has a company and that the modules party and sale_opportunity are there."""
        self._sign_in()
        preferences = self._read_call("res.user.get_preferences", True)
        if not preferences.get("company"):
            raise CrmError(f"The Tryton user {self._user} belongs to no company: set one in its preferences.")
        self._context = {"company": preferences["company"], "active_test": False}
        for kind, model in MODELS.items():
            names = [name for name in _READ[kind] if "." not in name and name != "_timestamp"]
            there = self._read_call(f"{model}.fields_get", names)
            absent = sorted(set(names) - set(there))
            if absent:
                raise CrmError(f"This Tryton has no field {model}.{absent[0]}: it is not the version we know (8.2).")
        rows = self._read_call("country.country.search_read", [], 0, None, None, ["code"])
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
                **({"party": int(record.parent)} if record.parent else {}),
            }
            for record in records
        ]
        made = self._call(f"{MODELS[kind]}.create", values)
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
        self._call(f"{model}.write", *changes, context={"_timestamp": read})
        return [None] * len(updates)

    def close(self) -> None:
        """Close the HTTP connection."""
        self._http.close()

    def _search(self, kind: str, domain: list[Any]) -> list[Remote]:
        rows = self._read_call(f"{MODELS[kind]}.search_read", domain, 0, None, [["id", "ASC"]], _READ[kind])
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

    def _sign_in(self) -> None:
        answer = self._post("common.db.login", [self._user, {"password": self._password}, "en"], signed=False)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise CrmError(f"Tryton refuses the user {self._user} or its password.")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise CrmError(f"There is no Tryton database at {self._rpc.removesuffix('/rpc/')}.")
        user, session, *_ = _result(answer)
        self._session = base64.b64encode(f"{self._user}:{user}:{session}".encode()).decode()

    def _read_call(self, method: str, *params: Any) -> Any:
        """A call that only reads: a refusal there means that we and the CRM do not fit together."""
        try:
            return self._call(method, *params)
        except Refused as refusal:
            raise CrmError(f"Tryton does not answer {method}: {refusal}") from refusal

    def _call(self, method: str, *params: Any, context: Mapping[str, Any] | None = None) -> Any:
        given = [*params, {**self._context, **(context or {})}]
        answer = self._post(f"model.{method}", given)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # Sessions end; a call refused for that was not carried out, so it may be sent again.
            self._sign_in()
            answer = self._post(f"model.{method}", given)
        return _result(answer)

    def _post(self, method: str, params: list[Any], signed: bool = True) -> httpx.Response:
        self.requests += 1
        headers = {"Authorization": f"Session {self._session}"} if signed else {}
        try:
            return self._http.post(
                self._rpc, json={"id": self.requests, "method": method, "params": params}, headers=headers
            )
        except httpx.ConnectError as error:
            if not signed:
                raise CrmError(f"Tryton at {self._rpc.removesuffix('/rpc/')} cannot be reached: {error}") from error
            raise Uncertain(str(error) or "no connection") from error
        except httpx.TransportError as error:
            raise Uncertain(str(error) or type(error).__name__) from error


def _result(answer: httpx.Response) -> Any:
    """The result of an answer, or what went wrong as the engine knows it."""
    if answer.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
        after = answer.headers.get("Retry-After", "")
        raise Throttled(float(after) if after.isdigit() else None)
    if answer.status_code == httpx.codes.FORBIDDEN:
        raise CrmError("The Tryton user may not do that: give it access to parties and opportunities.")
    if answer.status_code != httpx.codes.OK:
        raise Uncertain(f"HTTP {answer.status_code}")
    try:
        body = answer.json()
    except ValueError as error:
        raise Uncertain("an answer that is no JSON") from error
    if not isinstance(body, dict) or not {"result", "error"} & body.keys():
        raise Uncertain("an answer without a result")
    if "error" not in body:
        return body["result"]
    raise _refusal(body["error"])


def _refusal(error: list[Any]) -> Refused:
    """Tryton's errors are ["UserError", [sentence, …]], ["UserWarning", [name, sentence, …]] or [what failed, ""]."""
    kind, said = [*error, "", ""][:2]
    if isinstance(said, list):
        said = said[1 if kind == "UserWarning" else 0]
    return (Stale if kind == "ConcurrencyException" else Refused)(str(said or kind))


def _opportunity(row: Mapping[str, Any]) -> Remote:
    standing = Standing.open if row["state"] in {"lead", "opportunity"} else Standing.closed
    fields = {"title": row["description"] or "", "story": row["comment"] or ""}
    return Remote(row["reference"] or "", str(row["id"]), fields, standing, row["_timestamp"])


def _part(crm_id: int | None, values: dict[str, Any]) -> list[Any]:
    """Tryton's command for a part of a record: change the one that is there, or make it."""
    return ["create", [values]] if crm_id is None else ["write", [crm_id], values]

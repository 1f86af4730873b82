"""Calling Odoo's methods: JSON-2 of Odoo 19, or XML-RPC of those before it."""

from __future__ import annotations

import xmlrpc.client
from typing import Any, Protocol

import httpx

from pipelines.deliver.crm.protocol import CrmError, Refused, Uncertain
from pipelines.deliver.crm.wire import Wire

ARCHIVED = {"active_test": False}
"""Context in which archived records are found as well."""
DENIED, ACCESS = 3, 4
"""Odoo's codes of XML-RPC faults."""


class Calls(Protocol):
    """One of the two ways."""

    def sign_in(self) -> None:
        """Raises CrmError where we are not let in."""

    def call(self, model: str, method: str, ids: list[int] | None = None, **given: Any) -> Any:
        """Call a method. Raises Refused with what Odoo says; nothing was done then, as each call is a transaction."""

    def close(self) -> None:
        """Close the connection."""


class Json2:
    """POST /json/2/<model>/<method>, with named arguments."""

    def __init__(self, wire: Wire, database: str, _user: str, key: str) -> None:
        self._wire = wire
        wire.headers |= {"Authorization": f"bearer {key}", "X-Odoo-Database": database}
        wire.told = _is_told

    def sign_in(self) -> None:
        answer = self._wire.first("POST", "/json/2/res.users/context_get", json={})
        if not answer.is_success:
            raise CrmError(f"Odoo does not let us in by JSON-2: {self._wire.said(answer)}")

    def call(self, model: str, method: str, ids: list[int] | None = None, **given: Any) -> Any:
        body = {**({"ids": ids} if ids is not None else {}), **given, "context": ARCHIVED}
        answer = self._wire.ask("POST", f"/json/2/{model}/{method}", json=body)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Refused(self._wire.said(answer))
        return self._wire.good(answer)

    def close(self) -> None:
        self._wire.close()


class XmlRpc:
    """POST /xmlrpc/2/object with `execute_kw`."""

    def __init__(self, wire: Wire, database: str, user: str, key: str) -> None:
        self._wire, self._database, self._user, self._key, self._uid = wire, database, user, key, 0

    def sign_in(self) -> None:
        answer = self._post("common", "authenticate", (self._database, self._user, self._key, {}), first=True)
        if not answer:
            raise CrmError(f"Odoo refuses the user {self._user} or its key.")
        self._uid = answer

    def call(self, model: str, method: str, ids: list[int] | None = None, **given: Any) -> Any:
        named = {**given, "context": ARCHIVED}
        who = (self._database, self._uid, self._key)
        return self._post("object", "execute_kw", (*who, model, method, [ids] if ids is not None else [], named))

    def close(self) -> None:
        self._wire.close()

    def _post(self, service: str, method: str, given: tuple[Any, ...], first: bool = False) -> Any:
        body = xmlrpc.client.dumps(given, method, allow_none=True).encode()
        ask = self._wire.first if first else self._wire.ask
        answer = ask("POST", f"/xmlrpc/2/{service}", content=body, headers={"Content-Type": "text/xml"})
        if not answer.is_success:
            raise CrmError(f"Odoo does not answer XML-RPC: HTTP {answer.status_code}")
        try:
            (result,), _method = xmlrpc.client.loads(answer.content)
        except xmlrpc.client.Fault as fault:
            said = self._wire.clean(str(fault.faultString).strip().splitlines()[-1] if fault.faultString else "")
            if fault.faultCode in {DENIED, ACCESS}:
                raise CrmError(f"Odoo does not let us do that: {said}") from None
            raise Refused(said) from None
        except Exception as error:
            raise Uncertain("an answer that is no XML-RPC") from error
        return result


def _is_told(answer: httpx.Response) -> bool:
    """Odoo says 500 for faults of ours too, with a body that names the exception; it rolled back then."""
    try:
        return isinstance(answer.json().get("name"), str)
    except (ValueError, AttributeError):
        return False

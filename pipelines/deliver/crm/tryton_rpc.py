"""Tryton's JSON-RPC: signing in, calling methods, and telling answers apart."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import httpx

from pipelines.deliver.crm.protocol import CrmError, Refused, Stale, Uncertain
from pipelines.deliver.crm.wire import Wire


class TrytonRpc:
    """A session of one user; `context` goes with every call."""

    def __init__(self, url: str, user: str, password: str, wire: Wire) -> None:
        self.url, self.user, self.wire = url, user, wire
        self.context: dict[str, Any] = {}
        self._password, self._session = password, ""

    def sign_in(self) -> None:
        """Raises CrmError where Tryton is not there or does not let us in."""
        answer = self._post("common.db.login", [self.user, {"password": self._password}, "en"], signed=False)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise CrmError(f"Tryton refuses the user {self.user} or its password.")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise CrmError(f"There is no Tryton database at {self.url}.")
        user, session, *_ = _result(answer)
        self._session = base64.b64encode(f"{self.user}:{user}:{session}".encode()).decode()
        self.wire.secrets |= {str(session), self._session}

    def read(self, method: str, *params: Any) -> Any:
        """A call that only reads: a refusal there means that we and the CRM do not fit together."""
        try:
            return self.call(method, *params)
        except Refused as refusal:
            raise CrmError(f"Tryton does not answer {method}: {refusal}") from refusal

    def call(self, method: str, *params: Any, context: Mapping[str, Any] | None = None) -> Any:
        """Call a method of a model, one transaction. Raises Refused or Stale with what Tryton says."""
        given = [*params, {**self.context, **(context or {})}]
        answer = self._post(f"model.{method}", given)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # Sessions end; a call refused for that was not carried out, so it may be sent again.
            self.sign_in()
            answer = self._post(f"model.{method}", given)
        return _result(answer)

    def _post(self, method: str, params: list[Any], signed: bool = True) -> httpx.Response:
        headers = {"Authorization": f"Session {self._session}"} if signed else {}
        call = {"id": self.wire.requests, "method": method, "params": params}
        try:
            return self.wire.ask("POST", "/rpc/", json=call, headers=headers)
        except Uncertain as silence:
            if signed:
                raise
            raise CrmError(f"Tryton at {self.url} cannot be reached: {silence}") from None


def _result(answer: httpx.Response) -> Any:
    """The result of an answer, or what went wrong as the engine knows it."""
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

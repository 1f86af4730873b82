"""HTTP to a CRM: one client for all adapters, paced, with answers told apart as the engine knows them.

Secrets are put into a request at the last moment, below whatever logs: neither log lines nor error texts carry them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx

from pipelines.deliver.crm.pace import Bucket, Clock
from pipelines.deliver.crm.protocol import CrmError, Refused, Throttled, Uncertain

TIMEOUT = 60.0
"""Seconds for one call."""
SHARE = 0.2
"""Of the day's calls are left to the people and programs that share the account."""
NEXT_DAY = 24 * 3600.0
WAIT, PATIENCE = 30.0, 120.0
"""Seconds a single request is waited for here, at once and in all; longer waits are the engine's, which keeps its lease."""
LONGEST_TEXT = 300
"""Characters of a vendor's message that are kept."""


class Wire:
    """A signed HTTP connection to one CRM."""

    def __init__(
        self,
        vendor: str,
        url: str,
        clock: Clock,
        bucket: Bucket | None = None,
        transport: httpx.BaseTransport | None = None,
        secrets: tuple[str, ...] = (),
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise CrmError(f"The address of {vendor} must be like https://crm.example.org.")
        if parts.username or parts.password:
            raise CrmError(f"The address of {vendor} must not hold a password: put it among the secrets.")
        self.vendor, self.requests = vendor, 0
        self.secrets = {secret for secret in secrets if secret}
        self.headers: dict[str, str] = {}
        """Sent with every request, added below the log."""
        self.path = ""
        """A secret part of the path, put before every other."""
        self.throttle: Callable[[httpx.Response], float | None] = retry_after
        """Seconds to wait that an answer names; each vendor has its own header."""
        self.budget: Callable[[httpx.Response], float | None] = lambda _answer: None
        """Share of the day's calls that is left, where an answer tells."""
        self.told: Callable[[httpx.Response], bool] = lambda _answer: False
        """Whether an answer of 500 and above tells that nothing was done; else nobody knows."""
        self._left: float | None = None
        self._bucket, self._clock = bucket, clock
        self._host = f"{parts.scheme}://{parts.netloc}"
        inner = transport or httpx.HTTPTransport()
        self._http = httpx.Client(base_url=url.rstrip("/"), timeout=TIMEOUT, transport=_Signed(inner, self))

    def ask(self, method: str, path: str, cost: float = 1.0, **how: Any) -> httpx.Response:
        """One request; `how` is as of httpx. Answers below 500 come back, for the adapter to read.

        A request to wait (429, 503) was not carried out, so after the wait it is sent again; Throttled is raised where the
        wait gets long. Raises Uncertain for silence and other 5xx, CrmError where nobody can be there.
        """
        wait, waited = 1.0, 0.0
        while True:
            try:
                return self._once(method, path, cost, **how)
            except Throttled as asked:
                seconds = wait if asked.seconds is None else asked.seconds
                waited += seconds
                if seconds > WAIT or waited > PATIENCE:
                    raise
            self._clock.sleep(seconds)
            wait = min(wait * 2, WAIT)

    def _once(self, method: str, path: str, cost: float, **how: Any) -> httpx.Response:
        if self._left is not None and self._left < SHARE:
            self._left = None
            raise Throttled(NEXT_DAY, f"{1 - SHARE:.0%} of the calls that {self.vendor} allows a day are used")
        if self._bucket is not None:
            self._bucket.take(cost)
        self.requests += 1
        try:
            answer = self._http.request(method, path, **how)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise CrmError(f"{self.vendor} has no such address: {self.clean(str(error))}") from None
        except httpx.TransportError as error:
            raise Uncertain(self.clean(str(error)) or type(error).__name__) from None
        self._left = self.budget(answer)
        if answer.status_code in {httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE}:
            raise Throttled(self.throttle(answer))
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR and not self.told(answer):
            raise Uncertain(f"HTTP {answer.status_code}")
        return answer

    def first(self, method: str, path: str, **how: Any) -> httpx.Response:
        """The first request of a connection. Raises CrmError with one sentence where nobody answers or lets us in."""
        try:
            answer = self.ask(method, path, **how)
        except Uncertain as silence:
            raise CrmError(f"{self.vendor} at {self._host} cannot be reached: {silence}") from None
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise CrmError(f"{self.vendor} refuses our credentials: {self.said(answer)}")
        return answer

    def json(self, answer: httpx.Response) -> Any:
        """The body of an answer. Raises Uncertain where it is no JSON."""
        try:
            return answer.json()
        except ValueError:
            raise Uncertain("an answer that is no JSON") from None

    def good(self, answer: httpx.Response) -> Any:
        """The body of a good answer. Raises CrmError for 401 and 403, Refused for the rest below 500."""
        if answer.status_code == httpx.codes.NO_CONTENT:
            return None
        if answer.is_success:
            return self.json(answer)
        if answer.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise CrmError(f"{self.vendor} does not let us do that: {self.said(answer)}")
        raise Refused(self.said(answer))

    def said(self, answer: httpx.Response) -> str:
        """What an answer says, in a line, without our secrets."""
        text = answer.text
        with suppress(ValueError):
            body = answer.json()
            first = body[0] if isinstance(body, list) and body else body
            if isinstance(first, Mapping):
                names = ("message", "error_description", "detail", "title", "error", "errors")
                text = "; ".join(str(first[name]) for name in names if first.get(name)) or text
        return self.clean(text) or f"HTTP {answer.status_code}"

    def clean(self, text: str) -> str:
        """A vendor's text without line breaks and without our secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "…")
        return " ".join(text.split())[:LONGEST_TEXT]

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


def retry_after(answer: httpx.Response) -> float | None:
    """Seconds of a Retry-After header; None where there is none."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.replace(".", "", 1).isdigit() else None


class _Signed(httpx.BaseTransport):
    """Adds what is secret to a request that has been logged already."""

    def __init__(self, inner: httpx.BaseTransport, wire: Wire) -> None:
        self._inner, self._wire = inner, wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if self._wire.path:
            url = url.copy_with(raw_path=self._wire.path.encode() + url.raw_path)
        headers = {**request.headers, **self._wire.headers}
        return self._inner.handle_request(
            httpx.Request(request.method, url, headers=headers, stream=request.stream, extensions=request.extensions)
        )

    def close(self) -> None:
        self._inner.close()

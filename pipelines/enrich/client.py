"""The HTTP client of finders: polite, honest about who asks, and on loopback only where FIRSTCALL_REHOST says so.

    https://data.brreg.no/path?q  →  http://127.0.0.1:8765/data.brreg.no/path?q

Redirects are followed by hand, because each target is rehosted and held against robots.txt like the first address.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

AGENT = "Firstcall"
TRIES = 3
PAUSE = 2.0
"""Seconds before the second try where the server asks for none; the third waits twice as long."""
LONGEST_PAUSE = 60.0
"""A server that asks for more is left alone until the next night."""
REDIRECTS = 3
LARGEST = 5 * 1024 * 1024
"""Bytes of an answer: an entry of a register has a few thousand."""
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
FEW = httpx.Limits(max_connections=2, max_keepalive_connections=2)
"""httpx slows down with many connections (../shared/LIBRARIES.md); questions are asked one after another anyway."""


class ClientError(RuntimeError):
    """A question could not be asked; one sentence says why."""


class UnreachableError(ClientError):
    """The host does not answer, or answers with a server error."""


class RefusedError(ClientError):
    """The host does not want us: 401, 403, 429 to the end, or robots.txt."""


class UnreadableError(ClientError):
    """The host answers something else than it should."""


@dataclass(frozen=True)
class Reply:
    """An answer of a host."""

    status: int
    body: bytes
    url: str
    """The real address, whatever server stood in for it."""


def rehost_base(address: str | None) -> str | None:
    """FIRSTCALL_REHOST as scheme, host and port; None where it is not set. Raises ClientError where it is not on loopback."""
    if not address:
        return None
    parts = urlsplit(address)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    try:
        local = parts.scheme == "http" and not parts.path.strip("/") and ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise ClientError(f"FIRSTCALL_REHOST={address} is no server on loopback; write it as http://127.0.0.1:8765")
    return f"http://{parts.netloc.replace('localhost', '127.0.0.1')}"


def agent(contact: str | None) -> str:
    """Who asks: the same words as the spiders use."""
    try:
        number = version("firstcall")
    except PackageNotFoundError:
        number = "0"
    return f"{AGENT}/{number} (+{contact or 'no contact given'})"


class Client:
    """Asks hosts, one question at a time; `delay` is the pause between two questions to a host, in seconds."""

    def __init__(
        self,
        delay: float = 1.0,
        rehost: str | None = None,
        contact: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base = rehost_base(rehost)
        self._delay, self._sleep, self._clock = delay, sleep, clock
        self._ready: dict[str, float] = {}
        self._robots: dict[str, RobotFileParser] = {}
        self._http = httpx.Client(
            headers={"User-Agent": agent(contact)},
            timeout=TIMEOUT,
            limits=FEW,
            # a proxy from the environment would carry rehosted requests off the machine
            trust_env=self._base is None,
            transport=transport,
        )

    @classmethod
    def from_environment(cls, delay: float) -> Self:
        """A client as FIRSTCALL_REHOST and FIRSTCALL_CONTACT say."""
        return cls(delay, os.environ.get("FIRSTCALL_REHOST"), os.environ.get("FIRSTCALL_CONTACT"))

    def get(self, url: str, accept: str = "application/json") -> Reply:
        """Fetch an address; 2xx and 4xx are replies, except those that refuse us.

        Raises RefusedError, UnreachableError or UnreadableError, whose sentences name the host, never a query.
        """
        for _ in range(REDIRECTS + 1):
            self._obey_robots(url)
            reply, target = self._patiently(url, accept)
            if target is None:
                return reply
            url = urljoin(url, target)
        raise UnreadableError(f"{_host(url)} redirects in circles")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _patiently(self, url: str, accept: str) -> tuple[Reply, str | None]:
        """A reply and where it redirects to, after as many tries and pauses as it takes."""
        host, trouble, pause = _host(url), "", PAUSE
        for attempt in range(TRIES):
            if attempt:
                self._wait(pause)
            try:
                reply, headers = self._send(url, accept)
            except httpx.InvalidURL:
                raise UnreadableError(f"{host} leads to an address that is none") from None
            except httpx.HTTPError as error:
                trouble, pause = type(error).__name__, PAUSE * 2**attempt
                continue
            if reply.status in (401, 403):
                raise RefusedError(f"{host} refuses us ({reply.status})")
            if reply.status != 429 and reply.status < 500:
                return reply, headers.get("location") if 300 <= reply.status < 400 else None
            trouble = str(reply.status)
            asked = retry_after(headers.get("retry-after"), datetime.now(UTC))
            pause = PAUSE * 2**attempt if asked is None else asked
            if pause > LONGEST_PAUSE:
                raise RefusedError(f"{host} asks us to come back in {pause:,.0f} seconds ({reply.status})")
        if trouble == "429":
            raise RefusedError(f"{host} says that we ask too often (429)")
        raise UnreachableError(f"{host} does not answer ({trouble})")

    def _send(self, url: str, accept: str) -> tuple[Reply, httpx.Headers]:
        self._keep_pace(_host(url))
        with self._http.stream("GET", self._there(url), headers={"Accept": accept}) as answer:
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise UnreadableError(f"{_host(url)} answers with more than {LARGEST:,} bytes")
            return Reply(answer.status_code, bytes(body), url), answer.headers

    def _there(self, url: str) -> str:
        """Where a request really goes."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise UnreadableError(f"{url[:40]!r} is no web address")
        if self._base is None:
            return url
        return f"{self._base}/{parts.netloc}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")

    def _obey_robots(self, url: str) -> None:
        host = _host(url)
        if host not in self._robots:
            parts = urlsplit(url)
            try:
                reply, _ = self._patiently(f"{parts.scheme}://{parts.netloc}/robots.txt", "text/plain")
            except RefusedError:
                reply = Reply(403, b"", url)
            rules = RobotFileParser()
            # RFC 9309, 2.3.1.3: a robots.txt that is not there, or not for us, forbids nothing
            rules.parse(reply.body.decode("utf-8", "replace").splitlines() if reply.status == 200 else [])
            self._robots[host] = rules
        if not self._robots[host].can_fetch(AGENT, url):
            raise RefusedError(f"{host} does not allow this address in its robots.txt")

    def _keep_pace(self, host: str) -> None:
        if self._base is None:
            now = self._clock()
            if (early := self._ready.get(host, now) - now) > 0:
                self._sleep(early)
            self._ready[host] = self._clock() + self._delay

    def _wait(self, seconds: float) -> None:
        if self._base is None:
            self._sleep(seconds)


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, which gives a number or an HTTP date (RFC 9110, 10.2.3); None where it says nothing."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _host(url: str) -> str:
    return urlsplit(url).netloc

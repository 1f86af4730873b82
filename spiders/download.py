"""The download handler: Scrapy's own, plus rehosting and streaming to disk.

A request with `meta["stream_to"]` (a local path) is written there as it arrives, and answered with an empty body and
the flag `streamed`: Scrapy keeps a whole body in memory, twice at the end, and national registers are half a gigabyte.
Only answers with status 200 are streamed; others come as usual. A streamed request takes no proxy.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Headers, Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from twisted.web.client import Agent, ResponseDone, readBody
from twisted.web.http import PotentialDataLoss
from twisted.web.http_headers import Headers as TwistedHeaders

from spiders.rehost import Rehost

STREAMED = "streamed"
"""Flag of a response whose body went to `meta["stream_to"]`."""


class DownloadHandler(HTTP11DownloadHandler):
    """Sends every request to where it may go, and large bodies to disk."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._rehost = Rehost.read(crawler.settings.get("FIRSTCALL_REHOST"))
        self._silence = crawler.settings.getfloat("STREAM_TIMEOUT")

    async def download_request(self, request: Request) -> Response:
        """Download a request; the response carries the request's own address."""
        if self._rehost is None:
            return await self._fetch(request)
        # A proxy of the environment would take the request off this machine.
        meta = {name: value for name, value in request.meta.items() if name not in ("proxy", "bindaddress")}
        sent = request.replace(url=self._rehost.there(request.url), meta=meta, cookies=None)
        response = await self._fetch(sent)
        request.meta["download_latency"] = sent.meta.get("download_latency", 0.0)
        if location := response.headers.get("Location"):
            response.headers["Location"] = self._rehost.back(location.decode("latin-1"))
        return response.replace(url=request.url)

    async def _fetch(self, request: Request) -> Response:
        if "stream_to" in request.meta:
            return await self._stream(request, Path(request.meta["stream_to"]))
        return await super().download_request(request)

    async def _stream(self, request: Request, target: Path) -> Response:
        from twisted.internet import reactor

        agent: Any = Agent(reactor, self._contextFactory, connectTimeout=30, pool=self._pool)  # type: ignore[no-untyped-call]
        headers = TwistedHeaders({name: list(values) for name, values in request.headers.items()})
        asked = agent.request(request.method.encode(), request.url.encode("ascii"), headers)
        with wrap_twisted_exceptions():
            try:
                answer: Any = await asyncio.wait_for(maybe_deferred_to_future(asked), self._silence)
            except TimeoutError:
                raise DownloadTimeoutError(f"{request.url} did not answer in {self._silence:g} seconds") from None
            status = int(answer.code)
            found = Headers(dict(answer.headers.getAllRawHeaders()))
            if status != 200:
                body = await maybe_deferred_to_future(readBody(answer)) if answer.length != 0 else b""
                return Response(request.url, status=status, headers=found, body=body)
            with target.open("wb") as file:
                writer = _Writer(file, self._silence, request.url)
                answer.deliverBody(writer)
                await maybe_deferred_to_future(writer.done)
        expected = found.get("Content-Length")
        if expected and target.stat().st_size != int(expected):
            raise ResponseDataLossError(
                f"{request.url} broke off after {target.stat().st_size} of {int(expected)} bytes"
            )
        return Response(request.url, status=status, headers=found, flags=[STREAMED])


class _Writer(Protocol):
    """Writes a body to a file as it arrives; fails when the server falls silent for too long."""

    def __init__(self, file: IO[bytes], silence: float, url: str) -> None:
        self.done: Deferred[None] = Deferred()
        self._file, self._silence, self._url = file, silence, url
        self._alarm: Any = None

    def connectionMade(self) -> None:  # noqa: N802 (Twisted's name)
        from twisted.internet import reactor

        clock: Any = reactor
        self._alarm = clock.callLater(self._silence, self._fell_silent)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self.done.called:
            return
        try:
            self._file.write(data)
        except OSError as error:
            self._stop(error)
            return
        if self._alarm is not None:
            self._alarm.reset(self._silence)

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802
        if self._alarm is not None and self._alarm.active():
            self._alarm.cancel()
        if self.done.called:
            return
        if reason is None or isinstance(reason.value, (ResponseDone, PotentialDataLoss)):
            self.done.callback(None)
        else:
            self.done.errback(ResponseDataLossError(f"{self._url} broke off"))

    def _fell_silent(self) -> None:
        self._stop(DownloadTimeoutError(f"{self._url} fell silent for {self._silence:g} seconds"))

    def _stop(self, error: Exception) -> None:
        if not self.done.called:
            self.done.errback(error)
        with suppress(AttributeError):
            self.transport._producer.abortConnection()  # type: ignore[union-attr]

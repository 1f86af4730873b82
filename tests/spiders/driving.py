"""Drives a spider without a network: a function answers its requests, in the order they are asked."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from leads.landing import Page
from spiders.source import Source


@dataclass
class Walked:
    """What a crawl yielded and asked for."""

    spider: Source
    pages: list[Page] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def listings(self) -> list[dict[str, Any]]:
        """All listings, in order."""
        return [row for page in self.pages for row in page.rows]

    @property
    def ids(self) -> list[str]:
        """Their source_ids."""
        return [row["source_id"] for row in self.listings]

    @property
    def skipped(self) -> dict[str, int]:
        """Rows left out, by reason."""
        found: dict[str, int] = {}
        for page in self.pages:
            for reason, count in page.skipped.items():
                found[reason] = found.get(reason, 0) + count
        return found


@dataclass
class Answer:
    """What the other side says: a body (JSON unless text or bytes) with a status, or an exception."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: Exception | None = None


Server = Callable[[Request], Any]


def make(
    source: type[Source], state: dict[str, Any] | None = None, settings: dict[str, Any] | None = None, **arguments: Any
) -> Source:
    """A spider as Scrapy makes it, on 2026-11-20, two retries, after a crawl that left `state`."""
    known = {
        "FIRSTCALL_TODAY": "2026-11-20",
        "FIRST_DAYS": 30,
        "RETRY_TIMES": 2,
        "FIRSTCALL_REHOST": "http://127.0.0.1:1",
        **(settings or {}),
    }
    crawler = get_crawler(source, known)
    spider = source.from_crawler(crawler, **arguments)
    spider.state = state
    return spider


def walk(spider: Source, server: Server, most: int = 500) -> Walked:
    """Run the spider against a server to the end of its requests; fails where it asks for more than `most`."""
    walked = Walked(spider)
    waiting: deque[Request] = deque()

    def take(found: Iterable[Any] | None) -> None:
        for each in found or ():
            if isinstance(each, Request):
                waiting.append(each)
            else:
                walked.pages.append(each)

    async def begin() -> list[Any]:
        return [each async for each in spider.start()]

    take(asyncio.run(begin()))
    while waiting:
        request = waiting.popleft()
        walked.asked.append(request.url)
        assert len(walked.asked) <= most, f"the walk does not end: {request.url}"
        take(_exchange(spider, request, server(request)))
    return walked


def _exchange(spider: Source, request: Request, said: Any) -> Iterable[Any] | None:
    answer = said if isinstance(said, Answer) else Answer(said)
    if answer.error is not None:
        return _fail(request, answer.error)
    body = (
        answer.body
        if isinstance(answer.body, bytes)
        else (answer.body if isinstance(answer.body, str) else json.dumps(answer.body)).encode()
    )
    response: Response = TextResponse(request.url, answer.status, dict(answer.headers), body, request=request)
    accepted = (200, *getattr(spider, "handle_httpstatus_list", ()))
    if answer.status not in accepted:
        return _fail(request, HttpError(response))
    assert request.callback is not None
    found: Iterable[Any] | None = request.callback(response, **request.cb_kwargs)
    return found


def _fail(request: Request, error: Exception) -> Iterable[Any] | None:
    failure = Failure(error)  # type: ignore[no-untyped-call]
    failure.request = request  # type: ignore[attr-defined]
    assert request.errback is not None
    found: Iterable[Any] | None = request.errback(failure)
    return found


def query(request: Request | str) -> dict[str, str]:
    """The query of a request."""
    url = request if isinstance(request, str) else request.url
    return dict(parse_qsl(urlsplit(url).query))

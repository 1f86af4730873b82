"""Politeness: how long we wait, and what robots.txt means, whatever it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadConnectionRefusedError, NotConfigured
from scrapy.http import Request, Response, TextResponse
from scrapy.settings import Settings

from spiders import politeness
from spiders.answers import RobotsForbid, RobotsUnreachable, Stopping
from spiders.politeness import PatientRetry, Robots, wait_asked
from spiders.registrations.no_brreg import NoBrreg

NOW = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
SETTINGS = {
    "RETRY_TIMES": 4,
    "RETRY_WAIT_FIRST": 2.0,
    "RETRY_WAIT_MOST": 300.0,
    "RETRY_WAIT_SCALE": 1.0,
    "USER_AGENT": "Firstcall/1 (+x)",
}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"17", 17.0),
        (b"Fri, 20 Nov 2026 12:01:30 GMT", 90.0),
        (b"Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: bytes | None, seconds: float | None) -> None:
    assert wait_asked(header, NOW) == seconds


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(politeness, "monotonic", lambda: self.now)
        monkeypatch.setattr(politeness, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds


def crawler(**changes: Any) -> Any:
    found = SimpleNamespace(
        settings=Settings(SETTINGS | changes),
        stats=SimpleNamespace(inc_value=lambda *_: None),
        crawling=True,
        spider=NoBrreg(),
    )
    found.spider.crawler = found
    return found


def retry(middleware: PatientRetry, request: Request, status: int = 503, headers: dict[str, str] | None = None) -> Any:
    return middleware.process_response(request, Response(request.url, status=status, headers=headers))


def test_the_whole_host_rests_as_long_as_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, middleware = Clock(monkeypatch), PatientRetry(crawler())
    again = retry(middleware, Request("https://slow.example/a"), 429, {"Retry-After": "40"})
    assert isinstance(again, Request) and again.meta["retry_times"] == 1
    asyncio.run(middleware.process_request(Request("https://quick.example/b")))
    assert clock.now == 1000.0
    asyncio.run(middleware.process_request(Request("https://slow.example/other")))
    assert clock.now == 1040.0
    asyncio.run(middleware.process_request(again))
    assert clock.now == 1040.0


def test_without_retry_after_the_wait_doubles_and_ends_with_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, middleware = Clock(monkeypatch), PatientRetry(crawler())
    found: Any = Request("https://slow.example/a")
    waits = []
    while True:
        found = retry(middleware, found)
        if isinstance(found, Response):
            break
        before = clock.now
        asyncio.run(middleware.process_request(found))
        waits.append(clock.now - before)
    assert waits == [2.0, 4.0, 8.0, 16.0]
    assert found.status == 503


def test_no_server_makes_us_wait_longer_than_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, middleware = Clock(monkeypatch), PatientRetry(crawler())
    asyncio.run(
        middleware.process_request(retry(middleware, Request("https://slow.example/a"), 429, {"Retry-After": "86400"}))
    )
    assert clock.now == 1300.0


def test_a_broken_connection_is_tried_again_after_a_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, middleware = Clock(monkeypatch), PatientRetry(crawler())
    again = middleware.process_exception(Request("https://gone.example/a"), DownloadConnectionRefusedError("no"))
    assert isinstance(again, Request)
    asyncio.run(middleware.process_request(again))
    assert clock.now == 1002.0


def test_towards_the_rehost_server_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, middleware = Clock(monkeypatch), PatientRetry(crawler(RETRY_WAIT_SCALE=0.0))
    asyncio.run(
        middleware.process_request(retry(middleware, Request("https://slow.example/a"), 429, {"Retry-After": "40"}))
    )
    assert clock.now == 1000.0


def test_a_crawl_that_is_stopped_does_not_wait_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stopping = Clock(monkeypatch), crawler()
    middleware = PatientRetry(stopping)
    again = retry(middleware, Request("https://slow.example/a"), 429, {"Retry-After": "40"})
    stopping.crawling = False
    with pytest.raises(Stopping):
        asyncio.run(middleware.process_request(again))
    assert clock.now == 1000.0


def robots(answer: Callable[[Request], Response], **changes: Any) -> tuple[Robots, list[str], dict[str, Any]]:
    asked: list[str] = []

    async def download(request: Request) -> Response:
        asked.append(request.url)
        await asyncio.sleep(0)
        return answer(request)

    found = crawler(ROBOTSTXT_OBEY=True, **changes)
    slots = {"host.example": SimpleNamespace(delay=0.5)}
    found.engine = SimpleNamespace(download_async=download, downloader=SimpleNamespace(slots=slots))
    return Robots(found), asked, slots


def text(body: str, status: int = 200) -> Callable[[Request], Response]:
    return lambda request: TextResponse(request.url, body=body.encode(), status=status, encoding="utf-8")


async def ask(middleware: Robots, *urls: str) -> list[type[BaseException] | None]:
    found = await asyncio.gather(*(middleware.process_request(Request(url)) for url in urls), return_exceptions=True)
    return [type(each) if isinstance(each, BaseException) else None for each in found]


def test_rules_are_kept_and_asked_for_once_a_host() -> None:
    middleware, asked, _ = robots(text("User-agent: *\nDisallow: /secret/\n"))
    urls = (
        "https://host.example/a",
        "https://host.example/secret/b",
        "https://host.example/c",
        "https://other.example/a",
    )
    assert asyncio.run(ask(middleware, *urls)) == [None, RobotsForbid, None, None]
    assert asked == ["https://host.example/robots.txt", "https://other.example/robots.txt"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, None),
        (404, None),
        (403, None),
        (429, RobotsUnreachable),
        (500, RobotsUnreachable),
        (503, RobotsUnreachable),
    ],
)
def test_what_the_status_of_robots_txt_means(status: int, expected: type[BaseException] | None) -> None:
    middleware, _, _ = robots(text("" if status == 200 else "User-agent: *\nDisallow: /\n", status))
    assert asyncio.run(ask(middleware, "https://host.example/a")) == [expected]


def test_a_host_that_cannot_be_reached_may_not_be_crawled_and_says_why() -> None:
    def refuse(_request: Request) -> Response:
        raise DownloadConnectionRefusedError("no")

    middleware, _, _ = robots(refuse)
    with pytest.raises(
        RobotsUnreachable, match=r"https://host\.example/robots\.txt cannot be reached: the connection is refused"
    ):
        asyncio.run(middleware.process_request(Request("https://host.example/a")))


def test_a_crawl_delay_slows_us_down_but_never_speeds_us_up() -> None:
    middleware, _, slots = robots(text("User-agent: *\nCrawl-delay: 7\n"))
    asyncio.run(ask(middleware, "https://host.example/a"))
    assert slots["host.example"].delay == 7.0
    middleware, _, slots = robots(text("User-agent: *\nCrawl-delay: 0.1\n"))
    asyncio.run(ask(middleware, "https://host.example/a"))
    assert slots["host.example"].delay == 0.5


def test_whoever_switches_robots_off_has_none() -> None:
    with pytest.raises(NotConfigured):
        Robots(crawler(ROBOTSTXT_OBEY=False))

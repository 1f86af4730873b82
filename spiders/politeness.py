"""Politeness beyond Scrapy's: robots.txt as RFC 9309 wants it, and waiting as long as a server asks.

- robots.txt that answers 5xx or 429, or cannot be reached, means that nothing may be fetched (RFC 9309, 2.3.1.4); other
  4xx mean that everything may (2.3.1.3). Scrapy's own middleware takes both as leave to go on. A Crawl-delay, though
  outside the RFC, is kept.
- 429 and 503 hold back every request to that host for as long as Retry-After says (RFC 9110, 10.2.3), at most
  RETRY_WAIT_MOST seconds; without it the wait doubles with each try. Scrapy's own retry asks again at once.

Towards the rehost server on loopback the waits are multiplied by RETRY_WAIT_SCALE, which is 0 there.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import sleep
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from spiders.answers import RobotsForbid, RobotsUnreachable, Stopping, why

logger = logging.getLogger(__name__)

BREATH = 0.5
"""Seconds between two looks whether the crawl is being stopped, while a request waits."""


def wait_asked(header: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait (a number, or an HTTP date); None where it says nothing
    readable."""
    if not header:
        return None
    text = header.decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


class PatientRetry(RetryMiddleware):
    """Scrapy's retry, with the wait between the tries that the server asks for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._most = crawler.settings.getfloat("RETRY_WAIT_MOST")
        self._first = crawler.settings.getfloat("RETRY_WAIT_FIRST")
        self._scale = crawler.settings.getfloat("RETRY_WAIT_SCALE")
        self._not_before: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Hold a request back while its host asked for quiet. Raises Stopping where the crawl stops meanwhile."""
        if not self._not_before:
            return
        host = urlsplit(request.url).netloc
        while (left := self._not_before.get(host, 0.0) - monotonic()) > 0:
            if not self.crawler.crawling:
                raise Stopping("the crawl is being stopped")
            await sleep(min(left, BREATH))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Scrapy's retry; where there is a next try, its host rests first."""
        found = super().process_response(request, response)
        if isinstance(found, Request):
            asked = wait_asked(response.headers.get("Retry-After"), datetime.now(UTC))
            self._rest(request, asked)
        return found

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """Scrapy's retry of broken connections; its host rests first too."""
        found = super().process_exception(request, exception)
        if isinstance(found, Request):
            self._rest(request, None)
        return found

    def _rest(self, request: Request, asked: float | None) -> None:
        tries: int = request.meta.get("retry_times", 0)
        wait = min(self._most, self._first * 2**tries if asked is None else asked) * self._scale
        if wait > 0:
            host = urlsplit(request.url).netloc
            self._not_before[host] = max(self._not_before.get(host, 0.0), monotonic() + wait)
            logger.info("%s asks for a pause: next request in %.0f seconds", host, wait)


class Robots:
    """Asks robots.txt of each host once, and holds every request against it."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises RobotsForbid or RobotsUnreachable where a request must not be sent."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        task = self._rules.get(site)
        if task is None:
            task = self._rules[site] = asyncio.ensure_future(self._fetch(site))
        rules = task.result() if task.done() else await asyncio.shield(task)
        if isinstance(rules, str):
            raise RobotsUnreachable(rules)
        if not rules.can_fetch(request.url, self._agent):
            self.crawler.stats.inc_value("robotstxt/forbidden")
            raise RobotsForbid(f"robots.txt forbids {request.url}")

    async def _fetch(self, site: str) -> Protego | str:
        """The rules of a site, or the sentence why nothing may be fetched there."""
        url = f"{site}/robots.txt"
        # The base of the request is the priority of Scrapy's own: nothing else may be sent before it is answered.
        asked = Request(url, priority=1000, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(asked)
        except IgnoreRequest as error:
            return f"{url} cannot be read ({error}), so nothing is fetched"
        except Exception as error:  # noqa: BLE001 - whatever keeps robots.txt from us keeps us from the site
            return f"{url} {why(error)}, so nothing is fetched"
        if response.status >= 500 or response.status == 429:
            return f"{url} answers {response.status}, so nothing is fetched (RFC 9309)"
        rules = Protego.parse(response.text if response.status < 300 and hasattr(response, "encoding") else "")
        self._slow_down(site, rules)
        return rules

    def _slow_down(self, site: str, rules: Protego) -> None:
        asked = rules.crawl_delay(self._agent)
        if asked and not self.crawler.settings.get("FIRSTCALL_REHOST"):
            slot = self.crawler.engine.downloader.slots.get(urlsplit(site).hostname or "")
            if slot is not None:
                slot.delay = max(slot.delay, float(asked))

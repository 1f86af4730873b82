"""OffsetFeed: a feed of (id, dateModified) with an opaque cursor, each id fetched by itself (Prozorro and its kin).

First crawl: backwards (`descending=1`) from now to the first day wanted, having kept the `prev_page.offset` of the very
first answer; then, and in every later crawl, forwards from that cursor until the feed is idle (an empty page; the
cursor stays). A changed object appears again: the newest version wins in `clean`. The state holds the forward cursor,
how far back the first walk has come, the day of the newest change seen (to start over from, should the server forget
the cursor), and the ids owed (see `details`).

Rules: ../shared/sources/tenders.md §2 (OffsetFeed) and §4.1: never stop on a short page (the server filters after the
limit); 412 asks to come back with its cookie; the backward walk ends where next_page is missing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.picks import text
from spiders.platforms.details import Address, Details
from spiders.platforms.rows import at, rows_at
from spiders.source import Unreadable

COME_BACK = 412
FORGOTTEN = (404, 416)
"""Answers to a cursor the server no longer knows."""


class OffsetFeed(Details):
    """Base of the sources with an offset feed."""

    endpoint: ClassVar[str]
    """Address of the feed; an object is at `endpoint/id`."""
    feed_size: ClassVar[int] = 100
    """Entries a page of the feed."""
    handle_httpstatus_list: ClassVar[list[int]] = [COME_BACK]
    custom_settings = {"COOKIES_ENABLED": True, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
    """412 is answered with a cookie; entries are many and small."""

    async def start(self) -> AsyncIterator[Any]:
        """What is owed, then backwards where the first walk is not done, else forwards."""
        state = (self.state or {}) if self.scheduled else {}
        self.forward: str | None = state.get("cursor")
        self.backward: str | None = state.get("back")
        self.newest: str | None = state.get("day")
        self.first_day, self.last_day = self.window(overlap=1)
        if state.get("first"):
            self.first_day = date.fromisoformat(state["first"])
        going_back = self.forward is None or self.backward is not None
        for each in self.fetch(self.debts(), lambda: iter([self._page(going_back)])):
            yield each

    def parse_feed(self, response: Response, back: bool) -> Iterator[Any]:
        """One page of the feed: its entries, then the next page."""
        try:
            if response.status == COME_BACK:
                raise Unreadable("412: the source asks to come back with its cookie")
            answer = self.json(response)
            entries = rows_at(answer, "/data")
            wanted = [each for each in entries if self._inside(each, back)]
            following = self._following(answer, back, bool(entries))
        except Unreadable as error:
            yield from self.again(response, f"{response.url}: {error}")
            return
        days = [str(each["dateModified"])[:10] for each in entries]
        self.newest = max([*days, self.newest or ""]) or None
        over = not entries or following is None or (back and days[-1] < self.first_day.isoformat())
        yield from self.fetch(map(self._address, wanted), lambda: self._turn(back, over, following))

    def detail(self, response: Response, entry: dict[str, Any]) -> Any:
        """The object of an entry."""
        if response.status == COME_BACK:
            raise Unreadable("412: the source asks to come back with its cookie")
        found = at(self.json(response), "/data")
        if not isinstance(found, dict) or found.get("id") != entry["id"]:
            raise Unreadable("layout changed: /data is not the object asked for")
        return found

    def failed(self, failure: Failure) -> Iterator[Any]:
        """A page of the feed without an answer; a cursor the server has forgotten makes a walk back to its day."""
        status = failure.value.response.status if isinstance(failure.value, HttpError) else 0
        if status in FORGOTTEN and self.newest and (self.forward or self.backward) and not self.next_state:
            self.logger.warning("the feed has forgotten our cursor: walking back to %s", self.newest)
            self.first_day = min(self.first_day, date.fromisoformat(self.newest))
            self.forward = self.backward = None
            yield self._page(back=True)
        else:
            super().failed(failure)

    def _turn(self, back: bool, over: bool, following: str | None) -> Iterator[Request]:
        """All entries of a page are in: move the cursor and go on."""
        if back:
            self.backward = None if over else following
        elif following and not over:
            self.forward = following
        self.next_state = self._state() or None
        if not over:
            yield self._page(back)
        elif back and self.scheduled and self.forward:
            yield self._page(back=False)
        else:
            self.finished = True

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = {"cursor": self.forward, "day": self.newest, "owed": list(self.owed)}
        if self.backward:
            state |= {"back": self.backward, "first": self.first_day.isoformat()}
        return {name: value for name, value in state.items() if value}

    def _page(self, back: bool) -> Request:
        query = {"limit": str(self.feed_size)}
        offset = self.backward if back else self.forward
        if offset:
            query["offset"] = offset
        if back:
            query["descending"] = "1"
        return self.ask(f"{self.endpoint}?{urlencode(query)}", self.parse_feed, cb_kwargs={"back": back})

    def _following(self, answer: Any, back: bool, more: bool) -> str | None:
        """The cursor of the next page; a backward walk's first answer gives the forward one too. Raises Unreadable."""
        following = text(at(answer, "/next_page/offset"))
        if back and self.forward is None:
            self.forward = text(at(answer, "/prev_page/offset"))
        if more and (self.forward is None or not (back or following)):
            raise Unreadable(f"layout changed: {'/prev_page' if back else '/next_page'}/offset is missing")
        if more and following == (self.backward if back else self.forward):
            raise Unreadable(f"the cursor {following} does not move")
        return following

    def _inside(self, entry: Any, back: bool) -> bool:
        """Whether an entry lies in the days wanted. Raises Unreadable where it is no entry."""
        if not (isinstance(entry, dict) and entry.get("id") and entry.get("dateModified")):
            raise Unreadable("layout changed: an entry without id or dateModified")
        day = str(entry["dateModified"])[:10]
        return (not back or day >= self.first_day.isoformat()) and day <= (self.until or date.max).isoformat()

    def _address(self, entry: dict[str, Any]) -> Address:
        return f"{self.endpoint}/{entry['id']}", {"id": entry["id"]}

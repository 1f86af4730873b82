"""Feeds: a list of RSS, Atom and JSON feeds, each asked once a crawl; only items never seen before are listings.

A feed's list of items is short and rolls, its dates are not to be trusted: what was seen is remembered by key
(`entries.Entry.key`), per feed, with the ETag and Last-Modified the server gave. A feed that cannot be read leaves the
others alone; the crawl is then partial and says which.

Rules: ../shared/sources/tenders.md §2 (Feed) and §6.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, ClassVar

from scrapy.http import Response
from twisted.python.failure import Failure

from spiders.answers import verdict
from spiders.platforms.entries import Entry, FeedError, read_feed
from spiders.source import Source

REMEMBERED = 1000
"""Keys of items remembered for each feed; several times what any feed shows at once."""
UNCHANGED = 304
UNIQUE = re.compile(r"[A-Za-z][\w+.-]*:|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
"""Keys that no other feed uses: URIs and UUIDs. A guid such as '1' needs its feed's address before it."""


@dataclass(frozen=True)
class FeedAddress:
    """A feed: where it is, and what it does not always say itself."""

    url: str
    country: str = "XX"
    language: str | None = None

    @classmethod
    def parse(cls, line: str) -> FeedAddress:
        """`URL [COUNTRY [LANGUAGE]]`. Raises ValueError with a sentence."""
        url, *rest = line.split()
        if not url.startswith(("https://", "http://")) or len(rest) > 2 or (rest and len(rest[0]) != 2):
            raise ValueError(f"{line!r} is no feed; write 'https://example.org/rss UA uk': address, country, language")
        country = rest[0].upper() if rest else "XX"
        return cls(url, country, rest[1].lower() if len(rest) > 1 else None)


def feed_list(text: str) -> list[FeedAddress]:
    """Feeds from a comma list, or from a text file with one a line (`#` begins a comment). Raises ValueError with a
    sentence."""
    if "://" not in text:
        try:
            text = Path(text).read_text(encoding="utf-8")
        except OSError as error:
            raise ValueError(f"the list of feeds {text!r} cannot be read: {error.strerror}") from None
        lines = [line.partition(" #")[0].strip() for line in text.splitlines()]
    else:
        lines = [line.strip() for line in text.split(",")]
    return [FeedAddress.parse(line) for line in lines if line and not line.startswith("#")]


def day_of(text: str) -> date | None:
    """The day of a time as feeds write it (RFC 822 or ISO 8601); None where it is neither."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            return read(text.strip()).date()
        except (ValueError, IndexError):
            continue
    return None


class Feeds(Source):
    """Base of the sources made of feeds."""

    handle_httpstatus_list: ClassVar[list[int]] = [UNCHANGED]

    def addresses(self) -> list[FeedAddress]:
        """The feeds to read."""
        raise NotImplementedError(f"{type(self).__name__} names no feeds")

    async def start(self) -> AsyncIterator[Any]:
        """One request a feed, conditional where the server gave a validator last time."""
        feeds = [each for each in self.addresses() if not self.region or each.country == self.region.upper()]
        old = (self.state or {}).get("feeds", {}) if self.scheduled else {}
        self.memory: dict[str, dict[str, Any]] = {each.url: dict(old[each.url]) for each in feeds if each.url in old}
        self.waiting = self.asked = len(feeds)
        self.empty: list[str] = []
        self.unread: list[str] = []
        self.asks |= {"region"}
        for feed in feeds:
            yield self.ask(feed.url, self.parse_feed, cb_kwargs={"feed": feed}, headers=self._conditions(feed.url))
        if not feeds:
            self.finished = True

    def parse_feed(self, response: Response, feed: FeedAddress) -> Iterator[Any]:
        """One feed: its new items."""
        known = self.memory.get(feed.url, {})
        if response.status == UNCHANGED:
            yield from self._done()
            return
        try:
            found = read_feed(
                response.body, response.url, (response.headers.get("Content-Type") or b"").decode("latin-1")
            )
        except FeedError as error:
            retries = list(self.again(response, f"feed {feed.url}: {error}"))
            if not retries:
                self._unread(feed)
                yield from self._done()
            yield from retries
            return
        if not found.entries:
            self.empty.append(feed.url)
        seen = dict.fromkeys(known.get("seen", ()))
        new = {each.key: each for each in found.entries if each.key not in seen}
        yield self.page(response, [(each, feed, found.title, found.language) for each in new.values()])
        known["seen"] = [*seen, *new][-max(REMEMBERED, len(found.entries)) :]
        for header, name in (("ETag", "etag"), ("Last-Modified", "modified")):
            if value := response.headers.get(header):
                known[name] = value.decode("latin-1")
            else:
                known.pop(name, None)
        self.memory[feed.url] = known
        yield from self._done()

    def failed(self, failure: Failure) -> Iterator[Any]:
        """A feed without an answer."""
        request = failure.request  # type: ignore[attr-defined]
        outcome, sentence = verdict(failure.value, request.url)
        self.fail(outcome, f"feed {sentence}")
        self._unread(request.cb_kwargs["feed"])
        yield from self._done()

    def skip(self, row: Any) -> str | None:
        """Items outside the days asked for."""
        entry: Entry = row[0]
        if not (self.since or self.until) or not entry.published:
            return None
        day = day_of(entry.published)
        first, last = self.since or date.min, self.until or date.max
        return "outside the days asked for" if day and not first <= day <= last else None

    def pick(self, row: Any) -> dict[str, Any]:
        """An item as an article; its parties are found in its text by `clean`."""
        entry, feed, title, language = row
        values = {
            "source_id": entry.key if UNIQUE.match(entry.key) else f"{feed.url}#{entry.key}",
            "url": entry.url,
            "title": entry.title,
            "description": entry.description,
            "country": None if feed.country == "XX" else feed.country,
            "language": entry.language or feed.language or language,
            "published": entry.published,
            "modified": entry.modified,
            "publisher": title,
            "topics": entry.topics,
        }
        return {name: value for name, value in values.items() if value} | {"parties": []}

    def _conditions(self, url: str) -> dict[str, str]:
        known = self.memory.get(url, {})
        headers = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
        return {name: value for name, value in headers.items() if value}

    def _unread(self, feed: FeedAddress) -> None:
        self.unread.append(feed.url)

    def _done(self) -> Iterator[Any]:
        """One feed less to wait for; after the last one the crawl is judged and the memory kept."""
        self.waiting -= 1
        if self.memory:
            self.next_state = {"feeds": self.memory}
        if self.waiting:
            return
        silent = set(self.empty)
        if silent and len(silent) < len(self.memory):
            self.fail("partial", f"feed {min(silent)} has no items; a news feed always has")
        if self.trouble and 0 < len(self.unread) < self.asked:
            # the others answered, also where they had nothing new: the source is not down
            self.trouble = ("partial", self.trouble[1])
        self.finished = not self.unread
        yield from ()

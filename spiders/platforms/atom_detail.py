"""AtomDetail: a newest-first Atom list paged by `start`, each entry's document fetched by itself (SEC EDGAR
`getcurrent`).

The list is read until a page holds nothing that is new, until it is older than the first day wanted, or to its end,
which is an HTML page (`past_end` tells it from an HTML error page). One filing is listed once per filer: it is fetched
once, its document names them all. The state holds the newest `updated` seen and the ids seen in the day before it: a
list ordered by time of acceptance still shows late ones.

Rules: ../shared/sources/registers.md §2.8 and §3 F10; tenders.md §6 (EDGAR): `type` is a prefix match; documents may
begin with a blank line; a list that no longer reaches back to the last crawl has lost filings, and the crawl says so.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from lxml import etree
from scrapy import Request
from scrapy.http import Response

from spiders.picks import xpath
from spiders.platforms.details import Address, Details
from spiders.source import Unreadable

NAMES = {"a": "http://www.w3.org/2005/Atom"}
LATE = timedelta(days=1)
"""How far back of the newest entry seen a late one may still turn up."""


def parse_xml(body: bytes) -> etree._Element:
    """The root of an XML document, entities left alone, blank lines before it forgiven. Raises Unreadable."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"the answer is not whole XML: {error}") from None


class AtomDetail(Details):
    """Base of the sources with an Atom list and a document behind each entry."""

    endpoint: ClassVar[str]
    """Address of the list."""
    parameters: ClassVar[dict[str, str]] = {}
    """Sent with every request for the list."""
    feed_size: ClassVar[int] = 100
    """Entries a page of the list."""
    past_end: ClassVar[str] = "File Unavailable"
    """Words by which the HTML page after the end of the list is known."""
    terms: ClassVar[frozenset[str]]
    """Categories of the entries wanted."""
    id_pattern: ClassVar[str] = r"accession-number=([\d-]+)"
    """Finds in an entry's id what the filing is known by."""
    title_pattern: ClassVar[str] = r"^\S+ - (?P<name>.+) \((?P<number>\d+)\) \([^)]*\)$"
    """Finds in an entry's title who filed it, for filings whose document is gone."""
    register: ClassVar[str]
    """The register of the number in the title."""
    root: ClassVar[str]
    """Name of a document's root element."""
    parties_at: ClassVar[str]
    """XPath of the elements that the first party's picks are relative to: one party for each."""
    path = staticmethod(xpath)

    async def start(self) -> AsyncIterator[Any]:
        """What is owed, then the first page of the list."""
        state = (self.state or {}) if self.scheduled else {}
        self.mark: str | None = state.get("updated")
        self.before: set[str] = set(state.get("seen", ()))
        self.met: dict[str, datetime] = {}
        self.shown: set[tuple[str, str]] = set()
        self.reached_mark = self.mark is None
        self.first_day, self.last_day = self.window()
        for each in self.fetch(self.debts(), lambda: iter([self._page(0)])):
            yield each

    def parse_feed(self, response: Response, start: int) -> Iterator[Any]:
        """One page of the list: its new filings, then the next page."""
        try:
            entries = None if self._is_past_end(response, start) else self._entries(response)
        except Unreadable as error:
            yield from self.again(response, f"{response.url}: {error}")
            return
        lines = {(each["source_id"], each["title"]) for each in entries or []}
        if lines and lines <= self.shown:
            self.fail("broken", f"{response.url}: the list repeats itself instead of going on")
            return
        self.shown |= lines
        new, old = self._sort(entries or [])
        over = not entries or old
        yield from self.fetch(new, lambda: self._turn(over, start + self.feed_size))

    def detail(self, response: Response, entry: dict[str, Any]) -> Any:
        """The document of a filing, with what the list said of it. Raises Unreadable."""
        document = parse_xml(response.body)
        if etree.QName(document).localname != self.root:
            raise Unreadable(f"layout changed: the document is <{etree.QName(document).localname}>, not <{self.root}>")
        return document, entry

    def pick(self, row: Any) -> dict[str, Any]:
        """A document as a listing, with the list's own words, and one party for each element of `parties_at`."""
        document, entry = row
        if document is None:
            return self._from_title(entry)
        listing: dict[str, Any] = super().pick(document) | entry
        (role, getters), *_ = self._parties
        listing["parties"] = [
            {"role": role} | {name: value for name, get in getters if (value := get(issuer))}
            for issuer in document.xpath(self.parties_at)
        ]
        return listing

    def without_detail(self, entry: dict[str, Any]) -> Any:
        """A filing whose document is gone: the list's title names who filed it."""
        return None, entry

    def _from_title(self, entry: dict[str, Any]) -> dict[str, Any]:
        """What the list alone says. Raises ValueError where its title names nobody."""
        found = re.search(self.title_pattern, entry["title"])
        if found is None:
            raise ValueError("the title names nobody")
        party = {
            "role": self._parties[0][0],
            "name": found["name"],
            "numbers": [{"register": self.register, "number": found["number"]}],
        }
        constants: dict[str, Any] = super().pick(etree.Element("nothing"))
        return constants | entry | {"parties": [party]}

    def document_url(self, link: str) -> str:
        """Where the document behind an entry's link is."""
        raise NotImplementedError(f"{type(self).__name__} does not say where a document is")

    def _entries(self, response: Response) -> list[dict[str, Any]]:
        feed = parse_xml(response.body)
        if etree.QName(feed).localname != "feed":
            raise Unreadable(f"layout changed: <{etree.QName(feed).localname}> instead of an Atom feed")
        return [self._entry(each) for each in feed.iterfind("a:entry", NAMES)]

    def _entry(self, entry: etree._Element) -> dict[str, Any]:
        category, link = entry.find("a:category", NAMES), entry.find("a:link", NAMES)
        found = re.search(self.id_pattern, entry.findtext("a:id", "", NAMES))
        updated = entry.findtext("a:updated", "", NAMES)
        if category is None or link is None or found is None or not updated:
            raise Unreadable("layout changed: an entry without id, link, category or updated")
        return {
            "term": category.get("term", ""),
            "link": link.get("href", ""),
            "source_id": found.group(1),
            "title": entry.findtext("a:title", "", NAMES),
            "published": updated,
        }

    def _sort(self, entries: list[dict[str, Any]]) -> tuple[list[Address], bool]:
        """The filings of a page to fetch, and whether the page holds nothing newer than what is known or wanted."""
        new: list[Address] = []
        floor = datetime.fromisoformat(self.mark) - LATE if self.mark else None
        young = False
        for entry in entries:
            updated, number = datetime.fromisoformat(entry["published"]), entry["source_id"]
            if number in self.before or (floor and updated < floor):
                self.reached_mark = True
                continue
            if updated.date() < self.first_day and not self.mark:
                continue
            young = True
            if entry["term"] not in self.terms or updated.date() > self.last_day or number in self.met:
                continue
            self.met[number] = updated
            told = {"source_id": number, "title": entry["title"], "published": entry["published"], "url": entry["link"]}
            new.append((self.document_url(entry["link"]), told))
        return new, not young

    def _turn(self, over: bool, start: int) -> Iterator[Request]:
        if not over:
            yield self._page(start)
            return
        self.next_state = self._state()
        if self.reached_mark:
            self.finished = True
        else:
            self.fail(
                "partial",
                f"the list ends before the last crawl's newest filing of {self.mark}: filings between are lost",
            )

    def _state(self) -> dict[str, Any]:
        times = [*self.met.values(), *([datetime.fromisoformat(self.mark)] if self.mark else [])]
        newest = max(times, default=None)
        seen = {number for number, updated in self.met.items() if newest and updated >= newest - LATE}
        state = {
            "updated": newest.isoformat() if newest else None,
            "seen": sorted(seen | self.before)[-2000:],
            "owed": list(self.owed),
        }
        return {name: value for name, value in state.items() if value}

    def _is_past_end(self, response: Response, start: int) -> bool:
        """Whether this is the HTML page after the end of the list. Raises Unreadable where it is another HTML page."""
        head = response.body[:8000].lower()
        if b"<html" not in head:
            return False
        if start and self.past_end.lower().encode() in head:
            return True
        raise Unreadable("layout changed: an HTML page instead of an Atom feed")

    def _page(self, start: int) -> Request:
        query = self.parameters | {"count": str(self.feed_size), "start": str(start)}
        return self.ask(f"{self.endpoint}?{urlencode(query)}", self.parse_feed, cb_kwargs={"start": start})

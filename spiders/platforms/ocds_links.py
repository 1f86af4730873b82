"""OcdsLinks: release packages chained by a next link (Contracts Finder, Find a Tender and many others).

Rules: ../shared/sources/tenders.md §2 (OcdsLinks) and §4.4: the link is absent or `links` is null on the last page;
bodies may be ISO-8859-1 and hold numbers such as 1e9999. A link that was followed before would go round for ever and
breaks the crawl off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from spiders.platforms.ocds import Ocds, stage_of_tags
from spiders.platforms.rows import at, rows_at
from spiders.platforms.windowed import Window, Windowed
from spiders.source import Unreadable


class OcdsLinks(Ocds, Windowed):
    """Base of the sources that publish OCDS release packages page by page."""

    endpoint: ClassVar[str]
    """Address of the search."""
    parameters: ClassVar[Mapping[str, str]] = {"limit": "100"}
    """Sent with the first request of a window; links carry their own."""
    from_parameter: ClassVar[str] = "publishedFrom"
    """Carries the first second of the window."""
    to_parameter: ClassVar[str] = "publishedTo"
    """Carries the last second of the window."""
    moment_format: ClassVar[str] = "%Y-%m-%dT%H:%M:%SZ"
    """How the two are written."""
    next_at: ClassVar[str] = "/links/next"
    """Pointer to the next page's address."""

    def open_window(self, window: Window) -> Request:
        """The first page of a window."""
        query = dict(self.parameters) | {
            self.from_parameter: window.first.strftime(self.moment_format),
            self.to_parameter: window.last.strftime(self.moment_format),
        }
        self._followed: set[str] = set()
        return self._page(f"{self.endpoint}?{urlencode(query)}", window)

    def parse_page(self, response: Response, window: Window) -> Iterator[Any]:
        """One package: its releases, then the next package, or the next window."""
        try:
            answer = self.json(response)
            releases = rows_at(answer, "/releases")
        except Unreadable as error:
            yield from self.again(response, f"{response.url}: {error}")
            return
        self.found = self.found or bool(releases)
        yield self.page(response, releases)
        following = at(answer, self.next_at)
        if not following:
            yield from self.next_window(window)
        elif str(following) in self._followed:
            self.fail("broken", f"the next link goes round in a circle: {following}")
        else:
            yield self._page(response.urljoin(str(following)), window)

    def json(self, response: Response) -> Any:
        """A package as JSON; what is neither UTF-8 nor declared otherwise is ISO-8859-1 (kingfisher's note on Contracts
        Finder)."""
        try:
            response.body.decode("utf-8")
        except UnicodeDecodeError:
            response = response.replace(body=response.body.decode("iso-8859-1").encode())
        return super().json(response)

    def skip(self, row: Any) -> str | None:
        """Releases that tell no stage of a purchase."""
        if not isinstance(row, dict):
            return "not a record"
        return None if stage_of_tags(row.get("tag")) else "no stage in its tags"

    def pick(self, row: Any) -> dict[str, Any]:
        """One release as a listing."""
        return super().pick(row) | {"stage": stage_of_tags(row.get("tag"))}

    def _page(self, url: str, window: Window) -> Request:
        self._followed.add(url)
        return self.ask(url, self.parse_page, cb_kwargs={"window": window})

"""JsonPages: numbered pages of JSON with a total (trudvsem; the page number is sent as `offset`).

    class RuTrudvsem(JsonPages):
        endpoint = "https://opendata.trudvsem.ru/api/v1/vacancies"
        rows_at, total_at = "/results/vacancies", "/meta/total"

Rules: ../shared/sources/tenders.md §2 (JsonPages) and §5.1: pages end where page × size reaches the total, not where
one is short; an empty page before that is broken; more rows in a window than `cap` and the window is halved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from spiders.platforms.rows import at, rows_at
from spiders.platforms.windowed import Window, Windowed
from spiders.source import Unreadable


class JsonPages(Windowed):
    """Base of sources with numbered JSON pages."""

    endpoint: ClassVar[str]
    """Address of the search."""
    parameters: ClassVar[Mapping[str, str]] = {}
    """Sent with every request."""
    page_parameter: ClassVar[str] = "offset"
    """Carries the number of the page, from 0."""
    size_parameter: ClassVar[str] = "limit"
    """Carries the size of a page."""
    page_size: ClassVar[int] = 100
    """Rows a page."""
    from_parameter: ClassVar[str] = "modifiedFrom"
    """Carries the first second of the window."""
    to_parameter: ClassVar[str] = "modifiedTo"
    """Carries the last second of the window."""
    moment_format: ClassVar[str] = "%Y-%m-%dT%H:%M:%SZ"
    """How the two are written."""
    rows_at: ClassVar[str]
    """Pointer to the rows; where the total is 0 it may be missing."""
    total_at: ClassVar[str]
    """Pointer to the number of rows in the window."""
    status_at: ClassVar[str | None] = None
    """Pointer to a status text that is '200' when all is well, where the source writes one."""
    cap: ClassVar[int] = 10_000
    """More rows than this in a window and it is halved."""
    window_days: ClassVar[int] = 1

    def address(self) -> str:
        """The endpoint of this crawl; sources with a path for regions add it."""
        return self.endpoint

    def query(self) -> dict[str, str]:
        """What this crawl sends with every request; sources with a parameter for keywords add it."""
        return dict(self.parameters)

    def open_window(self, window: Window) -> Request:
        """The first page of a window."""
        return self._page(window, 0)

    def parse_page(self, response: Response, window: Window, number: int) -> Iterator[Any]:
        """One page: its listings, then the next page, or the next window."""
        try:
            rows, total = self._read(response, number)
        except Unreadable as error:
            yield from self.again(response, f"{response.url}: {error}")
            return
        if number == 0 and total > self.cap:
            yield from self.split(window, f"{total} listings are more than the {self.cap} the source shows")
            return
        self.found = self.found or bool(rows)
        yield self.page(response, rows)
        if (number + 1) * self.page_size < total:
            yield self._page(window, number + 1)
        else:
            yield from self.next_window(window)

    def _page(self, window: Window, number: int) -> Request:
        query = self.query() | {
            self.from_parameter: window.first.strftime(self.moment_format),
            self.to_parameter: window.last.strftime(self.moment_format),
            self.page_parameter: str(number),
            self.size_parameter: str(self.page_size),
        }
        url = f"{self.address()}?{urlencode(query)}"
        return self.ask(url, self.parse_page, cb_kwargs={"window": window, "number": number})

    def _read(self, response: Response, number: int) -> tuple[list[Any], int]:
        answer = self.json(response)
        status = self.status_at and at(answer, self.status_at)
        if status and str(status) != "200":
            raise Unreadable(f"the source answers status {status}")
        total = at(answer, self.total_at)
        if isinstance(total, str) and total.isdigit():
            total = int(total)
        if not isinstance(total, int):
            raise Unreadable(f"layout changed: {self.total_at} is missing")
        if total == 0:
            return [], 0
        rows = rows_at(answer, self.rows_at)
        if not rows and number * self.page_size < total:
            raise Unreadable(f"page {number} is empty although {total} listings are announced")
        return rows, total

"""NextLink: pages that name the next one; windows of days that are split where an API caps what it shows.

A source gives `address(window)` for the first page, and pointers: `rows` to the listings, `next` to the next page's
address, `total` to the number of rows in the window. Windows are walked in order, oldest first; `next_state` follows
after each. A window with more rows than `cap` is halved, a single day is parted by `parts` (filters of the API whose
values exclude each other and leave nothing out; that is checked: the parts must add up to the day). What cannot be
parted fails loudly; nothing is ever cut off silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from scrapy.http import Request, Response

from spiders.answers import brief
from spiders.picks import Read, pointer
from spiders.source import Source, Unreadable


@dataclass
class Window:
    """Days to ask for, perhaps narrowed by filters, and how far it was walked."""

    since: date
    until: date
    filters: dict[str, str] = field(default_factory=dict)
    whole: Whole | None = None
    """The window it is a part of, where parts must add up."""
    rows: int = 0
    """Rows seen so far."""
    seen: set[str] = field(default_factory=set)
    """Addresses asked so far: a next link that leads back is the end."""

    def __str__(self) -> str:
        days = f"{self.since}" if self.since == self.until else f"{self.since} to {self.until}"
        return days + "".join(f", {name}={value}" for name, value in self.filters.items())


@dataclass
class Whole:
    """A window that was parted by a filter: its total, and what its parts say they hold."""

    name: str
    total: int
    parts: int
    """Parts not yet asked."""
    found: int = 0


class NextLink(Source):
    """A source whose pages link to the next."""

    rows: ClassVar[str] = "/items"
    """Pointer to the list of rows."""
    next: ClassVar[str] = "/_links/next/href"
    """Pointer to the address of the next page; missing on the last."""
    total: ClassVar[str | None] = None
    """Pointer to the number of rows in the window; without it a missing `rows` is a changed layout, with it 0 says
    'none'."""
    cap: ClassVar[int | None] = None
    """The most rows of one window that the API shows."""
    days: ClassVar[int] = 7
    """The widest window a scheduled crawl asks at once."""
    overlap: ClassVar[int] = 1
    """Days asked again by the next crawl: registers add entries to yesterday."""
    parts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Filters that part a single day: name → values that exclude each other and leave nothing out."""

    _rows: ClassVar[Read]
    _next: ClassVar[Read]
    _total: ClassVar[Read | None]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._rows, cls._next = staticmethod(pointer(cls.rows)), staticmethod(pointer(cls.next))
        cls._total = staticmethod(pointer(cls.total)) if cls.total else None

    def address(self, window: Window) -> str:
        """The address of a window's first page; every source of this platform gives it."""
        raise NotImplementedError(f"{type(self).__name__} gives no address of a window")

    async def start(self) -> Any:
        """The first page of the first window; the others follow one after the other."""
        since, until = self.window(self.overlap)
        # Narrow windows let the state follow the walk; a crawl that keeps none is split only where the cap asks for it.
        width = self.days if self.scheduled else (until - since).days + 1
        self._windows = [
            Window(first, min(first + timedelta(width - 1), until))
            for first in (since + timedelta(n) for n in range(0, (until - since).days + 1, width))
        ]
        for request in self._following():
            yield request

    def parse(self, response: Response, window: Window) -> Iterator[Any]:
        """One page: its rows, then the next page or the next window."""
        try:
            body = self.json(response)
        except Unreadable as error:
            yield from self.again(response, f"{brief(response.url)}: {error}")
            return
        total = self._total(body) if self._total else None
        if total is not None and not isinstance(total, int):
            self.fail("broken", f"layout changed: {self.total} is {total!r}, not a number, at {brief(response.url)}")
            return
        if not window.seen and total is not None:
            self._add_up(window, total)
        if not window.seen and self.cap and total is not None and total > self.cap:
            if self._split(window, total):
                yield from self._following()
            else:
                self.fail(
                    "partial", f"window of {window} holds {total:,} > {self.cap:,}, and the API cannot part it further"
                )
            return
        rows = self._rows(body)
        if not isinstance(rows, list):
            if total != 0:
                self.fail("broken", f"layout changed: {self.rows} is missing at {brief(response.url)}")
                return
            rows = []
        window.rows += len(rows)
        window.seen.add(response.url)
        if rows:
            yield self.page(response, rows)
        following = self._next(body)
        if (
            isinstance(following, str)
            and rows
            and (url := response.urljoin(following)) not in window.seen
            and window.rows != total
        ):
            yield self.ask(url, cb_kwargs={"window": window})
        elif total is not None and window.rows < total:
            self.fail("partial", f"window of {window} ended after {window.rows:,} of {total:,} rows")
        else:
            if self.trouble is None and not any(each.since <= window.until for each in self._windows):
                self.next_state = {"day": window.until.isoformat()}
            yield from self._following()

    def _following(self) -> Iterator[Request]:
        if self._windows:
            window = self._windows.pop(0)
            yield self.ask(self.address(window), cb_kwargs={"window": window})
        else:
            self.finished = True

    def _split(self, window: Window, total: int) -> bool:
        days = (window.until - window.since).days
        if days:
            middle = window.since + timedelta(days // 2)
            halves = [Window(window.since, middle), Window(middle + timedelta(1), window.until)]
            self._windows[:0] = halves
            return True
        for name, values in self.parts.items():
            if name not in window.filters:
                whole = Whole(str(window), total, len(values))
                narrow = [
                    Window(window.since, window.until, {**window.filters, name: value}, whole) for value in values
                ]
                self._windows[:0] = narrow
                return True
        return False

    def _add_up(self, window: Window, total: int) -> None:
        whole = window.whole
        if whole is not None:
            whole.found += total
            whole.parts -= 1
            if whole.parts == 0 and whole.found != whole.total:
                self.fail(
                    "partial", f"window of {whole.name} holds {whole.total:,}, but its parts hold {whole.found:,}"
                )

"""Socrata: open data portals with SODA 2 (`$where`, `$order`, `$limit`, `$offset`).

    class UsCoBusiness(Socrata):
        domain, dataset, day_column = "data.colorado.gov", "4ykn-tg5h", "entityformdate"

Rules: ../shared/sources/registers.md §2.4 and §3 F1: order by day and `:id`, stop on a short page, `$limit` at most
50,000; null columns are left out of rows, so no column but the day is expected in each. Deep offsets are slow and time
out: at `deepest` rows the walk goes on from the day of the last row (rows of that day come twice, the landing counts
them as repeated).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from spiders.platforms.rows import rows_at
from spiders.platforms.windowed import Window, Windowed
from spiders.source import Unreadable


class Socrata(Windowed):
    """Base of the sources on Socrata portals."""

    domain: ClassVar[str]
    """The host of the portal."""
    dataset: ClassVar[str]
    """The four-by-four id of the dataset."""
    day_column: ClassVar[str]
    """The column with the day an entity was entered."""
    keep: ClassVar[Mapping[str, str]] = {}
    """Column → regular expression its value must match in full; other rows are skipped, counted by value."""
    page_size: ClassVar[int] = 5000
    """Rows a page; at most 50,000."""
    deepest: ClassVar[int] = 50_000
    """Rows after which a window goes on from the day it has reached."""
    window_days: ClassVar[int] = 366
    overlap: ClassVar[int] = 3

    def open_window(self, window: Window) -> Request:
        """The first page of a window."""
        return self._page(window, 0)

    def parse_page(self, response: Response, window: Window, offset: int) -> Iterator[Any]:
        """One page: its listings, then the next page, or the next window after a short one."""
        try:
            rows = rows_at(self.json(response), "")
            last_day = self._day_reached(rows)
        except Unreadable as error:
            yield from self.again(response, f"{response.url}: {error}")
            return
        self.found = self.found or bool(rows)
        yield self.page(response, rows)
        offset += self.page_size
        if len(rows) < self.page_size:
            yield from self.next_window(window)
        elif offset < self.deepest:
            yield self._page(window, offset)
        elif last_day is not None and last_day > window.first.date():
            yield self._page(Window.of_days(last_day, window.last.date()), 0)
        else:
            self.fail(
                "broken", f"{window.first:%Y-%m-%d} alone holds more than the {self.deepest} rows a window may have"
            )

    def skip(self, row: Any) -> str | None:
        """Rows that `keep` does not name."""
        if not isinstance(row, dict):
            return "not a record"
        for column, pattern in self.keep.items():
            value = str(row.get(column, ""))
            if not re.fullmatch(pattern, value):
                return f"{column} {value or 'missing'}"[:80]
        return None

    def _day_reached(self, rows: list[Any]) -> date | None:
        """The day of the last row. Raises Unreadable where not one row carries the day column."""
        days = [str(row[self.day_column])[:10] for row in rows if isinstance(row, dict) and self.day_column in row]
        if rows and not days:
            raise Unreadable(f"layout changed: no row has {self.day_column}")
        try:
            return date.fromisoformat(days[-1]) if days else None
        except ValueError:
            raise Unreadable(f"layout changed: {self.day_column} holds {days[-1]!r}, not a day") from None

    def _page(self, window: Window, offset: int) -> Request:
        first, last = (f"{each:%Y-%m-%dT%H:%M:%S}" for each in (window.first, window.last))
        query = {
            "$where": f"{self.day_column} between '{first}.000' and '{last}.999'",
            "$order": f"{self.day_column},:id",
            "$limit": str(self.page_size),
            "$offset": str(offset),
        }
        url = f"https://{self.domain}/resource/{self.dataset}.json?{urlencode(query)}"
        return self.ask(url, self.parse_page, cb_kwargs={"window": window, "offset": offset})

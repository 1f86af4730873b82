"""Windowed: a source asked for one span of time after another, the oldest first.

The state moves when the last page of a window has been yielded, never before; a window that meets a source's cap is
split, and one that cannot be split further breaks the crawl off: nothing is cut short in silence.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar

from scrapy import Request

from spiders.source import Source

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Window:
    """A span of time, both ends included, to the second."""

    first: datetime
    last: datetime

    @classmethod
    def of_days(cls, first: date, last: date) -> Window:
        """From the first second of a day to the last second of another."""
        return cls(datetime.combine(first, time.min, UTC), datetime.combine(last, time(23, 59, 59), UTC))

    def halves(self) -> tuple[Window, Window] | None:
        """The window cut in the middle; None where it is shorter than two minutes."""
        length = self.last - self.first + SECOND
        if length < timedelta(minutes=2):
            return None
        middle = self.first + timedelta(seconds=length // SECOND // 2)
        return Window(self.first, middle - SECOND), Window(middle, self.last)

    def last_whole_day(self) -> date:
        """The last day that ends inside the window."""
        return (self.last + SECOND).date() - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%dT%H:%M:%S} to {self.last:%Y-%m-%dT%H:%M:%S}"


class Windowed(Source):
    """Base of the platforms that ask window by window."""

    window_days: ClassVar[int] = 7
    """Days in a window, unless a cap makes it smaller."""
    overlap: ClassVar[int] = 1
    """Days before the last sealed day that are asked for again: sources add listings late."""
    found: bool = False
    """Whether any row has come yet."""

    async def start(self) -> AsyncIterator[Any]:
        """The first request of the first window; every window asks for the next."""
        first, last = self.window(self.overlap)
        self.windows: deque[Window] = deque()
        while first <= last:
            end = min(first + timedelta(days=self.window_days - 1), last)
            self.windows.append(Window.of_days(first, end))
            first = end + timedelta(days=1)
        for request in self.next_window():
            yield request

    def next_window(self, done: Window | None = None) -> Iterator[Request]:
        """Remember that a window was walked to its end, and go on to the next.

        A crawl that has found nothing at all does not move the state: nothing is also what a sick source says.
        """
        if done is not None and self.found:
            self.next_state = {"day": done.last_whole_day().isoformat()}
        if self.windows:
            yield self.open_window(self.windows.popleft())
        else:
            self.finished = True

    def split(self, window: Window, why: str) -> Iterator[Request]:
        """Walk the halves of a window that meets the cap instead of it; break off where it has none."""
        halves = window.halves()
        if halves is None:
            self.fail("broken", f"{why}, and {window} cannot be split further")
            return
        self.windows.extendleft(reversed(halves))
        yield from self.next_window()

    def open_window(self, window: Window) -> Request:
        """The request for the first page of a window."""
        raise NotImplementedError(f"{type(self).__name__} does not say how a window is asked for")

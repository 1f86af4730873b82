"""Details: a feed names entries, each entry needs a request of its own, and the cursor may pass a page only when all of
its are in.

An entry that is gone (404, 410) is counted. One that cannot be read after all retries is *owed*: its address stays in
the state and is asked for again at the start of the next crawl, so that one sick entry neither stops the feed for ever
nor is lost. More than `patience` owed entries, or a refusal, stop the walk where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.answers import verdict
from spiders.source import Source, Unreadable

GONE = (404, 410)

Address = tuple[str, dict[str, Any]]
"""Where an entry is fetched, and what the feed said of it (JSON-able)."""


@dataclass
class Batch:
    """The entries of one page of a feed."""

    open: int
    """Answers not yet in."""
    turn: Callable[[], Iterator[Any]]
    """What to do when all are in: move the cursor, ask for the next page."""


class Details(Source):
    """Base of the feeds whose entries are fetched one by one."""

    patience: ClassVar[int] = 20
    """Entries that may stay owed before the walk stops."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed: list[Address] = []
        """Entries that could not be read."""
        self.refused = False
        """Whether the source refused a detail: the walk goes no further."""

    def fetch(self, addresses: Iterable[Address], turn: Callable[[], Iterator[Any]]) -> Iterator[Any]:
        """Ask for every (address, what the feed said of it), then turn."""
        entries = list(addresses)
        batch = Batch(len(entries), turn)
        if not entries:
            yield from turn()
        for url, entry in entries:
            arguments = {"batch": batch, "entry": entry}
            yield self.ask(url, self.parse_detail, errback=self.lost_detail, cb_kwargs=arguments)

    def parse_detail(self, response: Response, batch: Batch, entry: dict[str, Any]) -> Iterator[Any]:
        """One entry's own answer."""
        try:
            page = self.page(response, [self.detail(response, entry)])
        except Unreadable as error:
            retries = list(self.again(response, f"{response.url}: {error}"))
            yield from retries if retries else self._owe((response.url, entry), batch)
            return
        yield page
        yield from self._close(batch)

    def detail(self, response: Response, entry: dict[str, Any]) -> Any:
        """The row inside an entry's answer; `entry` is what the feed said of it. Raises Unreadable."""
        raise NotImplementedError(f"{type(self).__name__} does not say what a detail holds")

    def without_detail(self, _entry: dict[str, Any]) -> Any:
        """The row that the feed's own words make where the entry's document is gone; None where they make none."""
        return None

    def lost_detail(self, failure: Failure) -> Iterator[Any]:
        """An entry without an answer: gone is counted, refused stops the walk, anything else is owed."""
        request: Request = failure.request  # type: ignore[attr-defined]
        batch: Batch = request.cb_kwargs["batch"]
        if isinstance(failure.value, HttpError) and failure.value.response.status in GONE:
            left = self.without_detail(request.cb_kwargs["entry"])
            rows = [] if left is None else [left]
            yield self.page(request.url, rows, {f"gone ({failure.value.response.status})": 1})
            yield from self._close(batch)
            return
        outcome, sentence = verdict(failure.value, request.url)
        self.fail(outcome, sentence)
        if outcome != "broken":
            self.refused = True
            yield from self._close(batch)
            return
        yield from self._owe((request.url, request.cb_kwargs["entry"]), batch)

    def debts(self) -> list[Address]:
        """What the last crawl left owed."""
        state = self.state if self.scheduled and self.state else {}
        return [(str(url), dict(entry)) for url, entry in state.get("owed", ())]

    def may_go_on(self) -> bool:
        """Whether the walk may leave this page behind."""
        return not self.refused and len(self.owed) <= self.patience

    def _owe(self, address: Address, batch: Batch) -> Iterator[Any]:
        self.owed.append(address)
        yield from self._close(batch)

    def _close(self, batch: Batch) -> Iterator[Any]:
        batch.open -= 1
        if batch.open == 0 and self.may_go_on():
            yield from batch.turn()

"""A CRM that is waited for: a request to wait is obeyed, a long one ends the push resumably, and reads are tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.protocol import Create, Crm, Outcome, Refused, Remote, Stopped, Throttled, Uncertain, Update

PATIENCE = 1200.0
"""Seconds a CRM may ask to wait in a row, all in all."""
LONGEST_WAIT = 600.0
"""Seconds; a CRM that asks for more gets a push that stops and goes on next time."""
SLICE = 60.0
"""Seconds slept at a time: in between we say that we are alive."""
READS = 4
"""How often a read is tried that gets no answer: reading twice harms nobody."""

T = TypeVar("T")


class Patient:
    """Calls a CRM, waiting as long as it asks: what it says, or doubling from one second where it does not say."""

    def __init__(self, crm: Crm, clock: Clock, alive: Callable[[], None] = lambda: None) -> None:
        """`alive` is called before each call and between waits; it may raise Stopped."""
        self.name, self.kinds, self.lag, self.one_way = crm.name, crm.kinds, crm.lag, crm.one_way
        self._crm, self._clock, self._alive = crm, clock, alive

    def batches(self, rows: Sequence[T]) -> Iterator[Sequence[T]]:
        """Slices as large as the CRM takes in one call that writes."""
        return _slices(rows, self._crm.batch)

    def pages(self, rows: Sequence[T]) -> Iterator[Sequence[T]]:
        """Slices as large as the CRM gives in one call that reads."""
        return _slices(rows, self._crm.page)

    def check(self) -> None:
        """As `Crm.check`."""
        self._read(self._crm.check)

    def find(self, kind: str, our_ids: Sequence[str]) -> dict[str, Remote]:
        """As `Crm.find`, by our id."""
        if self.one_way or not our_ids:
            return {}
        return {remote.our_id: remote for remote in self._read(lambda: self._crm.find(kind, our_ids))}

    def read(self, kind: str, crm_ids: Sequence[str]) -> dict[str, Remote]:
        """As `Crm.read`, by the CRM's id."""
        return {remote.crm_id: remote for remote in self._read(lambda: self._crm.read(kind, crm_ids))}

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """As `Crm.create`."""
        return self._call(lambda: self._crm.create(kind, records))

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """As `Crm.update`."""
        return self._call(lambda: self._crm.update(kind, updates))

    def withdraw(self, remotes: Sequence[Remote]) -> Sequence[Refused | None]:
        """As `Crm.withdraw`."""
        return self._call(lambda: self._crm.withdraw(remotes))

    def outcomes(self, since: datetime) -> Sequence[Outcome]:
        """As `Crm.outcomes`."""
        return self._read(lambda: list(self._crm.outcomes(since)))

    def _read(self, call: Callable[[], T]) -> T:
        wait = 1.0
        for _attempt in range(READS - 1):
            try:
                return self._call(call)
            except Uncertain:
                self._wait(wait)
                wait *= 2
        return self._call(call)

    def _call(self, call: Callable[[], T]) -> T:
        wait, waited = 1.0, 0.0
        while True:
            self._alive()
            try:
                return call()
            except Throttled as asked:
                seconds = wait if asked.seconds is None else asked.seconds
                waited += seconds
                if seconds > LONGEST_WAIT or waited > PATIENCE:
                    raise Stopped(
                        f"{self.name} asks to wait longer than a push may ({asked}); push again later to go on."
                    ) from None
            self._wait(seconds)
            wait = min(wait * 2, SLICE)

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            self._clock.sleep(min(seconds, SLICE))
            self._alive()
            seconds -= SLICE


def _slices(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))

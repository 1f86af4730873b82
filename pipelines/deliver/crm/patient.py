"""A CRM that is waited for: the same calls, but a request to wait is obeyed, and a long one ends the push resumably."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from pipelines.deliver.crm.protocol import Create, Crm, Refused, Remote, Throttled, Update

PATIENCE = 6
"""How often a CRM may ask to wait in a row; with doubling waits that is about a minute."""
LONGEST_WAIT = 60.0
"""Seconds; a CRM that asks for more gets a push that stops and goes on next time."""

T = TypeVar("T")


class Stopped(Exception):
    """The push ends here and can be resumed; the message is one sentence."""


class Patient:
    """Calls a CRM, waiting as long as it asks: what it says, or doubling from one second where it does not say."""

    def __init__(self, crm: Crm, sleep: Callable[[float], None]) -> None:
        self._crm, self._sleep = crm, sleep

    def batches(self, rows: Sequence[T]) -> Iterator[Sequence[T]]:
        """Slices as large as the CRM takes in one call."""
        size = self._crm.batch
        return (rows[start : start + size] for start in range(0, len(rows), size))

    def check(self) -> None:
        """As `Crm.check`."""
        self._call(self._crm.check)

    def find(self, kind: str, our_ids: Sequence[str]) -> dict[str, Remote]:
        """As `Crm.find`, by our id."""
        return {remote.our_id: remote for remote in self._call(lambda: self._crm.find(kind, our_ids))}

    def read(self, kind: str, crm_ids: Sequence[str]) -> dict[str, Remote]:
        """As `Crm.read`, by the CRM's id."""
        return {remote.crm_id: remote for remote in self._call(lambda: self._crm.read(kind, crm_ids))}

    def create(self, kind: str, records: Sequence[Create]) -> Sequence[str | Refused]:
        """As `Crm.create`."""
        return self._call(lambda: self._crm.create(kind, records))

    def update(self, kind: str, updates: Sequence[Update]) -> Sequence[Refused | None]:
        """As `Crm.update`."""
        return self._call(lambda: self._crm.update(kind, updates))

    def _call(self, call: Callable[[], T]) -> T:
        wait = 1.0
        for _attempt in range(PATIENCE):
            try:
                return call()
            except Throttled as asked:
                seconds = wait if asked.seconds is None else asked.seconds
                if seconds > LONGEST_WAIT:
                    break
                self._sleep(seconds)
                wait = min(wait * 2, LONGEST_WAIT)
        raise Stopped(f"{self._crm.name} asks to wait longer than a push may; push again later to go on.")

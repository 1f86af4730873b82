"""Time as the sync sees it, and how fast it may ask: injected, so that tests neither sleep nor wait."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Clock:
    """The time of day, seconds that only grow, and waiting."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ticks: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Bucket:
    """A token bucket: `burst` calls at once, then `rate` a second; one for each credential and address."""

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self.rate, self.burst, self._clock = rate, burst, clock
        self._tokens, self._at = burst, clock.ticks()

    def take(self, cost: float = 1.0) -> None:
        """Take what a call costs, waiting until it is there."""
        now = self._clock.ticks()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        if self._tokens < cost:
            wait = (cost - self._tokens) / self.rate
            self._clock.sleep(wait)
            self._tokens, self._at = cost, now + wait
        self._tokens -= cost


class Pace:
    """The buckets of all credentials of this process, by what the CRM counts by."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._buckets: dict[str, Bucket] = {}

    def bucket(self, counted_by: str, rate: float, burst: float) -> Bucket:
        """The bucket of a credential: two connections with one credential share it."""
        return self._buckets.setdefault(counted_by, Bucket(rate, burst, self.clock))

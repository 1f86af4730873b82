"""What the real servers share: a way there that can refuse and lose answers, as the stand-ins have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from pipelines.deliver.crm.pace import Pace
from tests.crm_fakes.office import Time, Weather


@dataclass
class RealOffice:
    """A server with people working in it; a CRM's own adds how they do."""

    time: Time = field(default_factory=Time)
    weather: Weather = field(default_factory=lambda: Weather(httpx.HTTPTransport()))

    @property
    def pace(self) -> Pace:
        """Time passes as the test says."""
        return Pace(self.time.clock())

    def storm(self, statuses: Iterator[int]) -> None:
        """From now on requests are refused with these statuses."""
        self.weather.statuses = statuses

    def silence(self) -> None:
        """The next request is carried out, but its answer is lost."""
        self.weather.lost = 1

    def close(self) -> None:
        """Let go of the server."""
        self.weather.inner.close()

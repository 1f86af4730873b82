"""How things spread over days: registers work from Monday to Friday, and most of the world happened recently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

DENSE_DAYS = 44  # business days, the last ~60 calendar days before the first day of the world
FIRST_DAY = date(1995, 1, 2)
DENSE_SHARE = 60  # per cent of a country's companies are registered in the dense days


def business_number(day: date) -> int:
    """Number of the business day; Saturday and Sunday count as the Friday before."""
    weeks, weekday = divmod(day.toordinal() - 1, 7)
    return weeks * 5 + min(weekday, 4)


def business_day(number: int) -> date:
    """The day of a business number, always Monday to Friday."""
    weeks, weekday = divmod(number, 5)
    return date.fromordinal(weeks * 7 + weekday + 1)


@dataclass(frozen=True)
class Timeline:
    """Positions 0, 1, 2 … of one kind of event laid on business days, dense before `start` and going on after it.

    `count` positions lie on or before `start`; later positions are the future and appear as the world's day advances.
    `dense_share` is the percentage of `count` that falls in the last DENSE_DAYS business days.
    """

    count: int
    start: date
    dense_share: int = DENSE_SHARE

    @property
    def dense(self) -> int:
        """Positions in the dense days."""
        return max(1, self.count * self.dense_share // 100)

    @property
    def old(self) -> int:
        """Positions before the dense days."""
        return self.count - self.dense if self.count else 0

    @property
    def dense_from(self) -> int:
        """Number of the first dense business day."""
        return business_number(self.start) - DENSE_DAYS + 1

    @property
    def old_span(self) -> int:
        """Business days before the dense ones."""
        return self.dense_from - business_number(FIRST_DAY)

    def day_of(self, position: int) -> date:
        """The business day of a position."""
        if position < self.old:
            return business_day(business_number(FIRST_DAY) + position * self.old_span // self.old)
        return business_day(self.dense_from + (position - self.old) * DENSE_DAYS // self.dense)

    def upto(self, day: date) -> int:
        """How many positions lie on or before the day."""
        if not self.count:
            return 0
        number = business_number(day)
        if number >= self.dense_from:
            return self.old - (-(number - self.dense_from + 1) * self.dense // DENSE_DAYS)
        if number < business_number(FIRST_DAY):
            return 0
        return -(-(number - business_number(FIRST_DAY) + 1) * self.old // self.old_span)

    def span(self, first: date, last: date) -> tuple[int, int]:
        """Positions [low, high) of the days from first to last, both included."""
        low = self.upto(first - timedelta(days=1)) if first > FIRST_DAY else 0
        return low, max(low, self.upto(last))

"""Health: what a source's manifests, held against its declaration, say about it. A pure function; sources die, and
someone is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from leads.declaration import Declaration
from leads.landing import Manifest, Outcome

CRAWL_AGE = 2
"""Days after which a source that is not crawled is stale: a night was missed, and the next one too."""

DATA_AGE = {"bulk": 45, "api": 5, "feed": 5, "html": 5}
"""Days that a source may have nothing new before that is suspicious, by access: a month and its slack; a long
weekend."""


FEWEST = 20
"""Listings in a crawl from which on its fill rates say something: of a handful, one without a town is no sign."""


class State(StrEnum):
    """How a source is."""

    ok = "ok"
    """Crawled to the end lately, as expected."""
    stale = "stale"
    """Not crawled lately, or it has had nothing new for longer than it ever should."""
    degraded = "degraded"
    """It gives something, but not all, or not as it used to."""
    broken = "broken"
    """Unreachable, unreadable, or far fewer listings than ever."""
    blocked = "blocked"
    """It refuses us."""
    not_run = "not run"
    """It was never crawled."""


@dataclass(frozen=True)
class Health:
    """The state of one source on one day."""

    source: str
    """Its name."""
    state: State
    """How it is."""
    age_days: int | None
    """Days since it was last crawled with success; None where it never was."""
    sentence: str
    """Why it is so, for the operator."""
    broken: tuple[str, ...] = ()
    """Expectations the newest crawl does not meet, one sentence each."""

    def as_line(self) -> str:
        """One line: name, state, age, why."""
        age = "never" if self.age_days is None else "today" if self.age_days == 0 else f"{self.age_days} days ago"
        return f"{self.source}: {self.state} (last good crawl {age}); {self.sentence}"


def health(manifests: Sequence[Manifest], declaration: Declaration, day: date) -> Health:
    """The state of a source on a day, from its manifests, oldest first.

    Crawls narrowed by region, keywords or limit are an operator's experiments and do not count.
    """
    counted = [each for each in manifests if not any(each.window.get(name) for name in ("region", "keywords", "limit"))]
    name = declaration.name
    if not counted:
        return Health(name, State.not_run, None, "it was never crawled")
    good = [each for each in counted if each.outcome in (Outcome.complete, Outcome.partial, Outcome.empty)]
    age = _age(good[-1], day) if good else None
    newest = counted[-1]
    if newest.outcome in (Outcome.blocked, Outcome.broken):
        return Health(name, State(newest.outcome.value), age, newest.reason or "it gives no reason")
    if _age(newest, day) > CRAWL_AGE:
        return Health(name, State.stale, age, f"it was not crawled for {_age(newest, day)} days")
    expected = declaration.expects
    if newest.outcome is Outcome.complete and declaration.bulk is None and newest.listings < expected.at_least:
        sentence = f"{newest.listings:,} listings, at least {expected.at_least:,} are expected"
        return Health(name, State.broken, age, sentence, (sentence,))
    missed = unmet(newest, declaration)
    if newest.outcome is Outcome.partial:
        return Health(name, State.degraded, age, newest.reason or "its last crawl is not complete", missed)
    if missed:
        return Health(name, State.degraded, age, missed[0], missed)
    silent = _silent(counted, day)
    if expected.at_least and silent is not None and silent > DATA_AGE[declaration.access]:
        return Health(name, State.stale, age, f"it has had nothing new for {silent} days")
    size = f"{newest.bytes:,} bytes" if declaration.bulk else f"{newest.listings:,} listings"
    return Health(name, State.ok, age, size if newest.file else newest.reason or "nothing new")


def unmet(manifest: Manifest, declaration: Declaration) -> tuple[str, ...]:
    """Expectations a crawl with listings does not meet: too many listings, fields filled too rarely. Bulk files are not
    counted here."""
    expected, found = declaration.expects, []
    if expected.at_most is not None and manifest.listings > expected.at_most:
        found.append(f"{manifest.listings:,} listings, at most {expected.at_most:,} are expected")
    if manifest.listings >= FEWEST:
        for field, share in expected.fill.items():
            filled = manifest.filled.get(field, 0) / manifest.listings
            if filled < share:
                found.append(f"{field} is filled in {filled:.0%} of the listings, {share:.0%} are expected")
    return tuple(found)


def _age(manifest: Manifest, day: date) -> int:
    return max(0, (day - manifest.ended_at.astimezone(UTC).date()).days)


def _silent(manifests: Sequence[Manifest], day: date) -> int | None:
    """Days since a crawl brought anything; None where none ever did."""
    brought = [each for each in manifests if each.file is not None]
    return _age(brought[-1], day) if brought else None

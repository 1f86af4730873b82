"""`scrapy health [NAME …]`: how each source is, from its manifests."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, date, datetime

from scrapy.commands import ScrapyCommand
from scrapy.spiderloader import get_spider_loader

from leads.health import Health, State, health
from leads.landing import Landing, LandingError


class Command(ScrapyCommand):
    """Tells of each source: ok, stale, degraded, broken, blocked or not run."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """The arguments."""
        return "[NAME …]"

    def short_desc(self) -> str:
        """One line for `scrapy -h`."""
        return "Say how each source is: ok, stale, degraded, broken, blocked or not run"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Print one line over all, then one a source; exit code 3 where a source is not ok, 2 for an unknown name."""
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        known = sorted(loader.list())
        if unknown := [name for name in args if name not in known]:
            sys.stderr.write(f"there is no source {unknown[0]!r}; sources are {', '.join(known)}\n")
            self.exitcode = 2
            return
        landing = Landing(self.settings["FIRSTCALL_LANDING"])
        fixed = self.settings.get("FIRSTCALL_TODAY")
        day = date.fromisoformat(fixed) if fixed else datetime.now(UTC).date()
        try:
            found = [health(landing.manifests(name), loader.load(name).declaration, day) for name in args or known]  # type: ignore[attr-defined]
        except LandingError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        sys.stdout.write("\n".join([summary(found), *(each.as_line() for each in found)]) + "\n")
        self.exitcode = 0 if all(each.state is State.ok for each in found) else 3


def summary(found: list[Health]) -> str:
    """One line over all sources: how many are in which state."""
    counted = Counter(each.state for each in found)
    states = [f"{counted[state]} {state}" for state in State if counted[state]]
    return f"{len(found)} sources: {', '.join(states)}"

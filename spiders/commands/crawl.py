"""`scrapy crawl NAME`: Scrapy's own, with mistakes told in one sentence and an exit code that says how the crawl ended.

Exit codes: 0 the crawl is sealed as complete, empty, or partial because its limit was reached; 1 anything else went
wrong; 2 wrong use.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from datetime import date

from scrapy.commands.crawl import Command as ScrapyCrawl

from leads.landing import LIMIT, Outcome
from spiders.rehost import Rehost, RehostError


class Command(ScrapyCrawl):
    """Crawl one source."""

    def short_desc(self) -> str:
        """One line for `scrapy -h`."""
        return "Crawl a source to a sealed landing"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the command first, crawl, say in one line how it ended."""
        assert self.crawler_process is not None and self.settings is not None
        if wrong := self._wrong(args, opts):
            self._say(wrong, 2)
            return
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        stats = crawler._stats.get_stats() if crawler._stats is not None else {}
        if failed := stats.get("firstcall/failed"):
            self._say(str(failed), 1)
        elif sealed := stats.get("firstcall/sealed"):
            good = stats.get("firstcall/outcome") in (Outcome.complete, Outcome.empty) or f"({LIMIT})" in str(sealed)
            self._say(str(sealed), 0 if good else 1)
        else:
            self._say(f"{args[0]}: nothing was sealed", 1)

    def _wrong(self, args: list[str], opts: argparse.Namespace) -> str | None:
        """The sentence about a wrong use, or None. A spider is made once beforehand: it knows its arguments."""
        assert self.crawler_process is not None and self.settings is not None
        if len(args) != 1:
            return "name one source: scrapy crawl NAME (scrapy list shows the names)"
        names = self.crawler_process.spider_loader.list()
        if args[0] not in names:
            near = difflib.get_close_matches(args[0], names, 1)
            return f"there is no source {args[0]!r}; " + (
                f"did you mean {near[0]!r}?" if near else f"sources are {', '.join(names)}"
            )
        try:
            if day := self.settings.get("FIRSTCALL_TODAY"):
                date.fromisoformat(day)
        except ValueError:
            return f"FIRSTCALL_TODAY={day} is not a day; write it as 2026-11-21"
        try:
            Rehost.read(self.settings.get("FIRSTCALL_REHOST"))
            self.crawler_process.spider_loader.load(args[0])(**opts.spargs)
        except (RehostError, ValueError) as error:
            return str(error)
        return None

    def _say(self, sentence: str, code: int) -> None:
        sys.stderr.write(f"{sentence}\n")
        self.exitcode = code

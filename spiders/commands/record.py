"""`scrapy record NAME`: a few lines of the newest landed crawl as a test fixture, with nothing of a person in it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from scrapy.commands import ScrapyCommand

from leads.landing import Landing, LandingError
from leads.vault import PREFIX

FOLDER = Path("tests/fixtures/recorded")
"""Where fixtures go unless `-o` says otherwise."""

CRAWL = "20260101T000000000000Z"
"""The crawl id of every fixture, so that recording again changes only what the source changed."""


class Command(ScrapyCommand):
    """Writes a small scrubbed excerpt of the newest crawl of a source."""

    requires_project = True
    requires_crawler_process = False
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """The arguments."""
        return "[-n LISTINGS] [-o FILE] NAME"

    def short_desc(self) -> str:
        """One line for `scrapy -h`."""
        return "Write a small, scrubbed excerpt of the newest crawl as a test fixture"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Besides Scrapy's own: how many listings, and where to."""
        super().add_options(parser)
        parser.add_argument("-n", dest="number", type=int, default=5, help="listings to write (default: 5)")
        parser.add_argument("-o", dest="file", help=f"file to write (default: {FOLDER}/NAME.jsonl)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the excerpt and say where; exit code 2 without a name, 1 where nothing was landed."""
        assert self.settings is not None
        if len(args) != 1:
            sys.stderr.write("name one source: scrapy record NAME\n")
            self.exitcode = 2
            return
        try:
            lines = excerpt(Landing(self.settings["FIRSTCALL_LANDING"]), args[0], opts.number)
        except LandingError as error:
            sys.stderr.write(f"{error}\n")
            self.exitcode = 1
            return
        target = Path(opts.file or FOLDER / f"{args[0]}.jsonl")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"".join(line + b"\n" for line in lines))
        sys.stdout.write(f"{len(lines)} listings of {args[0]} written to {target}\n")


def excerpt(landing: Landing, source: str, number: int) -> list[bytes]:
    """The first lines of the newest crawl that landed listings, scrubbed. Raises LandingError where there is none."""
    landed = [each for each in landing.manifests(source) if each.listings]
    if not landed:
        raise LandingError(f"{source} has landed no listings; crawl it first (a bulk file has none to record)")
    return list(scrubbed(islice(landing.lines(landed[-1]), number)))


def scrubbed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without tokens of the vault (each becomes a number), phone digits or the time of the crawl."""
    seen: dict[str, str] = {}

    def scrub(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: scrub(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [scrub(each, name) for each in value]
        if isinstance(value, str):
            if name == "phones":
                return re.sub(r"\d", "0", value)
            return re.sub(
                rf"{PREFIX}[0-9a-f]+", lambda token: seen.setdefault(token[0], f"{PREFIX}{len(seen):032x}"), value
            )
        return value

    for number, raw in enumerate(lines, start=1):
        line = scrub(orjson.loads(raw))
        yield orjson.dumps(line | {"crawl": CRAWL, "line": number, "fetched_at": "2026-01-01T00:00:00+00:00"})

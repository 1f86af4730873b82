"""Crawl speed: our crawl to a sealed landing beside a bare Scrapy spider to a plain jsonl.gz feed, same pages, same
run.

    python -m bench.crawl [--pages 600] [--details 2000] [--rounds 3]

The world server answers on loopback (`bench.example`); each crawl is a process of its own, one after the other, the
kinds in turn. CPU is what the kernel says the process used, its start-up included; rows/s leave out the start-up,
measured by a spider that asks nothing. The best of the rounds counts, because others share the machine. Goals: pages of
100 rows at 10,000 rows/s or more, at most 1.3 × the bare spider's CPU; detail pages at most 1.2 ×.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scrapy
from rich.console import Console
from rich.table import Table
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from leads.landing import Landing
from spiders.platforms.details import Details
from spiders.platforms.next_link import NextLink, Window
from spiders.registrations.no_brreg import NoBrreg

ROWS, ROWS_GOAL, PAGES_GOAL, DETAILS_GOAL = 100, 10_000, 1.3, 1.2


PARTIES = [{"short_name" if name == "legal_form" else name: pick for name, pick in NoBrreg.parties[0].items()}]
"""As many picks as Enhetsregisteret's, but sole traders are not recognised, so that every row is written as the bare spider does."""


class BareNothing(scrapy.Spider):
    """Start-up alone."""

    name = "bare_nothing"


class BarePages(scrapy.Spider):
    """What anybody would write: follow the link, yield the page."""

    name = "bare_pages"

    async def start(self) -> AsyncIterator[Any]:
        """The first page."""
        yield scrapy.Request(f"{os.environ['BENCH_SERVER']}/bench.example/rows?page=0")

    def parse(self, response: Response) -> Iterator[Any]:
        """The page as one item, and the next."""
        body = response.json()  # type: ignore[attr-defined]
        yield {"rows": body["_embedded"]["enheter"]}
        if following := body["_links"].get("next"):
            yield response.follow(following["href"].replace("https://", f"{os.environ['BENCH_SERVER']}/"))


class BareDetails(scrapy.Spider):
    """What anybody would write: a feed of ids, a request each."""

    name = "bare_details"

    async def start(self) -> AsyncIterator[Any]:
        """The first page of ids."""
        yield scrapy.Request(f"{os.environ['BENCH_SERVER']}/bench.example/ids?offset=0")

    def parse(self, response: Response) -> Iterator[Any]:
        """A request for each id, and the next page of ids."""
        body = response.json()  # type: ignore[attr-defined]
        for each in body["data"]:
            yield scrapy.Request(f"{os.environ['BENCH_SERVER']}/bench.example/detail/{each['id']}", self.parse_detail)
        if int(body["next_page"]["offset"]) < int(os.environ["BENCH_DETAILS"]):
            yield scrapy.Request(f"{os.environ['BENCH_SERVER']}/bench.example/ids?offset={body['next_page']['offset']}")

    def parse_detail(self, response: Response) -> Iterator[Any]:
        """The entity as one item."""
        yield response.json()["data"]  # type: ignore[attr-defined]


class OurPages(NextLink):
    """Enhetsregisteret's declaration over the benchmark's pages."""

    name = "our_pages"
    title, kind, country = "Benchmark pages", "registration", "NO"
    licence, attribution, access = "none", "none", "api"
    terms_url, terms_checked, delay = "https://bench.example/terms", "2026-11-21", 0.0
    mandatory, listing, parties = NoBrreg.mandatory, NoBrreg.listing, PARTIES
    rows, next, total = NoBrreg.rows, NoBrreg.next, NoBrreg.total
    days = 100_000

    def address(self, window: Window) -> str:  # noqa: ARG002
        """The first page."""
        return "https://bench.example/rows?page=0"


class OurDetails(Details):
    """Enhetsregisteret's declaration over the benchmark's details."""

    name = "our_details"
    title, kind, country = "Benchmark details", "registration", "NO"
    licence, attribution, access = "none", "none", "api"
    terms_url, terms_checked, delay = "https://bench.example/terms", "2026-11-21", 0.0
    mandatory, listing, parties = NoBrreg.mandatory, NoBrreg.listing, PARTIES

    async def start(self) -> AsyncIterator[Any]:
        """The first page of ids."""
        yield self.ask("https://bench.example/ids?offset=0")

    def parse(self, response: Response) -> Iterator[Any]:
        """A request for each id; when all are in, the next page of ids."""
        body = self.json(response)
        offset = body["next_page"]["offset"]
        addresses = [(f"https://bench.example/detail/{each['id']}", each) for each in body["data"]]
        yield from self.fetch(addresses, lambda: self._turn(offset))

    def detail(self, response: Response, entry: dict[str, Any]) -> Any:  # noqa: ARG002
        """The entity."""
        return self.json(response)["data"]

    def _turn(self, offset: str) -> Iterator[Any]:
        self.finished = int(offset) >= int(os.environ["BENCH_DETAILS"])
        if not self.finished:
            yield self.ask(f"https://bench.example/ids?offset={offset}")


SPIDERS: dict[str, type[scrapy.Spider]] = {
    each.name: each for each in (BareNothing, BarePages, BareDetails, OurPages, OurDetails)
}


def crawl(name: str, target: Path) -> None:
    """One crawl in this process: ours with the project's settings, a bare one with Scrapy's."""
    if name.startswith("our"):
        settings = get_project_settings()
        settings.setdict({"CONCURRENT_REQUESTS_PER_DOMAIN": 8, "LOG_LEVEL": "WARNING"}, priority="cmdline")
    else:
        settings = scrapy.settings.Settings(
            {"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
        )
        plugin = "scrapy.extensions.postprocessing.GzipPlugin"
        options = {"format": "jsonlines", "encoding": "utf8", "postprocessing": [plugin]}
        if level := os.environ.get("BENCH_GZIP"):
            options["gzip_compresslevel"] = int(level)  # type: ignore[assignment]
        settings.set("FEEDS", {str(target / f"{name}.jsonl.gz"): options})
    process = AsyncCrawlerProcess(settings)
    process.crawl(SPIDERS[name])
    process.start()


@dataclass(frozen=True)
class Measured:
    """What one crawl cost."""

    cpu: float
    """Seconds of CPU, user and system."""
    wall: float
    """Seconds from the first request to the last, start-up included."""
    peak: float
    """Largest resident memory, MiB."""


def measure(name: str, environment: dict[str, str], target: Path) -> Measured:
    """Run one crawl in a child process. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "bench.crawl", "--child", name, "--target", str(target)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{name} failed with exit code {process.returncode}")
    return Measured(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


@contextlib.contextmanager
def world(pages: int) -> Iterator[str]:
    """The world server with that many pages."""
    command = [sys.executable, "-m", "world", "--port", "0", "--companies", str(pages * ROWS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            server = process.stdout.readline().split(" at ")[1].split()[0]
            with urllib.request.urlopen(f"{server}/bench.example/rows?page=0", timeout=60) as answer:  # noqa: S310
                answer.read()
            yield server
        finally:
            process.terminate()


def best(found: list[Measured]) -> Measured:
    """The smallest of each."""
    return Measured(min(e.cpu for e in found), min(e.wall for e in found), min(e.peak for e in found))


def main() -> int:
    """Measure and print one table; exit code 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600, help="pages of 100 rows (default: 600)")
    parser.add_argument("--details", type=int, default=2000, help="detail pages (default: 2000)")
    parser.add_argument("--rounds", type=int, default=3, help="crawls of each kind (default: 3)")
    parser.add_argument("--child", choices=sorted(SPIDERS), help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        crawl(options.child, options.target)
        return 0
    with tempfile.TemporaryDirectory() as folder, world(options.pages) as server:
        return compare(options, Path(folder), server)


def compare(options: argparse.Namespace, folder: Path, server: str) -> int:
    """Run both kinds in turn, print the table; 1 where a goal is missed."""
    base = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTCALL_")}
    base |= {"BENCH_SERVER": server, "BENCH_DETAILS": str(options.details)}
    ours = base | {
        "FIRSTCALL_REHOST": server,
        "FIRSTCALL_DATA": str(folder / "data"),
        "SCRAPY_SETTINGS_MODULE": "settings",
    }
    runs: list[tuple[str, str, dict[str, str]]] = [
        ("start-up alone", "bare_nothing", base),
        ("bare pages, gzip 9 (Scrapy's default)", "bare_pages", base),
        ("bare pages, gzip 4 (our level)", "bare_pages", base | {"BENCH_GZIP": "4"}),
        ("our pages", "our_pages", ours),
        ("bare details", "bare_details", base),
        ("our details", "our_details", ours),
    ]
    found: dict[str, list[Measured]] = {label: [] for label, _, _ in runs}
    for _ in range(options.rounds):
        for label, name, environment in runs:
            with tempfile.TemporaryDirectory(dir=folder) as target:
                found[label].append(measure(name, environment, Path(target)))
    manifests = Landing(str(folder / "data" / "landing")).manifests()
    wrong = [each for each in manifests if each.outcome != "complete"]
    if wrong or len(manifests) != 2 * options.rounds:
        raise RuntimeError(f"not every crawl was sealed as complete: {[(each.source, each.reason) for each in wrong]}")
    landed = {each.source: each.listings for each in manifests}
    if landed != {"our_pages": options.pages * ROWS, "our_details": options.details}:
        raise RuntimeError(f"not every row was landed: {landed}")
    table = Table("crawl", "CPU s", "wall s", "rows/s", "µs CPU/row", "peak MiB", "CPU ratio to bare")
    ratios: dict[str, float] = {}
    speeds: dict[str, float] = {}
    idle = best(found["start-up alone"])
    table.add_row("start-up alone", f"{idle.cpu:.2f}", f"{idle.wall:.2f}", "", "", f"{idle.peak:.0f}", "")
    for label, name, _ in runs[1:]:
        done, rows = best(found[label]), options.pages * ROWS if name.endswith("pages") else options.details
        bare = best(found["bare pages, gzip 9 (Scrapy's default)" if name.endswith("pages") else "bare details"])
        ratios[label] = done.cpu / bare.cpu
        speeds[label] = rows / max(done.wall - idle.wall, 0.001)
        figures = (
            f"{done.cpu:.2f}",
            f"{done.wall:.2f}",
            f"{speeds[label]:,.0f}",
            f"{(done.cpu - idle.cpu) / rows * 1e6:.0f}",
        )
        table.add_row(label, *figures, f"{done.peak:.0f}", f"{ratios[label]:.2f}")
    Console(width=120).print(table)
    good = (
        speeds["our pages"] >= ROWS_GOAL and ratios["our pages"] <= PAGES_GOAL and ratios["our details"] <= DETAILS_GOAL
    )
    sys.stdout.write(f"goals: {ROWS_GOAL:,} rows/s, {PAGES_GOAL} ×, {DETAILS_GOAL} ×: {'met' if good else 'MISSED'}\n")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())

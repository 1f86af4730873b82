"""One shard from landing to scored leads, in a process of its own: a crash or a leak in one never reaches the night.

Worker processes tell their progress through a pipe (one sentence a message, so that they need no lock that a killed one could
hold for ever), and end at once when the night does, however it ended.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from flows.failures import ShardFailed
from leads.facts import connect, open_facts
from leads.landing import Landing
from leads.profile import Profile
from leads.run import Run
from pipelines.clean.stage import clean
from pipelines.customers import customers
from pipelines.enrich import enrich
from pipelines.link import link
from pipelines.score import rescore
from pipelines.score.buying import purchases

Judgement = tuple[str, str, bool]
Progress = Callable[[str], None]

QUIET = 2.0
"""Seconds of silence after which a step inside a stage is worth a line; the end of a stage always is."""

LONGEST = 2000
"""Bytes of one progress sentence: a pipe takes up to 4,096 at once without mixing them with another process's."""

TABLES = ("listings", "parties", "rejects", "companies", "leads")


@dataclass(frozen=True)
class Shard:
    """What a worker process is told: names and paths, never records."""

    country: str
    data: Path
    landing: str
    day: date
    profiles: tuple[Profile, ...]
    judgements: tuple[Judgement, ...] = ()
    threads: int | None = None
    customers: Path | None = None
    """The file of the user's own clients, where there are any."""
    lookups: bool = True
    """Whether finders may ask registers; a rebuild from landing asks nothing."""


@dataclass(frozen=True)
class Built:
    """What came of a shard, in sentences and figures."""

    country: str
    facts: Path
    lines: tuple[str, ...]
    figures: dict[str, int] = field(default_factory=dict)
    """Rows by table."""
    sources: dict[str, int] = field(default_factory=dict)
    """Listings by source."""
    alarms: tuple[str, ...] = ()
    """What link wants somebody to look at: names that share too much, companies that unite too many."""


def build(shard: Shard, progress: Progress) -> Built:
    """Clean, link, enrich and score one shard into a new facts file, and put it in place of the old one."""

    told = time.monotonic()

    def tell(text: str) -> None:
        nonlocal told
        told = time.monotonic()
        progress(f"{shard.country}: {text.removeprefix(f'{shard.country}: ')}")

    def step(text: str) -> None:
        if time.monotonic() - told > QUIET:
            tell(text)

    run = Run(shard.data, Landing(shard.landing), shard.country, shard.day, shard.threads, step)
    run.facts.parent.mkdir(parents=True, exist_ok=True)
    # The process's own name: whatever a killed night left can neither be taken up nor put in place by this one.
    part = run.facts.with_suffix(f".duckdb.{os.getpid()}.part")
    try:
        with open_facts(part, shard.threads) as facts:
            lines, alarms = _stages(facts, run, shard, tell)
            figures = {table: len(facts.table(table)) for table in TABLES}
            counted = "SELECT source, count(*) FROM listings GROUP BY source ORDER BY source"
            sources = dict(facts.execute(counted).fetchall())
            # Closing writes everything too, but tells nobody when the disk is full.
            facts.execute("CHECKPOINT")
        # A log that somebody else left beside the old file would be taken for the new one's.
        run.facts.with_suffix(".duckdb.wal").unlink(missing_ok=True)
        part.replace(run.facts)
    finally:
        for left in part.parent.glob(f"{part.name}*"):
            left.unlink()
    return Built(shard.country, run.facts, tuple(lines), figures, sources, alarms)


def _stages(
    facts: duckdb.DuckDBPyConnection, run: Run, shard: Shard, tell: Progress
) -> tuple[list[str], tuple[str, ...]]:
    lines = []

    def done(line: str) -> None:
        said = line.removeprefix(f"{shard.country}: ")
        lines.append(said)
        tell(said)

    cleaned = clean(facts, run)
    done(cleaned.as_line())
    linked = link(facts, run, shard.judgements)
    done(linked.as_line())
    if shard.lookups:
        enriched = enrich(facts, run)
        done(enriched.as_line())
        if enriched.landed:
            done(clean(facts, run).as_line())
            linked = link(facts, run, shard.judgements)
            done(linked.as_line())
    if shard.customers:
        done(customers(facts, run, shard.customers).as_line())
    done(purchases(facts, run).as_line())
    done(rescore(facts, run, shard.profiles, run.facts).as_line())
    return lines, linked.alarms


def build_all(shards: Sequence[Shard], workers: int, progress: Progress) -> list[Built]:
    """Build shards in `workers` processes; the result does not depend on how many.

    Raises the first shard's error, or ShardFailed where its process was killed; shards already built keep their new facts.
    """
    context = get_context("spawn")
    lines, told = context.Pipe(duplex=False)
    leash, held = context.Pipe(duplex=False)
    listener = threading.Thread(target=_listen, args=(lines, progress), daemon=True)
    listener.start()
    pool = ProcessPoolExecutor(min(workers, len(shards)) or 1, context, _begin, (told, leash))
    try:
        waiting = {pool.submit(_build, shard): shard for shard in _largest_first(shards)}
        told.close()
        done = []
        for future in as_completed(waiting):
            try:
                done.append(future.result())
            except BrokenProcessPool:
                raise ShardFailed(
                    "a process that worked on the facts ended without a word: killed, or out of memory; "
                    "the last good list stays, run it again"
                ) from None
    finally:
        held.close()
        pool.shutdown(cancel_futures=True)
        for left in (path for shard in shards[:1] for path in shard.data.glob("facts/*.part*")):
            left.unlink()  # of workers that were ended in the middle
        told.close()
        listener.join()
        for end in (lines, leash):
            end.close()
    return sorted(done, key=lambda built: built.country)


def countries(landing: Landing, profiles: Iterable[Profile]) -> list[str]:
    """The shards of a night: every country a source or a profile names."""
    crawled = {manifest.declaration.country for manifest in landing.manifests()}
    wanted = {country for profile in profiles for country in profile.countries}
    return sorted((crawled | wanted) - {"XX"})


def reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A shard's facts, to be read only: others may read them meanwhile, and nothing is ever written beside the file."""
    con = connect()
    con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS shard (READ_ONLY)")
    con.execute("USE shard")
    return con


def _largest_first(shards: Sequence[Shard]) -> list[Shard]:
    """The country with most landed bytes is begun first, so that no process works alone at the end."""
    sizes: Counter[str] = Counter()
    for manifest in Landing(shards[0].landing).manifests() if shards else ():
        sizes[manifest.declaration.country] += manifest.bytes
    return sorted(shards, key=lambda shard: (-sizes[shard.country], shard.country))


_told: Connection | None = None


def _begin(told: Connection, leash: Connection) -> None:
    """In a new worker process: leave Ctrl-C to the night, and end when the night's end of the leash is closed."""
    global _told  # one worker process has one pipe
    _told = told
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    with suppress(EOFError, OSError):
        leash.recv_bytes()
    os._exit(1)


def _build(shard: Shard) -> Built:
    return build(shard, _tell)


def _tell(text: str) -> None:
    if _told is not None:
        _told.send_bytes(text.encode()[:LONGEST])


def _listen(lines: Connection, progress: Progress) -> None:
    """Pass on what workers tell, until the last of them has ended."""
    with suppress(EOFError, OSError):
        while True:
            progress(lines.recv_bytes().decode(errors="replace"))

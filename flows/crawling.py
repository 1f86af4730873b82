"""One subprocess per spider: a crash, a hang or a leak in one source never reaches another, nor the night."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO

from flows.failures import SourcesError, WrongUse
from flows.leash import leashed
from leads.declaration import Declaration
from leads.landing import Landing, Manifest, crawl_id

SOFT_SECONDS = 3600.0
"""After this (or FIRSTCALL_CRAWL_SECONDS) the spider is asked to stop; what it has is sealed as partial."""
GRACE_SECONDS = 120.0
"""After this much more (or FIRSTCALL_GRACE_SECONDS) its whole process group is killed."""


@dataclass(frozen=True)
class Crawled:
    """How one spider's process went, and which crawl it sealed, if any."""

    source: str
    crawl: str | None
    sentence: str
    seconds: float

    def as_line(self) -> str:
        """One line for the operator."""
        return f"{self.source}: {self.sentence}"


class Spiders:
    """The spiders that run now, so that all can be stopped at once; a stopped set starts no more."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def crawl(self, source: str, landing: Landing, data: Path, arguments: Mapping[str, str]) -> Crawled:
        """Run `scrapy crawl SOURCE -a …` to its end and read the manifest it sealed.

        A spider that outlives its time is killed with all its children.
        """
        began = datetime.now(UTC)
        log = data / "logs" / f"{source}-{crawl_id(began)}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        soft, grace = (
            seconds("FIRSTCALL_CRAWL_SECONDS", SOFT_SECONDS),
            seconds("FIRSTCALL_GRACE_SECONDS", GRACE_SECONDS),
        )
        command = [sys.executable, "-m", "scrapy", "crawl", source, "-s", f"CLOSESPIDER_TIMEOUT={soft}"]
        command += [part for name, value in sorted(arguments.items()) for part in ("-a", f"{name}={value}")]
        with log.open("wb") as output:
            process = self._start(command, output)
        if process is None:
            return Crawled(source, None, "was not crawled: the night was stopped", 0.0)
        ended = ""
        try:
            code = process.wait(soft + grace)
            ended = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"died (exit {code})"
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()
            ended = f"hung and was killed after {soft + grace:.0f} s"
        finally:
            with self._guard:
                self._running.discard(process)
        took = (datetime.now(UTC) - began).total_seconds()
        sealed = [m for m in landing.manifests(source) if m.crawl >= crawl_id(began)]
        if sealed:
            return Crawled(source, sealed[-1].crawl, told(sealed[-1]), took)
        return Crawled(source, None, f"{ended} and sealed nothing: {_last_words(log)}", took)

    def stop(self) -> None:
        """Ask every spider to seal what it has, and kill those that do not end in time; a second Ctrl-C kills at once."""
        with self._guard:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + seconds("FIRSTCALL_GRACE_SECONDS", GRACE_SECONDS)
        try:
            for process in running:
                process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return
        finally:
            for process in running:
                _signal(process, signal.SIGKILL)

    def _start(self, command: list[str], output: IO[bytes]) -> subprocess.Popen[bytes] | None:
        with self._guard:
            if self._stopped:
                return None
            process: subprocess.Popen[bytes] = subprocess.Popen(
                leashed(command),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )
            self._running.add(process)
            return process


def told(manifest: Manifest) -> str:
    """A sealed crawl in a few words: outcome, size, why it is not complete."""
    size = f"{manifest.bytes:,} bytes" if manifest.file and not manifest.listings else f"{manifest.listings:,} listings"
    return f"{manifest.outcome}, {size}" + (f" ({manifest.reason})" if manifest.reason else "")


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a spider: ours without Prefect's, so that a spider can never talk to the API."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return kept | {"SCRAPY_SETTINGS_MODULE": "settings", "PYTHONUNBUFFERED": "1"} | dict(extra or {})


@cache
def declarations() -> tuple[Declaration, ...]:
    """The declarations of all sources, sorted by name, as `scrapy declarations` prints them; asked once a process.

    Raises SourcesError with the first wrong declaration's sentence.
    """
    command = [sys.executable, "-m", "scrapy", "declarations"]
    done = subprocess.run(command, capture_output=True, text=True, env=child_environment(), check=False)
    if done.returncode != 0:
        last = [line for line in done.stderr.strip().splitlines() if line.strip()][-1:]
        raise SourcesError(f"the sources cannot be loaded: {''.join(last)}")
    return tuple(
        sorted((Declaration.model_validate(each) for each in json.loads(done.stdout)), key=lambda each: each.name)
    )


def seconds(name: str, default: float) -> float:
    """A number of seconds from the environment. Raises WrongUse where it is none."""
    given = os.environ.get(name)
    try:
        return float(given) if given else default
    except ValueError:
        raise WrongUse(f"{name}={given} is not a number of seconds") from None


def _last_words(log: Path) -> str:
    """The last line of a dead spider's log, and where the rest stands."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return f"{lines[-1].strip() if lines else 'it said nothing'} (log: {log})"


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a spider's whole process group, where it still runs."""
    if process.poll() is None:
        os.killpg(process.pid, number)

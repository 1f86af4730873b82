"""The main job against the world server instead of the internet: the demo, and the real run on recorded answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from flows.leash import leashed

READY = "world ready at "
REPLAYED = {
    "no_brreg": {"since": "1990-01-01"},
    "us_co_business": {"since": "1900-01-01"},
    "us_ny_corporations": {"since": "1900-01-01"},
    "ru_egrul": {"since": "2025-11-01", "until": "2025-11-30"},
    "us_sec_form_d": {"since": "2020-01-01"},
    "ua_prozorro": {"since": "2026-10-01"},
    "gb_contracts_finder": {"since": "2026-09-01"},
    "ru_trudvsem": {"since": "2026-09-01"},
}
"""From when the recorded answers in a samples folder are: a crawl of the last 30 days would find few of them."""

REPLAYED_ON = "2026-10-12"
"""The day the lists of recorded answers are for, that of the newest recorded tender: counted from today all deadlines would be over."""


class WorldFailed(RuntimeError):
    """The world server did not start."""


@contextmanager
def world(arguments: Sequence[str], log: Path) -> Iterator[str]:
    """A world server as a child process on a free port; yields its address, and ends with the block.

    Raises WorldFailed with its last words where it does not come up.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as complaints:
        server = subprocess.Popen(
            leashed([sys.executable, "-m", "world", "--port", "0", *arguments]),
            stdout=subprocess.PIPE,
            stderr=complaints,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        if not line.startswith(READY):
            server.wait(10)
            said = [each for each in log.read_text().splitlines() if each.strip()][-1:]
            raise WorldFailed(f"the world server did not start: {line.strip() or ''.join(said)} (log: {log})")
        yield line.removeprefix(READY).split()[0]
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def rehost(url: str, feeds: str) -> None:
    """Let every request of this process and its children go to a world server."""
    os.environ["FIRSTCALL_REHOST"] = url
    os.environ["FIRSTCALL_NEWS_FEEDS"] = feeds
    os.environ.setdefault("FIRSTCALL_CONTACT", "demo@firstcall.example")


def demo_feeds() -> str:
    """The news feeds of the synthetic world, as FIRSTCALL_NEWS_FEEDS takes them."""
    return ",".join(
        (
            "https://www.interfax.ru/rss.asp RU ru",
            "https://ain.ua/feed/ UA uk",
            "https://www.epravda.com.ua/rss/ UA uk",
            "https://www.gov.uk/search/news-and-communications.atom GB en",
            "https://novyny.example/feed.json UA uk",
        )
    )


def replayed_feeds(url: str) -> str:
    """The feeds of a samples folder, as the replay server lists them."""
    listed = httpx.get(f"{url}/feeds.example/", trust_env=False, timeout=10).text.split()
    return ",".join(f"{feed} GB en" for feed in listed)

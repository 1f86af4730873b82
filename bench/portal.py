"""How fast the portal answers on a list of 200,000 leads, on SQLite and on PostgreSQL.

    python bench/portal.py [--leads 200000] [--users 20] [--pause 5] [--seconds 60] [--store sqlite] [--data FOLDER]

The real server (`firstcall portal`) and as many people as `--users`, who ask for pages of every kind: first and far ones, filters,
words that all leads have and words that one has. Two ways of asking, both said:

- *reading*: each reads a page for `--pause` seconds on average (half to one and a half of it, evenly) before the next;
- *without pause*: each asks for the next page as soon as it has the last, which measures the queue before two cores, not a page.

Server time is what the server says of itself (Server-Timing: `app` by the clock, `cpu` worked), beside a static file of the same
server, asked for in the same way in the same run. The readers run on the same cores as the server.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["FIRSTCALL_SECRET"] = "0b" * 32

PAGES = (
    "", "page=2", "page=40", "page=3000&after=149950", "band=A", "band=C&page=20", "region=UA-44", "industry=47", "signal=tender_won",
    "signal=tender_open&region=UA-41", "q=Ромашка", "q=Ромашка+{number}", "q={town}+тендер", "q=032{number:07}", "sort=deadline",
    "sort=fresh", "sort=name&page=9", "new=1", "band=B&region=UA-47&industry=43",
)  # fmt: skip
"""What is asked for: each page as often as any other."""
TOWNS = ("Львів", "Київ", "Одеса", "Харків", "Дніпро", "Полтава", "Суми", "Луцьк")
STATIC = "/static/portal.css"


@dataclass
class Times:
    """What readers met, in milliseconds."""

    own: list[float] = field(default_factory=list)
    """By the server's clock."""
    cpu: list[float] = field(default_factory=list)
    """Of these, worked on."""
    whole: list[float] = field(default_factory=list)
    """From the question to the last byte."""

    def add(self, answer: httpx.Response, whole: float) -> None:
        """Note one answer. Raises AssertionError where it is not a page."""
        if answer.status_code != 200:
            raise AssertionError(f"{answer.status_code} {answer.url}")
        took, worked = (float(part.partition("dur=")[2]) for part in answer.headers["Server-Timing"].split(","))
        self.own.append(took)
        self.cpu.append(worked)
        self.whole.append(whole)


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The portal on `data`, as an operator starts it; gives its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flows.cli", "portal", "--data", str(data), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _attempt in range(300):
            try:
                httpx.get(f"{address}{STATIC}")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def asked(paths: list[str], dice: random.Random) -> str:
    """One address, with a number and a town of its own where it has room for them."""
    return dice.choice(paths).format(number=dice.randint(1, 200_000), town=dice.choice(TOWNS))


def load(address: str, paths: list[str], sessions: list[str], seconds: float, pause: float) -> Times:
    """What so many people meet who read each page for `pause` seconds on average."""
    found = Times()
    until = time.monotonic() + seconds

    def user(number: int, session: str) -> None:
        dice = random.Random(number)  # noqa: S311
        with httpx.Client(base_url=address, cookies={"sessionid": session}, timeout=60) as client:
            time.sleep(dice.uniform(0, pause))
            while time.monotonic() < until:
                began = time.perf_counter()
                answer = client.get(asked(paths, dice))
                found.add(answer, (time.perf_counter() - began) * 1000)
                time.sleep(dice.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=user, args=(number, session)) for number, session in enumerate(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def told(label: str, pages: Times, static: Times, seconds: float) -> None:
    """One line of what was met, pages beside the static file."""
    print(
        f"{label}: {len(pages.own)} pages ({len(pages.own) / seconds:.1f}/s), "
        f"server time p50={median(pages.own):.1f} p95={p95(pages.own):.1f} ms, "
        f"cpu p50={median(pages.cpu):.1f} p95={p95(pages.cpu):.1f} ms, response p95={p95(pages.whole):.0f} ms; "
        f"static file p95: server {p95(static.own):.2f}, cpu {p95(static.cpu):.2f}, response {p95(static.whole):.1f} ms; "
        f"ratio of p95: server={p95(pages.own) / p95(static.own):.0f} cpu={p95(pages.cpu) / p95(static.cpu):.0f} "
        f"response={p95(pages.whole) / p95(static.whole):.1f}",
        flush=True,
    )


def p95(values: list[float]) -> float:
    """The value that 95 % stay under."""
    return quantiles(values, n=20)[18]


def measure(store: str, data: Path, chosen: argparse.Namespace) -> None:
    """Fill one database, serve it, and print how long pages take."""
    from bench.portal_list import fill, visitors
    from leads import decisions

    decisions.open_decisions(data)
    began = time.perf_counter()
    from leads.decisions import models

    known = models.PublishedList.objects.first()
    number = known.pk if known else fill(chosen.leads, 0)
    sessions = visitors(chosen.users)
    if store == "postgresql":
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    decisions.close_decisions()
    print(f"{store}: {chosen.leads} leads there after {time.perf_counter() - began:.0f} s", flush=True)
    paths = [f"/lists/{number}/?{page}" for page in PAGES]
    with served(data) as address:
        one = httpx.Client(base_url=address, cookies={"sessionid": sessions[1]}, timeout=60)
        alone = Times()
        dice = random.Random(0)  # noqa: S311
        slowest = []
        for path in paths:
            each = Times()
            for _time in range(5):
                each.add(one.get(asked([path], dice)), 0)
            alone.cpu += each.cpu
            slowest.append((median(each.cpu), path.partition("?")[2] or "(first)"))
        first = next(cpu for cpu, path in slowest if path == "(first)")
        worst = ", ".join(f"{path} {cpu:.0f}" for cpu, path in sorted(slowest, reverse=True)[:4])
        print(f"{store}: alone, median of 5, ms of CPU: first page {first:.1f}; slowest {worst}", flush=True)
        for label, pause, seconds in (
            ("reading", chosen.pause, chosen.seconds),
            ("without pause", 0, chosen.seconds / 5),
        ):
            static = load(address, [STATIC], sessions, seconds / 2, pause)
            pages = load(address, paths, sessions, seconds, pause)
            said = f"{store}: {chosen.users} people {label}" + (f" ({pause:g} s a page)" if pause else "")
            told(said, pages, static, seconds)


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--leads", type=int, default=200_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--pause", type=float, default=5, help="seconds that people read a page")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--data", type=Path, help="where the SQLite store is kept for the next run; default: nowhere")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = chosen.data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for store in chosen.store or ("sqlite", "postgresql"):
            if store == "postgresql" and not os.environ.get("DATABASE_URL"):
                from tests import postgres_server

                path = stack.enter_context(postgres_server.running())
                os.environ["DATABASE_URL"] = f"postgres://firstcall@/postgres?host={path}"
            measure(store, folder / store, chosen)


if __name__ == "__main__":
    main()

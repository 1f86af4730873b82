"""Pushing a list into real CRMs, beside a naive push of one record a request in the same run.

    python -m bench.crm [--leads 10000] [--naive 500] [--crm tryton] [--crm bottlecrm]

Each push goes to a fresh server of its own on loopback, one after the other. The naive push only creates: it keeps no links, asks
for nothing first, and would make everything twice. It is slow, so it gets fewer leads, and all is compared by lead. Seconds are
wall time, CPU is that of the server and of our process. The second push of the same list must write nothing and read at most
once per 100 leads. BottleCRM takes one record a call, so there the two differ only by what safety costs; its import of files
would be faster, but can carry no field for our id, and starts none of the automation that people set up for new leads.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from leads import decisions
from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.bottlecrm import BottleCrm
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Create, Crm
from pipelines.deliver.crm.tryton import Tryton
from pipelines.deliver.crm.wanted import wanted_of
from tests import bottlecrm_server, tryton_server
from tests.pipelines.deliver.samples import draft

READS_GOAL = 0.01
"""Requests per lead of a second push."""
PUSHES = 3
"""A call may get no answer within its minute on a busy machine; then the push is made again, as an operator would."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Place:
    """A fresh server, and how to connect to it."""

    process: int
    connect: Callable[[], Tryton | BottleCrm]


@dataclass(frozen=True)
class Measured:
    """What one push took."""

    what: str
    leads: int
    requests: int
    seconds: float
    cpu: float
    writes: int


@contextmanager
def tryton() -> Iterator[Place]:
    """A fresh Tryton."""
    with tempfile.TemporaryDirectory() as folder, tryton_server.running(Path(folder)) as server:
        yield Place(server.process, lambda: Tryton(server.url, server.user, server.password))


@contextmanager
def bottlecrm() -> Iterator[Place]:
    """A fresh BottleCRM with our custom field."""
    with bottlecrm_server.running() as server:
        field = {
            "target_model": "Lead",
            "key": "firstcall_id",
            "label": "Firstcall id",
            "field_type": "text",
            "is_filterable": True,
        }
        headers = {"Authorization": f"Bearer {server.token}"}
        httpx.post(f"{server.url}/api/custom-fields/", json=field, headers=headers, timeout=60).raise_for_status()
        yield Place(
            server.process,
            lambda: BottleCrm(Connection("bottlecrm", "bottlecrm", server.url, secrets={"token": server.token})),
        )


def naive(made: ListDraft, crm: Crm) -> int:
    """One request for each record, and nothing kept; gives how many were written."""
    crm.check()
    written = 0
    for wanted in wanted_of(made, "en", crm.kinds, crm.fit):
        parents: dict[str, str] = {}
        for kind in crm.kinds:
            our_id = wanted.lead.company_id if kind == COMPANY else wanted.lead.lead_id
            (crm_id,) = crm.create(kind, [Create(our_id, wanted.fields[kind], parents)])
            if kind != OPPORTUNITY:
                parents[kind] = str(crm_id)
            written += 1
    return written


def measure(what: str, leads: int, place: Place, work: Callable[[Crm], int]) -> Measured:
    """Do it, and see what it took."""
    crm = place.connect()
    began, cpu = time.monotonic(), _cpu(place.process)
    writes = work(crm)
    measured = Measured(what, leads, crm.requests, time.monotonic() - began, _cpu(place.process) - cpu, writes)
    crm.close()
    print(f"  {what}: {measured.seconds:.0f} s, {measured.requests} requests", file=sys.stderr, flush=True)
    return measured


def _cpu(process: int) -> float:
    """CPU seconds of a server with its workers, and of ourselves."""
    total = time.process_time()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if process in (int(stat.parent.name), int(fields[1])):
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total


def run(name: str, leads: int, few: int) -> list[Measured]:
    """The naive push, then ours twice."""
    servers = {"tryton": tryton, "bottlecrm": bottlecrm}
    made = draft(leads)

    def ours(crm: Crm) -> int:
        writes = 0
        for _attempt in range(PUSHES):
            report = push(made, crm, approved=True, progress=lambda said: print(f"    {said}", file=sys.stderr))
            writes += report.writes
            if report.complete:
                return writes
            print(f"  pushing again: {report.as_line()}", file=sys.stderr, flush=True)
        raise SystemExit(report.as_line())

    with servers[name]() as place:
        results = [measure("naive", few, place, lambda crm: naive(draft(few), crm))]
    with tempfile.TemporaryDirectory() as folder, servers[name]() as place:
        decisions.open_decisions(Path(folder))
        results += [measure("Firstcall", leads, place, ours), measure("Firstcall again", leads, place, ours)]
        decisions.close_decisions()
    return results


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=10_000)
    parser.add_argument("--naive", type=int, default=500)
    parser.add_argument("--crm", action="append", choices=["tryton", "bottlecrm"])
    given = parser.parse_args()
    good = True
    for name in given.crm or ["tryton", "bottlecrm"]:
        print(f"{name}, {given.leads} leads", file=sys.stderr, flush=True)
        results = run(name, given.leads, given.naive)
        table = Table(
            "push", "leads", "requests/lead", "seconds", "ms/lead", "CPU ms/lead", "writes", "time to naive", title=name
        )
        plain = results[0].seconds / results[0].leads
        for each in results:
            by_lead = each.seconds / each.leads
            figures = (each.requests / each.leads, each.seconds, 1000 * by_lead, 1000 * each.cpu / each.leads)
            requests, seconds, wall, cpu = (f"{figure:.4g}" for figure in figures)
            table.add_row(
                each.what, str(each.leads), requests, seconds, wall, cpu, str(each.writes), f"{by_lead / plain:.3f}"
            )
        Console(width=110).print(table)
        again = results[-1]
        good &= again.writes == 0 and again.requests <= max(10, READS_GOAL * given.leads)
    print("second push: no writes, at most one request per 100 leads: " + ("yes" if good else "NO"))
    sys.exit(not good)


if __name__ == "__main__":
    main()

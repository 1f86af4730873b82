"""Two pushes in two processes: at once, or after one was killed, nothing is made twice in any CRM."""

from __future__ import annotations

import csv
import os
import select
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.protocol import OPPORTUNITY
from tests.crm_fakes.office import Office
from tests.crm_fakes.stand_in import StandIn
from tests.pipelines.deliver.crm.gate import Gate
from tests.pipelines.deliver.crm.pushing import each_once
from tests.pipelines.deliver.samples import draft

ROOT = Path(__file__).parents[4]
PATIENCE = 60.0


class Pusher:
    """Another process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipelines.deliver.crm.pusher"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
        )  # fmt: skip

    def fileno(self) -> int:
        """Where it speaks, for select."""
        assert self.process.stdout is not None
        return self.process.stdout.fileno()

    def prepare(self, data: Path, connection: Connection, leads: int, port: int = 0) -> None:
        """Let it open its connection."""
        environment = {"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {}
        self._send(
            {
                "data": str(data), "environment": environment, "name": connection.name, "adapter": connection.adapter,
                "url": connection.url, "options": dict(connection.options), "secrets": dict(connection.secrets),
                "leads": leads, "port": port,
            }
        )  # fmt: skip
        assert self.said() == {"ready": True}

    def go(self) -> None:
        """Let it push."""
        self._send({})

    def said(self) -> dict[str, Any]:
        """Its next line."""
        assert self.process.stdout is not None
        assert select.select([self], [], [], PATIENCE)[0], "it says nothing"
        said: dict[str, Any] = orjson.loads(self.process.stdout.readline())
        return said

    def end(self) -> None:
        """Kill it, as kill -9 does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def _send(self, line: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(orjson.dumps(line) + b"\n")
        self.process.stdin.flush()


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[Pusher, Pusher]]:
    pair = Pusher(), Pusher()
    yield pair
    for each in pair:
        each.end()


@pytest.fixture
def gate(office: Office) -> Iterator[Gate]:
    if isinstance(office, StandIn):
        office.limit = (1_000_000, 1.0)  # type: ignore[misc]  # each process has a clock of its own
    with Gate(office.weather) as made:
        yield made


def test_two_processes_at_once_make_nothing_twice(
    data: Path, office: Office, gate: Gate, two: tuple[Pusher, Pusher]
) -> None:
    """One gets the CRM, whichever is first; the other is told so, and finds nothing to do later."""
    made, records = draft(4), 4 * len(office.kinds)
    for each in two:
        each.prepare(data, office.connection(), len(made.leads), gate.port)
    for each in two:
        each.go()
    (first, *_), _, _ = select.select(two, [], [], PATIENCE)
    refused, pushing = two if first is two[0] else two[::-1]
    assert f"Another push to {office.name} is running (process " in refused.said()["refused"]
    assert not office.rows(OPPORTUNITY), "the other has not written yet"
    gate.open.set()
    told = pushing.said()
    assert (told["created"], told["complete"]) == (records, True), told
    assert each_once(office, made)
    refused.prepare(data, office.connection(), len(made.leads), gate.port)
    refused.go()
    told = refused.said()
    assert (told["created"], told["unchanged"]) == (0, records), told
    assert each_once(office, made)


@pytest.mark.parametrize("office", ["tryton", "espo", "hubspot"], indirect=True)
def test_a_process_killed_before_its_first_answer_is_taken_over(data: Path, office: Office, gate: Gate) -> None:
    """kill -9 when the CRM has carried a call out and said nothing: another process adopts, at once."""
    made = draft(4)
    killed, heir = Pusher(), Pusher()
    try:
        killed.prepare(data, office.connection(), len(made.leads), gate.port)
        gate.swallow = lambda: any(office.rows(kind) for kind in office.kinds)
        gate.open.set()
        killed.go()
        assert gate.swallowed.wait(PATIENCE)
        killed.end()
        heir.prepare(data, office.connection(), len(made.leads), gate.port)
        heir.go()
        told = heir.said()
        assert told["complete"] and told["adopted"] >= 1, told
        assert told["created"] + told["adopted"] == len(made.leads) * len(office.kinds)
        assert each_once(office, made)
    finally:
        heir.end()
        if killed.process.poll() is None:
            killed.end()


def test_two_processes_drop_each_lead_into_one_file(store: Path, tmp_path: Path, two: tuple[Pusher, Pusher]) -> None:
    """A folder of files tells nobody what it has: only the lease keeps them apart, on SQLite and on PostgreSQL."""
    folder, leads = tmp_path / "drop", 40
    connection = Connection("files", "csv", options={"folder": str(folder)})
    for each in two:
        each.prepare(store, connection, leads)
    for each in two:
        each.go()
    told = [each.said() for each in two]
    assert sum(each.get("created", 0) for each in told) == leads, told
    files = [file.read_text("utf-8").splitlines(keepends=True) for file in sorted(folder.glob("*.csv"))]
    rows = [row["id"] for lines in files for row in csv.DictReader(lines)]
    assert Counter(rows) == Counter(lead.lead_id for lead in draft(leads).leads)

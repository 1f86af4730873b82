"""kill -9 at any moment: nothing half-written is ever seen, and the next night ends as if nothing had happened."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import orjson
import pytest

from leads import decisions
from leads.landing import Landing
from tests.flows.running import SMALL, TODAY, Desk

REBUILDS, CRAWLS = 12, 8
"""Kills of nights that work through what was landed, and of nights that crawl."""


@contextmanager
def killed_after(desk: Desk, seconds: float, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A night that is killed without warning after so many seconds, if it still runs then."""
    process = desk.start("night", *SMALL, *options)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    yield process
    assert process.stdout is not None
    process.stdout.close()


def of_this_desk(desk: Desk) -> list[int]:
    """Processes that work on the desk's data."""
    mark = f"FIRSTCALL_DATA={desk.data}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0") and (entry / "stat").read_text().split()[2] != "Z":
                found.append(int(entry.name))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return found


def all_gone(desk: Desk, within: float = 20) -> bool:
    """Whether every process of the desk ends in time."""
    until = time.monotonic() + within
    while of_this_desk(desk):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def look(desk: Desk) -> None:
    """Look at everything a reader can see, as a reader does: each thing is whole or not there."""
    for path in (desk.data / "facts").glob("*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as facts:
            tables = {name for (name,) in facts.execute("SHOW TABLES").fetchall()}
            assert {"listings", "companies", "leads"} <= tables
            [(companies,), (leads,)] = facts.execute(
                "SELECT count(*) FROM companies UNION ALL SELECT count(*) FROM leads"
            ).fetchall()
            assert companies and leads
    for name, content in desk.lists().items():
        if name.endswith(".json"):
            assert orjson.loads(content)["leads"]
        else:
            assert content.endswith(b"\n") and content.count(b"\n") > 3
    for manifest in Landing(str(desk.data / "landing")).manifests():
        assert sum(1 for _ in Landing(str(desk.data / "landing")).lines(manifest)) == manifest.listings
    decisions.open_decisions(desk.data)
    try:
        for published in decisions.models.PublishedList.objects.all():
            assert published.leads.count() == published.size
    finally:
        decisions.close_decisions()


@pytest.fixture
def measured(worked: Desk, tmp_path: Path) -> tuple[Desk, float]:
    """A desk with landed crawls and nothing made of them, and how long an undisturbed night takes over them."""
    shutil.copytree(worked.folder, tmp_path / "measure")
    other = Desk(tmp_path / "measure", worked.rehost)
    for each in (worked, other):
        shutil.rmtree(each.data / "facts")
        shutil.rmtree(each.data / "lists")
        (each.data / "decisions.sqlite3").unlink()
    began = time.monotonic()
    assert other.run("night", "--no-crawl", *SMALL).code == 0
    return worked, time.monotonic() - began


def test_nights_killed_at_random_and_taken_up_again(
    measured: tuple[Desk, float], small_night: tuple[Desk, object]
) -> None:
    desk, whole = measured
    dice = random.Random(20261122)
    ended = []
    for share in (dice.uniform(0.05, 1.0) for _ in range(REBUILDS)):
        with killed_after(desk, share * whole, "--no-crawl") as process:
            ended.append(process.returncode)
        assert all_gone(desk)
        look(desk)
    assert ended.count(-signal.SIGKILL) >= REBUILDS // 2, ended
    assert desk.run("night", "--no-crawl", *SMALL).code == 0
    assert desk.lists() == small_night[0].lists()
    assert not list((desk.data / "facts").glob("*.part*")) and not list((desk.data / "lists").rglob(".*"))


def test_nights_killed_while_they_crawl(fresh: Desk, small_night: tuple[Desk, object]) -> None:
    dice = random.Random(7)
    for seconds in (dice.uniform(1.0, 6.0) for _ in range(CRAWLS)):
        with killed_after(fresh, seconds):
            pass
        assert all_gone(fresh), "spiders outlive a killed night"
        look(fresh)
    assert fresh.run("night", *SMALL).code == 0

    def said(desk: Desk) -> list[tuple[object, ...]]:
        """What a list says, without when it was fetched and into which file."""
        leads = desk.leads()
        return [
            (lead["rank"], lead["name"], lead["points"], lead["numbers"], [r["text"] for r in lead["reasons"]])
            for lead in leads
        ]

    assert said(fresh) == said(small_night[0])
    assert not list((fresh.data / "landing").rglob("*.part"))
    assert f"{TODAY}/everybody.csv" in fresh.lists()

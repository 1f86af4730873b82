"""Ctrl-C, SIGTERM, killed and hanging spiders: the night ends in one sentence or goes on, and no process is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leads import decisions
from leads.landing import Landing
from tests.flows.running import SMALL, TODAY, Desk, desk
from tests.flows.test_kills import all_gone, of_this_desk
from world.serve import Running

PATIENCE = 60


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kept: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    kept.append(listening.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in kept:
            each.close()


def spiders(of: Desk) -> list[int]:
    """Spiders of a desk that are past their start: they have opened their crawl's file."""
    parts = {path.parent.name for path in (of.data / "landing").glob("*/*.jsonl.gz.part")}
    found = []
    for number in of_this_desk(of):
        try:
            words = Path(f"/proc/{number}/cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "crawl" in words and words[words.index("crawl") + 1] in parts:
            found.append(number)
    return found


@contextmanager
def crawling(of: Desk, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A night whose two spiders are at work."""
    process = of.start("night", *SMALL, **more)
    try:
        until = time.monotonic() + PATIENCE
        while len(spiders(of)) < 2:
            assert process.poll() is None and time.monotonic() < until, "the spiders do not start"
            time.sleep(0.05)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize(("number", "called"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")])
def test_stopped_in_the_middle_of_crawling(tmp_path: Path, silent: str, number: signal.Signals, called: str) -> None:
    stopped = desk(tmp_path / "desk", silent)
    with crawling(stopped, FIRSTCALL_GRACE_SECONDS="3") as process:
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.strip().splitlines()[-1].startswith(f"firstcall: stopped by {called}"), said
    assert "Traceback" not in said
    assert all_gone(stopped)
    assert stopped.lists() == {} and not (stopped.data / "facts").exists()
    decisions.open_decisions(stopped.data)
    record = decisions.models.RunRecord.objects.get()
    decisions.close_decisions()
    assert record.exit_code == 1 and f"stopped by {called}" in record.verdict


def test_stopped_spiders_seal_what_they_have(tmp_path: Path, world: Running) -> None:
    stopped = desk(tmp_path / "desk", world.url)
    world.fault("data.brreg.no", "slow")
    world.fault("www.contractsfinder.service.gov.uk", "slow")
    try:
        with crawling(stopped) as process:
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=PATIENCE)
    finally:
        for host in ("data.brreg.no", "www.contractsfinder.service.gov.uk"):
            world.fault(host, "none")
    assert process.returncode == 1, said
    sealed = Landing(str(stopped.data / "landing")).manifests()
    assert {manifest.source for manifest in sealed} == {"no_brreg", "gb_contracts_finder"}
    assert [manifest.outcome for manifest in sealed] != ["complete", "complete"]
    assert all((manifest.state or {}).get("day", "") < TODAY for manifest in sealed if manifest.outcome != "complete")
    assert all_gone(stopped)


def test_stopped_while_it_works_through_the_facts(worked: Desk) -> None:
    before = worked.lists()
    process = worked.start("night", "--no-crawl", *SMALL)
    until = time.monotonic() + PATIENCE
    while not list((worked.data / "facts").glob("*.part")):
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.strip().splitlines()[-1].startswith("firstcall: stopped by Ctrl-C"), said
    assert "Traceback" not in said
    assert all_gone(worked)
    assert worked.lists() == before and not list((worked.data / "facts").glob("*.part*"))


def test_a_spider_that_is_killed_costs_only_its_source(worked: Desk, world: Running) -> None:
    """Yesterday's crawl of it is still fresh enough, but tonight's died: the night says so."""
    world.fault("data.brreg.no", "slow")
    world.fault("www.contractsfinder.service.gov.uk", "slow")
    try:
        with crawling(worked) as process:
            [victim] = [each for each in spiders(worked) if b"no_brreg" in Path(f"/proc/{each}/cmdline").read_bytes()]
            os.kill(victim, signal.SIGKILL)
            said, _ = process.communicate(timeout=PATIENCE * 2)
    finally:
        for host in ("data.brreg.no", "www.contractsfinder.service.gov.uk"):
            world.fault(host, "none")
    assert process.returncode == 3, said
    assert "no_brreg: was killed (SIGKILL) and sealed nothing" in said
    assert "1 of 2 sources ok: no_brreg is degraded" in said
    assert {lead["country"] for lead in worked.leads()} == {"NO", "GB"}


def test_a_hanging_spider_is_asked_to_stop_and_then_killed(tmp_path: Path, silent: str) -> None:
    hanging = desk(tmp_path / "desk", silent)
    done = hanging.run("night", *SMALL, FIRSTCALL_CRAWL_SECONDS="3", FIRSTCALL_GRACE_SECONDS="1")
    assert done.code == 3, done.err
    assert "no_brreg: hung and was killed after 4 s and sealed nothing" in done.err
    assert all_gone(hanging)


def test_a_slow_spider_seals_what_it_has_when_its_time_is_over(fresh: Desk, world: Running) -> None:
    world.fault("data.brreg.no", "slow")
    try:
        done = fresh.run("night", "--source", "no_brreg", FIRSTCALL_CRAWL_SECONDS="1")
    finally:
        world.fault("data.brreg.no", "none")
    assert done.code == 3, done.err
    [manifest] = Landing(str(fresh.data / "landing")).manifests()
    assert "closespider_timeout" in manifest.reason
    assert (manifest.state or {}).get("day", "") < TODAY, "it may not claim days it has not walked"

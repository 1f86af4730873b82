"""The same night under Prefect: on its ephemeral API, on a server, and by a schedule that is seen to fire."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.schedule import free_port, prefect_server
from leads import decisions
from tests.flows.running import SMALL, Desk, Done

DEADLINE = 180


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a Prefect server of our own."""
    with prefect_server(tmp_path_factory.mktemp("prefect"), free_port(), lambda _text: None) as url:
        yield url


def flow_runs(url: str) -> list[tuple[str, bool]]:
    """State and origin (whether a schedule made it) of each run of a night the server knows."""
    found = httpx.post(f"{url}/flow_runs/filter", json={}, timeout=30, trust_env=False).json()
    return [(run["state_type"], run["auto_scheduled"]) for run in found]


def same(left: Desk, right: Desk) -> bool:
    """Whether two desks have the same list, but for when and into which file it was crawled."""
    return [(lead["name"], lead["points"]) for lead in left.leads()] == [
        (lead["name"], lead["points"]) for lead in right.leads()
    ]


def test_on_the_ephemeral_api(fresh: Desk, small_night: tuple[Desk, Done]) -> None:
    done = fresh.run("night", "--prefect", *SMALL)
    assert done.code == 0, done.err
    assert done.out.strip().endswith("OK: 1 of 1 lists published, safe to use; all 2 sources ok")
    assert same(fresh, small_night[0])


def test_against_a_server(fresh: Desk, server: str, small_night: tuple[Desk, Done]) -> None:
    done = fresh.run("night", "--prefect", *SMALL, PREFECT_API_URL=server)
    assert done.code == 0, done.err
    assert ("COMPLETED", False) in flow_runs(server)
    assert same(fresh, small_night[0])


def test_a_night_that_fails_under_prefect_says_one_sentence(worked: Desk, server: str) -> None:
    shutil.rmtree(worked.data / "landing")
    done = worked.run("night", "--prefect", "--no-crawl", *SMALL, PREFECT_API_URL=server, FIRSTCALL_TODAY="")
    assert done.code == 2
    assert any(line.startswith("firstcall: nothing was ever landed") for line in done.err.splitlines()), done.err
    assert ("FAILED", False) in flow_runs(server)


def test_the_schedule_fires_by_itself(worked: Desk, server: str) -> None:
    """Nobody but the clock starts this night; it is waited for, not slept for."""
    decisions.open_decisions(worked.data)
    try:
        before = decisions.models.RunRecord.objects.count()
        process = worked.start("schedule", "--every", "5", *SMALL, PREFECT_API_URL=server)
        try:
            until = time.monotonic() + DEADLINE
            ended = decisions.models.RunRecord.objects.exclude(ended_at=None)
            while ended.count() <= before:
                assert process.poll() is None, process.communicate()[0]
                assert time.monotonic() < until, "no night ended in time"
                time.sleep(0.2)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        newest = ended.order_by("-id").last()
    finally:
        decisions.close_decisions()
    assert newest is not None and newest.verdict.startswith("OK"), newest
    assert any(by_schedule for _state, by_schedule in flow_runs(server))


def test_a_server_that_does_not_come_up_is_one_sentence(fresh: Desk) -> None:
    (fresh.data).mkdir(parents=True)
    Path(fresh.data / "prefect").write_text("not a folder")
    done = fresh.run("schedule", "--port", str(free_port()))
    assert done.code == 1
    assert done.sentence.startswith("firstcall: ") and "prefect" in done.sentence
    assert "Traceback" not in done.err

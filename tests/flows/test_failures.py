"""What goes wrong at an operator's desk: one clear sentence, the documented exit code, and nothing half-written."""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows import failures
from leads import decisions
from tests.flows.running import BIN, SMALL, Desk, Done, desk
from world.serve import Running


def one_sentence(done: Done, code: int, *words: str) -> None:
    """The command ended with this code, and its last line alone says why."""
    assert done.code == code, done.out + done.err
    assert done.sentence.startswith("firstcall: "), done.err
    for word in words:
        assert word in done.sentence, done.sentence
    assert "Traceback" not in done.err + done.out


@contextmanager
def holding(code: str, *arguments: str) -> Iterator[None]:
    """Another process that holds something until the block ends; `code` prints a line when it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdin is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.communicate("\n")


def test_every_named_error_exists() -> None:
    for name in failures.KNOWN:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(importlib.import_module(module), kind), Exception), name


def test_a_bad_profile_names_file_line_and_the_word_meant(fresh: Desk) -> None:
    path = fresh.profiles / "everybody.toml"
    path.write_text(path.read_text().replace("newly_seen", "newly_sean"))
    done = fresh.run("night", *SMALL)
    one_sentence(done, 2, "everybody.toml line", "newly_sean", "did you mean 'newly_seen'?")
    assert not fresh.data.exists()


def test_a_missing_profiles_folder(fresh: Desk) -> None:
    shutil.rmtree(fresh.profiles)
    one_sentence(fresh.run("night", *SMALL), 2, "there is no folder", str(fresh.profiles))
    assert not fresh.data.exists()


def test_an_unknown_source_a_bad_day_and_a_bad_since(fresh: Desk) -> None:
    one_sentence(fresh.run("night", "--source", "no_breg"), 2, "no source 'no_breg'", "did you mean 'no_brreg'?")
    one_sentence(fresh.run("night", "--day", "21.11.2026"), 2, "'21.11.2026' is not a day", "2026-11-21")
    one_sentence(fresh.run("night", "--since", "no_brreg"), 2, "--since SOURCE=VALUE")
    one_sentence(fresh.run("night", "--since", "no_brreg=monday"), 2, "'monday' is not a day")
    one_sentence(fresh.run("schedule", "--cron", "at four"), 2, "'at four' is no cron line", "0 4 * * *")
    one_sentence(fresh.run("schedule", "--timezone", "Kiew"), 2, "no time zone 'Kiew'")
    assert not fresh.data.exists()


def test_nothing_was_ever_landed(fresh: Desk) -> None:
    one_sentence(fresh.run("night", "--no-crawl", FIRSTCALL_TODAY=""), 2, "nothing was ever landed")


def test_a_landing_that_cannot_be_used(fresh: Desk) -> None:
    one_sentence(fresh.run("night", *SMALL, FIRSTCALL_LANDING="nonsense://bucket"), 2, "nonsense://bucket")


def test_a_file_where_the_data_folder_should_be(fresh: Desk) -> None:
    fresh.data.write_text("a file")
    done = fresh.run("night", *SMALL)
    assert done.code == 1 and "Traceback" not in done.err and str(fresh.data) in done.sentence


def test_a_list_nobody_published(worked: Desk) -> None:
    one_sentence(worked.run("list", "everyone"), 2, "no list of 'everyone'", "everybody")
    pushed = worked.run("crm", "push", "everyone", FIRSTCALL_TRYTON_URL="http://127.0.0.1:9/tryton")
    one_sentence(pushed, 2, "no list of 'everyone'")


def test_a_crm_that_is_not_set_up(worked: Desk) -> None:
    one_sentence(worked.run("crm", "push", "everybody"), 1, "crm.toml", "docs/crm.md")


def test_a_suppression_of_nothing_known(worked: Desk) -> None:
    one_sentence(worked.run("suppress", "fax", "123"), 2, "'fax'", "phone")


def test_decisions_locked_by_another_process(worked: Desk) -> None:
    before = worked.lists()
    lock = (
        "import sqlite3, sys; con = sqlite3.connect(sys.argv[1], isolation_level=None); con.execute('BEGIN EXCLUSIVE');"
        "print('held', flush=True); sys.stdin.readline()"
    )
    with holding(lock, str(worked.data / "decisions.sqlite3")):
        done = worked.run("night", "--no-crawl", *SMALL, FIRSTCALL_BUSY_SECONDS="0.5")
    one_sentence(done, 1, "locked")
    assert worked.lists() == before


HOLD_FACTS = (
    "import duckdb, sys; con = duckdb.connect(sys.argv[1]); con.execute('CREATE TABLE mine (i INT)');"
    "print('held', flush=True); sys.stdin.readline()"
)


def test_facts_locked_by_another_process_disturb_no_night(worked: Desk) -> None:
    before = worked.lists()
    with holding(HOLD_FACTS, str(worked.data / "facts" / "NO.duckdb")):
        one_sentence(worked.run("rejects"), 1, "the facts are in use by another process")
        assert worked.run("night", "--no-crawl", *SMALL).code == 0
    assert worked.lists() == before


def test_a_second_night_at_the_same_time(worked: Desk) -> None:
    lock = (
        "import fcntl, sys; handle = open(sys.argv[1], 'a+'); fcntl.flock(handle, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.readline()"
    )
    with holding(lock, str(worked.data / "night.lock")):
        one_sentence(worked.run("night", *SMALL), 1, "another night is running (process ", "wait for it or stop it")


@pytest.fixture
def unreachable() -> Iterator[str]:
    """An address on loopback that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening: connections are refused
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_every_source_unreachable(tmp_path: Path, unreachable: str) -> None:
    nowhere = desk(tmp_path / "desk", unreachable)
    done = nowhere.run("night", *SMALL)
    assert done.code == 3, done.err
    assert done.out.startswith(
        "NOT ALL NEW: 0 of 1 lists published, there is none yet for everybody; 0 of 2 sources ok: "
    )
    assert "no_brreg is broken" in done.out and "gb_contracts_finder is broken" in done.out
    assert nowhere.lists() == {}


def test_one_source_refuses_and_the_list_says_which(fresh: Desk, world: Running) -> None:
    world.fault("data.brreg.no", "503")
    try:
        done = fresh.run("night", *SMALL)
    finally:
        world.fault("data.brreg.no", "none")
    assert done.code == 3, done.err
    assert done.out.startswith(
        "OK with stale sources: 1 of 1 lists published, safe to use; 1 of 2 sources ok: no_brreg is broken"
    )
    assert {lead["country"] for lead in fresh.leads()} == {"GB"}


def test_every_source_dead_keeps_yesterdays_list(worked: Desk, unreachable: str) -> None:
    before = worked.lists()
    done = worked.run("night", *SMALL, FIRSTCALL_REHOST=unreachable)
    assert done.code == 3, done.err
    assert "no_brreg is broken" in done.out
    assert worked.lists() == before


def test_a_disk_quota_like_fault_leaves_nothing_half_written(worked: Desk) -> None:
    """A limit on the size of files stops the facts in the middle of being written."""
    before, facts = worked.lists(), {path: path.read_bytes() for path in (worked.data / "facts").iterdir()}
    done = subprocess.run(
        [str(BIN / "firstcall"), "night", "--no-crawl", *SMALL], capture_output=True, text=True, check=False,
        env=worked.environment(), cwd=worked.folder,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000)),
    )  # fmt: skip
    one_sentence(Done(done.returncode, done.stdout, done.stderr), 1, "run it again when that is mended")
    assert worked.lists() == before
    assert {path: path.read_bytes() for path in (worked.data / "facts").iterdir()} == facts
    assert worked.run("night", "--no-crawl", *SMALL).code == 0
    assert worked.lists() == before


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A file system of 1 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a tiny disk")
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True, check=False
        )
        if made.returncode:
            pytest.skip(f"no tiny disk can be mounted here: {made.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk(fresh: Desk, tiny_disk: Path) -> None:
    done = fresh.run("night", *SMALL, FIRSTCALL_DATA=str(tiny_disk / "data"))
    one_sentence(done, 1, "no space left on the disk")
    assert not list((tiny_disk / "data").glob("facts/*")) and not list((tiny_disk / "data").glob("lists/*/*"))


def test_a_reader_that_goes_away_is_no_fault(fresh: Desk) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        done = subprocess.run(
            [BIN / "firstcall", "sources"], stdout=gone, stderr=subprocess.PIPE, env=fresh.environment(), text=True
        )
    assert (done.returncode, done.stderr) == (failures.FAILED, "")


def test_a_fault_of_ours_keeps_its_traceback_in_a_file(worked: Desk) -> None:
    """A store in which somebody dropped a table is nothing an operator did."""
    with sqlite3.connect(worked.data / "decisions.sqlite3") as store:
        store.execute("UPDATE leads_publishedlist SET title = '\"not a mapping\"'")
    store.close()
    done = worked.run("list")
    one_sentence(done, 1, "a fault of Firstcall itself", "last-error.txt")
    assert "Traceback" in (worked.data / "logs" / "last-error.txt").read_text()
    decisions.close_decisions()

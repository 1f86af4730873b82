"""A throw-away PostgreSQL for tests, from the programs that are installed here; it listens on a Unix socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class UnavailableError(Exception):
    """PostgreSQL cannot be started here; the message says why."""


@contextmanager
def running() -> Iterator[str]:
    """Start a server; gives the folder of its socket. Raises UnavailableError where there are no programs for it."""
    programs = _programs()
    # A socket's path may hold 107 characters, and the server's own user must reach it: not under pytest's folder.
    folder = Path(tempfile.mkdtemp(prefix="firstcall-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        store = folder / "data"
        _run(
            programs / "initdb", "-D", store, "-U", "firstcall", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run(programs / "pg_ctl", "-D", store, "-o", settings, "-l", folder / "log", "-w", "start")
        try:
            yield str(folder)
        finally:
            _run(programs / "pg_ctl", "-D", store, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not folders:
        raise UnavailableError("PostgreSQL's server programs (initdb, pg_ctl) are not installed.")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        raise UnavailableError("PostgreSQL does not run as root, and there is no runuser to run it as somebody else.")
    return folders[0]


def _run(*command: object) -> None:
    words = [str(part) for part in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    with tempfile.TemporaryFile("w+") as said:
        # Not a pipe: the server inherits it and would keep it open for ever.
        done = subprocess.run(words, stdout=said, stderr=said, cwd="/tmp", check=False)
        if done.returncode:
            said.seek(0)
            raise UnavailableError(f"{Path(str(command[0])).name} failed: {said.read()[-500:]}")

"""The real server for tests, as `firstcall portal` serves it, on a loopback port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(folder: Path, more: Mapping[str, str] | None = None, port: int | None = None) -> Iterator[str]:
    """The portal on the store of a folder, with more environment; gives its address."""
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "portal",
        "--data",
        str(folder),
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, env=environment | dict(more or {})
        )
    try:
        answering(port, server, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def answering(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server takes connections."""
    for _attempt in range(600):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    pytest.fail(f"the server did not answer: {log.read_text()}")

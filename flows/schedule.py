"""Serve the night by cron through Prefect, with a Prefect server of our own or against PREFECT_API_URL.

`flow.serve` on Prefect's ephemeral API never fires a schedule (seen with 3.8.8), so a server is started as a child first, and
PREFECT_API_URL is set before prefect is imported.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx

from flows.failures import WrongUse
from flows.leash import leashed

SERVER_SECONDS = 180
"""A busy machine needs up to 30 s for a new server; this is the end of patience."""


CRON_FIELDS = 5
NO_CRON = "{!r} is no cron line; write it as '0 4 * * *': minute, hour, day, month, day of the week"


class ServerFailed(RuntimeError):
    """The Prefect server did not come up."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def prefect_server(home: Path, port: int, progress: Callable[[str], None]) -> Iterator[str]:
    """A Prefect server on loopback with its database under `home`; yields its API URL, and ends with the block.

    Raises ServerFailed when it does not answer in time, with where its log is.
    """
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    environment = os.environ | {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_UI_ENABLED": os.environ.get("PREFECT_UI_ENABLED", "true"),
    }
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    progress(f"starting a Prefect server on 127.0.0.1:{port}")
    with log.open("ab") as output:
        server = subprocess.Popen(
            leashed(command),
            env=environment,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}/api"
        _wait_healthy(server, url, log)
        yield url
    finally:
        _end(server)


def _wait_healthy(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise ServerFailed(f"the Prefect server ended at once (exit {server.returncode}); see {log}")
        try:
            if httpx.get(f"{url}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise ServerFailed(f"the Prefect server did not answer within {SERVER_SECONDS} s; see {log}")


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def serve(
    when: str | timedelta,
    timezone: str,
    options: dict[str, Any],
    data: Path,
    port: int,
    progress: Callable[[str], None],
) -> None:
    """Serve the night until interrupted, against PREFECT_API_URL or with a server of our own.

    `when` is a cron line, read in `timezone`, or the time from one start to the next. Raises WrongUse where either cannot be read.
    """
    _check(when, timezone)
    if os.environ.get("PREFECT_API_URL"):
        _serve(when, timezone, options, progress)
        return
    with prefect_server(data / "prefect", port, progress) as url:
        os.environ["PREFECT_API_URL"] = url
        os.environ["PREFECT_HOME"] = str(data / "prefect")
        _serve(when, timezone, options, progress)


def _serve(when: str | timedelta, timezone: str, options: dict[str, Any], progress: Callable[[str], None]) -> None:
    # prefect reads its settings when it is imported: not before PREFECT_API_URL is known
    from prefect.schedules import Cron, Interval

    from flows.orchestrated import night

    try:
        schedule = Cron(when, timezone=timezone) if isinstance(when, str) else Interval(when, timezone=timezone)
    except ValueError:
        raise WrongUse(NO_CRON.format(when)) from None
    told = f"at cron {when!r} ({timezone})" if isinstance(when, str) else f"every {when.total_seconds():.0f} s"
    progress(f"serving the night {told} on {os.environ['PREFECT_API_URL']}; stop with Ctrl-C")
    # one night at a time: another one would only be refused
    night.serve(name="nightly", schedule=schedule, parameters={"options": options}, pause_on_shutdown=False, limit=1)


def _check(when: str | timedelta, timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongUse(f"there is no time zone {timezone!r}; write it as Europe/Kyiv") from None
    if isinstance(when, str) and len(when.split()) != CRON_FIELDS:
        raise WrongUse(NO_CRON.format(when))

"""A real BottleCRM 1.35 for tests: installed once into `.bottlecrm/` with uv, its database made from a dump.

`python -m tests.bottlecrm_server` prepares `.bottlecrm/` the first time, and does nothing afterwards. Needs a Python 3.12 or
later, and PostgreSQL's programs; says so in a line where they are missing. Its migrations take four minutes of CPU, so what
they leave behind is kept beside this file; `--pack` makes that anew.
"""

from __future__ import annotations

import fcntl
import lzma
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from tests import postgres_server

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".bottlecrm"
BIN = HOME / "venv" / "bin"
TEMPLATE = HOME / "template.sql"
TOKEN = HOME / "token"
PACKED = Path(__file__).with_name("bottlecrm-1.35.0.sql.xz")
"""The empty database after all migrations, as pg_dump writes it; BottleCRM's own (MIT)."""
PACKAGES = ("django-crm==1.35.0", "packaging")
"""The wheel forgets to ask for `packaging`."""

BOOTSTRAP = """
from django.contrib.auth import get_user_model
from common.models import Org, PersonalAccessToken, Profile
user = get_user_model().objects.create_superuser(email="olena@example.org", password="a password for tests")
org = Org.objects.create(name="Our firm")
profile = Profile.objects.create(user=user, org=org, role="ADMIN", is_organization_admin=True)
print("TOKEN", PersonalAccessToken.generate(profile, "tests")[0])
"""


class UnavailableError(Exception):
    """BottleCRM cannot be had here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running BottleCRM with one organisation, one administrator and her token."""

    url: str
    token: str
    process: int = 0
    socket: str = ""
    """Folder of its database's socket."""

    def clear(self) -> None:
        """Delete all leads and what came of them: by requests that takes longer than the tests."""
        with psycopg.connect(host=self.socket, user="firstcall", dbname="postgres", autocommit=True) as database:
            database.execute("TRUNCATE lead, opportunity, accounts, contacts CASCADE")


def prepare() -> Path:
    """Install BottleCRM and make the dump where they are missing. Raises UnavailableError where it cannot be."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if TEMPLATE.exists():
            return TEMPLATE
        _install()
        try:
            with postgres_server.running() as folder:
                environment = _environment(folder, "postgres")
                if PACKED.exists():
                    packed = Path(folder) / "packed.sql"
                    packed.write_bytes(lzma.decompress(PACKED.read_bytes()))
                    _restore(folder, packed, environment)
                _run([BIN / "django-admin", "migrate", "--verbosity", "0"], environment)
                said = _run([BIN / "django-admin", "shell", "--verbosity", "0", "--command", BOOTSTRAP], environment)
                TOKEN.write_text(said.rpartition("TOKEN ")[2].strip())
                draft = HOME / "draft.sql"
                draft.write_text(_dump(folder, environment))
                draft.replace(TEMPLATE)
        except postgres_server.UnavailableError as error:
            raise UnavailableError(str(error)) from error
        return TEMPLATE


def pack() -> Path:
    """Make the packed dump anew, from nothing but BottleCRM's migrations: some four minutes."""
    _install()
    with postgres_server.running() as folder:
        environment = _environment(folder, "postgres")
        _run([BIN / "django-admin", "migrate", "--verbosity", "0"], environment)
        PACKED.write_bytes(lzma.compress(_dump(folder, environment).encode(), preset=9))
    return PACKED


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A fresh BottleCRM on a free port; `settings` are variables of its environment."""
    prepare()
    with postgres_server.running() as folder:
        environment = _environment(folder, "postgres") | settings
        _restore(folder, TEMPLATE, environment)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = Path(folder) / "gunicorn.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [BIN / "gunicorn", "crm.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"],
                stdout=out, stderr=out, env=environment, cwd=folder,
            )  # fmt: skip
            try:
                _wait(process, port, log)
                yield Server(f"http://127.0.0.1:{port}", TOKEN.read_text(), process.pid, folder)
            finally:
                process.terminate()
                process.wait()


def _install() -> None:
    python = _python()
    uv = Path(sys.executable).parent / "uv"
    tool: Path | str = uv if uv.exists() else "uv"
    _run([tool, "venv", "--clear", "--python", python, HOME / "venv"], dict(os.environ))
    _run([tool, "pip", "install", "--compile-bytecode", "--python", BIN / "python", *PACKAGES], dict(os.environ))


def _python() -> Path:
    """An interpreter of 3.12 or later: on PATH, or among pyenv's versions. Raises UnavailableError without one."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in ("3.13", "3.12"):
        for found in (*sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True), shutil.which(f"python{version}")):
            if found and subprocess.run([found, "-V"], capture_output=True, check=False).returncode == 0:
                return Path(found)
    raise UnavailableError("there is no Python 3.12 or 3.13 here")


def _environment(folder: str, database: str) -> dict[str, str]:
    """Settings of BottleCRM: our PostgreSQL by its socket; mail goes nowhere, background work stays in memory."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "FIRSTCALL", "DATABASE"))
    }
    return kept | {
        "DJANGO_SETTINGS_MODULE": "crm.settings", "DBNAME": database, "DBUSER": "firstcall", "DBPASSWORD": "",
        "DBHOST": folder, "DBPORT": "5432", "CELERY_BROKER_URL": "memory://", "CELERY_RESULT_BACKEND": "cache+memory://",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": "a secret for tests only, of sufficient length",
    }  # fmt: skip


def _restore(folder: str, dump: Path, environment: dict[str, str]) -> None:
    stops = ("-v", "ON_ERROR_STOP=1")
    _run([*_program("psql"), "-h", folder, "-U", "firstcall", "-q", *stops, "-d", "postgres", "-f", dump], environment)


def _dump(folder: str, environment: dict[str, str]) -> str:
    said = _run([*_program("pg_dump"), "-h", folder, "-U", "firstcall", "--no-owner", "postgres"], environment)
    # older psql knows no \\restrict
    return "".join(
        line for line in said.splitlines(keepends=True) if not line.startswith(("\\restrict", "\\unrestrict"))
    )


def _program(name: str) -> list[str]:
    found = shutil.which(name)
    folders = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    if not found and not folders:
        raise UnavailableError(f"PostgreSQL's {name} is not installed")
    return [str(found or folders[0])]


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    transport = httpx.HTTPTransport(retries=12)  # back-off of httpx: some 10 s of waiting for the port in all
    with httpx.Client(transport=transport, timeout=60) as client:
        try:
            client.get(f"http://127.0.0.1:{port}/api/leads/")
        except httpx.TransportError as error:
            raise UnavailableError(f"BottleCRM did not start ({process.poll()}): {log.read_text()[-500:]}") from error


def _run(command: list[object], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=environment, check=False, cwd="/tmp"
    )
    if done.returncode:
        raise UnavailableError(f"{Path(str(command[0])).name} failed: {(done.stderr or done.stdout)[-500:]}")
    return done.stdout


if __name__ == "__main__":
    try:
        sys.stdout.write(f"BottleCRM is ready: {pack() if '--pack' in sys.argv else prepare()}\n")
    except UnavailableError as error:
        sys.stdout.write(f"BottleCRM cannot be had here, so its tests are skipped: {error}\n")

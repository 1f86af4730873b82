"""A real Tryton 8.2 for tests: installed once into `.tryton/` with uv, its database kept as a template, started on
loopback.

`python -m tests.tryton_server` prepares `.tryton/`: about 30 s the first time, nothing afterwards.
"""

from __future__ import annotations

import base64
import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".tryton"
PYTHON = HOME / "venv" / "bin" / "python"
TEMPLATE = HOME / "template.sqlite"
PACKAGES = ("trytond==8.2.1", "trytond-party==8.2.0", "trytond-company==8.2.0", "trytond-sale-opportunity==8.2.0")
PASSWORD = "a password for tests"


class UnavailableError(Exception):
    """Tryton cannot be installed here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running Tryton with one company, one employee, the currency EUR and five countries."""

    url: str
    user: str = "admin"
    password: str = PASSWORD
    database: Path = Path()
    process: int = 0

    def environment(self) -> dict[str, str]:
        """What the adapter reads its connection from."""
        return {
            "FIRSTCALL_TRYTON_URL": self.url,
            "FIRSTCALL_TRYTON_USER": self.user,
            "FIRSTCALL_TRYTON_PASSWORD": self.password,
        }


class Person:
    """Somebody who works in Tryton's own client: what salespeople do to records between two pushes."""

    def __init__(self, server: Server, context: dict[str, Any] | None = None) -> None:
        self.context = {"company": 1, "employee": 1} if context is None else context
        self.url, self._database = f"{server.url}/rpc/", server.database
        self.http = httpx.Client(timeout=60)
        login = self.http.post(
            self.url,
            json={"id": 1, "method": "common.db.login", "params": [server.user, {"password": server.password}, "en"]},
        )
        user, session, _bus = login.json()["result"]
        token = base64.b64encode(f"{server.user}:{user}:{session}".encode()).decode()
        self.http.headers["Authorization"] = f"Session {token}"

    def call(self, method: str, *params: Any) -> Any:
        """One call. Raises AssertionError with what Tryton says."""
        return self.ask(f"model.{method}", *params, self.context)

    def ask(self, method: str, *params: Any) -> Any:
        """One call with its context given."""
        answer = self.http.post(self.url, json={"id": 1, "method": method, "params": [*params]})
        assert answer.status_code == 200, answer.text
        assert "error" not in answer.json(), answer.json()["error"]
        return answer.json()["result"]

    def rows(self, model: str, domain: list[Any], *names: str) -> list[dict[str, Any]]:
        """Records of a model."""
        found: list[dict[str, Any]] = self.call(f"{model}.search_read", domain, 0, None, [["id", "ASC"]], list(names))
        return found

    def merge(self, source: int, destination: int) -> None:
        """Merge a party into another one, as the client's assistant does."""
        context = self.context | {"active_model": "party.party", "active_id": source, "active_ids": [source]}
        session, *_ = self.ask("wizard.party.replace.create", context)
        # They click "Yes" where Tryton warns of different names and numbers.
        for difference in ("name", "tax_identifier"):
            self.call("res.user.warning.skip", f"party.replace {difference} {source} {destination}", True)
        choice = {"ask": {"source": source, "destination": destination}}
        self.ask("wizard.party.replace.execute", session, choice, "replace", context)

    def win(self, opportunity: int) -> None:
        """What Tryton does itself when the sale of a converted opportunity is confirmed: that needs all of accounting."""
        changed = "write_date = CURRENT_TIMESTAMP, write_uid = 1, employee = ?"
        statement = f"UPDATE sale_opportunity SET state = 'won', {changed} WHERE id = ?"
        self._execute((statement, (self.context["employee"], opportunity)))

    def clear(self) -> None:
        """Delete every record that carries one of our ids, whatever its state: people may not delete what they won."""
        ours = "(SELECT id FROM party_party WHERE code LIKE 'c0%')"
        parts = ("identifier", "address", "contact_mechanism", "party_lang")
        self._execute(
            ("DELETE FROM sale_opportunity WHERE reference LIKE 'l%'", ()),
            *((f"DELETE FROM party_{part} WHERE party IN {ours}", ()) for part in parts),
            ("DELETE FROM party_party WHERE code LIKE 'c0%'", ()),
        )

    def _execute(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        with closing(sqlite3.connect(self._database, timeout=30)) as connection, connection:
            for statement, values in statements:
                connection.execute(statement, values)

    def close(self) -> None:
        """Stop talking to the server."""
        self.http.close()


def prepare() -> Path:
    """Install Tryton and make the template database where they are missing.

    Raises UnavailableError where it cannot be.
    """
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if TEMPLATE.exists():
            return TEMPLATE
        uv = Path(sys.executable).parent / "uv"
        _run([uv if uv.exists() else "uv", "venv", "--clear", "--python", sys.executable, HOME / "venv"])
        _run([uv if uv.exists() else "uv", "pip", "install", "--compile-bytecode", "--python", PYTHON, *PACKAGES])
        draft = HOME / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        (draft / "tryton.sqlite").touch()
        (draft / "password").write_text(PASSWORD)
        _config(draft, 0)
        admin = HOME / "venv" / "bin" / "trytond-admin"
        _run(
            [admin, "-c", draft / "trytond.conf", "-d", "tryton", "--all", "--email", "admin@example.org", "-l", "en",
             "-u", "sale_opportunity", "--activate-dependencies"],
            TRYTONPASSFILE=str(draft / "password"),
        )  # fmt: skip
        with _served(draft) as server:
            _set_up(server)
        _whole(draft / "tryton.sqlite").replace(TEMPLATE)
        shutil.rmtree(draft)
        return TEMPLATE


def _whole(database: Path) -> Path:
    """The database with all that was written: trytond keeps the newest in a write-ahead log beside it."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A fresh Tryton on a free port, its database a copy of the template in `folder`."""
    template = prepare()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / "tryton.sqlite")
    with _served(folder) as server:
        yield server


@contextmanager
def _served(folder: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _config(folder, port)
    log = folder / "trytond.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [HOME / "venv" / "bin" / "trytond", "-c", folder / "trytond.conf", "-d", "tryton"], stdout=out, stderr=out
        )
        try:
            _wait(process, port, log)
            yield Server(f"http://127.0.0.1:{port}/tryton", database=folder / "tryton.sqlite", process=process.pid)
        finally:
            process.kill()  # its answers are committed, and it holds nothing else
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    transport = httpx.HTTPTransport(retries=12)  # back-off of httpx: some 10 s of waiting for the port in all
    with httpx.Client(transport=transport, timeout=60) as client:
        try:
            client.post(
                f"http://127.0.0.1:{port}/rpc/", json={"id": 1, "method": "common.server.version", "params": []}
            )
        except httpx.TransportError as error:
            raise UnavailableError(f"trytond did not start ({process.poll()}): {log.read_text()[-500:]}") from error


def _config(folder: Path, port: int) -> None:
    (folder / "trytond.conf").write_text(
        f"[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n[session]\nmax_attempt = 50\n"
    )


def _set_up(server: Server) -> None:
    person = Person(server, context={})
    one = {"__class__": "Decimal", "decimal": "1"}
    euro = {"name": "Euro", "code": "EUR", "symbol": "€", "rates": [["create", [{"rate": one}]]]}
    currencies = person.call("currency.currency.create", [euro])
    ours, employee = person.call("party.party.create", [{"name": "Our firm"}, {"name": "Olena"}])
    companies = person.call("company.company.create", [{"party": ours, "currency": currencies[0]}])
    employees = person.call("company.employee.create", [{"party": employee, "company": companies[0]}])
    belongs = {
        "companies": [["add", companies]],
        "company": companies[0],
        "employees": [["add", employees]],
        "employee": employees[0],
    }
    person.call("res.user.write", [1], belongs)
    names = {"UA": "Ukraine", "RU": "Russia", "NO": "Norway", "GB": "United Kingdom", "US": "United States"}
    person.call("country.country.create", [{"name": name, "code": code} for code, name in names.items()])
    person.close()


def _run(command: list[Any], **environment: str) -> None:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )
    if done.returncode:
        raise UnavailableError(f"{Path(str(command[0])).name} failed: {(done.stderr or done.stdout)[-500:]}")


if __name__ == "__main__":
    sys.stdout.write(f"Tryton is ready: {prepare()}\n")

"""What all tests share:

Decisions stores, and the settings of the larger of Django's two users, set up once a process.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ.pop("DATABASE_URL", None)
os.environ["FIRSTCALL_SECRET"] = "0b" * 32

from leads import decisions
from tests import postgres_server

settings.register_profile("same", derandomize=True, database=None)
settings.load_profile("same")  # a run of the tests is the same each time; --hypothesis-profile=default looks further


@pytest.fixture(scope="session")
def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store to copy: migrating anew would cost each test half a second."""
    folder = tmp_path_factory.mktemp("store")
    decisions.open_decisions(folder)
    decisions.backup(folder / "copy.sqlite3")
    decisions.close_decisions()
    return folder / "copy.sqlite3"


@pytest.fixture
def data(tmp_path: Path, _empty_store: Path) -> Iterator[Path]:
    """A data folder with an open, empty decisions store on SQLite."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(_empty_store, folder / "decisions.sqlite3")
    decisions.open_decisions(folder)
    yield folder
    decisions.close_decisions()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a PostgreSQL server with a migrated database `template`; skips where none can be started."""
    try:
        with postgres_server.running() as socket:
            _sql(socket, "postgres", "CREATE DATABASE template")
            yield socket
    except postgres_server.UnavailableError as error:
        pytest.skip(f"no PostgreSQL here: {error}")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with an open, empty decisions store: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("data")
        return
    socket = request.getfixturevalue("postgres")
    folder = tmp_path / "data"
    monkeypatch.setenv("DATABASE_URL", f"postgres://firstcall@/template?host={socket}")
    decisions.open_decisions(folder)
    decisions.close_decisions()
    name = f"t{uuid.uuid4().hex}"
    _sql(socket, "postgres", f"CREATE DATABASE {name} TEMPLATE template")
    monkeypatch.setenv("DATABASE_URL", f"postgres://firstcall@/{name}?host={socket}")
    decisions.open_decisions(folder)
    yield folder
    decisions.close_decisions()


def _sql(socket: str, database: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(host=socket, user="firstcall", dbname=database, autocommit=True) as connection:
        connection.execute(statement.encode())

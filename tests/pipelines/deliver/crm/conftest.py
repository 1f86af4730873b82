"""A real Tryton for the tests of the push."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.deliver.crm.tryton import Tryton
from tests import tryton_server
from tests.tryton_server import Person, Server


@pytest.fixture(scope="session")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        tryton_server.prepare()
    except tryton_server.UnavailableError as error:
        pytest.skip(f"Tryton cannot be installed here (python -m tests.tryton_server): {error}")
    with tryton_server.running(tmp_path_factory.mktemp("tryton")) as server:
        yield server


@pytest.fixture
def server(_started: Server) -> Iterator[Server]:
    """A Tryton without any record that carries one of our ids:

    Starting one for each test would take three seconds each.
    """
    yield _started
    somebody = Person(_started)
    somebody.clear()
    somebody.close()


@pytest.fixture
def person(server: Server) -> Iterator[Person]:
    """A salesperson in that Tryton."""
    somebody = Person(server)
    yield somebody
    somebody.close()


@pytest.fixture
def tryton(server: Server) -> Iterator[Tryton]:
    """Our connection to it."""
    crm = Tryton(server.url, server.user, server.password)
    yield crm
    crm.close()

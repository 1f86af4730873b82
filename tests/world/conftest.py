"""A synthetic world and a client for the tests of the world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from world.serve import Running, running

Get = Callable[..., httpx.Response]
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def client_for(world: Running) -> httpx.Client:
    """A client that names a contact, as EDGAR wants it."""
    return httpx.Client(base_url=world.url, headers={"User-Agent": "Firstcall tests tests@example.org"}, timeout=20)


def path_of(url: str) -> str:
    """The path at our server of a real address, as the rehosting middleware makes it."""
    return "/" + url.split("://", 1)[1]


@pytest.fixture(scope="session")
def world() -> Iterator[Running]:
    """A world of 1,500 companies that no test changes."""
    with running(companies=1500, seed=11, day="2026-11-20") as live:
        yield live


@pytest.fixture(scope="session")
def client(world: Running) -> Iterator[httpx.Client]:
    """A client of the unchanging world."""
    with client_for(world) as made:
        yield made


@pytest.fixture
def own() -> Iterator[Running]:
    """A small world of the test's own, to advance and to break."""
    with running(companies=400, seed=5, day="2026-11-20") as live:
        yield live

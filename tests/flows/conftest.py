"""A world for all flow tests, a small night and a full one to look at, and desks to try things on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.running import ROOT, SMALL, TODAY, Desk, Done, desk
from world.serve import Running, running


@pytest.fixture(scope="session")
def world() -> Iterator[Running]:
    """A small synthetic world on the day all flow tests are on."""
    with running(companies=150, day=TODAY) as live:
        yield live


@pytest.fixture
def fresh(tmp_path: Path, world: Running) -> Desk:
    """A desk where nothing was ever done."""
    return desk(tmp_path / "desk", world.url)


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory, world: Running) -> tuple[Desk, Done]:
    made = desk(tmp_path_factory.mktemp("small") / "desk", world.url)
    return made, made.run("night", *SMALL)


@pytest.fixture
def small_night(_small: tuple[Desk, Done]) -> tuple[Desk, Done]:
    """A desk after its first night over two sources, and how that night ended; only to be looked at."""
    return _small


@pytest.fixture
def worked(_small: tuple[Desk, Done], tmp_path: Path) -> Desk:
    """A copy of the desk after its first night, to do something with."""
    shutil.copytree(_small[0].folder, tmp_path / "desk")
    return Desk(tmp_path / "desk", _small[0].rehost)


@pytest.fixture(scope="session")
def _full(tmp_path_factory: pytest.TempPathFactory, world: Running) -> tuple[Desk, Done]:
    """All ten sources with the profiles of the checkout, and a guard against every connection that leaves loopback."""
    made = desk(tmp_path_factory.mktemp("full") / "desk", world.url)
    shutil.rmtree(made.profiles)
    shutil.copytree(ROOT / "profiles", made.profiles)
    made.more["PYTHONPATH"] = str(Path(__file__).parent / "guard")
    made.more["FIRSTCALL_TEST_SOCKETS"] = str(made.folder / "sockets.log")
    return made, made.run("night", timeout=600)


@pytest.fixture
def full_night(_full: tuple[Desk, Done]) -> tuple[Desk, Done]:
    """A desk after a night over all sources, and how it ended; only to be looked at."""
    return _full

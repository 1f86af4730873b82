"""One connection with all cleaners for these tests, and a short way to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from leads.facts import connect
from leads.kinds import cleaned, install

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def kinds() -> Iterator[duckdb.DuckDBPyConnection]:
    con = connect(threads=1)
    install(con)
    yield con
    con.close()


@pytest.fixture(scope="session")
def ask(kinds: duckdb.DuckDBPyConnection) -> Ask:
    """`ask("clean_day", "2026-01-31", "iso")` → the answer."""

    def one(cleaner: str, *given: str | None) -> dict[str, Any]:
        return cleaned(kinds, cleaner, [given])[0]

    return one

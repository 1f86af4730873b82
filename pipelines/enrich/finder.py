"""Finder: what knows how to ask one register, site or service about companies.

A finder is a few lines: a declaration (it is a source like any other), the SQL of its questions, and how one answer becomes a
listing under vocabulary names. Asking politely, remembering, protecting persons and landing are the stage's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import duckdb

from leads.declaration import Declaration
from pipelines.enrich.client import Client

FOUND, NOT_FOUND, DELETED, UNREADABLE = "found", "not found", "deleted", "unreadable"
"""What became of a question; all four are remembered, so that none is asked again before its time."""


@dataclass(frozen=True)
class Answer:
    """What was answered to one question."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """Listings under vocabulary names, verbatim texts, as a spider would yield them; `parties` each with a `role`."""
    became: str = FOUND
    """FOUND, or why there is none: NOT_FOUND, DELETED."""


class Finder(Protocol):
    """One thing that can be asked."""

    @property
    def declaration(self) -> Declaration:
        """Its declaration as a source; its name is the folder its answers land in, its country the shard it is asked for."""
        ...

    @property
    def good_for(self) -> int:
        """Days for which an answer, also "not found", is not asked again."""
        ...

    @property
    def budget(self) -> int:
        """Questions it may ask in one run; the rest waits for the next night."""
        ...

    def wants(self, facts: duckdb.DuckDBPyConnection) -> list[str]:
        """Its questions (a register number, a domain, …), the most useful first, the same for the same facts."""
        ...

    def ask(self, question: str, client: Client) -> Answer:
        """Ask one. Raises ClientError where it cannot be asked, UnreadableError where the answer is not what it should be."""
        ...

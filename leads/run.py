"""Run: what every stage is told about the night it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from leads.landing import Landing


def _silent(_sentence: str) -> None:
    """Progress goes nowhere unless somebody listens."""


@dataclass(frozen=True)
class Run:
    """One night over one shard: where its files are, and the day the list is for."""

    data: Path
    """`$FIRSTCALL_DATA`: facts, decisions, lists and the vault live under it."""
    landing: Landing
    """Where crawls are landed."""
    shard: str
    """The country, ISO 3166-1 alpha-2."""
    day: date
    """The day the list is for; freshness is counted back from it, never from the clock."""
    threads: int | None = None
    """Threads of DuckDB; None lets it decide. The result does not depend on it."""
    progress: Callable[[str], None] = field(default=_silent, compare=False)
    """Told one sentence at each step that may take over two seconds."""

    @property
    def facts(self) -> Path:
        """The shard's facts store."""
        return self.data / "facts" / f"{self.shard}.duckdb"

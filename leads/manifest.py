"""What a crawl says of itself: its manifest, and the outcome in it. No manifest, no crawl."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from leads.declaration import Declaration


class Outcome(StrEnum):
    """How a crawl ended."""

    complete = "complete"
    """Every page of its window was stored."""
    partial = "partial"
    """It was stopped, or a page chain broke: what is there is true, but not all."""
    empty = "empty"
    """The source answered, and had nothing in the window."""
    blocked = "blocked"
    """The source refused us (401, 403, 429 to the end, robots.txt)."""
    broken = "broken"
    """The source is unreachable, or answers what its declaration cannot read."""


class Manifest(BaseModel):
    """What a crawl says of itself. Its existence is the proof that the file beside it is whole."""

    model_config = ConfigDict(extra="forbid")

    source: str
    """The source crawled."""
    crawl: str
    """The crawl's id: the UTC time of its start, so that ids sort by time."""
    outcome: Outcome
    """How it ended."""
    reason: str = ""
    """One sentence: why it is not complete."""
    file: str | None = None
    """The name of the file beside the manifest; None where nothing was landed."""
    sha256: str | None = None
    """Of that file."""
    bytes: int = 0
    """Size of that file."""
    listings: int = 0
    """Lines in the file; for a bulk file 0 (they are counted when read)."""
    refused: dict[str, int] = Field(default_factory=dict)
    """Listings and parties not landed, counted by reason."""
    filled: dict[str, int] = Field(default_factory=dict)
    """In how many listings each field had a value (`party.phones` for those of parties)."""
    started_at: datetime
    """When the crawl began, UTC."""
    ended_at: datetime
    """When the crawl ended, UTC."""
    window: dict[str, str | None] = Field(default_factory=dict)
    """The arguments it ran with: since, until, region, keywords, limit."""
    state: dict[str, Any] | None = None
    """Where the next scheduled crawl takes up (watermark, cursor, ETag); None where this crawl did not move it."""
    cpu_seconds: float = 0.0
    """CPU time of the crawl's process."""
    requests: int = 0
    """Requests sent."""
    statuses: dict[str, int] = Field(default_factory=dict)
    """Answers by HTTP status."""
    revision: str = ""
    """The code revision that crawled."""
    url: str | None = None
    """Of a bulk file: where it was fetched."""
    declaration: Declaration
    """The source's declaration as it was at the time."""

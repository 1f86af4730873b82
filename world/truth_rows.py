"""The shape of ground truth: who is behind a name in a listing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """One party of one listing: source and its id, the party's role, the true company, the name as printed."""

    source: str
    source_id: str
    role: str
    wid: str
    printed: str

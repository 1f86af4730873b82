"""Which landed files a shard's `clean` reads: those that may hold its listings, grouped by how they are to be read."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import orjson

from leads.declaration import Declaration
from leads.landing import Landing, Manifest, Outcome

HOW_TO_READ = {"kind", "country", "day_format", "timezone", "currency", "language", "bulk", "picks"}
"""The parts of a declaration that change what a landed text means."""


@dataclass(frozen=True)
class Batch:
    """Landed files of one source that are read in one way, oldest first; a bulk file is a batch of its own."""

    source: str
    declaration: Declaration
    manifests: tuple[Manifest, ...]

    @property
    def bulk(self) -> bool:
        """True for files read by columns or XPaths, not by listing lines."""
        return self.declaration.bulk is not None


def may_hold(manifest: Manifest, shard: str) -> bool:
    """Whether a crawl may hold listings of a shard: its source's own country, or listings that name theirs."""
    own = manifest.declaration.country
    if own in (shard, "XX"):
        return True
    if manifest.declaration.bulk is not None:
        return "country" in manifest.declaration.picks
    return "country" in manifest.filled or not manifest.filled


def batches(manifests: Iterable[Manifest]) -> dict[str, list[Batch]]:
    """The batches of each source, sources in order of name, from manifests in any order."""
    groups: dict[str, dict[bytes, list[Manifest]]] = defaultdict(lambda: defaultdict(list))
    for manifest in sorted(current(manifests), key=lambda m: (m.source, m.crawl)):
        declared = manifest.declaration
        reading = declared.model_dump(
            mode="json", include=HOW_TO_READ - ({"picks"} if declared.bulk is None else set())
        )
        key = manifest.crawl.encode() if declared.bulk else orjson.dumps(reading, option=orjson.OPT_SORT_KEYS)
        groups[manifest.source][key].append(manifest)
    return {
        source: [Batch(source, group[-1].declaration, tuple(group)) for group in by_reading.values()]
        for source, by_reading in sorted(groups.items())
    }


def current(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Crawls whose file is read: all listing lines, and of a full register only the newest whole file."""
    found = [m for m in manifests if m.file is not None]
    return [
        m for m in found if m.declaration.bulk is None or m.declaration.bulk.adds_up or m == _newest(found, m.source)
    ]


def replaced(manifests: Iterable[Manifest]) -> list[Manifest]:
    """Older files of full registers: only the day they first show a number is of interest; oldest first."""
    found = [m for m in manifests if m.file is not None]
    kept = {(m.source, m.crawl) for m in current(found)}
    return sorted((m for m in found if (m.source, m.crawl) not in kept), key=lambda m: (m.source, m.crawl))


def _newest(manifests: list[Manifest], source: str) -> Manifest:
    """The newest complete bulk file of a source; the newest of any outcome where none was ever complete."""
    files = [
        m for m in manifests if m.source == source and m.declaration.bulk is not None and not m.declaration.bulk.adds_up
    ]
    return max(files, key=lambda m: (m.outcome is Outcome.complete, m.crawl))


def local(landing: Landing, manifest: Manifest, cache: Path) -> Path:
    """A landed file on the local disk: itself, or a copy fetched once.

    Raises FileNotFoundError or OSError with one sentence where it is not there or not the size its manifest says.
    """
    assert manifest.file is not None
    remote = landing.path(manifest.source, manifest.file)
    protocols = (landing.fs.protocol,) if isinstance(landing.fs.protocol, str) else tuple(landing.fs.protocol)
    found = Path(remote) if "file" in protocols else cache / manifest.source / manifest.file
    if "file" not in protocols and not (found.exists() and found.stat().st_size == manifest.bytes):
        found.parent.mkdir(parents=True, exist_ok=True)
        part = found.with_name(f"{found.name}.{os.getpid()}.part")
        landing.fs.get_file(remote, str(part))
        part.replace(found)
    if not found.exists():
        raise FileNotFoundError(f"{manifest.source}/{manifest.file} is missing though its manifest is there")
    if found.stat().st_size != manifest.bytes:
        raise OSError(
            f"{manifest.source}/{manifest.file} has {found.stat().st_size} bytes; its manifest says {manifest.bytes}"
        )
    return found

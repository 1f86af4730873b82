"""The file contract between Scrapy and everything else: crawl files, manifests, outcomes.

    <landing>/<source>/<crawl>.jsonl.gz   one listing a line (or <crawl>.zip, .csv, …: a bulk file as it is)
    <landing>/<source>/<crawl>.json       the manifest; without it there was no crawl

A file is written as `.part` and renamed when whole; the manifest follows, itself through a `.part`. The landing may be
any fsspec URL (a folder, `s3://…`, `memory://…`).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import fsspec
import orjson
from pydantic import ValidationError

from leads.manifest import Manifest as Manifest
from leads.manifest import Outcome as Outcome
from leads.records import RECORDS, Party
from leads.vocabulary import IndustryCode, RegisterNumber, fields

COMPRESSION_LEVEL = 4
"""Level 6 costs a third more CPU for 4 % smaller files (bench/crawl.py)."""

CHUNK = 1 << 20
"""Bytes read at a time from a file too large for memory."""


LIMIT = "limit reached"
"""The reason of a crawl that is partial because it landed as many listings as were asked for."""

STAMPS = frozenset({"source", "crawl", "line"})
"""What the landing itself adds to every line."""


class LandingError(RuntimeError):
    """The landing zone cannot be used; one sentence says why."""


@dataclass
class Page:
    """Listings of one answer, as a spider yields them: one Scrapy item, many lines. Cost in Scrapy is per item, not per
    row."""

    url: str
    """The address of the answer."""
    rows: list[dict[str, Any]]
    """Listings under vocabulary names; values are text, lists of text, or {register, number} / {scheme, code}."""
    fetched_at: str = ""
    """ISO time of the answer, UTC; stamped on landing where empty."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Rows the spider knows not to be listings, counted by reason."""
    kind: str = ""
    """The kind of its listings; stamped on landing, read by the exporters."""


@dataclass
class File:
    """A bulk file, as a spider yields it after it was streamed to a local path."""

    url: str
    """Where it was fetched."""
    path: str
    """Local path of the downloaded bytes; the landing takes it over."""
    suffix: str
    """The suffix it lands under, with the dot: `.zip`, `.csv`."""
    fetched_at: str
    """ISO time of the answer, UTC."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Records or files left out of it, counted by reason."""


def crawl_id(moment: datetime) -> str:
    """A crawl's id from its start: `20261121T231500123456Z`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")


class Landing:
    """The landing zone under a folder or fsspec URL."""

    def __init__(self, root: str) -> None:
        self.fs, self.root = fsspec.url_to_fs(str(root))

    def path(self, source: str, name: str) -> str:
        """Path of a file of a source inside the landing's filesystem."""
        return f"{self.root}/{source}/{name}"

    def sources(self) -> list[str]:
        """Names of all sources that ever landed something, sorted."""
        if not self.fs.exists(self.root):
            return []
        return sorted(p.rsplit("/", 1)[-1] for p in self.fs.ls(self.root, detail=False) if self.fs.isdir(p))

    def manifests(self, source: str | None = None) -> list[Manifest]:
        """Manifests of a source (or of all), oldest first; files without a manifest do not exist."""
        found: list[Manifest] = []
        for name in [source] if source else self.sources():
            paths = self.fs.glob(self.path(name, "*.json"))
            found += [self._manifest(p) for p in paths]
        return sorted(found, key=lambda m: (m.crawl, m.source))

    def state(self, source: str) -> dict[str, Any] | None:
        """Where the next scheduled crawl of a source takes up: the newest state any manifest holds."""
        states = [m.state for m in self.manifests(source) if m.state is not None]
        return states[-1] if states else None

    def open(self, source: str, name: str) -> IO[bytes]:
        """Open a landed file for reading."""
        handle: IO[bytes] = self.fs.open(self.path(source, name), "rb")
        return handle

    def lines(self, manifest: Manifest) -> Iterator[bytes]:
        """The lines of a crawl's `.jsonl.gz`, raw."""
        if manifest.file is None:
            return
        with fsspec.open(self._url(manifest), "rb", compression="gzip") as handle:
            yield from handle

    def line(self, source: str, name: str, number: int) -> dict[str, Any]:
        """Line `number` (from 1) of a landed `.jsonl.gz`. Raises KeyError where the file has fewer lines."""
        with self.fs.open(self.path(source, name), "rb", compression="gzip") as handle:
            for at, raw in enumerate(handle, start=1):
                if at == number:
                    line: dict[str, Any] = orjson.loads(raw)
                    return line
        raise KeyError(f"{source}/{name} has no line {number}")

    def sweep(self, source: str) -> list[str]:
        """Remove what dead crawls of a source left behind (`.part` files nobody writes any more); names of what was
        removed.

        A living crawl holds a lock on its `<crawl>.jsonl.gz.part`; the kernel drops the lock with the process, however
        it died. Object stores show no unfinished files, so there is nothing to sweep.
        """
        parts = self.fs.glob(self.path(source, "*.part")) if self.fs.exists(self.path(source, "")) else []
        names = sorted(str(path).rsplit("/", 1)[-1] for path in parts)
        dead = {crawl for crawl in {name.split(".", 1)[0] for name in names} if not self._alive(source, crawl)}
        removed = [name for name in names if name.split(".", 1)[0] in dead]
        for name in removed:
            self.fs.rm(self.path(source, name))
        return removed

    def take(self, source: str, name: str, local: str) -> tuple[int, str]:
        """Move a local file into the landing under `name` through a `.part`; its size and SHA-256."""
        size, digest = 0, hashlib.sha256()
        with Path(local).open("rb") as handle:
            while chunk := handle.read(CHUNK):
                size += len(chunk)
                digest.update(chunk)
            with suppress(OSError):
                os.fsync(handle.fileno())
        target = self.path(source, name)
        self.fs.makedirs(self.path(source, "").rstrip("/"), exist_ok=True)
        if "file" in _protocols(self.fs):
            Path(local).replace(target)
        else:
            self.fs.put_file(local, target + ".part")
            self.fs.mv(target + ".part", target)
            Path(local).unlink()
        return size, digest.hexdigest()

    def scratch(self, source: str) -> str | None:
        """The local folder of a source, where a download can become a landed file by a rename; None where it is not
        local."""
        if "file" not in _protocols(self.fs):
            return None
        self.fs.makedirs(self.path(source, "").rstrip("/"), exist_ok=True)
        return self.path(source, "").rstrip("/")

    def seal(self, manifest: Manifest) -> None:
        """Write a manifest: from here on the crawl exists."""
        target = self.path(manifest.source, f"{manifest.crawl}.json")
        self.fs.makedirs(self.path(manifest.source, "").rstrip("/"), exist_ok=True)
        self.fs.pipe_file(target + ".part", orjson.dumps(manifest.model_dump(mode="json"), option=orjson.OPT_INDENT_2))
        self.fs.mv(target + ".part", target)

    def _manifest(self, path: str) -> Manifest:
        try:
            return Manifest.model_validate_json(self.fs.cat_file(path))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise LandingError(f"{path} is no manifest: {where} {first['msg']}; remove it or mend it") from None

    def _alive(self, source: str, crawl: str) -> bool:
        try:
            with self.fs.open(self.path(source, f"{crawl}.jsonl.gz.part"), "rb") as handle:
                return not _lock(handle)
        except FileNotFoundError:
            return False

    def _url(self, manifest: Manifest) -> str:
        return str(self.fs.unstrip_protocol(self.path(manifest.source, manifest.file or "")))


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _lock(handle: Any) -> bool:
    """Take the lock of an open file; False where a living process holds it. Files that are not local have none to
    hold."""
    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (OSError, AttributeError):
        return True
    return True


class CrawlFile:
    """Writes one crawl's `.jsonl.gz` through a `.part`; `close` renames it and tells size, hash and lines."""

    def __init__(self, landing: Landing, source: str, crawl: str) -> None:
        self.landing = landing
        self.source, self.crawl = source, crawl
        self.name = f"{crawl}.jsonl.gz"
        self.target = landing.path(source, self.name)
        landing.fs.makedirs(landing.path(source, "").rstrip("/"), exist_ok=True)
        self._handle: IO[bytes] = landing.fs.open(self.target + ".part", "wb")
        _lock(self._handle)
        self._gzip = zlib.compressobj(COMPRESSION_LEVEL, zlib.DEFLATED, 31)
        self._hash = hashlib.sha256()
        self._stamp = orjson.dumps({"source": source, "crawl": crawl})[:-1]
        self.listings = 0
        self.bytes = 0
        self.sha256 = ""

    def write(self, rows: Iterable[dict[str, Any]], fetched_at: str | None = None) -> None:
        """Append listings, one line each, stamped with source, crawl and line number, so that evidence can name
        them."""
        self.put([dump({k: v for k, v in row.items() if k not in STAMPS}) for row in rows], fetched_at)

    def put(self, rows: Sequence[bytes], fetched_at: str | None = None) -> None:
        """Append listings that are JSON objects already; see `write`."""
        if not rows:
            return
        stamp = self._stamp + b',"line":'
        fetched = b"," if fetched_at is None else b',"fetched_at":' + orjson.dumps(fetched_at) + b","
        lines = [
            b"%b%d%b%b" % (stamp, number, fetched, row[1:]) for number, row in enumerate(rows, start=self.listings + 1)
        ]
        self.listings += len(rows)
        self._put(self._gzip.compress(b"\n".join(lines) + b"\n"))

    def close(self) -> None:
        """Finish and rename; afterwards the file is whole, but not yet sealed."""
        self._put(self._gzip.flush())
        self._handle.flush()
        with suppress(OSError, AttributeError):
            os.fsync(self._handle.fileno())
        self._handle.close()
        self.sha256 = self._hash.hexdigest()
        self.landing.fs.mv(self.target + ".part", self.target)

    def discard(self) -> None:
        """Drop what was written (nothing was found, or the crawl cannot be kept)."""
        with suppress(OSError):
            self._handle.close()
        if self.landing.fs.exists(self.target + ".part"):
            self.landing.fs.rm(self.target + ".part")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def _put(self, data: bytes) -> None:
        if data:
            self._hash.update(data)
            self.bytes += len(data)
            self._handle.write(data)


def dump(row: dict[str, Any]) -> bytes:
    """A listing as JSON; a lone surrogate, which is no text, becomes U+FFFD."""
    try:
        return orjson.dumps(row)
    except TypeError:
        return orjson.dumps(_mended(row))


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(each) for name, each in value.items()}
    return value


_PAIRS = {
    RegisterNumber: "STRUCT(register VARCHAR, number VARCHAR)",
    IndustryCode: "STRUCT(scheme VARCHAR, code VARCHAR)",
}


def line_columns(kind: str) -> dict[str, str]:
    """The DuckDB columns of a landing line of one kind of listing: all text, nothing is understood yet."""

    def columns(record: type) -> dict[str, str]:
        found = {}
        for name, spec in fields(record).items():
            base = _PAIRS.get(spec.kind, "VARCHAR")
            found[name] = f"{base}[]" if spec.many else base
        return found

    party = ", ".join(f'"{name}" {kind_}' for name, kind_ in (columns(Party) | {"subject": "VARCHAR"}).items())
    stamps = {"source": "VARCHAR", "crawl": "VARCHAR", "line": "BIGINT", "fetched_at": "VARCHAR"}
    return stamps | columns(RECORDS[kind]) | {"parties": f"STRUCT({party})[]"}

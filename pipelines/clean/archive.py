"""Landed bulk files opened: members of a ZIP, ZIPs within it, one after the other, never whole in memory."""

from __future__ import annotations

import codecs
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

DEEPEST = 2
"""ZIPs within ZIPs within ZIPs are no register."""

BLOCK = 1 << 20


def members(path: Path, pattern: str, work: Path) -> Iterator[tuple[str, Path]]:
    """Name and local path of each file in a landed file, in the archive's own order; a member lives until the next is asked for.

    A file that is no ZIP is its own only member. Raises zipfile.BadZipFile where an archive is damaged.
    """
    if not zipfile.is_zipfile(path):
        yield path.name, path
        return
    yield from _inside(path, pattern, work, 1)


def _inside(path: Path, pattern: str, work: Path, depth: int) -> Iterator[tuple[str, Path]]:
    work.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            nested = info.filename.lower().endswith(".zip")
            if info.is_dir() or not (
                nested or fnmatch(info.filename.rsplit("/", 1)[-1], pattern) or fnmatch(info.filename, pattern)
            ):
                continue
            if nested and depth >= DEEPEST:
                raise zipfile.BadZipFile(f"{path.name}: {info.filename} is an archive too deep inside archives")
            taken = work / f"{path.stem}-{depth}{Path(info.filename).suffix}"
            try:
                _extract(archive, info, taken)
                if nested:
                    yield from _inside(taken, pattern, work, depth + 1)
                else:
                    yield info.filename, taken
            finally:
                taken.unlink(missing_ok=True)


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, taken: Path) -> None:
    try:
        with archive.open(info) as source, taken.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK)
    except zlib.error as error:
        raise zipfile.BadZipFile(f"{info.filename}: {error}") from None


def in_utf8(path: Path, encoding: str, work: Path) -> Path:
    """A copy of a text file in UTF-8; bytes that the encoding does not know become the replacement sign."""
    taken = work / (path.name + ".utf8")
    taken.parent.mkdir(parents=True, exist_ok=True)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with path.open("rb") as source, taken.open("wb") as target:
        while block := source.read(BLOCK):
            target.write(decoder.decode(block).encode())
        target.write(decoder.decode(b"", final=True).encode())
    return taken

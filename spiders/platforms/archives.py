"""ZIP files from outside: whole, honest about their size, and holding what was expected, or refused with a sentence."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from fnmatch import fnmatch

MOST_BYTES = 64 << 30
"""Unpacked bytes of one archive; the largest register known (EE) unpacks to 5 GB."""
MOST_RATIO = 500
"""Unpacked bytes per packed byte of one member: register XML reaches 60, deflate itself about 1,030."""
MOST_MEMBERS = 100_000
"""Members of one archive."""


class BadArchive(ValueError):
    """A file is not the archive it should be; the sentence says why."""


def members(path: str, pattern: str = "*") -> list[zipfile.ZipInfo]:
    """Members of a ZIP whose names match a glob, in the order written. Raises BadArchive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise BadArchive(f"is no whole ZIP file ({error})") from None
    if len(found) > MOST_MEMBERS:
        raise BadArchive(f"holds {len(found):,} files, more than {MOST_MEMBERS:,}")
    total = sum(each.file_size for each in found)
    if total > MOST_BYTES:
        raise BadArchive(f"unpacks to {total:,} bytes, more than {MOST_BYTES:,}")
    for each in found:
        if each.file_size > MOST_RATIO * max(each.compress_size, 1) + 1_000_000:
            raise BadArchive(
                f"is a ZIP bomb: {each.filename} unpacks {each.compress_size:,} bytes to {each.file_size:,}"
            )
        if each.flag_bits & 0x1:
            raise BadArchive(f"is encrypted ({each.filename})")
        if each.filename.startswith(("/", "\\")) or ".." in each.filename.replace("\\", "/").split("/"):
            raise BadArchive(f"names a file outside itself: {each.filename!r}")
    return [each for each in found if not each.is_dir() and fnmatch(each.filename, pattern)]


def prove(path: str) -> None:
    """Read every member to its end and compare its checksum. Raises BadArchive for the first that differs.

    A member cannot unpack to more than its directory entry says, which `members` has limited.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise BadArchive(f"cannot be unpacked ({error})") from None
    if bad is not None:
        raise BadArchive(f"is damaged: the checksum of {bad} differs")


def csv_columns(path: str, member: zipfile.ZipInfo, encoding: str, delimiter: str) -> list[str]:
    """Column names of a CSV member, without the blanks some registers put before them. Raises BadArchive."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as raw:
            text = io.TextIOWrapper(raw, encoding=encoding, newline="")
            first = next(csv.reader(text, delimiter=delimiter), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadArchive(f"holds no CSV in {encoding}: {error}") from None
    return [name.strip().lstrip("\ufeff") for name in first]


def missing(wanted: Iterable[str], columns: Iterable[str]) -> list[str]:
    """Columns that are wanted and not there, in the order wanted, each once."""
    there = set(columns)
    return [name for name in dict.fromkeys(wanted) if name not in there]

"""Reading a labelled file as it comes: any separator, encoding, byte order mark, ragged lines, doubled or empty headings."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.object_]

_SEPARATORS = ",;\t|"
_PROBED = 200
_FIELD = 1 << 24


class TableError(ValueError):
    """A file that cannot be learned from; the message says why."""


@dataclass(frozen=True)
class Table:
    """Columns of text, as they stood in the file, blanks stripped."""

    columns: dict[str, Texts]
    rows: int
    rejects: list[str] = field(default_factory=list)
    """Lines left out: line number and reason."""

    def take(self, index: NDArray[np.intp]) -> Table:
        """Some rows, in the order given."""
        return Table({name: texts[index] for name, texts in self.columns.items()}, len(index))

    def without(self, names: set[str]) -> Table:
        """The table without some columns."""
        return Table({n: t for n, t in self.columns.items() if n not in names}, self.rows, self.rejects)


def read_table(path: Path) -> Table:
    """Read a CSV file. Raises TableError where there is no heading, no row, or no text. Lines with more fields than headings are
    rejected and counted, shorter ones are filled with blanks.
    """
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise TableError(f"{path.name} cannot be read: {(error.strerror or str(error)).lower()}") from error
    text = text.replace("\0", "")
    separator = _separator(text)
    csv.field_size_limit(_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names: list[str] | None = None
    rows, rejects = list[list[str]](), list[str]()
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if names is None:
                names = _headings(row)
            elif len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
                rejects.append(f"line {reader.line_num}: {len(row)} fields, but {len(names)} headings")
            else:
                rows.append((row + [""] * (len(names) - len(row)))[: len(names)])
    except csv.Error as error:
        raise TableError(f"{path.name} line {reader.line_num}: {error}") from error
    if names is None:
        raise TableError(f"{path.name} is empty")
    if not rows:
        raise TableError(f"{path.name} has headings but no rows")
    matrix = list(zip(*rows, strict=True))
    columns = {name: np.array([c.strip() for c in matrix[at]], dtype=object) for at, name in enumerate(names)}
    return Table(columns, len(rows), rejects)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16, or a Windows code page (1251 where most letters above ASCII are Cyrillic there)."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        high = bytes(b for b in data[:200_000] if b >= 0x80)
        cyrillic = sum(b >= 0xC0 or b in (0xA8, 0xB8, 0xB2, 0xB3, 0xAF, 0xBF, 0xAA, 0xBA) for b in high)
        neighbours = sum(x >= 0xC0 and y >= 0xC0 for x, y in pairwise(data[:200_000]))
        russian = cyrillic > 0.7 * len(high) and neighbours > 0.4 * len(high)
        return data.decode("cp1251" if russian else "cp1252", "replace")


def _separator(text: str) -> str:
    """The separator that gives most lines the same number of fields, more than one."""
    probe = "\n".join(text.splitlines()[:_PROBED])
    best, most = ",", 0.0
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(probe), delimiter=separator) if row)
        except csv.Error:
            continue
        if not widths:
            continue
        width, lines = widths.most_common(1)[0]
        weight = lines / sum(widths.values()) * (width - 1) ** 0.5
        if weight > most:
            best, most = separator, weight
    return best


def _headings(row: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for at, cell in enumerate(row, start=1):
        name = " ".join(cell.split()) or f"column {at}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names

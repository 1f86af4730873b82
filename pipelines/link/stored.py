"""Stored records: comparable columns in files, of which some rows are read; the rest never takes memory.

    NAME.npy      one column of hashes or numbers
    names.arrow   what `normalise` made of the names, with rids and streets

Files are mapped, and let go of after each column: what was read would else count as this process's memory.
"""

from __future__ import annotations

import mmap
from collections.abc import Collection
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.link.fields import Fields, Rows

NUMBERS = ("number_row", "number_register", "number")
TEXTS = ("rids", "street")


def store(folder: Path, records: Fields) -> None:
    """Write records into a new folder."""
    folder.mkdir(parents=True)
    for field in fields(Fields):
        value = getattr(records, field.name)
        if isinstance(value, np.ndarray):
            np.save(folder / f"{field.name}.npy", value)
    names = records.names.append_column("rids", records.rids).append_column("street", records.street)
    with pa.OSFile(str(folder / "names.arrow"), "wb") as sink, pa.ipc.new_file(sink, names.schema) as writer:
        writer.write_table(names.combine_chunks())


def mapped(file: Path) -> npt.NDArray[Any]:
    """A column as it lies in its file."""
    column: npt.NDArray[Any] = np.load(file, mmap_mode="r")
    return column


def let_go(column: npt.NDArray[Any]) -> None:
    """Take what was read of a mapped column out of this process's memory."""
    if isinstance(column.base, mmap.mmap):
        column.base.madvise(mmap.MADV_DONTNEED)


class Stored:
    """Records that `store` wrote."""

    def __init__(self, folder: Path, unread: Collection[str] = ()) -> None:
        """`unread`: columns of names that nobody will ask for."""
        self._hashes = {file.stem: mapped(file) for file in sorted(folder.glob("*.npy"))}
        with (folder / "names.arrow").open("rb") as file:
            self._texts = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        names = pa.ipc.open_file(pa.BufferReader(pa.py_buffer(self._texts))).read_all()
        self._names = names.drop_columns(sorted({*unread} & {*names.column_names}))

    def rids(self) -> list[str]:
        """Of all records, in order."""
        found: list[str] = self._names["rids"].to_pylist()
        return found

    def take(self, rows: Rows) -> Fields:
        """Some records; rows ascend."""
        texts = self._texts_of(rows, self._names.column_names)
        names = pa.table({name: texts[name] for name in self._names.column_names if name not in TEXTS})
        return self._fields(rows, self._hashes, names, **{name: texts[name].combine_chunks() for name in TEXTS})

    def part(self, rows: Rows, columns: Collection[str], texts: Collection[str] = ()) -> Fields:
        """The same with some columns and some columns of names only; the others are unknown, or missing."""
        nothing = pa.nulls(len(rows), pa.large_string())
        return self._fields(rows, columns, pa.table(self._texts_of(rows, texts)), rids=nothing, street=nothing)

    def _texts_of(self, rows: Rows, columns: Collection[str]) -> dict[str, pa.ChunkedArray]:
        at = pa.array(rows)
        found = {}
        for name in columns:
            found[name] = self._names[name].take(at)
            self._texts.madvise(mmap.MADV_DONTNEED)
        return found

    def _fields(self, rows: Rows, columns: Collection[str], names: pa.Table, **texts: pa.Array) -> Fields:
        made: dict[str, Any] = {}
        for name, column in self._hashes.items():
            if name not in NUMBERS:
                made[name] = column[rows] if name in columns else np.broadcast_to(np.uint64(0), len(rows))
                let_go(column)
        held = self._hashes["number_row"]
        first, last = np.searchsorted(held, rows), np.searchsorted(held, rows, side="right")
        at = np.repeat(first, last - first) + steps(last - first)
        made["number_row"] = np.repeat(np.arange(len(rows)), last - first)
        for name in ("number_register", "number"):
            made[name] = self._hashes[name][at]
        for name in NUMBERS:
            let_go(self._hashes[name])
        return Fields(names=names, **texts, **made)


def steps(counts: Rows) -> Rows:
    """0, 1, … for each count, one after the other."""
    total = int(counts.sum())
    found: Rows = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return found

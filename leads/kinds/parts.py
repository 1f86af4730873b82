"""What a family of cleaners consists of: lookup tables, functions over Arrow columns, and SQL macros."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

TABLES = Path(__file__).parents[1] / "tables"
"""Where the data files of the cleaners live."""

Answer = dict[str, Any]
"""The fields of a cleaner's answer; those left out are NULL."""


@dataclass(frozen=True)
class Lookup:
    """A table of `k VARCHAR` (unique) and `v STRUCT(...)`, as `{k: {field: text}}`."""

    name: str
    rows: dict[str, Answer]
    fields: tuple[str, ...]

    def arrow(self) -> pa.Table:
        """The table, ordered by key so that every installation is alike."""
        keys = sorted(self.rows)
        struct = pa.struct([(name, pa.string()) for name in self.fields])
        return pa.table({"k": pa.array(keys, pa.string()), "v": pa.array([self.rows[key] for key in keys], struct)})


@dataclass(frozen=True)
class Function:
    """A Python function of texts, applied to a batch of rows; it answers bad input and never raises on it."""

    name: str
    answer: Callable[..., Answer]
    """Called with the texts of one row (first one never None); must be pure."""
    parameters: int
    fields: tuple[tuple[str, str], ...]
    """Of the answer: name and DuckDB type (VARCHAR, DATE, TIMESTAMPTZ, DECIMAL(20,2))."""

    def returns(self) -> str:
        """The DuckDB type of an answer."""
        return "STRUCT(" + ", ".join(f"{name} {kind}" for name, kind in self.fields) + ")"

    def over_columns(self) -> Callable[..., pa.Array]:
        """The function over Arrow columns; equal rows of a batch are worked out once, a bounded number is remembered."""
        struct = pa.struct([(name, ARROW_TYPES[kind]) for name, kind in self.fields])
        remembered = lru_cache(maxsize=50_000)(self._safely)
        none: Answer = {}

        def one(texts: Any) -> pa.Array:
            return pa.array([none if given is None else remembered(given) for given in texts.to_pylist()], struct)

        def two(texts: Any, arguments: Any) -> pa.Array:
            pairs = zip(texts.to_pylist(), arguments.to_pylist(), strict=True)
            return pa.array([none if given is None else remembered(given, beside) for given, beside in pairs], struct)

        return one if self.parameters == 1 else two

    def _safely(self, *given: str) -> Answer:
        """The answer; 'unreadable' where a library failed on a text in a way nobody foresaw: one text must not end a night."""
        try:
            return self.answer(*given)
        except Exception:  # whatever a library raises: one text must not end a night
            if ("why", "VARCHAR") not in self.fields:
                raise
            return {"why": UNREADABLE}


UNREADABLE = "unreadable"
"""The reason of a text that a library failed on; the tests hold that there is none they know of."""

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    "DECIMAL(20,2)": pa.decimal128(20, 2),
}
"""Arrow types of the DuckDB types an answer may have."""


@dataclass(frozen=True)
class Part:
    """One family of cleaners, in the order it is installed: tables, functions, macros."""

    macros: Sequence[str]
    """Each `name(parameters) AS expression`."""
    lookups: Callable[[], Iterable[Lookup]] = field(default=tuple)
    functions: Sequence[Function] = ()
    setup: Sequence[str] = ()
    """Statements that make tables from DuckDB's own knowledge."""


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `leads/tables/<name>.csv`, by column."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def struct(fields: Sequence[tuple[str, str]], **given: str) -> str:
    """SQL of an answer: the given expressions, NULL of the right type elsewhere."""
    shown = (f"'{name}': {given[name]}" if name in given else f"'{name}': NULL::{kind}" for name, kind in fields)
    return "{" + ", ".join(shown) + "}"


def text(value: str) -> str:
    """A SQL text literal."""
    return "'" + value.replace("'", "''") + "'"

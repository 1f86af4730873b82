"""A labelled file: which rows are positive, and which are to learn from and which to be tried on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.score.learn.forward import Rows, by_hash, in_time, last_part
from pipelines.score.learn.measures import Labels
from pipelines.score.learn.reading import blank, numbers, order
from pipelines.score.learn.table import Table, TableError

_POSITIVE = ("1", "yes", "y", "true", "won", "win", "converted", "success", "positive", "t", "да", "так", "1.0")


@dataclass(frozen=True)
class Labelled:
    """Rows with an outcome."""

    table: Table
    """Without the outcome's column; rows without an outcome are left out."""
    labels: Labels
    positive: str
    """The value that counts as positive."""
    left_out: int
    """Rows without an outcome."""


def labelled(table: Table, target: str, positive: str | None = None) -> Labelled:
    """Take the outcome's column apart. Without `positive` it is the usual word for yes, else the rarer value.

    Raises TableError where there is no such column or value, or all outcomes are alike.
    """
    column = table.columns.get(target)
    if column is None:
        raise TableError(f"there is no column {target!r}; there are: {', '.join(table.columns)}")
    known = np.flatnonzero(~blank(column))
    values = np.array([str(v).strip() for v in column[known]], dtype=object)
    unique, counts = np.unique(values.astype(str), return_counts=True)
    if len(unique) < 2:
        raise TableError(f"all outcomes in {target!r} are alike")
    if positive is None:
        usual = [u for word in _POSITIVE for u in unique if u.lower() == word]
        if not usual and len(unique) > 2:
            shown = ", ".join(unique[:8])
            raise TableError(f"{target!r} has {len(unique)} values ({shown} …): say which is positive")
        positive = str(usual[0] if usual else unique[int(np.argmin(counts))])
    hits = np.array([v.lower() == positive.strip().lower() for v in values])
    if not hits.any() and np.isfinite(numbers(np.array([positive], dtype=object)))[0]:
        hits = numbers(values) == numbers(np.array([positive], dtype=object))[0]
    if not hits.any():
        raise TableError(f"no row of {target!r} is {positive!r}; there are: {', '.join(unique[:8])}")
    return Labelled(table.without({target}).take(known), hits, positive, table.rows - len(known))


def split(data: Labelled, time: str | None) -> tuple[Rows, Rows]:
    """Rows to learn from and rows to be tried on: the last 30 % by time ("ROW": by the file's order); by a hash where no time is known.

    Raises TableError where the time column holds no time.
    """
    if time is None:
        window = by_hash(data.table, data.labels)
    elif time == "ROW":
        window = last_part(np.arange(data.table.rows))
    elif time not in data.table.columns:
        raise TableError(f"there is no column {time!r} to tell the time; there are: {', '.join(data.table.columns)}")
    else:
        when = order(data.table.columns[time])
        if not np.isfinite(when).any():
            raise TableError(f"the column {time!r} holds no days and no running numbers")
        window = last_part(in_time(when))
    return window.train, window.test

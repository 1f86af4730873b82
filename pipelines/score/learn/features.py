"""What a column is worth reading as: numbers, categories, days, lengths of free text; ids, constants and blanks are left out."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.reading import Floats, blank, moments, numbers
from pipelines.score.learn.table import Table, Texts

MOST_LEVELS = 50
"""With more levels, how often a level occurs says something too."""

_READ = 0.95
_UNIQUE = 0.95
_WORDS = 4
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


@dataclass(frozen=True)
class Feature:
    """One thing read from a column; either `values` (NaN: unknown) or `levels` ('': unknown) is filled."""

    column: str
    part: str
    values: Floats | None = None
    levels: Texts | None = None
    calendar: bool = False
    """Whether it names a period, so that rows to come hold values never seen."""

    @property
    def name(self) -> str:
        """Unique among features."""
        return f"{self.column} ({self.part})" if self.part else self.column


@dataclass
class Reader:
    """Decides on the rows to learn from what each column is, and reads any rows of the same columns in that way."""

    kinds: dict[str, str] = field(default_factory=dict)
    """number, category, day or text, by column."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Columns that tell nothing, with the reason."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    has_hours: dict[str, bool] = field(default_factory=dict)

    def learn(self, table: Table) -> Reader:
        """Look at all columns of a table."""
        for name, texts in table.columns.items():
            kind = self._kind(name, texts)
            if kind in {"number", "category", "day", "text"}:
                self.kinds[name] = kind
            else:
                self.left_out[name] = kind
        return self

    def read(self, table: Table, time: Floats | None = None) -> list[Feature]:
        """The features of a table's rows, in the order of its columns. `time`: when each row came in, as days, where known."""
        features = []
        for name, kind in self.kinds.items():
            texts = table.columns.get(name)
            if texts is None:
                texts = np.full(table.rows, "", dtype=object)
            features += getattr(self, f"_{kind}")(name, texts, time)
        return features

    def _kind(self, name: str, texts: Texts) -> str:
        empty = blank(texts)
        known = texts[~empty].astype(str)
        unique, counts = np.unique(known, return_counts=True)
        if not len(known):
            return "always blank"
        if len(unique) == 1 and not empty.any():
            return "always the same"
        as_numbers = numbers(texts)
        if np.isfinite(as_numbers).sum() >= _READ * len(known) and len(unique) > 2:
            return "an id: another number in each row" if _running(as_numbers[~empty], unique) else "number"
        if np.isfinite(moments(texts)).sum() >= _READ * len(known):
            self.has_hours[name] = bool(np.nanmax(np.abs(moments(texts) % 1)) > 0)
            return "day"
        words = sum(len(u.split()) for u in unique) / len(unique)
        if words >= _WORDS and len(unique) > 0.5 * len(known):
            return "text"
        if len(unique) > _UNIQUE * len(known) and len(known) > 20:
            return "an id: another text in each row"
        self.counts[name] = (
            dict(zip(unique.tolist(), counts.tolist(), strict=True)) if len(unique) > MOST_LEVELS else {}
        )
        return "category"

    def _number(self, name: str, texts: Texts, _time: Floats | None) -> list[Feature]:
        return [Feature(name, "", values=numbers(texts))]

    def _category(self, name: str, texts: Texts, _time: Floats | None) -> list[Feature]:
        levels = texts.copy()
        levels[blank(texts)] = ""
        found = [Feature(name, "", levels=levels)]
        if self.counts.get(name):
            seen = self.counts[name]
            often = np.log1p(np.array([seen.get(str(level), 0) for level in levels], dtype=float))
            found.append(Feature(name, "how often", values=often))
        return found

    def _text(self, name: str, texts: Texts, _time: Floats | None) -> list[Feature]:
        lengths = np.array([len(str(text).split()) for text in texts], dtype=float)
        lengths[blank(texts)] = np.nan
        return [Feature(name, "words", values=lengths)]

    def _day(self, name: str, texts: Texts, time: Floats | None) -> list[Feature]:
        days = moments(texts, least=0.0)
        if time is not None:
            return [Feature(name, "days before", values=np.floor(time) - np.floor(days))]
        return calendar(name, days, self.has_hours.get(name, False))


def calendar(name: str, days: Floats, hours: bool) -> list[Feature]:
    """Weekday, day of the month, hour; and month and the day itself, which name a period."""
    whole = np.floor(days)
    dates = np.array(np.nan_to_num(whole), dtype="int64").astype("datetime64[D]")
    first = dates.astype("datetime64[M]")
    unknown = np.isnan(days)
    weekday, of_month = (whole + _EPOCH_WEEKDAY) % 7, (dates - first).astype(float) + 1
    of_month[unknown] = np.nan
    found = [
        Feature(name, "weekday", levels=_levels(weekday, unknown)),
        Feature(name, "day of the month", values=of_month),
    ]
    if hours:
        found.append(Feature(name, "hour", values=np.floor((days - whole) * 24)))
    month = (first.astype("int64") % 12 + 1).astype(float)
    found.append(Feature(name, "month", levels=_levels(month, unknown), calendar=True))
    return [*found, Feature(name, "day", values=whole, calendar=True)]


def _levels(values: Floats, unknown: NDArray[np.bool_]) -> Texts:
    made = np.nan_to_num(values).astype(int).astype(str).astype(object)
    made[unknown] = ""
    return made


def _running(values: Floats, unique: NDArray[np.str_]) -> bool:
    """Whether numbers are all different and whole, and lie close like running numbers, or long like registers' numbers."""
    values = values[np.isfinite(values)]
    if len(values) <= 20 or len(unique) < _UNIQUE * len(values) or (values % 1 != 0).any():
        return False
    spread = float(values.max() - values.min())
    digits = {len(u) for u in unique}
    return spread < 50 * len(values) or (len(digits) == 1 and min(digits) >= 6)

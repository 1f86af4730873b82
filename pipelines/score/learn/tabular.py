"""The general lead scorer: any labelled file with any columns in, a scorecard out that says why, admits when it knows nothing, and is
tried forward in time only.

Order of work: columns filled after the contact go out (`leaks`); columns become features (`features`) and bands (`bands`);
features that only name a period stay out unless forward windows want them; one additive model (`additive`) is fitted; its
scores become chances by what forward windows showed (`calibrate`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.additive import FEWER, ROUNDS, Additive, Prepared
from pipelines.score.learn.bands import moved
from pipelines.score.learn.calibrate import Calibration, Forward, calibrated, trust_in_recent
from pipelines.score.learn.features import Feature, Reader, calendar
from pipelines.score.learn.forward import Window, folds, forward_windows, hashed_order, in_time
from pipelines.score.learn.leaks import Finding, leaks
from pipelines.score.learn.measures import Labels, auc
from pipelines.score.learn.reading import Floats, moments, order
from pipelines.score.learn.table import Table, TableError

Rows = NDArray[np.intp]

_MOVED = 0.4
"""Total variation between the halves of the training rows from which a column is suspected to name a period."""

_GAIN = 0.01
"""Forward AUC that such a column must add to stay."""

_RECENT = 0.25
"""The newest rows learned from, whose base rate may hold for those to come."""

FEWEST = 5
"""Positives and negatives needed to learn anything."""


@dataclass
class Scorer:
    """A learned scorecard for the rows of one kind of file."""

    reader: Reader
    time: str | None
    dated: bool
    """Whether the time column held days."""
    data: Prepared
    model: Additive
    calibration: Calibration
    findings: list[Finding]
    clocks: list[str] = field(default_factory=list)
    """Features left out because they only name a period."""

    def chances(self, table: Table) -> Floats:
        """The chance of each row."""
        data = self.prepared(table)
        return self.calibration.chances(self.model.scores(data, np.arange(table.rows)))

    def reasons(self, table: Table) -> tuple[float, list[str], Floats]:
        """A constant, the features' names, and each one's part (rows × features): constant + parts = log odds of the chance."""
        data = self.prepared(table)
        origin, parts = self.model.parts(data, np.arange(table.rows))
        names = [data.bands[j].name for j in self.model.chosen]
        return float(self.calibration.logits(np.array([origin]))[0]), names, parts * self.calibration.slope

    def prepared(self, table: Table) -> Prepared:
        """A table's rows as the model reads them."""
        return Prepared.of(_features(self.reader, table, self.time, self.dated), self.data.bands)

    @property
    def verdict(self) -> str:
        """One sentence: is there a signal."""
        if not self.calibration.signal:
            return f"no signal: forward AUC {self.calibration.auc:.3f} is no better than chance, so everybody gets the base rate"
        return f"signal: forward AUC {self.calibration.auc:.3f}"


def learn(table: Table, labels: Labels, time: str | None = None, keep: frozenset[str] = frozenset()) -> Scorer:
    """Learn from labelled rows. `time` names the column that says when a row came in ("ROW": the file is in that order).

    Columns the leak guard finds are left out unless in `keep`. Raises TableError where there are too few rows of a label, or no
    column that tells anything.
    """
    if min(int(labels.sum()), int((~labels).sum())) < FEWEST:
        raise TableError(
            f"{int(labels.sum())} positive and {int((~labels).sum())} other rows are too few to learn from"
        )
    ordered = _ordered(table, time)
    table, labels = table.take(ordered), labels[ordered]
    findings = leaks(table, labels, time)
    dropped = {f.column for f in findings} - keep
    inputs = table.without(dropped)
    reader = Reader().learn(inputs.without({time} if time else set()))
    dated = _days(inputs, time) is not None
    features = _features(reader, inputs, time, dated)
    if not features:
        raise TableError("no column tells anything: all are blank, constant, ids, or filled after the contact")
    data = Prepared.of(features)
    windows = forward_windows(labels) if time else folds(labels)
    chosen, clocks = _chosen(data, features, labels, windows if time else [])
    rounds, scored = _tried(data, chosen, labels, windows)
    rows = np.arange(len(labels))
    model = Additive(chosen, rounds=rounds).fit(data, rows, labels)
    trust = trust_in_recent(labels, [int(w.test[0]) for w in windows], _RECENT) if time else 0.0
    newest = rows[-max(1, int(len(rows) * _RECENT)) :]
    calibration = calibrated(scored, Forward(labels, model.scores(data, rows)), trust, newest)
    names = [features[j].name for j in clocks]
    return Scorer(reader, time, dated, data, model, calibration, findings, names)


def _ordered(table: Table, time: str | None) -> Rows:
    if time is None:
        return hashed_order(table)
    if time == "ROW":
        return np.arange(table.rows)
    if time not in table.columns:
        raise TableError(f"there is no column {time!r} to tell the time; there are: {', '.join(table.columns)}")
    found = order(table.columns[time])
    if not np.isfinite(found).any():
        raise TableError(f"the column {time!r} holds no days and no running numbers")
    return in_time(found)


def _days(table: Table, time: str | None) -> Floats | None:
    """When each row came in, where the time column holds days."""
    days = moments(table.columns[time], least=0.5) if time and time in table.columns else None
    return days if days is not None and np.isfinite(days).any() else None


def _features(reader: Reader, table: Table, time: str | None, dated: bool) -> list[Feature]:
    """Features of the columns, and of the time column where it holds days (`dated`, as was seen when learning)."""
    if not dated or time is None:
        return reader.read(table)
    days = _days(table, time)
    if days is None:
        days = np.full(table.rows, np.nan)
    return [*reader.read(table, days), *calendar(time, days, True)]


def _chosen(
    data: Prepared, features: list[Feature], labels: Labels, windows: list[Window]
) -> tuple[list[int], list[int]]:
    """Features to use, and those that only name a period: what it did to the outcome happened once, and cannot be told from chance.

    A suspect stays only where every look forward together says that it helps.
    """
    everything = list(range(len(features)))
    if not windows:
        return everything, []
    suspects = [
        j for j in everything if features[j].calendar or moved(data.codes[j], len(data.bands[j].labels)) >= _MOVED
    ]
    chosen = [j for j in everything if j not in suspects]
    best = _forward_auc(data, chosen, labels, windows) if chosen else 0.5
    for j in suspects:
        tried = _forward_auc(data, sorted([*chosen, j]), labels, windows)
        if tried > best + _GAIN:
            chosen, best = sorted([*chosen, j]), tried
    return (chosen, [j for j in suspects if j not in chosen]) if chosen else (everything, [])


def _forward_auc(data: Prepared, chosen: list[int], labels: Labels, windows: list[Window]) -> float:
    found = [_forward(data, chosen, labels, window, trees=False) for window in windows]
    return _mean_auc(found)


def _tried(data: Prepared, chosen: list[int], labels: Labels, windows: list[Window]) -> tuple[int, list[Forward]]:
    """So many rounds of boosting as did best on the forward windows, the most where equal, and the scores given there."""
    best, kept = ROUNDS, [_forward(data, chosen, labels, window) for window in windows]
    for rounds in FEWER if windows else ():
        found = [_forward(data, chosen, labels, window, rounds=rounds) for window in windows]
        if _mean_auc(found) > _mean_auc(kept):
            best, kept = rounds, found
    return best, kept


def _mean_auc(found: list[Forward]) -> float:
    return float(np.mean([auc(f.labels, f.scores) for f in found]))


def _forward(
    data: Prepared, chosen: list[int], labels: Labels, window: Window, trees: bool = True, rounds: int = ROUNDS
) -> Forward:
    model = Additive(chosen, trees=trees, rounds=rounds).fit(data, window.train, labels[window.train])
    return Forward(labels[window.test], model.scores(data, window.test))

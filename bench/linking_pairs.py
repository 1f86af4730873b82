"""How well two bare names are told to be one company: F1 at the default threshold, at the best one, average precision.

python bench/linking.py pairs FILE.csv        columns name_a, name_b, label; label is read only after scoring
python bench/linking_pairs.py [FOLDER]        every labelled set of names, each also by a model that was not trained on it
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipelines.link.pair_model import THRESHOLD, probability

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PairQuality:
    """Figures of one file."""

    pairs: int
    f1_default: float
    precision: float
    recall: float
    f1_best: float
    average_precision: float
    cpu_s: float

    def as_line(self) -> str:
        """One line of key=value."""
        return (
            f"f1_default={self.f1_default:.3f} f1_best={self.f1_best:.3f} ap={self.average_precision:.3f} "
            f"p={self.precision:.3f} r={self.recall:.3f} pairs={self.pairs} cpu_s={self.cpu_s:.2f}"
        )


def quality(probabilities: Floats, labels: Labels, cpu_s: float = 0.0) -> PairQuality:
    """Figures of scored pairs; pairs of one probability are taken together, so that their order changes nothing."""
    said = probabilities >= THRESHOLD
    hits = int((said & labels).sum())
    order = np.argsort(-probabilities, kind="stable")
    last = np.append(np.diff(probabilities[order]) != 0, True)
    found = (np.arange(len(labels)) + 1)[last]
    right = np.cumsum(labels[order])[last]
    true = max(int(labels.sum()), 1)
    precision = right / found
    return PairQuality(
        len(labels),
        2 * hits / max(int(said.sum()) + true, 1),
        hits / max(int(said.sum()), 1),
        hits / true,
        float((2 * right / (found + true)).max(initial=0.0)),
        float((precision * np.diff(right, prepend=0)).sum() / true),
        cpu_s,
    )


def read(file: Path, keep: Callable[[dict[str, str]], bool] = lambda _: True) -> tuple[list[str], list[str], Labels]:
    """Both names and the label of each row. Raises KeyError where a column is missing."""
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if keep(row)]
    return (
        [row["name_a"] for row in rows],
        [row["name_b"] for row in rows],
        np.array([row["label"] == "1" for row in rows], bool),
    )


def run(file: Path) -> str:
    """The line of figures of a file by the shipped model."""
    left, right, labels = read(file)
    began = time.process_time()
    probabilities = probability(left, right)
    return quality(probabilities, labels, time.process_time() - began).as_line()

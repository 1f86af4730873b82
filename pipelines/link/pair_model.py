"""Two bare names: the probability that they are one company, and what each kind of evidence weighed.

For records with places, contacts and numbers see `pipelines.link.matcher`; this is for when a name is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.link.names import normalise
from pipelines.link.similarity import TABLE, compare
from pipelines.link.trees import Trees
from pipelines.link.word_weights import WordWeights

Floats = npt.NDArray[np.float64]

SHIPPED = Path(__file__).with_name("name_model.json")
"""The default model; `bench/train_pairs.py` writes it and says on what."""

THRESHOLD = 0.5
"""From this probability two names are said to be one company."""

RISING = (
    "same_key", "rare_word_shared", "words_found_least", "words_found_most", "telling_words_found", "telling_word_found", "weight_shared",
    "letters_alike", "letters_as_written_alike", "beginnings_alike", "ngrams_alike", "acronym", "numbers_agree", "forms_agree",
)  # fmt: skip
FALLING = (
    "own_words_differ", "own_word_missing", "kinds_of_work_differ", "kind_of_work_missing", "places_differ", "place_missing",
    "numbers_conflict", "number_missing", "forms_conflict", "weight_unshared",
)  # fmt: skip
"""Evidence of which more never speaks against, or never for, one company; training holds it."""


@cache
def shipped() -> Trees:
    """The default model of names."""
    return Trees.from_json(SHIPPED.read_text("utf-8"))


def columns_of(left: Sequence[str | None], right: Sequence[str | None]) -> dict[str, Floats]:
    """All evidence of pairs of names; how telling words are is learned from these names and the shipped statistics."""
    names = normalise(pa.array([*left, *right], pa.string()))
    rows = np.arange(len(left))
    return compare(names, rows, rows + len(left), WordWeights.of(names))


def probability(left: Sequence[str | None], right: Sequence[str | None], model: Trees | None = None) -> Floats:
    """Of each pair of names, the probability of one company."""
    return (model or shipped()).probability(columns_of(left, right))


@dataclass(frozen=True)
class Reason:
    """One kind of evidence on one pair."""

    name: str
    meaning: str
    value: float
    weight: float
    """What it added to the log-odds: above 0 for, below 0 against one company."""


def outset(model: Trees | None = None) -> float:
    """Log-odds before any evidence: with the weights of all reasons they make the log-odds of a pair."""
    used = model or shipped()
    return used.bias + float(used.value[used.roots].sum())


def reasons(left: str, right: str, model: Trees | None = None) -> list[Reason]:
    """Why two names are, or are not, one company: the heaviest evidence first."""
    columns = columns_of([left], [right])
    meanings = {row.name: row.meaning for row in TABLE}
    found = [
        Reason(name, meanings[name], float(columns[name][0]), float(weight[0]))
        for name, weight in (model or shipped()).contributions(columns)
    ]
    return sorted(found, key=lambda reason: (-abs(reason.weight), reason.name))

"""Scoring: evidence of pairs as columns, and the probability a model makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.link import unnumbered
from pipelines.link.alignment import Words, align
from pipelines.link.compared import Compared, with_letters
from pipelines.link.comparison import AGREE, CONFLICT, NEAR, TABLE, UNKNOWN, Borne, Levels, Namesakes, Sides
from pipelines.link.fields import Fields, Rows
from pipelines.link.model import Model
from pipelines.link.similarity import TABLE as NAMES
from pipelines.link.trees import Trees
from pipelines.link.word_weights import WordWeights

AT_A_TIME = 200_000
"""Pairs compared at a time: bounds memory."""

SLOW = (
    "acronym", "consonants_alike", "own_word_shared", "own_words_found", "own_words_fewest", "own_letters_alike", "words_lacking",
    "words_fewest",
)  # fmt: skip
"""Evidence of names that takes longer than all other together; where most records carry numbers and contacts it changes next to nothing."""

ABSURD = 0.02
"""Two records with the same number are linked, unless all else makes one company less probable than this: one number in two hundred
is wrong in real registers."""

SAME_NUMBER = 0.999
OTHER_NUMBER = 0.001
"""Probability of two records that carry the same number of a register, or different ones."""

Floats = npt.NDArray[np.float64]


class _OneCorpus(Compared):
    """Pairs of names of one large table, whose columns are numbered once for all parts."""

    store: ClassVar[dict[str, Rows]] = {}

    def encoded(self, column: str) -> Rows:
        """A column of texts as numbers, -1 for null."""
        if column not in self.store:
            self.store[column] = super().encoded(column)
        return self.store[column]


@dataclass(frozen=True)
class Scorer:
    """Compares records of a set, with what the whole corpus says of words and names."""

    records: Fields
    weights: WordWeights
    namesakes: Namesakes
    hurried: bool = False
    """Leave `SLOW` evidence out, for models that are trained without it."""

    @cached_property
    def borne(self) -> Borne:
        """How common each record's name is."""
        return self.namesakes.borne(self.records)

    @cached_property
    def _words(self) -> Words:
        return Words.of(self._names, self.weights)

    @cached_property
    def _names(self) -> pa.Table:
        names = self.records.names.combine_chunks()
        return names if self.hurried else with_letters(names)

    @cached_property
    def _compared(self) -> type[_OneCorpus]:
        return type("_OneCorpus", (_OneCorpus,), {"store": {}})

    def columns(self, left: Rows, right: Rows) -> dict[str, npt.NDArray[Any]]:
        """All evidence of pairs: that of names, that of `comparison.TABLE`, and what is made of both."""
        parts = [
            self._columns(left[at : at + AT_A_TIME], right[at : at + AT_A_TIME])
            for at in range(0, max(len(left), 1), AT_A_TIME)
        ]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def unnumbered(self, left: Rows, right: Rows) -> dict[str, npt.NDArray[Any]]:
        """The same as if one number of each pair were not known: to train on pairs that numbers label."""
        hidden = {name: counted.levels(left, right) for name, counted in unnumbered.counts(self.records).items()}
        return {**self.columns(left, right), **hidden}

    def probability(self, model: Model | Trees, left: Rows, right: Rows, numbers: Levels) -> Floats:
        """Probability of one company, for each pair; `numbers` say what register numbers decide."""
        if not len(left):
            return np.empty(0)
        p = np.concatenate([
            model.probability(self._columns(left[at : at + AT_A_TIME], right[at : at + AT_A_TIME]))
            for at in range(0, len(left), AT_A_TIME)
        ])  # fmt: skip
        p[(numbers == AGREE) & (p >= ABSURD)] = SAME_NUMBER
        p[numbers == CONFLICT] = OTHER_NUMBER
        return p.round(9)

    def _columns(self, left: Rows, right: Rows) -> dict[str, npt.NDArray[Any]]:
        compared = self._compared(self._names, left, right, align(self._words, left, right))
        columns: dict[str, npt.NDArray[Any]] = {
            row.name: row.function(compared) for row in NAMES if not (self.hurried and row.name in SLOW)
        }
        sides = Sides(self.records, left, right, self.borne)
        levels = {row.name: row.compare(sides) for row in TABLE}
        columns["likeness"] = _likeness(columns)
        columns.update(levels)
        columns["place"] = _place(levels)
        columns["contact"] = _contact(levels)
        return columns


def _likeness(names: dict[str, npt.NDArray[Any]]) -> Levels:
    """How alike two names are altogether: 0 hardly … 6 the same words."""
    least, letters = names["words_found_least"], names["letters_alike"]
    return np.select(
        [
            names["same_key"] > 0, (least >= 0.9) & (letters >= 0.9), (least >= 0.8) | (letters >= 0.9),
            (least >= 0.6) | (letters >= 0.8), names["words_found_most"] >= 0.95, names["rare_word_shared"] >= 0.5,
        ],
        [6, 5, 4, 3, 2, 1],
        0,
    ).astype(np.int8)  # fmt: skip


def _place(levels: dict[str, Levels]) -> Levels:
    """Address and town in one: 0 nothing known … 9."""
    street, house, city = levels["street"], levels["house"], levels["city"]
    address = np.select(
        [
            (street == AGREE) & (house == AGREE),
            (street == AGREE) | (street == NEAR),
            house == AGREE,
            street == CONFLICT,
        ],
        [1, 2, 3, 4],
        0,
    )
    town = np.select([city == AGREE, city == CONFLICT], [1, 2], 0)
    place: Levels = (address * 3 + town).astype(np.int8)
    return place


def _contact(levels: dict[str, Levels]) -> Levels:
    """Domain, mailbox and phone in one: 0 nothing known, 1 something agrees, 2 something agrees and something conflicts, 3 conflict."""
    three = [levels["domain"], levels["email"], levels["phone"]]
    agree = np.any([level == AGREE for level in three], axis=0)
    conflict = np.any([level == CONFLICT for level in (levels["domain"], levels["phone"])], axis=0)
    found: Levels = np.select([agree & conflict, agree, conflict], [2, 1, 3], UNKNOWN).astype(np.int8)
    return found

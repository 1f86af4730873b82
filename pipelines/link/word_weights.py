"""How telling a word is: the rarer among names, the more two names that share it are one company."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leads.kinds.words import CONCEPT, GENERIC, PLACE

DEFAULT = Path(__file__).with_name("word_weights.json")
"""Shipped: how often each word stands in 18,000 names of registers, tenders and lists; `bench/word_weights.py` writes it."""

PRIOR = 1000
"""Names that the shipped statistics count as beside a corpus of one's own: a small corpus learns from them, a large one outweighs them."""

CONCEPT_CEILING, PLACE_CEILING, NUMBER_CEILING, GENERIC_CEILING = 0.75, 0.65, 0.6, 0.06
"""A kind of work or a place never says as much as a name of one's own, however rare it is in a small corpus."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WordWeights:
    """Word statistics of a corpus of names: how many names there are, and in how many each word stands."""

    names: int
    counts: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, names: pa.Table) -> WordWeights:
        """The statistics of names made by `pipelines.link.names.normalise`."""
        tokens = names["tokens"].combine_chunks()
        lists = tokens if isinstance(tokens, pa.ListArray) else tokens.chunk(0)
        owner = pc.list_parent_indices(lists)
        once = pa.table({"name": owner, "word": lists.flatten()}).group_by(["name", "word"]).aggregate([])
        counted = once.group_by("word").aggregate([("name", "count")])
        counts = dict(zip(counted["word"].to_pylist(), counted["name_count"].to_pylist(), strict=True))
        return cls(len(names), {word: counts[word] for word in sorted(counts)})

    @classmethod
    def default(cls) -> WordWeights:
        """The shipped statistics."""
        return _default()

    def common(self, at_least: int) -> WordWeights:
        """Only words of at least so many names: all others count as never seen, which changes little and saves much."""
        return WordWeights(self.names, {word: count for word, count in self.counts.items() if count >= at_least})

    def to_json(self) -> str:
        """For keeping beside an index."""
        return json.dumps({"names": self.names, "counts": dict(self.counts)}, ensure_ascii=False, indent=0)

    @classmethod
    def from_json(cls, text: str) -> WordWeights:
        """What `to_json` wrote."""
        read = json.loads(text)
        return cls(read["names"], read["counts"])

    def rarity(self, words: Sequence[str]) -> Floats:
        """For each word a weight of 0 (in every name) to 1 (in no other name), below the ceiling of its kind."""
        prior = _default() if self.names else self
        share = PRIOR / max(prior.names, 1)
        total = self.names + PRIOR
        seen = np.array([self.counts.get(word, 0) + share * prior.counts.get(word, 0) for word in words], np.float64)
        rarity = np.clip(np.log(total / np.maximum(seen, 0.5)) / np.log(2 * total), 0.0, 1.0)
        weights: Floats = np.minimum(rarity, np.array([_ceiling(word) for word in words], np.float64))
        return weights


def _ceiling(word: str) -> float:
    if word in GENERIC:
        return GENERIC_CEILING
    if word[0] == CONCEPT:
        return CONCEPT_CEILING
    if word[0] == PLACE:
        return PLACE_CEILING
    if word[0].isdigit():
        return NUMBER_CEILING
    return {1: 0.25, 2: 0.6, 3: 0.85}.get(len(word), 1.0)


@cache
def _default() -> WordWeights:
    return WordWeights.from_json(DEFAULT.read_text(encoding="utf-8"))

"""Which words of one name stand for which of the other, for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from leads.kinds.lexicon import lexicon
from leads.kinds.words import CONCEPT, PLACE
from pipelines.link.word_weights import WordWeights

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ALIKE = 0.80
"""Two words less similar than this are different words."""

NEAR = 0.7
"""How well a concept is found where the other name has a near one (`leads/tables/near_words.csv`)."""

ASIDE = 0.3
"""What a word in brackets or after 'named after' counts of its weight: present it helps, absent it hardly harms."""


@dataclass(frozen=True)
class Words:
    """The tokens of many names as numbers."""

    offsets: Ints
    code: Ints
    spelled: Ints
    """Of each token, the word as written: a number of `spellings`."""
    aside: Flags
    texts: list[str]
    spellings: list[str]
    rarity: Floats
    kind: npt.NDArray[np.int8]
    """Of each code: 0 a name of its own, 1 concept, 2 place, 3 number."""

    @classmethod
    def of(cls, names: pa.Table, weights: WordWeights) -> Words:
        """From a table of `pipelines.link.names.normalise`."""
        tokens, written, aside = (_list(names, column) for column in ("tokens", "spelled", "aside"))
        encoded = pc.dictionary_encode(tokens.flatten())
        spelled = pc.dictionary_encode(written.flatten())
        texts = encoded.dictionary.to_pylist()
        kind = np.array([_kind(text) for text in texts], np.int8)
        return cls(
            (tokens.offsets.to_numpy() - tokens.offsets[0].as_py()).astype(np.int64),
            encoded.indices.to_numpy().astype(np.int64),
            spelled.indices.to_numpy().astype(np.int64),
            aside.flatten().to_numpy(zero_copy_only=False).astype(bool),
            texts, spelled.dictionary.to_pylist(), weights.rarity(texts), kind,
        )  # fmt: skip

    def expand(self, names: Ints) -> tuple[Ints, Ints, Ints, Flags]:
        """Of each pair's name all tokens: pair, code, spelling, aside."""
        counts = (self.offsets[1:] - self.offsets[:-1])[names]
        pair = np.repeat(np.arange(len(names)), counts)
        at = (
            np.arange(len(pair))
            - np.repeat(np.cumsum(counts) - counts, counts)
            + np.repeat(self.offsets[names], counts)
        )
        return pair, self.code[at], self.spelled[at], self.aside[at]


@dataclass(frozen=True)
class Side:
    """The words of one side of all pairs, and how well each is found on the other."""

    pair: Ints
    code: Ints
    spelled: Ints
    aside: Flags
    weight: Floats
    found: Floats
    """0 not at all, 1 the same word."""


@dataclass(frozen=True)
class Alignment:
    """Both sides of n pairs."""

    pairs: int
    left: Side
    right: Side
    words: Words


def _list(names: pa.Table, column: str) -> pa.ListArray:
    chunked = names[column]
    return chunked.combine_chunks() if chunked.num_chunks != 1 else chunked.chunk(0)


def _kind(text: str) -> int:
    return 1 if text[0] == CONCEPT else 2 if text[0] == PLACE else 3 if text[0].isdigit() else 0


def align(words: Words, left: Ints, right: Ints) -> Alignment:
    """Align the words of pairs of names, given as rows of the table the words were made of."""
    sides = []
    for names in (left, right):
        pair, code, spelled, aside = words.expand(names)
        weight = words.rarity[code] * np.where(aside, ASIDE, 1.0)
        sides.append(Side(pair, code, spelled, aside, weight, np.zeros(len(pair))))
    mine, theirs = sides
    size = len(words.texts) + 1
    keys = [side.pair * size + side.code for side in sides]
    mine.found[_among(keys[0], keys[1])] = 1.0
    theirs.found[_among(keys[1], keys[0])] = 1.0
    _soften(words, mine, theirs, len(left))
    return Alignment(len(left), mine, theirs, words)


def _among(values: Ints, others: Ints) -> Flags:
    """Whether each value is one of the others."""
    if not len(others):
        return np.zeros(len(values), bool)
    ordered = np.sort(others)
    found: Flags = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values
    return found


def _soften(words: Words, mine: Side, theirs: Side, pairs: int) -> None:
    """Words not found as they are: the most similar one of the other side, if it is similar enough. Changes found."""
    numbers = 3
    open_ = [np.flatnonzero((side.found == 0) & (words.kind[side.code] != numbers)) for side in (mine, theirs)]
    other_pair = theirs.pair[open_[1]]
    start = np.searchsorted(other_pair, np.arange(pairs))
    count = np.searchsorted(other_pair, np.arange(pairs), side="right") - start
    pair = mine.pair[open_[0]]
    repeat = count[pair]
    l_at = np.repeat(open_[0], repeat)
    r_at = open_[1][
        np.repeat(start[pair], repeat) + np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    ]
    similar = np.maximum(
        _similarity(words.spellings, mine.spelled[l_at], theirs.spelled[r_at]),
        _nearness(words, mine.code[l_at], theirs.code[r_at]),
    )
    enough = similar > 0
    np.maximum.at(mine.found, l_at[enough], similar[enough])
    np.maximum.at(theirs.found, r_at[enough], similar[enough])


def _nearness(words: Words, left: Ints, right: Ints) -> Floats:
    """Of pairs of concepts: `NEAR` where one is taken for the other."""
    size = len(words.texts)
    known = {text: at for at, text in enumerate(words.texts)}
    near = [known[a] * size + known[b] for a, b in sorted(lexicon().near) if a in known and b in known]
    close: Floats = np.where(np.isin(left * size + right, np.array(near, np.int64)), NEAR, 0.0)
    return close


def _similarity(spellings: list[str], left: Ints, right: Ints) -> Floats:
    """Of pairs of words as written; each distinct pair is compared once. 0 where they are different words."""
    size = len(spellings)
    distinct, where = np.unique(np.minimum(left, right) * size + np.maximum(left, right), return_inverse=True)
    if not len(distinct):
        return np.zeros(0)
    first = [spellings[at] for at in distinct // size]
    second = [spellings[at] for at in distinct % size]
    jaro = process.cpdist(first, second, scorer=JaroWinkler.normalized_similarity, dtype=np.float64)
    indel = process.cpdist(first, second, scorer=Indel.normalized_similarity, dtype=np.float64)
    similar: Floats = 0.5 * (jaro + indel)
    short = np.array([min(len(a), len(b)) for a, b in zip(first, second, strict=True)])
    prefix = np.array([a.startswith(b) or b.startswith(a) for a, b in zip(first, second, strict=True)], bool)
    similar = np.where(prefix & (short >= 4), np.maximum(similar, 0.85), similar)
    same = np.array([a == b for a, b in zip(first, second, strict=True)], bool)
    different = (short == 0) | (similar < ALIKE) | (short <= 3) & ~same
    return np.where(different, 0.0, similar)[where]

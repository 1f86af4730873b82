"""Evidence of two names: a table of (function, meaning). Each docstring is what people read where they ask why.

Every function answers a column of numbers, one a pair, from what `Compared` holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import Indel, JaroWinkler

from pipelines.link.acronyms import acronym_hits
from pipelines.link.alignment import Words, align
from pipelines.link.compared import Compared, Floats, Ints, with_letters
from pipelines.link.ngrams import cosine
from pipelines.link.word_weights import WordWeights

PAIRS = 200_000
"""Pairs compared at a time, which bounds memory."""


Feature = Callable[[Compared], Floats]


@dataclass(frozen=True)
class NameEvidence:
    """One row of the table."""

    name: str
    function: Feature
    meaning: str


TABLE: list[NameEvidence] = []
"""The rows, in the order people read them."""


def evidence(function: Feature) -> Feature:
    """Put a function into the table."""
    assert function.__doc__, f"{function.__name__} does not say what it means"
    TABLE.append(NameEvidence(function.__name__, function, function.__doc__.strip()))
    return function


@evidence
def same_key(pairs: Compared) -> Floats:
    """For: all telling words are the same, whatever their order, script and legal form."""
    key = pairs.encoded("key")
    same: Floats = (key[pairs.left] == key[pairs.right]).astype(float)
    return same


@evidence
def rare_word_shared(pairs: Compared) -> Floats:
    """For: both names have a word that few names have; the rarer, the stronger. Against when there is none."""
    return np.minimum(*(pairs.most(side, side.weight * side.found) for side in pairs.sides))


@evidence
def words_found_least(pairs: Compared) -> Floats:
    """For: of both names most words, by weight, are found in the other; against when one has many words of its own."""
    return np.minimum(*pairs.covered)


@evidence
def words_found_most(pairs: Compared) -> Floats:
    """For: one name is contained in the other; against when neither is."""
    return np.maximum(*pairs.covered)


@evidence
def telling_words_found(pairs: Compared) -> Floats:
    """For: the most telling word of each name is found in the other; against when either is not."""
    return np.minimum(*pairs.rarest_found)


@evidence
def telling_word_found(pairs: Compared) -> Floats:
    """For: the most telling word of one of the names is found in the other; against when neither is."""
    return np.maximum(*pairs.rarest_found)


@evidence
def own_word_shared(pairs: Compared) -> Floats:
    """For: both names have a word of their own (no kind of work, place or number); the rarer, the stronger."""
    return np.minimum(*(pairs.most(side, pairs.own(side) * side.found) for side in pairs.sides))


@evidence
def own_words_found(pairs: Compared) -> Floats:
    """For: of both names most words of their own are found in the other; against when one has others."""
    shares = []
    for side in pairs.sides:
        own = pairs.own(side)
        total = pairs.sum(side, own)
        shares.append(np.divide(pairs.sum(side, own * side.found), total, out=np.ones_like(total), where=total > 0))
    return np.minimum(*shares)


@evidence
def own_words_fewest(pairs: Compared) -> Floats:
    """How much words of its own say of the name that has fewer of them; nothing where all its words are general ones."""
    return np.minimum(*(pairs.sum(side, pairs.own(side)) for side in pairs.sides))


@evidence
def words_lacking(pairs: Compared) -> Floats:
    """Against: how many words of one name the other lacks, whatever they say."""
    return np.maximum(*(pairs.sum(side, 1 - side.found) for side in pairs.sides))


@evidence
def words_fewest(pairs: Compared) -> Floats:
    """How much there is to compare: how many words the shorter name has."""
    return np.minimum(*(pairs.sum(side, np.ones(len(side.pair))) for side in pairs.sides))


@evidence
def own_letters_alike(pairs: Compared) -> Floats:
    """For: run together, their words of their own have nearly the same letters; against when they have not. Below 0 where one has none."""
    left, right = pairs.texts("own", pairs.left), pairs.texts("own", pairs.right)
    alike: Floats = process.cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float64)
    known = [bool(mine and theirs) for mine, theirs in zip(left, right, strict=True)]
    return np.where(known, alike, -1.0)


@evidence
def weight_shared(pairs: Compared) -> Floats:
    """For: the weight of all words that both names have."""
    left, right = (pairs.sum(side, side.weight * side.found) for side in pairs.sides)
    return (left + right) / 2


@evidence
def weight_unshared(pairs: Compared) -> Floats:
    """Against: the weight of all words that only one of the names has."""
    left, right = (pairs.sum(side, side.weight * (1 - side.found)) for side in pairs.sides)
    return left + right


@evidence
def own_words_differ(pairs: Compared) -> Floats:
    """Against: each name has a telling word that the other lacks ('Gazprom Transgaz Ukhta', 'Gazprom Transgaz Saratov')."""
    return np.minimum(*pairs.missing((0, 1)))


@evidence
def own_word_missing(pairs: Compared) -> Floats:
    """Against: one name has a telling word that the other lacks; it may be a subsidiary or a branch."""
    return np.maximum(*pairs.missing((0, 1)))


@evidence
def kinds_of_work_differ(pairs: Compared) -> Floats:
    """Against: each name has a word for a kind of work or body that the other lacks (bank, insurance)."""
    return np.minimum(*pairs.missing((1,)))


@evidence
def kind_of_work_missing(pairs: Compared) -> Floats:
    """Against, weakly: only one name says what kind of work or body it is."""
    return np.maximum(*pairs.missing((1,)))


@evidence
def places_differ(pairs: Compared) -> Floats:
    """Against: each name has a place that the other lacks (Albania branch, Afghanistan branch)."""
    return np.minimum(*pairs.missing((2,)))


@evidence
def place_missing(pairs: Compared) -> Floats:
    """Against, weakly: only one name has a place."""
    return np.maximum(*pairs.missing((2,)))


@evidence
def numbers_agree(pairs: Compared) -> Floats:
    """For: the same number in both names (33 ship repair plant)."""
    return (pairs.numbers[0] > 0).astype(float)


@evidence
def numbers_conflict(pairs: Compared) -> Floats:
    """Against: each name has a number that the other lacks (school 5, school 7)."""
    _, left, right = pairs.numbers
    return ((left > 0) & (right > 0)).astype(float)


@evidence
def number_missing(pairs: Compared) -> Floats:
    """Against: only one name has a number."""
    _, left, right = pairs.numbers
    return ((left > 0) ^ (right > 0)).astype(float)


@evidence
def acronym(pairs: Compared) -> Floats:
    """For: a word of one name is made of the first letters of the other's words, also as translated (НИИ, ОКБ)."""
    return acronym_hits(pairs.names, pairs.left, pairs.right, pairs.alignment, np.minimum(*pairs.covered))


@evidence
def letters_alike(pairs: Compared) -> Floats:
    """For: run together, the names have nearly the same letters in the same order ('Good Will', 'Goodwill'); against when they have not."""
    alike: Floats = process.cpdist(*pairs.joined, scorer=Indel.normalized_similarity, dtype=np.float64)
    return alike


@evidence
def letters_as_written_alike(pairs: Compared) -> Floats:
    """For: the same before any word is translated; against when the names have different letters in one script."""
    alike: Floats = process.cpdist(*pairs.plain, scorer=Indel.normalized_similarity, dtype=np.float64)
    return alike


@evidence
def consonants_alike(pairs: Compared) -> Floats:
    """For: the same consonants in the same order, as far as another script keeps them (Arabic writes no vowels)."""
    left, right = pairs.texts("consonants", pairs.left), pairs.texts("consonants", pairs.right)
    alike: Floats = process.cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float64)
    return alike


@evidence
def beginnings_alike(pairs: Compared) -> Floats:
    """For: run together, the names begin alike."""
    alike: Floats = process.cpdist(*pairs.plain, scorer=JaroWinkler.normalized_similarity, dtype=np.float64)
    return alike


@evidence
def ngrams_alike(pairs: Compared) -> Floats:
    """For: the names share most groups of three letters, wherever they stand; against when they share few."""
    return cosine(pairs.names["joined"], pairs.left, pairs.right)


@evidence
def forms_agree(pairs: Compared) -> Floats:
    """For: legal forms of one family (ТОВ, Ltd, GmbH)."""
    form = pairs.encoded("form")
    same: Floats = ((form[pairs.left] == form[pairs.right]) & (form[pairs.left] >= 0)).astype(float)
    return same


@evidence
def forms_conflict(pairs: Compared) -> Floats:
    """Against: legal forms of different families (a limited company, a foundation)."""
    form = pairs.encoded("form")
    left, right = form[pairs.left], form[pairs.right]
    other: Floats = ((left != right) & (left >= 0) & (right >= 0)).astype(float)
    return other


@evidence
def scripts_differ(pairs: Compared) -> Floats:
    """Neither: the names are written in different scripts, so that letters say less and translated words more."""
    script = pairs.encoded("script")
    other: Floats = (script[pairs.left] != script[pairs.right]).astype(float)
    return other


@evidence
def shorter_name(pairs: Compared) -> Floats:
    """How much the shorter name says at all: the weight of its words. Little said, little proven."""
    return np.minimum(*(pairs.sum(side, side.weight) for side in pairs.sides))


@evidence
def longer_name(pairs: Compared) -> Floats:
    """How much the longer name says: the weight of its words."""
    return np.maximum(*(pairs.sum(side, side.weight) for side in pairs.sides))


def compare(names: pa.Table, left: Ints, right: Ints, weights: WordWeights) -> dict[str, Floats]:
    """All evidence of pairs of rows of a table of `normalise`, by name of its function."""
    words = Words.of(names, weights)
    names = with_letters(names)
    parts = []
    for at in range(0, max(len(left), 1), PAIRS):
        l_part, r_part = left[at : at + PAIRS], right[at : at + PAIRS]
        compared = Compared(names, l_part, r_part, align(words, l_part, r_part))
        parts.append({row.name: row.function(compared) for row in TABLE})
    return {row.name: np.concatenate([part[row.name] for part in parts]) for row in TABLE}


def compare_names(left: pa.Table, right: pa.Table, weights: WordWeights) -> dict[str, Floats]:
    """The same for two tables of `normalise`, row by row."""
    count = len(left)
    return compare(
        pa.concat_tables([left, right]).combine_chunks(), np.arange(count), np.arange(count) + count, weights
    )

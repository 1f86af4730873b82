"""Acronyms: a word of one name that is made of the first letters of the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.link.alignment import Alignment

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNSETTLED = 0.95
"""Pairs of which less than this share of both names' words is found need no acronym to be understood."""


SPELLED = 4
"""Letters from which two names spelled by the same ones are alike."""


def acronym_hits(names: pa.Table, left: Ints, right: Ints, alignment: Alignment, covered: Floats) -> Floats:
    """1 where a word is all first letters of the other name, less where it is a run of them or short, 0 elsewhere.

    covered: the smaller share of words found already; only pairs that lack some are asked, and of those only where lengths allow it.
    """
    hits = np.zeros(alignment.pairs)
    letters = _Letters(names)
    asked = covered < UNSETTLED
    for mine, other in ((left, right), (right, left)):
        for pair in np.flatnonzero(asked & letters.possible(mine, other)):
            hits[pair] = max(hits[pair], letters.hit(int(mine[pair]), int(other[pair])))
    return hits


class _Letters:
    """First letters and possible acronyms of names, read when asked for."""

    def __init__(self, names: pa.Table) -> None:
        self._acronym, self._initials, self._short = (_flat(names, name) for name in ("acronym", "initials", "short"))
        self._known: dict[int, tuple[frozenset[str], tuple[str, ...]]] = {}
        spelled = pc.utf8_length(self._initials.flatten()).to_numpy().reshape(-1, 3)
        self._most = np.maximum(spelled.max(axis=1, initial=0), pc.utf8_length(self._acronym).to_numpy())
        own = self._initials.flatten().take(pa.array(np.arange(len(names)) * 3))
        self._in_full = ~pc.equal(own, self._acronym).to_numpy(zero_copy_only=False)
        words = pc.utf8_length(self._short.flatten()).to_numpy()
        self._least = np.full(len(names), 99, np.int64)
        np.minimum.at(self._least, pc.list_parent_indices(self._short).to_numpy(), words)

    def possible(self, mine: Ints, other: Ints) -> npt.NDArray[np.bool_]:
        """Whether a word of mine is short enough to be letters of the other, or both may be spelled by the same letters."""
        word = (self._least[mine] <= self._most[other]) & (self._most[other] > 1)
        whole = (self._in_full[mine] | self._in_full[other]) & (
            np.minimum(self._most[mine], self._most[other]) >= SPELLED
        )
        both: npt.NDArray[np.bool_] = word | whole
        return both

    def _row(self, row: int) -> tuple[frozenset[str], tuple[str, ...]]:
        known = self._known.get(row)
        if known is None:
            spelled = frozenset(filter(None, (self._acronym[row].as_py(), *self._initials[row].as_py())))
            known = self._known[row] = spelled, tuple(self._short[row].as_py())
        return known

    def hit(self, mine: int, other: int) -> float:
        """How well an acronym in the name of row mine stands for the name of row other, or both are spelled by the same letters."""
        my_letters, words = self._row(mine)
        letters, _ = self._row(other)
        if any(len(whole) >= SPELLED for whole in my_letters & letters):
            return 1.0
        return max((_made_of(word, letters) for word in words), default=0.0)


def _made_of(word: str, letters: frozenset[str]) -> float:
    if word in letters:
        return 1.0 if len(word) > 2 else 0.5
    if len(word) > 2 and any(word in whole for whole in letters):
        return 0.8 if len(word) > 3 else 0.5
    return 0.0


def _flat(names: pa.Table, column: str) -> pa.Array:
    chunked = names[column]
    return chunked.chunk(0) if chunked.num_chunks == 1 else pa.concat_arrays(chunked.chunks)

"""Finding known sequences of words in many names at once: a trie walked column-wise.

Every position of every name walks the trie together with all others, one word a step; those without a way on drop out at once, so that
a million names cost a few numpy operations and no Python for each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spans:
    """Found phrases, none overlapping another: where each starts, how many words it has, and the number of its phrase."""

    start: Ints
    length: Ints
    phrase: Ints


class PhraseTrie:
    """Phrases of words; the n-th phrase given is number n."""

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        self.words: dict[str, int] = {}
        edges: dict[tuple[int, int], int] = {}
        ends: dict[int, int] = {}
        for number, phrase in enumerate(phrases):
            state = 0
            for word in phrase:
                at = self.words.setdefault(word, len(self.words))
                state = edges.setdefault((state, at), len(edges) + 1)
            ends.setdefault(state, number)
        self._width = max(len(self.words), 1)
        keys = np.array([state * self._width + word for state, word in edges], np.int64)
        order = np.argsort(keys)
        self._keys = keys[order]
        self._next = np.array(list(edges.values()), np.int64)[order]
        self._end = np.full(len(edges) + 1, -1, np.int64)
        for state, number in ends.items():
            self._end[state] = number

    def ids(self, words: Sequence[str] | Mapping[str, int]) -> Ints:
        """The number of each word in this trie, -1 where it knows none."""
        return np.array([self.words.get(word, -1) for word in words], np.int64)

    def find(self, words: Ints, last: Ints) -> Spans:
        """All phrases, the longest from the left.

        words: the trie's number of every token of all names, one after the other; last: for each token, the index after its name's end.
        """
        at = np.flatnonzero(words >= 0)
        state = np.zeros(len(at), np.int64)
        length = np.zeros(len(words), np.int64)
        phrase = np.full(len(words), -1, np.int64)
        step = 0
        while len(at):
            key = state * self._width + words[at + step]
            place = np.searchsorted(self._keys, key)
            place[place == len(self._keys)] = 0
            known = self._keys[place] == key
            at, state = at[known], self._next[place[known]]
            ended = self._end[state]
            length[at[ended >= 0]] = step + 1
            phrase[at[ended >= 0]] = ended[ended >= 0]
            step += 1
            inside = at + step < last[at]
            at, state = at[inside], state[inside]
            follows = words[at + step] >= 0
            at, state = at[follows], state[follows]
        start = np.flatnonzero(length)
        start = _apart(start, length[start])
        return Spans(start, length[start], phrase[start])


def _apart(start: Ints, length: Ints) -> Ints:
    """Of spans in order, those that a reader from left to right takes: none begins inside one taken before."""
    taken: list[Ints] = []
    while len(start):
        reach = np.maximum.accumulate(start + length)
        free = np.concatenate(([True], start[1:] >= reach[:-1]))
        taken.append(start[free])
        if free.all():
            break
        ends = (start + length)[free]
        owner = np.searchsorted(start[free], start, side="right") - 1
        left = ~free & (start >= ends[owner])
        start, length = start[left], length[left]
    return np.sort(np.concatenate(taken)) if taken else start

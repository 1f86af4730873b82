"""Known sequences of words, found in many names at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.link.phrases import PhraseTrie

PHRASES = [("a",), ("a", "b"), ("b", "c", "d"), ("c",), ("d", "d")]


def spans(names: list[list[str]]) -> list[tuple[int, tuple[str, ...]]]:
    trie = PhraseTrie(PHRASES)
    flat = [word for name in names for word in name]
    last = np.repeat(np.cumsum([len(name) for name in names]), [len(name) for name in names]).astype(np.int64)
    found = trie.find(trie.ids(flat), last)
    return [(int(start), PHRASES[phrase]) for start, phrase in zip(found.start, found.phrase, strict=True)]


def slowly(names: list[list[str]]) -> list[tuple[int, tuple[str, ...]]]:
    found, offset = [], 0
    for name in names:
        at = 0
        while at < len(name):
            fits = [phrase for phrase in PHRASES if tuple(name[at : at + len(phrase)]) == phrase]
            if fits:
                longest = max(fits, key=len)
                found.append((offset + at, longest))
                at += len(longest)
            else:
                at += 1
        offset += len(name)
    return found


def test_the_longest_phrase_from_the_left_wins_and_none_crosses_names() -> None:
    assert spans([["a", "b", "c"], ["b"], ["c", "d"]]) == [(0, ("a", "b")), (2, ("c",)), (4, ("c",))]


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdx"), max_size=8), max_size=6))
def test_it_finds_what_a_reader_finds(names: list[list[str]]) -> None:
    assert spans(names) == slowly(names)

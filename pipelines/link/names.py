"""Names made comparable: columns in, columns out, the same result whatever the order, threads or batch.

    key       sorted words that tell companies apart, one spelling for all scripts: equal keys are candidates, no proof
    joined    all words run together, letters and digits only
    plain     the same of the words as written, none translated
    tokens    words in order: codes of `leads.kinds.words` (~plant, @moscow), numbers, skeletons
    spelled   for each token, the skeleton of the word as written; empty where several words are one concept
    aside     for each token, whether it stands in brackets or after 'named after'
    form      family of the legal form (LLC, JSC, LP, SOE, NGO, …), null where none is written
    numbers   numbers among the tokens
    acronym   first letters of the words as written, legal form left out
    initials  the same with acronyms in full, and for the words in English and in Russian: acronyms that others may use
    short     words that may be acronyms themselves, letter by letter
    script    latin, cyrillic, greek, arabic, cjk, mixed, other

Names are split into pieces at blanks; a register of millions has few distinct ones. Each is understood once, in Python; all else is numpy
over numbers of pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leads.kinds.words import CONCEPT, GENERIC, NAMED, PLACE
from pipelines.link.known_words import SCRIPTS, KnownWords, known_words
from pipelines.link.phrases import Ints

CHUNK = 200_000
"""Names worked on at a time, which bounds memory."""

REMEMBERED = 3_000_000
"""Distinct words remembered between chunks and calls; then all are forgotten and learned anew."""

PASSES = 2
"""Times that phrases are looked for: the second time among the concepts found the first time."""

Flags = npt.NDArray[np.bool_]

_TEXT, _TEXTS = pa.string(), pa.list_(pa.string())
SCHEMA = pa.schema([
    ("key", _TEXT), ("joined", _TEXT), ("plain", _TEXT), ("tokens", _TEXTS), ("spelled", _TEXTS), ("aside", pa.list_(pa.bool_())),
    ("form", _TEXT), ("numbers", _TEXTS), ("acronym", _TEXT), ("initials", _TEXTS), ("short", _TEXTS), ("script", _TEXT),
])  # fmt: skip


def normalise(names: pa.ChunkedArray | pa.Array, country: str | None = None) -> pa.Table:  # noqa: ARG001
    """The table above, one row a name; a null or empty name has an empty key and no tokens.

    country: accepted for callers that know it; spelling does not depend on it today.
    """
    whole = names if isinstance(names, pa.ChunkedArray) else pa.chunked_array([names])
    whole = pc.fill_null(whole.cast(pa.string()), "")
    chunks = [_chunk(whole.slice(at, CHUNK).combine_chunks()) for at in range(0, len(whole), CHUNK)]
    return pa.Table.from_batches(chunks, SCHEMA)


@dataclass(frozen=True)
class _Words:
    """The words of all names, one after the other."""

    code: Ints
    name: Ints
    aside: Flags
    token: Ints
    """Number of the token each was written as; 0 where it is several."""

    def taken(self, which: Ints | Flags) -> _Words:
        return _Words(self.code[which], self.name[which], self.aside[which], self.token[which])


def _chunk(names: pa.Array) -> pa.RecordBatch:
    known = known_words()
    if known.size > REMEMBERED:
        known.forget()
    split = pc.utf8_split_whitespace(names)
    distinct = pc.dictionary_encode(split.values)
    ids = np.array([known.piece(written) for written in distinct.dictionary.to_pylist()], np.int64)
    offsets = split.offsets.to_numpy().astype(np.int64)
    count = len(names)
    piece_name = np.repeat(np.arange(count), np.diff(offsets))
    flat = ids[distinct.indices.to_numpy()[offsets[0] : offsets[-1]]] if len(ids) else np.zeros(0, np.int64)
    token, owner = known.piece_tokens.expand(flat)
    name = piece_name[owner]
    script = _scripts(known, token, name, count)
    opening, closing = token == 0, token == 1
    depth = np.cumsum(opening) - np.cumsum(closing)
    first = np.searchsorted(name, np.arange(count))
    before = np.where(first > 0, depth[np.maximum(first - 1, 0)], 0)[name] if len(name) else depth
    aside = depth - before > 0
    in_form, form = _forms(known, token, name, count, opening | closing)
    kept = ~in_form & ~opening & ~closing
    token, name, aside = token[kept], name[kept], aside[kept]
    acronym = _run_together(known.token_letter, token, name, count)
    expanded = _run_together(known.token_acronym, token, name, count)
    short = _short(known, token, name, count)
    plain = _run_together(known.token_bones, token, name, count)
    code, owner = known.token_codes.expand(token)
    words = _Words(code, name[owner], aside[owner], token[owner])
    for _ in range(PASSES):
        words = _phrases(known, words)
    words = _named(known, words, count)
    initials = _initials(known, words.code, words.name, count, expanded)
    code, owner = known.parts(words.code)
    words = words.taken(owner)
    made = _columns(known, _Words(code, words.name, words.aside, words.token), count)
    columns = {
        **made, "plain": plain, "form": form, "acronym": acronym, "initials": initials, "short": short, "script": script,
    }  # fmt: skip
    return pa.RecordBatch.from_arrays([columns[field.name] for field in SCHEMA], schema=SCHEMA)


def _scripts(known: KnownWords, token: Ints, name: Ints, count: int) -> pa.Array:
    kind = known.token_kind.array()[token]
    seen = np.zeros((count, len(SCRIPTS)), bool)
    seen[name[kind >= 0], kind[kind >= 0]] = True
    number = np.where(seen.sum(1) > 1, len(SCRIPTS), np.where(seen.any(1), seen.argmax(1), len(SCRIPTS) - 1))
    return pa.DictionaryArray.from_arrays(number.astype(np.int32), pa.array([*SCRIPTS, "mixed"])).cast(pa.string())


def _ends(name: Ints, count: int) -> Ints:
    """For each token the index after the last token of its name."""
    return np.searchsorted(name, np.arange(count), side="right")[name] if len(name) else name


def _forms(known: KnownWords, token: Ints, name: Ints, count: int, bracket: Flags) -> tuple[Flags, pa.Array]:
    """Which tokens belong to a legal form, and the family of each name's first one.

    A name that consists of nothing else keeps its words: 'Company' is all we know of it.
    """
    marked = np.zeros(len(token), bool)
    family = np.full(count, -1, np.int64)
    if len(token):
        last = _ends(name, count)
        spans = known.form_trie.find(known.token_form.array()[token], last)
        start, stop = spans.start, spans.start + spans.length
        first = np.searchsorted(name, np.arange(count))[name]
        edge = (start == first[start]) | (stop == last[start])
        beside = bracket[np.maximum(start - 1, 0)] | bracket[np.minimum(stop, len(token) - 1)]
        chosen = known.strong[spans.phrase] | edge | beside
        start, length, phrase = start[chosen], spans.length[chosen], spans.phrase[chosen]
        covered = np.repeat(start, length) + np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        marked[covered] = True
        left = np.bincount(name[~marked & ~bracket], minlength=count)
        marked &= left[name] > 0
        whose = name[start]
        family[whose[::-1]] = known.family_of[phrase][::-1]
        family[left == 0] = -1
    return marked, pa.DictionaryArray.from_arrays(
        pa.array(np.maximum(family, 0).astype(np.int32), mask=family < 0), pa.array(known.families, pa.string())
    ).cast(pa.string())


def _phrases(known: KnownWords, words: _Words) -> _Words:
    """Several codes that are one concept become its code."""
    if not len(words.code):
        return words
    last = np.searchsorted(words.name, words.name, side="right")
    spans = known.phrase_trie.find(known.code_phrase.array()[words.code], last)
    code, token = words.code.copy(), words.token.copy()
    code[spans.start] = known.phrase_code[spans.phrase]
    token[spans.start] = 0
    more = spans.length - 1
    gone = np.repeat(spans.start + 1, more) + np.arange(more.sum()) - np.repeat(np.cumsum(more) - more, more)
    kept = np.ones(len(code), bool)
    kept[gone] = False
    return _Words(code, words.name, words.aside, token).taken(kept)


def _named(known: KnownWords, words: _Words, count: int) -> _Words:
    """What follows 'named after' is said aside; where nothing else is left, nothing is aside."""
    marker = words.code == known.code_ids.get(NAMED, -1)
    running = np.cumsum(marker)
    first = np.searchsorted(words.name, np.arange(count))
    before = np.where(first > 0, running[np.maximum(first - 1, 0)], 0)[words.name] if len(marker) else running
    aside = words.aside | (running - before > 0)
    left = _Words(words.code, words.name, aside, words.token).taken(~marker)
    plain = np.bincount(left.name[~left.aside], minlength=count)
    return _Words(left.code, left.name, left.aside & (plain[left.name] > 0), left.token)


def _columns(known: KnownWords, words: _Words, count: int) -> dict[str, pa.Array]:
    """The columns that are made of codes."""
    used, code = _used(words.code, len(known.codes))
    name, aside = words.name, words.aside
    written, token = _used(words.token, len(known.token_bones))
    bones = pa.array([known.token_bones[at] for at in written], pa.string())
    texts = [known.codes[at] for at in used]
    offsets = _offsets(name, count)
    spelled = pa.array(texts, pa.string())
    digits = np.array([text.isdigit() for text in texts], bool)
    numeric = digits[code] if len(code) else np.zeros(0, bool)
    return {
        "key": _keys(texts, code, name, aside, count),
        "joined": _run_together([text.lstrip(CONCEPT + PLACE).replace("_", "") for text in texts], code, name, count),
        "tokens": pa.ListArray.from_arrays(offsets, spelled.take(pa.array(code))),
        "spelled": pa.ListArray.from_arrays(offsets, bones.take(pa.array(token))),
        "aside": pa.ListArray.from_arrays(offsets, pa.array(aside)),
        "numbers": pa.ListArray.from_arrays(_offsets(name[numeric], count), spelled.take(pa.array(code[numeric]))),
    }


def _run_together(texts: list[str], which: Ints, name: Ints, count: int) -> pa.Array:
    """Texts of each name without blanks between."""
    used, at = _used(which, len(texts))
    chosen = pa.array([texts[number] for number in used], pa.string()).take(pa.array(at))
    return pc.binary_join(pa.ListArray.from_arrays(_offsets(name, count), chosen), "")


def _initials(known: KnownWords, code: Ints, name: Ints, count: int, expanded: pa.Array) -> pa.Array:
    """Three texts a name: first letters of its words with acronyms in full, in English, in Russian."""
    both = known.initials()
    all_ = pa.concat_arrays([expanded, *(_run_together(texts, code, name, count) for texts in both)])
    order = np.arange(3 * count).reshape(3, count).T.ravel()
    return pa.ListArray.from_arrays(pa.array(np.arange(0, 3 * count + 1, 3), pa.int32()), all_.take(pa.array(order)))


def _short(known: KnownWords, token: Ints, name: Ints, count: int) -> pa.Array:
    used, at = _used(token, len(known.token_short))
    texts = [known.token_short[number] for number in used]
    brief = np.array([text != "" for text in texts], bool)
    kept = brief[at] if len(at) else np.zeros(0, bool)
    return pa.ListArray.from_arrays(_offsets(name[kept], count), pa.array(texts, pa.string()).take(pa.array(at[kept])))


def _keys(texts: list[str], code: Ints, name: Ints, aside: Flags, count: int) -> pa.Array:
    """Distinct telling words of each name, sorted, with blanks between; of a name without any, all its words."""
    order = np.array(sorted(range(len(texts)), key=texts.__getitem__), np.int64)
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    telling = np.array([text not in GENERIC for text in texts], bool)
    chosen = telling[code] & ~aside if len(code) else np.zeros(0, bool)
    some = np.bincount(name[chosen], minlength=count) > 0
    chosen |= ~some[name]
    sorted_ = np.sort((name[chosen] << 32) | rank[code[chosen]])
    sorted_ = sorted_[np.append(True, sorted_[1:] != sorted_[:-1])[: len(sorted_)]]
    words = pa.array(texts, pa.string()).take(pa.array(order[sorted_ & 0xFFFFFFFF]))
    return pc.binary_join(pa.ListArray.from_arrays(_offsets(sorted_ >> 32, count), words), " ")


def _used(numbers: Ints, count: int) -> tuple[Ints, Ints]:
    """Which numbers below count occur, ascending, and for each number its place among them."""
    occurs = np.zeros(count, bool)
    occurs[numbers] = True
    place = np.cumsum(occurs) - 1
    return np.flatnonzero(occurs), place[numbers]


def _offsets(name: Ints, count: int) -> pa.Array:
    counts = np.bincount(name, minlength=count)
    return pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))


def as_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The table as plain rows, for looking at a few names."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows

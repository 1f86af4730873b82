"""Blocking: which pairs of records are looked at at all: those that share one narrow thing.

Each thing is a row of `BLOCKS`. Where more records share it than its cap, they must share the next, narrower thing too; what is
still over the cap is left to the other blocks. Everything is a 64-bit hash, so that the same keys serve an index on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.link.fields import Fields, Hashes, Rows

Pairs = tuple[Rows, Rows]
"""Rows left and right, left < right, ordered, each pair once."""


Keep = Callable[[Rows, Rows], npt.NDArray[np.bool_]]
"""Which of some pairs are worth keeping."""


@dataclass(frozen=True)
class Block:
    """One thing to share: its key and, where too many share it, what must be shared beside it.

    `pairs` is how many pairs a record this block may cost: the cap on sharers follows from it, within `CAPS`.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    narrower: tuple[tuple[str, ...], ...] = ()
    pairs: int = 2


CAPS = (12, 300)
"""So many records may always share a thing, and never more than so many."""

FREE = 30_000
"""Pairs that a block may always make: small sets are searched more widely."""

ABROAD = 0.1
"""Words are shared within a country only, unless more than this share of records has no country."""

BLOCKS = (
    Block("number", "the same number of a register", ("number",)),
    Block("domain", "the same web domain", ("domain",), (("domain", "key"),)),
    Block("phone", "the same last seven digits of a phone", ("phone_end",), (("phone_end", "key"),)),
    Block("email", "the same mailbox", ("email",), (("email", "key"),)),
    Block("name", "the same name, words in any order", ("key", "nation"), (("key", "city"), ("key", "city", "street_hash")), pairs=4),
    Block("letters", "the same letters in the same town", ("joined", "city"), (("joined", "city", "street_hash"),)),
    Block("sounds", "the same consonants, words as written", ("consonants", "nation"), (("consonants", "city"),)),
    Block("word", "one of the rarest words", ("word", "nation"), (("word", "city"), ("word", "city", "house")), pairs=4),
    Block("words", "the two rarest words", ("words", "nation"), (("words", "city"),)),
    Block("site", "the same street, house and town", ("street_hash", "house", "city"), (("site", "start"),)),
    Block("start", "how the rarest word begins, in the same town", ("start", "city"), (("start", "city", "street_hash"),)),
    Block("end", "how the rarest word ends, in the same town", ("end", "city"), (("end", "city", "street_hash"),)),
    Block("prefix", "how the name begins, in the same town", ("prefix", "city"), (("prefix", "city", "street_hash"),)),
    Block("bare start", "how the rarest word begins, where no town is known", ("start", "placeless"), pairs=4),
    Block("bare end", "how the rarest word ends, where no town is known", ("end", "placeless"), pairs=4),
    Block("bare prefix", "how the name begins, where no town is known", ("prefix", "placeless"), pairs=4),
    Block("acronym", "a short word that is made of the other's initials", ("acronym", "nation"), pairs=2),
)  # fmt: skip
"""What two records must share one of, to be compared."""

SURE = ("number", "domain", "phone", "email")
"""Blocks whose pairs are always looked at."""

RAREST = 4
"""Of so many rarest words of a name each is a key."""

_ONES = np.uint64(0x9E3779B97F4A7C15)
_TWOS = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


def mixed(salt: int, columns: list[Hashes]) -> Hashes:
    """One hash of several; 0 (not known) where any is not known."""
    result = np.full(len(columns[0]), (salt + 1) * int(_ONES) & 0xFFFFFFFFFFFFFFFF, np.uint64)
    known = np.ones(len(columns[0]), bool)
    with np.errstate(over="ignore"):
        for column in columns:
            known &= column != 0
            result = (result ^ column) * _TWOS
            result ^= result >> _SHIFT
    return np.where(known, result | np.uint64(1), np.uint64(0))


@dataclass(frozen=True)
class WordCounts:
    """In how many names each word stands: what is rare. Words are hashes, ordered."""

    words: Hashes
    counts: npt.NDArray[np.int32]

    def of(self, words: Hashes) -> npt.NDArray[np.int32]:
        """The count of each word; 0 for one never seen."""
        if not len(self.words):
            return np.zeros(len(words), np.int32)
        at = np.minimum(np.searchsorted(self.words, words), len(self.words) - 1)
        return np.where(self.words[at] == words, self.counts[at], 0).astype(np.int32)

    def beside(self, more: WordCounts) -> WordCounts:
        """The words of `more`, as often as they stand in both."""
        return WordCounts(more.words, more.counts + self.of(more.words))


def hashed(words: pa.Array) -> Hashes:
    """Words as hashes."""
    with duckdb.connect() as con:
        con.register("link_words", pa.table({"word": words}))
        found: Hashes = con.execute("SELECT hash(word) AS hashed FROM link_words").fetchnumpy()["hashed"]
    return found


class Words:
    """The words of names as hashes: `row` and `word`, each word of a name once."""

    def __init__(self, names: pa.Table) -> None:
        lists = names["tokens"].combine_chunks()
        encoded = pc.dictionary_encode(pc.list_flatten(lists))
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        with duckdb.connect() as con:
            con.register("link_words", pa.table({"word": encoded.dictionary}))
            self._table = con.execute(
                """SELECT hash(word) AS hashed, hash('^', left(word, 4)) AS start, hash('$', right(word, 4)) AS ending,
                    length(word) AS length FROM link_words"""
            ).fetchnumpy()
        row = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
        code = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        width = max(len(encoded.dictionary), 1)
        codes = distinct(row * width + code)
        self.row: Rows = codes // width
        self._code = codes % width

    @cached_property
    def word(self) -> Hashes:
        hashed: Hashes = self._table["hashed"][self._code]
        return hashed

    @cached_property
    def start(self) -> Hashes:
        hashed: Hashes = self._table["start"][self._code]
        return hashed

    @cached_property
    def ending(self) -> Hashes:
        hashed: Hashes = self._table["ending"][self._code]
        return hashed

    @cached_property
    def length(self) -> Rows:
        length: Rows = self._table["length"][self._code]
        return length

    def counts(self) -> WordCounts:
        """In how many of these names each word stands."""
        words, counts = np.unique(self.word, return_counts=True)
        return WordCounts(words, counts.astype(np.int32))


Keyed = dict[str, tuple[Rows, Hashes]]
"""Thing → the rows that have it, and their hashes; a row may have several."""


def by_country(fields: Fields) -> bool:
    """Whether nearly all records know their country, so that words are shared within one only."""
    return len(fields) > 0 and bool((fields.country == 0).mean() <= ABROAD)


def things(fields: Fields, words: Words, counts: WordCounts, national: bool | None = None) -> Keyed:
    """All that records can share; `national` as `by_country` said of the whole corpus, or None to ask it of these."""
    rows = np.arange(len(fields), dtype=np.int64)
    found: Keyed = {"number": (fields.number_row, mixed(1, [fields.number_register, fields.number]))}
    for column in ("domain", "phone_end", "email", "key", "joined", "city", "street_hash", "house"):
        found[column] = (rows, getattr(fields, column))
    within = by_country(fields) if national is None else national
    found["nation"] = (rows, np.maximum(fields.country, np.uint64(1)) if within else np.ones(len(rows), np.uint64))
    found["placeless"] = (rows, (fields.city == 0).astype(np.uint64))
    found["site"] = (rows, mixed(2, [fields.street_hash, fields.house, fields.city]))
    with duckdb.connect() as con:
        con.register("link_names", fields.names.select(["joined", "plain"]))
        made = con.execute(
            """SELECT CASE WHEN length(c) >= 3 THEN hash(c) ELSE 0::UBIGINT END AS consonants,
                CASE WHEN length(joined) >= 5 THEN hash(left(joined, 5)) ELSE 0::UBIGINT END AS prefix
            FROM (SELECT joined, regexp_replace(plain, '[aeiouy]+', '', 'g') AS c FROM link_names)"""
        ).fetchnumpy()
    found["consonants"], found["prefix"] = (rows, made["consonants"]), (rows, made["prefix"])
    rarity = np.lexsort((words.word, counts.of(words.word), words.row))
    row, word = words.row[rarity], words.word[rarity]
    first = np.searchsorted(row, rows)
    nth = np.arange(len(row)) - first[row]
    found["word"] = (row[nth < RAREST], word[nth < RAREST])
    rarest = np.flatnonzero(nth == 0)
    for column, hashes in (("start", words.start), ("end", words.ending)):
        found[column] = (row[rarest], hashes[rarity][rarest])
    pair = np.flatnonzero(nth == 1)
    low, high = np.minimum(word[pair], word[pair - 1]), np.maximum(word[pair], word[pair - 1])
    found["words"] = (row[pair], mixed(3, [low, high]))
    short = (words.length >= 3) & (words.length <= 7)
    initial_row, initial = _initials(fields.names)
    found["acronym"] = (
        np.concatenate([initial_row, words.row[short]]),
        np.concatenate([initial, words.word[short]]),
    )
    return found


def _initials(names: pa.Table) -> tuple[Rows, Hashes]:
    """The acronyms others may use for a name."""
    lists = names["initials"].combine_chunks()
    with duckdb.connect() as con:
        con.register("link_initials", pa.table({"value": pc.list_flatten(lists)}))
        hashed = con.execute(
            "SELECT CASE WHEN length(value) BETWEEN 3 AND 7 THEN hash(lower(value)) ELSE 0::UBIGINT END AS hashed FROM link_initials"
        ).fetchnumpy()["hashed"]
    return pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64), hashed


def keys(found: Keyed, block: Block) -> Iterator[tuple[Rows, Hashes]]:
    """(rows, keys) of a block: the thing itself, then each narrower thing. Rows that do not know it are left out."""
    for nr, parts in enumerate((block.key, *block.narrower)):
        row, first = found[parts[0]]
        columns = [first]
        for part in parts[1:]:
            rows, hashes = found[part]
            column = np.zeros(int(max(rows.max(initial=-1), row.max(initial=-1))) + 1, np.uint64)
            column[rows] = hashes
            columns.append(column[row])
        hashed = mixed(BLOCKS.index(block) * 8 + nr + 16, columns)
        yield row[hashed != 0], hashed[hashed != 0]


def candidates(found: Keyed, size: int, blocks: tuple[Block, ...] = BLOCKS, keep: Keep | None = None) -> Pairs:
    """All pairs of rows (of 0 … size - 1) that share a thing, within the caps; `keep` is asked about pairs that share words only."""
    made = [np.empty(0, np.int64)]
    for block in blocks:
        made.extend(_paired(found, block, size, None if block.name in SURE else keep))
    codes = distinct(np.concatenate(made))
    return codes >> 32, codes & 0xFFFFFFFF


def distinct(values: Rows) -> Rows:
    """Each value once, ordered. NumPy's `unique` hashes whole numbers, which takes several times as long for many."""
    ordered = np.sort(values)
    once = np.ones(len(ordered), bool)
    once[1:] = ordered[1:] != ordered[:-1]
    return ordered[once]


def shared(found: Keyed, size: int, blocks: tuple[Block, ...] = BLOCKS) -> tuple[Hashes, Rows]:
    """(keys, rows) of everything within the caps, ordered by key: what an index keeps, also what only one row has yet."""
    parts = [part for block in blocks for part in _levels(found, block, size)]
    keys_, rows = (np.concatenate([part[at] for part in parts]) for at in (1, 0))
    order = np.lexsort((rows, keys_))
    return keys_[order], rows[order]


def _paired(found: Keyed, block: Block, size: int, keep: Keep | None) -> Iterator[Rows]:
    for row, key in _levels(found, block, size):
        for left, right in _each_with_each(row, key):
            code = left << 32 | right
            yield code if keep is None else code[keep(left, right)]


def _levels(found: Keyed, block: Block, size: int) -> Iterator[tuple[Rows, Hashes]]:
    """(rows, keys) within the cap, ordered by key and row: of the block itself, then of each narrower one for rows over the cap."""
    wide: npt.NDArray[np.bool_] | None = None
    for row, key in keys(found, block):
        if wide is not None:
            kept = wide[row]
            row, key = row[kept], key[kept]
        order = np.lexsort((row, key))
        row, key = row[order], key[order]
        once = np.ones(len(key), bool)
        once[1:] = (key[1:] != key[:-1]) | (row[1:] != row[:-1])
        row, key = row[once], key[once]
        starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
        sizes = np.diff(np.append(starts, len(key)))
        fits = np.repeat(sizes <= _cap(sizes, max(block.pairs * size, FREE)), sizes)
        yield row[fits], key[fits]
        if fits.all():
            return
        wide = np.zeros(size, bool)
        wide[row[~fits]] = True


def _cap(sizes: Rows, pairs: int) -> int:
    """How many may share a thing so that all things together make no more than so many pairs, within `CAPS`."""
    counts = np.bincount(np.minimum(sizes, CAPS[1] + 1), minlength=CAPS[1] + 2)[: CAPS[1] + 1]
    of_size = np.arange(CAPS[1] + 1)
    within = np.cumsum(counts * of_size * (of_size - 1) // 2) <= pairs
    return max(CAPS[0], int(of_size[within][-1]))


def _each_with_each(row: Rows, key: Hashes) -> Iterator[Pairs]:
    """All pairs within runs of equal keys; rows ascend within a run."""
    step = 1
    here = np.arange(len(key) - 1, dtype=np.int64)
    while len(here):
        here = here[here + step < len(key)]
        here = here[key[here] == key[here + step]]
        yield row[here], row[here + step]
        step += 1

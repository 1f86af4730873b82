"""Pairs of names as the functions of `pipelines.link.similarity` see them: texts, words of both sides, and what was worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leads.kinds.words import CONCEPT, PLACE
from pipelines.link.alignment import Alignment, Side

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_VOWELS = "[aeiouv]+"


def with_letters(names: pa.Table) -> pa.Table:
    """A table of `normalise` and two columns of letters: `consonants`, and `own`, the words of its own as written, run together."""
    tokens, spelled = (_list(names, column) for column in ("tokens", "spelled"))
    general = pc.match_substring_regex(tokens.flatten(), f"^[{CONCEPT}{PLACE}0-9]")
    letters = pc.if_else(general, "", pc.fill_null(spelled.flatten(), ""))
    offsets = pa.array((tokens.offsets.to_numpy() - tokens.offsets[0].as_py()).astype(np.int32))
    own = pc.binary_join(pa.ListArray.from_arrays(offsets, letters), "")
    names = names.append_column("consonants", pc.replace_substring_regex(names["plain"], _VOWELS, ""))
    return names.append_column("own", own)


def _list(names: pa.Table, column: str) -> pa.ListArray:
    chunked = names[column]
    return chunked.combine_chunks() if chunked.num_chunks != 1 else chunked.chunk(0)


@dataclass(frozen=True)
class Compared:
    """Pairs of names: rows of a table of `normalise`, and the alignment of their words."""

    names: pa.Table
    left: Ints
    right: Ints
    alignment: Alignment

    @cached_property
    def joined(self) -> tuple[list[str], list[str]]:
        """The names run together, both sides."""
        return self.texts("joined", self.left), self.texts("joined", self.right)

    @cached_property
    def plain(self) -> tuple[list[str], list[str]]:
        """The same of the words as written."""
        return self.texts("plain", self.left), self.texts("plain", self.right)

    def texts(self, column: str, rows: Ints) -> list[str]:
        """A column's texts for these rows; '' for null."""
        values: list[str] = pc.fill_null(self.names[column].take(pa.array(rows)), "").to_pylist()
        return values

    def most(self, side: Side, values: Floats) -> Floats:
        """The greatest of values of each pair's words, 0 where it has none."""
        result = np.zeros(self.alignment.pairs)
        np.maximum.at(result, side.pair, values)
        return result

    def sum(self, side: Side, values: Floats) -> Floats:
        """The sum of values over each pair's words."""
        return np.bincount(side.pair, values, self.alignment.pairs).astype(float)

    def encoded(self, column: str) -> Ints:
        """A column of texts as numbers, -1 for null."""
        encoded = pc.dictionary_encode(self.names[column].combine_chunks())
        flat = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
        numbers: Ints = pc.fill_null(flat.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return numbers

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """Left and right words."""
        return self.alignment.left, self.alignment.right

    @cached_property
    def covered(self) -> tuple[Floats, Floats]:
        """Of each side, the share of its words' weight that is found on the other."""
        shares = []
        for side in self.sides:
            total = self.sum(side, side.weight)
            shares.append(
                np.divide(self.sum(side, side.weight * side.found), total, out=np.zeros_like(total), where=total > 0)
            )
        return shares[0], shares[1]

    @cached_property
    def rarest_found(self) -> tuple[Floats, Floats]:
        """Of each side, how well its most telling word is found on the other; of two that tell as much, the better found."""
        found = []
        for side in self.sides:
            most = self.most(side, side.weight)
            found.append(self.most(side, np.where(side.weight >= most[side.pair] - 1e-9, side.found, 0.0)))
        return found[0], found[1]

    def kinds(self, side: Side) -> npt.NDArray[np.int8]:
        """What kind each word of a side is."""
        return self.alignment.words.kind[side.code]

    def own(self, side: Side) -> Floats:
        """The weight of each word of a side that is a name of its own, 0 for kinds of work, places and numbers."""
        own: Floats = np.where(self.kinds(side) == 0, side.weight, 0.0)
        return own

    def missing(self, kinds: tuple[int, ...]) -> tuple[Floats, Floats]:
        """The most telling word of these kinds that the other side lacks, of each side: its weight, 0 where none is lacking."""
        left, right = (
            self.most(side, np.where(np.isin(self.kinds(side), kinds), side.weight * (1 - side.found), 0.0))
            for side in self.sides
        )
        return left, right

    @cached_property
    def numbers(self) -> tuple[Floats, Floats, Floats]:
        """How many numbers are on both sides, on the left only, on the right only."""
        counts = []
        for side in self.sides:
            number = self.kinds(side) == 3
            counts.append((self.sum(side, number * side.found), self.sum(side, number * (1 - side.found))))
        return counts[0][0], counts[0][1], counts[1][1]

"""Groups of three letters of texts, compared pair by pair."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import csr_matrix

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BUCKETS = 1 << 20
"""Groups are told apart by a hash of this many values; a clash is rare and weighs little."""


def cosine(texts: pa.ChunkedArray, left: Ints, right: Ints) -> Floats:
    """Cosine of the groups of three bytes of the texts in rows left and right; 1 the same, 0 none shared or a text too short."""
    used, where = np.unique(np.concatenate((left, right)), return_inverse=True)
    matrix = _grams(texts.take(pa.array(used)).combine_chunks())
    a, b = matrix[where[: len(left)]], matrix[where[len(left) :]]
    return np.asarray(a.multiply(b).sum(axis=1)).ravel()


def _grams(texts: pa.StringArray | pa.ChunkedArray) -> csr_matrix:
    """One row a text, of length one."""
    flat = texts.chunk(0) if isinstance(texts, pa.ChunkedArray) else texts
    _, offsets_buffer, data = flat.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[flat.offset : flat.offset + len(flat) + 1].astype(np.int64)
    letters = np.frombuffer(data, np.uint8).astype(np.int64) if data else np.zeros(0, np.int64)
    counts = np.maximum(offsets[1:] - offsets[:-1] - 2, 0)
    row = np.repeat(np.arange(len(flat)), counts)
    at = np.repeat(offsets[:-1], counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    grams = (letters[at] * 7919 + letters[at + 1] * 131 + letters[at + 2] * 17) % BUCKETS
    matrix = csr_matrix((np.ones(len(row)), (row, grams)), (len(flat), BUCKETS))
    matrix.sum_duplicates()
    norm = np.sqrt(np.bincount(np.repeat(np.arange(len(flat)), np.diff(matrix.indptr)), matrix.data**2, len(flat)))
    matrix.data /= np.repeat(np.maximum(norm, 1e-9), np.diff(matrix.indptr))
    return matrix


def nearest(texts: pa.ChunkedArray, count: int) -> list[tuple[int, int]]:
    """Of each text the most alike others, at most so many, as pairs of rows: for small sets, where every two can be compared."""
    grams = _grams(texts.combine_chunks())
    found: list[tuple[int, int]] = []
    for start in range(0, len(texts), 500):
        alike = (grams[start : start + 500] @ grams.T).tocsr()
        for row in range(alike.shape[0]):
            inside = slice(alike.indptr[row], alike.indptr[row + 1])
            order = np.lexsort((alike.indices[inside], -alike.data[inside]))[: count + 1]
            found += [(start + row, int(other)) for other in alike.indices[inside][order] if other != start + row]
    return found

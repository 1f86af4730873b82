"""Clusters: best mean link first, with guards: mean link, numbers of registers, size, and what people decided.

Rows are whole numbers; the smallest row stands for its cluster. The same links give the same clusters in whatever order they come.
Most groups are plain (all of whose pairs are links) and are settled column-wise; only the others are joined step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from pipelines.link.agglomeration import Agglomeration, Apart, Held
from pipelines.link.fields import Hashes, Rows

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Score = Callable[[Rows, Rows], Floats]
"""Probability of pairs that blocking did not find, left < right."""

WHOLE = 60
"""Up to so many rows all pairs of a group are weighed, also those that share no block."""


@dataclass
class Clustered:
    """What came of the links."""

    cluster: Rows
    """Row → smallest row of its cluster."""
    refused: dict[tuple[int, int], str] = field(default_factory=dict)
    """Links a guard refused, and which."""


def clusters(
    size: int,
    left: Rows,
    right: Rows,
    probability: Floats,
    threshold: float,
    numbers: tuple[Rows, Hashes, Hashes],
    score: Score | None = None,
    apart: frozenset[tuple[int, int]] = frozenset(),
    once: Hashes | None = None,
) -> Clustered:
    """Cluster rows 0 … size - 1 by links (left < right) of at least `threshold`.

    `numbers` are (row, register, number), ordered by row; two numbers of one register never meet in a cluster, unless one row
    carries both. `once` is each row's list, if that holds
    each company once, else 0: a cluster has one of its rows at most. `apart` are pairs (left < right) a person set apart.
    """
    linked = probability >= threshold
    l, r = left[linked], right[linked]  # noqa: E741
    graph = sparse.coo_matrix((np.ones(len(l), np.int8), (l, r)), shape=(size, size))
    _, group = csgraph.connected_components(graph, directed=False)
    found = Clustered(np.arange(size, dtype=np.int64))
    members = np.bincount(group, minlength=1)
    links = np.bincount(group[l], minlength=len(members))
    plain = (links == members * (members - 1) // 2) & ~_contradicted(group, len(members), numbers)
    if once is not None and once.any():
        rows = np.flatnonzero(once)
        numbers = (
            np.concatenate([numbers[0], rows]),
            np.concatenate([numbers[1], once[rows]]),
            np.concatenate([numbers[2], rows.astype(np.uint64)]),
        )
        plain &= ~_contradicted(group, len(members), numbers)
    for one, other in apart:
        plain[group[one]] = plain[group[other]] = False
    first = np.full(len(members), size, np.int64)
    np.minimum.at(first, group, np.arange(size))
    settled = plain[group]
    found.cluster[settled] = first[group[settled]]
    hard = np.flatnonzero(~plain & (members > 1))
    if len(hard):
        _joined(found, hard, group, (left, right, probability), threshold, numbers, score, apart)
    return found


def _contradicted(group: Rows, groups: int, numbers: tuple[Rows, Hashes, Hashes]) -> Flags:
    """Groups in which a register has two numbers."""
    row, register, number = numbers
    order = np.lexsort((number, register, group[row]))
    at, register, number = group[row][order], register[order], number[order]
    clash = (at[1:] == at[:-1]) & (register[1:] == register[:-1]) & (number[1:] != number[:-1])
    found = np.zeros(groups, bool)
    found[at[1:][clash]] = True
    return found


def _joined(
    found: Clustered,
    hard: Rows,
    group: Rows,
    known: tuple[Rows, Rows, Floats],
    threshold: float,
    numbers: tuple[Rows, Hashes, Hashes],
    score: Score | None,
    apart: frozenset[tuple[int, int]],
) -> None:
    """Join the rows of hard groups step by step, and say which links a guard refused."""
    wanted = np.zeros(int(group.max()) + 1, bool)
    wanted[hard] = True
    inside = wanted[group[known[0]]] & (group[known[0]] == group[known[1]])
    l, r, p = (column[inside] for column in known)  # noqa: E741
    if score is not None:
        l, r, p = _completed(l, r, p, group, hard, score)  # noqa: E741
    held: Held = {}
    of_hard = wanted[group[numbers[0]]]
    for row, register, number in zip(*(column[of_hard].tolist() for column in numbers), strict=True):
        held.setdefault(row, {}).setdefault(register, set()).add(number)
    apart_of: Apart = {}
    for a, b in apart:
        apart_of.setdefault(a, set()).add(b)
        apart_of.setdefault(b, set()).add(a)
    joining = Agglomeration(zip(l.tolist(), r.tolist(), p.tolist(), strict=True), held, apart_of, threshold)
    joining.run()
    top = found.cluster
    for first, rows in joining.rows.items():
        top[rows] = first
    refused = (p >= threshold) & (top[l] != top[r])
    for a, b in zip(l[refused].tolist(), r[refused].tolist(), strict=True):
        one, other = int(top[a]), int(top[b])
        if joining.set_apart(one, other):
            found.refused[a, b] = "set apart by a person"
        else:
            found.refused[a, b] = "numbers" if joining.contradicted(one, other) else "mean link"


def _completed(
    l: Rows, r: Rows, p: Floats, group: Rows, hard: Rows, score: Score  # noqa: E741
) -> tuple[Rows, Rows, Floats]:  # fmt: skip
    """The pairs of hard groups of up to `WHOLE` rows, completed by those that share no block."""
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], hard)
    ends = np.searchsorted(group[order], hard, side="right")
    codes = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start <= WHOLE:
            rows = np.sort(order[start:end])
            i, j = _each_two(len(rows))
            codes.append(rows[i] << 32 | rows[j])
    missing = np.setdiff1d(np.concatenate(codes), l << 32 | r) if codes else np.empty(0, np.int64)
    more_l, more_r = missing >> 32, missing & 0xFFFFFFFF
    more = np.minimum(score(more_l, more_r), 0.999999) if len(missing) else np.empty(0)
    return np.concatenate([l, more_l]), np.concatenate([r, more_r]), np.concatenate([p, more])


@cache
def _each_two(count: int) -> tuple[Rows, Rows]:
    """Places of all pairs of so many rows; groups are many and their sizes few."""
    first, second = np.triu_indices(count, 1)
    return first, second

"""The model: evidence → probability that two records are one company, as a sum of weights that people can read.

A weight for each level of each kind of evidence, and for each combination of levels named in `TOGETHER`: the sum is the log-odds.
Logistic regression, so that the sum is exact (`contributions`), monotone in no hidden way, and cheap: one look-up a term.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Columns = Mapping[str, npt.NDArray[Any]]
"""Kind of evidence → its value for each pair."""

STRENGTH = 0.5
"""Inverse of the L2 penalty of the regression (scikit-learn's C)."""

FINENESS = 8
"""Bins that a continuous kind of evidence is cut into by each kind of training pair, with as many of them in each."""


@dataclass(frozen=True)
class Term:
    """A kind of evidence, or several together, with a weight for each (combination of) level(s)."""

    columns: tuple[str, ...]
    weights: Floats

    @property
    def name(self) -> str:
        return " × ".join(self.columns)


@dataclass(frozen=True)
class Model:
    """Bins of the continuous columns, terms, and the log-odds where nothing is known."""

    edges: dict[str, Floats]
    """Inner edges of the bins of each column; levels are their own bins: 0.5, 1.5, …"""
    terms: tuple[Term, ...]
    bias: float
    origin: str = ""
    """What it was trained on, in a sentence."""
    _widths: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_widths", {name: len(edges) + 1 for name, edges in self.edges.items()})

    @property
    def evidence(self) -> tuple[str, ...]:
        """The columns it asks for."""
        return tuple(self.edges)

    def bins(self, columns: Columns) -> dict[str, npt.NDArray[np.int64]]:
        """The bin of each value."""
        return {name: np.searchsorted(edges, columns[name], side="right") for name, edges in self.edges.items()}

    def log_odds(self, columns: Columns) -> Floats:
        """Sum of all weights, for each pair."""
        bins = self.bins(columns)
        total = np.full(len(next(iter(bins.values()))), self.bias)
        for term in self.terms:
            total += term.weights[cell(bins, term.columns, self._widths)]
        return total

    def probability(self, columns: Columns) -> Floats:
        """Probability of one company, for each pair."""
        found: Floats = 1.0 / (1.0 + np.exp(-np.clip(self.log_odds(columns), -30, 30)))
        return found

    def contributions(self, columns: Columns) -> list[tuple[str, Floats]]:
        """(term, its weight for each pair): with the bias they sum to `log_odds`."""
        bins = self.bins(columns)
        return [(term.name, term.weights[cell(bins, term.columns, self._widths)]) for term in self.terms]

    def to_json(self) -> str:
        """As text; `from_json` reads it."""
        return json.dumps(
            {
                "origin": self.origin,
                "bias": round(self.bias, 6),
                "edges": {name: [round(float(edge), 6) for edge in edges] for name, edges in self.edges.items()},
                "terms": [
                    {"columns": list(term.columns), "weights": [round(float(weight), 5) for weight in term.weights]}
                    for term in self.terms
                ],
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, written: str) -> Model:
        """Read what `to_json` wrote. Raises KeyError or ValueError for anything else."""
        given = json.loads(written)
        return cls(
            {name: np.array(edges, float) for name, edges in given["edges"].items()},
            tuple(Term(tuple(term["columns"]), np.array(term["weights"], float)) for term in given["terms"]),
            float(given["bias"]),
            given["origin"],
        )


def cell(
    bins: Mapping[str, npt.NDArray[np.int64]], columns: Sequence[str], widths: Mapping[str, int]
) -> npt.NDArray[np.int64]:
    """Which combination of bins each pair has."""
    at = bins[columns[0]]
    for column in columns[1:]:
        at = at * widths[column] + bins[column]
    return at


def fit(
    columns: Columns,
    labels: npt.NDArray[np.bool_],
    together: Sequence[tuple[str, ...]],
    origin: str,
    weights: Floats | None = None,
    edges: Mapping[str, Floats] | None = None,
) -> Model:
    """Train on labelled pairs. Columns of whole numbers are levels; others are cut into `FINENESS` bins, or at `edges`.

    Deterministic. Raises ValueError where there is only one kind of label.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    cut = {name: edges[name] if edges and name in edges else _edges(values, labels) for name, values in columns.items()}
    cut = {name: inner for name, inner in cut.items() if len(inner)}
    bins = {name: np.searchsorted(inner, columns[name], side="right") for name, inner in cut.items()}
    widths = {name: len(inner) + 1 for name, inner in cut.items()}
    wanted = [*((name,) for name in cut), *(terms for terms in together if all(name in cut for name in terms))]
    cells, offset, sizes = [], 0, []
    for terms in wanted:
        cells.append(cell(bins, terms, widths) + offset)
        sizes.append(int(np.prod([widths[name] for name in terms])))
        offset += sizes[-1]
    where = np.column_stack(cells)
    shape = (len(labels), offset)
    matrix = sparse.csr_matrix(
        (np.ones(where.size, np.float64), where.ravel(), np.arange(0, where.size + 1, len(wanted))), shape=shape
    )
    found = LogisticRegression(C=STRENGTH, max_iter=400).fit(matrix, labels, sample_weight=weights)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return Model(
        cut,
        tuple(
            Term(terms, found.coef_[0][starts[nr] : starts[nr + 1]].astype(float)) for nr, terms in enumerate(wanted)
        ),
        float(found.intercept_[0]),
        origin,
    )


def _edges(values: npt.NDArray[Any], labels: npt.NDArray[np.bool_]) -> Floats:
    """Quantiles of both kinds of pairs: where one kind is rare, all bins would else lie among the other."""
    if np.issubdtype(values.dtype, np.integer):
        levels: Floats = np.arange(int(values.max(initial=0)), dtype=np.float64) + 0.5
        return levels
    shares = np.linspace(0, 1, FINENESS + 1)[1:-1]
    found = [np.quantile(values[labels == kind], shares) for kind in (False, True)]
    edges: Floats = np.unique(np.concatenate(found).round(4)).astype(np.float64)
    return edges

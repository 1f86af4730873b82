"""Ranking prospects by known clients only: no lost leads are needed, the rest of the table is simply not known (positive-unlabelled).

Two views are added up: weights of evidence of each band, which cannot learn anybody by heart, and boosted trees of one feature
each. Prospects that are clients in all but name are taught as non-clients, so each is scored by models that have not seen it (five
folds, parted in five ways: with few clients much hangs on which of them a fold misses). The order is that of the true chances as long
as the known clients are a fair sample of all (Elkan & Noto 2008).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipelines.score.learn.additive import Additive, Prepared
from pipelines.score.learn.features import Reader
from pipelines.score.learn.forward import hashed_order
from pipelines.score.learn.measures import Labels
from pipelines.score.learn.reading import Floats
from pipelines.score.learn.table import Table

_FOLDS = 5
_PARTINGS = 5
_ROUNDS = 40
_SHRINK = 20.0
_NAIVE = 0.5
"""Weights of evidence add up as if features were independent, which they are not: about half of the sum is theirs."""


def likeness(table: Table, known: Labels) -> Floats:
    """How much each row is like the known clients, as log odds; known ones included."""
    features = Reader().learn(table).read(table)
    data = Prepared.of(features)
    order = hashed_order(table)
    scores = np.zeros(table.rows)
    for parting in range(_PARTINGS):
        fold = _folds(order, known, parting)
        for each in range(_FOLDS):
            rest, held = np.flatnonzero(fold != each), np.flatnonzero(fold == each)
            scores[held] += _scored(data, rest, held, known) / _PARTINGS
    return scores


def _folds(order: NDArray[np.intp], known: Labels, parting: int) -> NDArray[np.intp]:
    """The fold of each row, clients and others spread alike; every parting puts other rows together."""
    fold = np.empty(len(order), dtype=np.intp)
    for kind in (True, False):
        rows = order[known[order] == kind]
        at = np.arange(len(rows))
        fold[rows] = (at + at // _FOLDS * parting) % _FOLDS
    return fold


def _scored(data: Prepared, rest: NDArray[np.intp], held: NDArray[np.intp], known: Labels) -> Floats:
    """Log odds of the rows held back, by what the rest tells."""
    features = list(range(len(data.bands)))
    scores = Additive(features, linear_part=False, rounds=_ROUNDS).fit(data, rest, known[rest]).scores(data, held)
    for at in features:
        if data.linear[at]:
            codes = data.codes[at]
            weights = weights_of_evidence(codes[rest], known[rest], len(data.bands[at].labels))
            scores = scores + _NAIVE * weights[codes[held]]
    return np.asarray(scores, dtype=float)


def weights_of_evidence(codes: NDArray[np.intp], labels: Labels, width: int) -> Floats:
    """Log odds of each band over the log odds of all, drawn to 0 where a band holds few rows."""
    base = float(labels.mean())
    won = np.bincount(codes, labels.astype(float), width) + _SHRINK * base
    rates = np.clip(won / (np.bincount(codes, minlength=width) + _SHRINK), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(rates / (1 - rates)) - np.log(base / (1 - base)), dtype=float)

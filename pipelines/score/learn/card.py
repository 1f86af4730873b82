"""A scorecard from known clients against the whole register: no lost leads are needed, all other companies are simply not known.

For each word its levels are gathered into at most three bands of like weight of evidence; the bands' weights go into one logistic
regression with an L2 penalty, in which each client is weighed as if it had not helped to make the weights (leave one out); words that
do not help, or that pull against sense, go out, until at most 12 are left; what they add becomes whole points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson
from sklearn.linear_model import LogisticRegression

from pipelines.score.learn.reading import Floats
from pipelines.score.learn.register import WORDS, Register, Word, matrix

MOST_WORDS = 12
MOST_BANDS = 3
FEWEST = 10
"""Fewer clients tell nothing."""

TOTAL = 100
"""The best company of all has about so many points."""

_DRAWN = 4.0
"""So many clients without any leaning are added to each level, which keeps two lucky ones from looking like a rule."""

_LUCK = 0.3
"""Lucky levels to be expected among all of a word; with more than that a level stays out."""

_COMMON = 3.0
"""Scale of the words' sum among the regression's columns: the penalty on it is the square of this times lighter."""

_FLOOR = 0.35
"""A band must weigh so much (in log odds) above the rest to be a line of the scorecard."""


class TooFewClients(ValueError):
    """There are not enough clients among the companies to learn from."""


@dataclass(frozen=True)
class Line:
    """One line of the scorecard, with what supports it."""

    word: str
    parameters: Mapping[str, object]
    points: int
    levels: tuple[str, ...]
    clients: int
    """Clients in the band."""
    companies: int
    """Companies of the register in the band."""


@dataclass(frozen=True)
class Card:
    """A learned scorecard."""

    lines: tuple[Line, ...]
    clients: int
    companies: int
    min_points: int
    weights: Mapping[str, float] = field(default_factory=dict)
    """Weight of each word in the regression; 1 is the full weight of its evidence."""


@dataclass(frozen=True)
class _Band:
    levels: tuple[str, ...]
    clients: int
    companies: int
    weight: float


def card(register: Register) -> Card:
    """Learn a scorecard. Raises TooFewClients."""
    if register.clients < FEWEST:
        raise TooFewClients(f"{register.clients} clients were found among the companies; at least {FEWEST} are needed")
    bands = {word.name: _bands(word, register) for word in WORDS}
    bands = {name: found for name, found in bands.items() if found}
    kept = list(bands)
    weights = np.zeros(0)
    while kept:
        labels, codes = matrix(
            register, {n: {lv: i for i, b in enumerate(bands[n], 1) for lv in b.levels} for n in kept}
        )
        table = np.column_stack([_evidence(bands[n], codes[:, at], labels, register) for at, n in enumerate(kept)])
        weights = _fitted(table, labels, register.clients)
        worth = weights * (table[labels].mean(axis=0) - table[~labels].mean(axis=0))
        bad = [at for at in range(len(kept)) if weights[at] <= 0.05 or worth[at] <= 0.01]
        if bad:
            kept.pop(min(bad, key=lambda at: (worth[at], kept[at])))
        elif len(kept) > MOST_WORDS:
            kept.pop(int(np.argmin(worth)))
        else:
            break
    if not kept:
        raise TooFewClients("the clients differ in nothing from all other companies, as far as their facts are known")
    return _pointed(register, kept, bands, weights)


def _bands(word: Word, register: Register) -> list[_Band]:
    """Bands of a word that stand out, the heaviest first; empty where none does."""
    counts = register.counts.get(word.name, {})
    levels = [level for level in (word.ordered or sorted(counts)) if level in counts]
    if not levels:
        return []
    if word.ordered:
        groups = _runs(word, levels, register)
    else:
        rest = _rest(counts, [], register)
        heavy = {level: _weight(*counts[level], register) - rest for level in levels}
        chosen = [
            lv
            for lv in levels
            if heavy[lv] > _FLOOR and _luck(*counts[lv], register) * min(len(levels), word.tries) < _LUCK
        ]
        if word.sign < 0:
            chosen = [level for level in levels if heavy[level] < -_FLOOR and counts[level][0] >= 100]
        groups = _tiers({level: abs(heavy[level]) for level in chosen})
    rest = _rest(counts, [level for group in groups for level in group], register)
    made = []
    for group in groups:
        companies, clients = (sum(counts[level][side] for level in group) for side in (0, 1))
        weight = _weight(companies, clients, register)
        if (
            abs(weight - rest) >= _FLOOR
            and (weight - rest) * (word.sign or 1) > 0
            and word.parameters(group) is not None
        ):
            made.append(_Band(tuple(group), clients, companies, weight))
    return sorted(made, key=lambda band: (-abs(band.weight - rest), band.levels))[:MOST_BANDS]


def _luck(companies: int, clients: int, register: Register) -> float:
    """The chance that so many clients or more are in a level by luck alone."""
    return float(poisson.sf(clients - 1, register.clients * companies / register.companies))


def _tiers(heavy: Mapping[str, float]) -> list[list[str]]:
    """Levels of like weight together: those of the upper third of the heaviest weight, of the middle third, of the lower."""
    if not heavy:
        return []
    most = max(heavy.values())
    tiers: list[list[str]] = [[], [], []]
    for level in sorted(heavy):
        tiers[min(2, int((1 - heavy[level] / most) * 3))].append(level)
    return [tier for tier in tiers if tier]


def _runs(word: Word, levels: Sequence[str], register: Register) -> list[list[str]]:
    """Neighbouring levels that stand out, as spans; where more can only be better, the top of the order in steps."""
    counts = register.counts[word.name]
    heavy = [_weight(*counts[level], register) for level in levels]
    rest = (
        _rest(counts, list(levels), register)
        if word.sign > 0
        else float(np.log((register.clients or 1) / register.companies))
    )
    if word.sign > 0:
        # each band is "at least so many", so its weight is that of all above
        steps: list[list[str]] = []
        best = rest
        for at, level in enumerate(levels):
            above = list(levels[at:])
            weight = _weight(sum(counts[lv][0] for lv in above), sum(counts[lv][1] for lv in above), register)
            if weight > best + _FLOOR:
                steps.append([level])
                best = weight
            elif steps:
                steps[-1].append(level)
        return steps
    spans: list[list[str]] = []
    before = None
    for level, weight in zip(levels, heavy, strict=True):
        if weight - rest < _FLOOR / 2:
            before = None
        elif before is not None and abs(weight - before) < _FLOOR:
            spans[-1].append(level)
        else:
            spans.append([level])
            before = weight
    return spans


def _weight(companies: int, clients: int, register: Register) -> float:
    """Log of the rate of clients in a band, drawn to the rate of all."""
    rate = register.clients / register.companies
    share = companies / register.companies
    drawn = (clients + _DRAWN * min(1.0, share * 10)) / (companies + _DRAWN * min(1.0, share * 10) / rate)
    return float(np.log(max(drawn, rate * 1e-3)))


def _rest(counts: Mapping[str, tuple[int, int]], taken: Sequence[str], register: Register) -> float:
    """The weight of all companies outside the bands, those of unknown level included."""
    gone = [counts[level] for level in taken]
    companies = register.companies - sum(c for c, _ in gone)
    clients = register.clients - sum(k for _, k in gone)
    return _weight(companies, clients, register) if companies else 0.0


def _evidence(bands: Sequence[_Band], codes: NDArray[np.intp], labels: NDArray[np.bool_], register: Register) -> Floats:
    """Each row's weight above the rest's; a client's without itself."""
    gone = {str(at): (band.companies, band.clients) for at, band in enumerate(bands)}
    rest = _rest(gone, list(gone), register)
    full = np.array([0.0, *(band.weight - rest for band in bands)])
    without = np.array([0.0, *(_weight(b.companies - 1, max(b.clients - 1, 0), register) - rest for b in bands)])
    return np.where(labels, without[codes], full[codes])


def _fitted(table: Floats, labels: NDArray[np.bool_], clients: int) -> Floats:
    """Weights of the words; the rest of the register together weighs as much as the clients, so that the penalty follows their number.

    The sum of all words is a column too, hardly penalised: so what the penalty draws single words to is their common weight, not 0.
    """
    each = np.where(labels, 1.0, clients / max(int((~labels).sum()), 1))
    wide = np.column_stack([_COMMON * table.sum(axis=1), table])
    model = LogisticRegression(C=1.0, max_iter=1000, tol=1e-8).fit(wide, labels, each)
    common, *own = model.coef_[0].tolist()
    return np.asarray(np.array(own) + common * _COMMON, dtype=float)


def _pointed(register: Register, kept: list[str], bands: Mapping[str, list[_Band]], weights: Floats) -> Card:
    """Whole points, scaled so that the best company has about TOTAL."""
    words = {word.name: word for word in WORDS}
    raw: list[tuple[str, _Band, float]] = []
    for name, weight in zip(kept, weights, strict=True):
        gone = {str(at): (b.companies, b.clients) for at, b in enumerate(bands[name])}
        rest = _rest(gone, list(gone), register)
        raw += [(name, band, float(weight) * (band.weight - rest)) for band in bands[name]]
    best = sum(max(0.0, *(value for word, _, value in raw if word == name)) for name in kept)
    lines = []
    for name, band, value in raw:
        points, said = round(value / best * TOTAL), words[name].parameters(band.levels)
        if points and said is not None:
            lines.append(Line(name, said, points, band.levels, band.clients, band.companies))
    heaviest = {name: max((abs(line.points) for line in lines if line.word == name), default=0) for name in kept}
    lines.sort(key=lambda line: (-heaviest[line.word], line.word, -line.points))
    least = _least(register, lines)
    return Card(
        tuple(lines), register.clients, register.companies, least, dict(zip(kept, weights.tolist(), strict=True))
    )


def points_of(register: Register, lines: Sequence[Line]) -> NDArray[np.intp]:
    """The points of each company of the sample: of each word its best band counts."""
    at = {word.name: number for number, word in enumerate(WORDS)}
    totals = np.zeros(len(register.rows), dtype=np.intp)
    for name in {line.word for line in lines}:
        of = {level: line.points for line in lines if line.word == name for level in line.levels}
        totals += np.array([of.get(row[1][at[name]] or "", 0) for row in register.rows], dtype=np.intp)
    return totals


def _least(register: Register, lines: Sequence[Line]) -> int:
    """Points that about one company in twenty reaches."""
    totals = points_of(register, lines)
    others = totals[[not row[0] for row in register.rows]]
    return max(1, int(np.quantile(others, 0.95))) if len(others) else 1

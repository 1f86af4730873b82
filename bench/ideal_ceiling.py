"""How near anybody could come to the oracle of `bench/ideal.py`: `python bench/ideal_ceiling.py [--companies 200000] [--known 30,100]
[--seeds 8] [--draws 4]`.

The learner here is told everything of the planted ideal but which levels it favours: that three industries weigh 3.2 and two 2.0, two
regions 1.6, a run of sizes 1.5, a run of ages 0.9, perhaps a web site 0.8, perhaps vacancies 1.2, one legal form −1. It ranks by the
posterior mean of the lift over all such ideals, given how many known clients each level has. No product may know this; it is
the most that so few clients can tell on the mean, beside which the share of the oracle that is met is to be read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from bench.ideal import Floats, coded, made
from pipelines.score.learn.measures import lift
from pipelines.score.learn.register import WORDS

Sets = Sequence[Sequence[int]]
_INDUSTRIES = ((0.0, 83 / 88), (2.0, 2 / 88), (3.2, 3 / 88))
"""Planted weights of an industry, and how many of all have them."""


def main() -> int:
    """Plant, draw clients, rank by the posterior mean, print the mean share of the oracle."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=200_000)
    parser.add_argument("--known", default="30,100")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--draws", type=int, default=4)
    asked = parser.parse_args()
    shares: dict[int, list[float]] = {int(text): [] for text in asked.known.split(",")}
    for seed in range(1, asked.seeds + 1):
        with tempfile.TemporaryDirectory() as folder:
            facts = made(Path(folder) / "UA.duckdb", asked.companies, seed)
            odds = np.asarray(facts.execute("SELECT odds FROM truth ORDER BY company_id").fetchnumpy()["odds"], float)
            table = coded(facts)
            facts.close()
        dice = np.random.default_rng(seed)
        buys = dice.random(len(odds)) < 1 / (1 + np.exp(-odds))
        for known, found in shares.items():
            for _ in range(asked.draws):
                clients = np.zeros(len(odds), dtype=bool)
                clients[dice.choice(np.flatnonzero(buys), known, replace=False)] = True
                rest = ~clients
                best = lift(buys[rest], ranked(table, clients)[rest], 0.01)
                found.append(best / lift(buys[rest], odds[rest], 0.01))
    for known, found in shares.items():
        error = np.std(found) / np.sqrt(len(found))
        print(
            f"known={known} told all but which levels: of_oracle mean {np.mean(found):.0%} ± {error:.1%}, {len(found)} draws"
        )
    return 0


def ranked(table: NDArray[np.int32], clients: NDArray[np.bool_]) -> Floats:
    """Each company's log lift, summed over words; `table` holds codes from 1, the unknown first where some are unknown."""
    total = np.zeros(len(table))
    for at, word in enumerate(WORDS):
        column = table[:, at]
        shares = np.bincount(column) / len(column)
        seen = np.bincount(column, clients, len(shares)).astype(float)
        levels = np.flatnonzero(shares)
        if word.name == "industry":
            total += np.log(_industries(shares, seen))[column]
        elif word.name in (ways := _ways(levels.tolist())):
            total += np.log(_averaged(shares, seen, *ways[word.name]))[column]
    return total


def _ways(levels: Sequence[int]) -> dict[str, tuple[Sets, float]]:
    """By word: the sets of levels that may be favoured, and the weight of those that are."""
    known = levels[1:]  # of sizes, ages and the like the first is "unknown"
    runs = [known[a:b] for a in range(len(known)) for b in range(a + 1, len(known) + 1)]
    return {
        "region": (list(combinations(levels, 2)), 1.6),
        "size": (runs, 1.5),
        "company_age": (runs, 0.9),
        "has_website": ([[], known], 0.8),
        "hires": ([[], known], 1.2),
        "legal_form": ([[level] for level in levels], -1.0),
    }


def _averaged(shares: Floats, seen: Floats, sets: Sets, weight: float) -> Floats:
    told, lifts = list[float](), list[Floats]()
    for favoured in sets:
        each = np.ones(len(shares))
        each[list(favoured)] = np.exp(weight)
        each /= shares @ each
        told.append(float(seen @ np.log(each)))
        lifts.append(each)
    return np.asarray(np.exp(np.array(told) - logsumexp(told)) @ np.array(lifts), dtype=float)


def _industries(shares: Floats, seen: Floats) -> Floats:
    weights, chances = (np.array(column) for column in zip(*_INDUSTRIES, strict=True))
    lifts = np.exp(weights) / float(chances @ np.exp(weights))
    told = np.log(chances) + seen[:, None] * weights - seen.sum() * shares[:, None] * lifts
    return np.asarray(np.exp(told - logsumexp(told, axis=1)[:, None]) @ lifts, dtype=float)


if __name__ == "__main__":
    sys.exit(main())

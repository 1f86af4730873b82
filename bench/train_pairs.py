"""Trains the model of bare names that is shipped, and says how it does on each labelled set when it has not seen it.

    python bench/train_pairs.py [--folder FOLDER] [--write]

Sets: os_pairs_dev and nk_bench_pairs (labelled pairs of names); eu_orgs_dev and bigco (records: pairs that share a word or are among the
nearest by letters, labelled by their clusters). Each set is left out once: the line of a set comes from a model of all the others.
`--write` keeps the model of all sets as `pipelines/link/name_model.json`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.linking_pairs import quality, read
from pipelines.link.names import normalise
from pipelines.link.ngrams import nearest
from pipelines.link.pair_model import FALLING, RISING, SHIPPED, columns_of
from pipelines.link.similarity import compare
from pipelines.link.trees import Trees, grow
from pipelines.link.word_weights import WordWeights

SHARED = Path(__file__).resolve().parents[2] / "shared" / "matching"

NEAREST = 10
"""Names nearest by letters that each name is paired with."""

TOGETHER = 25
"""A word of at most so many names pairs them all."""

WEIGHT = {"os_pairs_dev": 2.0, "nk_bench_pairs": 1.0, "eu_orgs_dev": 4.0, "bigco": 0.5, "made": 1.0}
"""How much a set counts as a whole: by how many different names it has and how much they are like real ones."""

POSITIVE = {"eu_orgs_dev": 0.35, "bigco": 0.35}
"""Share of a set's weight that its pairs of one company have; half where unsaid. Candidate pairs are mostly of different ones."""

LEFT_OUT = (
    "own_word_shared",
    "own_words_found",
    "own_words_fewest",
    "own_letters_alike",
    "words_lacking",
    "words_fewest",
)
"""Evidence that helps where candidates are found by blocking; on pairs that people chose, sets not seen in training are told no better."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """Evidence and labels of one set, and how many pairs of one company there are, found or not."""

    columns: dict[str, Floats]
    labels: npt.NDArray[np.bool_]
    true: int


def of_pairs(file: Path) -> Labelled:
    """A file of labelled pairs; in nk_bench only organisations."""
    left, right, labels = read(file, lambda row: row.get("schema", "Company") in ("Company", "Organization"))
    return Labelled(columns_of(left, right), labels, int(labels.sum()))


def of_records(file: Path) -> Labelled:
    """Candidate pairs of a file of records, by names alone."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    names = normalise(pa.array([row["name"] for row in rows]))
    found = {(min(pair), max(pair)) for pair in nearest(names["joined"], NEAREST)}
    bearing: dict[str, list[int]] = {}
    for row, tokens in enumerate(names["tokens"].to_pylist()):
        for token in set(tokens):
            bearing.setdefault(token, []).append(row)
    for bearers in bearing.values():
        if len(bearers) <= TOGETHER:
            found.update(itertools.combinations(bearers, 2))
    pairs = np.array(sorted(found), np.int64)
    cluster = np.unique([row["cluster"] for row in rows], return_inverse=True)[1]
    sizes = np.bincount(cluster)
    labels = cluster[pairs[:, 0]] == cluster[pairs[:, 1]]
    columns = compare(names, pairs[:, 0], pairs[:, 1], WordWeights.of(names))
    return Labelled(columns, labels, int((sizes * (sizes - 1) // 2).sum()))


def labelled(folder: Path) -> dict[str, Labelled]:
    """All sets."""
    sets = {name: of_pairs(folder / f"{name}.csv") for name in ("os_pairs_dev", "nk_bench_pairs")}
    sets.update({name: of_records(folder / f"{name}.csv") for name in ("eu_orgs_dev", "bigco")})
    return sets


def trained(sets: dict[str, Labelled], without: str | None = None) -> Trees:
    """The model of all sets but one."""
    used = {name: found for name, found in sets.items() if name != without}
    columns = {
        name: np.concatenate([found.columns[name] for found in used.values()])
        for name in next(iter(used.values())).columns
        if name not in LEFT_OUT
    }
    weights = []
    for name, found in used.items():
        positive = POSITIVE.get(name, 0.5)
        share = np.where(
            found.labels, positive / max(found.labels.sum(), 1), (1 - positive) / max((~found.labels).sum(), 1)
        )
        weights.append(share * WEIGHT[name])
    weight = np.concatenate(weights)
    labels = np.concatenate([found.labels for found in used.values()])
    origin = f"bench/train_pairs.py on {', '.join(used)}"
    return grow(columns, labels, origin, weight / weight.mean(), RISING, FALLING)


def main() -> None:
    """Report, and write if told to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SHARED)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sets = labelled(given.folder)
    for name, found in sets.items():
        unseen = quality(trained(sets, name).probability(found.columns), found.labels)
        held = found.labels.sum() / found.true
        print(
            f"{name:15} not seen in training: {unseen.as_line()} candidates hold {held:.2f} of true pairs", flush=True
        )
    if given.write:
        model = trained(sets)
        SHIPPED.write_text(model.to_json() + "\n", "utf-8")
        print(f"{SHIPPED.name}: {len(model.roots)} trees, {len(model.feature):,} nodes")


if __name__ == "__main__":
    main()

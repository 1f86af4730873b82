"""The general lead scorer on a labelled file, beside its alternatives on the same rows.

    python bench/scoring.py FILE.csv --target COLUMN [--positive VALUE] [--time COLUMN] [--drop COLUMN,…] [--train OTHER.csv]

One line for the scorecard, then one for each alternative, then what was found out about the file. The split is in time (the last
30 % by --time; `--time ROW` says that the file is in the order of time); a file without days is split by a hash of its rows.
With --train all of OTHER.csv is learned from and all of FILE.csv is tried. `base` is the Brier score of the base rate.
Columns the leak guard finds are dropped for everybody; --keep COLUMN,… keeps them.

Without FILE: the sets of ../shared/scoring, with their bars.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.scoring_peers import PEERS, timed
from pipelines.score.learn.labelled import Labelled, labelled, split
from pipelines.score.learn.measures import Measures, calibration_error, measured
from pipelines.score.learn.table import TableError, read_table
from pipelines.score.learn.tabular import Scorer, learn

_DRAWS = 200


@dataclass(frozen=True)
class Trial:
    """What came of one set."""

    scorer: Scorer
    ours: Measures
    seconds: float
    peers: dict[str, tuple[Measures, float]]
    luck: float
    """Mean ECE of true chances like ours on so many rows: what the luck of the draw alone makes of a perfect calibration."""

    def lines(self) -> list[str]:
        """The scorecard's line, the alternatives', and the findings."""
        told = [f"{self.ours.as_line()} seconds={self.seconds:.1f}"]
        told += [f"{m.as_line()} seconds={s:.1f} model={name}" for name, (m, s) in self.peers.items()]
        told.append(f"true chances would show ece={self.luck:.4f} on so many rows, by luck alone")
        told.append(self.scorer.verdict)
        told += [finding.as_line() for finding in self.scorer.findings]
        told += [f"left out: {name}: only names a period" for name in self.scorer.clocks]
        told += [f"left out: {name}: {why}" for name, why in self.scorer.reader.left_out.items()]
        return told


def trial(train: Labelled, test: Labelled, when: str | None, keep: frozenset[str], peers: bool = True) -> Trial:
    """Learn from some rows and try on others."""
    started = time.perf_counter()
    scorer = learn(train.table, train.labels, when, keep)
    chances = scorer.chances(test.table)
    seconds = time.perf_counter() - started
    gone = {f.column for f in scorer.findings} - keep | ({when} if when else set())
    beside = {}
    for name in PEERS if peers else ():
        theirs, took = timed(name, train.table.without(gone), train.labels, test.table.without(gone))
        beside[name] = measured(test.labels, theirs), took
    dice = np.random.default_rng(0)
    luck = np.mean([calibration_error(dice.random(len(chances)) < chances, chances) for _ in range(_DRAWS)])
    return Trial(scorer, measured(test.labels, chances), seconds, beside, float(luck))


def rows_of(data: Labelled, when: str | None) -> tuple[Labelled, Labelled]:
    """The two sides of a file."""
    sides = split(data, when)
    first, second = (Labelled(data.table.take(rows), data.labels[rows], data.positive, 0) for rows in sides)
    return first, second


def main() -> int:
    """Run one file, or the table of sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--target")
    parser.add_argument("--positive")
    parser.add_argument("--time", dest="when")
    parser.add_argument("--drop", default="")
    parser.add_argument("--keep", default="")
    parser.add_argument("--train", type=Path)
    asked = parser.parse_args()
    if asked.file is None:
        from bench.scoring_sets import table

        return table()
    if not asked.target:
        parser.error("--target COLUMN is needed: the column with the outcome")
    drop = {name.strip() for name in asked.drop.split(",") if name.strip()}
    keep = frozenset(name.strip() for name in asked.keep.split(",") if name.strip())
    try:
        data = labelled(read_table(asked.file).without(drop), asked.target, asked.positive)
        if asked.train:
            train = labelled(read_table(asked.train).without(drop), asked.target, asked.positive or data.positive)
            test = data
        else:
            train, test = rows_of(data, asked.when)
        done = trial(train, test, asked.when, keep)
    except TableError as error:
        sys.stderr.write(f"scoring: {error}\n")
        return 2
    print("\n".join(done.lines()))
    for side in (train, test):
        if side.left_out or side.table.rejects:
            print(
                f"left out: {side.left_out} rows without an outcome, {len(side.table.rejects)} lines that could not be read"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The table: every set with its bar, met or missed.

No labels of a set are used for it: where the shipped model was trained on a set, the set is measured by a model trained without it, and the
shipped one is shown beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.linking_records import Measured, run
from pipelines.link.matcher import Matcher

BARS: dict[str, dict[str, float]] = {
    "eu_orgs_dev": {"pair_f1": 0.70, "cluster_f1": 0.70, "b3": 0.82, "cluster_p": 0.88},
    "patstat": {"cluster_f1": 0.90, "b3": 0.90},
    "fodors_zagats": {"pair_f1": 0.985, "cluster_p": 0.97},
    "bigco": {},
}
"""Labelled sets and what is asked of them."""

MADE: dict[int, dict[str, float]] = {
    10_000: {"cluster_f1": 0.98, "cluster_p": 0.97},
    100_000: {"cluster_f1": 0.97, "cluster_p": 0.97},
}
"""Rows of synthetic registers, which carry numbers: a model of their own is trained on these."""

SEEDS = (7, 101)


def table(folder: Path) -> Iterator[str]:
    """Lines: set, figures, bars met or missed."""
    from bench.train_records import labelled, trained

    sets = labelled(folder)
    for name, bars in BARS.items():
        file = folder / f"{name}.csv"
        if not file.exists():
            yield f"{name}: not there"
            continue
        yield f"{name}, model trained without it: {judged(run(file, Matcher(trained(sets, name))), bars)}"
        yield f"{name}, shipped model: {run(file).line}"
    with tempfile.TemporaryDirectory() as made_in:
        for rows, bars in MADE.items():
            for seed in SEEDS:
                file = Path(made_in) / "made.csv"
                command = [sys.executable, str(folder / "gen_synth.py"), str(rows), str(file), str(seed)]
                subprocess.run(command, check=True, capture_output=True)
                yield f"synth {rows:,} seed {seed}: {judged(run(file), bars)}"
    for name in ("os_pairs_dev", "nk_bench_pairs"):
        if (folder / f"{name}.csv").exists():
            from bench.linking_pairs import run as run_pairs

            yield f"{name}: {run_pairs(folder / f'{name}.csv')}"


def judged(found: Measured, bars: dict[str, float]) -> str:
    """The figures, and each bar with what came of it."""
    reached = {
        "pair_f1": found.pairs.f1,
        "cluster_f1": found.clusters.f1,
        "cluster_p": found.clusters.precision,
        "b3": found.b3,
    }
    told = [f"{name} >= {bar} {'met' if reached[name] >= bar else 'MISSED'}" for name, bar in bars.items()]
    return f"{found.line} | {', '.join(told) or 'no bar'}"

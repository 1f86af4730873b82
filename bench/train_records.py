"""Trains the record model that is shipped, on labelled sets and on made-up registers; run again when evidence changes.

    python bench/train_records.py [--without SET] [--to FILE.json]

Sets: eu_orgs_dev, patstat, fodors_zagats, bigco (candidate pairs), os_pairs_dev, nk_bench_pairs (labelled pairs of names), and synthetic
registers without their numbers, some of whose companies are made to share a house, a phone or a domain with another: so it is in hotels,
business centres and holdings. `--without` leaves one out, which is how a set is measured by a model that never saw it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from bench.linking_metrics import codes
from bench.linking_records import read, truth
from pipelines.link import blocking
from pipelines.link.blocking import Words
from pipelines.link.comparison import Namesakes
from pipelines.link.fields import RECORDS, prepare
from pipelines.link.free_labels import SHIPPED
from pipelines.link.matcher import twins
from pipelines.link.scoring import Scorer
from pipelines.link.trees import Trees, grow
from pipelines.link.word_weights import WordWeights

SHARED = Path(__file__).resolve().parents[2] / "shared" / "matching"
FILES = ("eu_orgs_dev", "patstat", "fodors_zagats", "bigco")
PAIRS = ("os_pairs_dev", "nk_bench_pairs")
MADE = (11, 10_000)
"""Seed and rows of the synthetic registers."""
MOST = 60_000
"""Pairs taken of one set at most."""
SHARE = 20_000
"""Weight of a set at most, in pairs."""
BARE = 0.8
"""What a pair of one company counts where nothing but names is known: they prove little, and two companies in one are the worse error."""
RISING = (
    "same_key", "rare_word_shared", "words_found_least", "words_found_most", "letters_alike", "beginnings_alike", "ngrams_alike", "acronym",
    "numbers_agree", "forms_agree",
)  # fmt: skip
FALLING = (
    "own_words_differ", "own_word_missing", "kinds_of_work_differ", "kind_of_work_missing", "places_differ", "numbers_conflict",
    "forms_conflict",
)  # fmt: skip
LISTED_TWICE = ("eu_orgs_dev",)
"""Sets whose clusters are entries of one source: a firm that two sources list has two, which are no example of different firms."""
LEFT_OUT = ("likeness", "extra", "bearers", "namesakes", "crowd")
"""Columns made of others, or that need numbers."""

Labelled = tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.bool_]]


def candidates(records: pa.Table, clusters: pa.Table, listed_twice: bool = False) -> Labelled:
    """Candidate pairs of records, labelled by their clusters; `listed_twice`: without pairs of two sources that are said to differ."""
    fields = prepare(records)
    first = np.unique(twins(fields))
    reps = fields.take(first)
    words = Words(reps.names)
    left, right = blocking.candidates(blocking.things(reps, words, words.counts()), len(reps))
    true = codes(clusters["cluster"].to_pylist())[first]
    if listed_twice:
        kept = np.flatnonzero((true[left] == true[right]) | (reps.source[left] == reps.source[right]))
        left, right = left[kept], right[kept]
    if len(left) > MOST:
        kept = np.sort(np.random.default_rng(0).choice(len(left), MOST, replace=False))
        left, right = left[kept], right[kept]
    scorer = Scorer(reps, WordWeights.of(reps.names), Namesakes.of(reps))
    return scorer.columns(left, right), true[left] == true[right]


def pairs(file: Path) -> Labelled:
    """Labelled pairs of names."""
    with duckdb.connect() as con:
        found = con.execute(
            f"SELECT name_a, name_b, label = '1' FROM read_csv('{file}', all_varchar = true)"
        ).fetchall()
    count = len(found)
    names = [row[0] for row in found] + [row[1] for row in found]
    columns = {"rid": [f"{nr:08}" for nr in range(2 * count)], "name": names, "numbers": [[] for _ in names]}
    records = pa.table([columns.get(field.name, [None] * (2 * count)) for field in RECORDS], schema=RECORDS)
    fields = prepare(records)
    rows = np.arange(count)
    scorer = Scorer(fields, WordWeights.of(fields.names), Namesakes.of(fields))
    return scorer.columns(rows, rows + count), np.array([row[2] for row in found], bool)


def made(generator: Path, folder: Path) -> dict[str, Labelled]:
    """Synthetic registers: with all that is known of a company, with its town only, and with place and phone."""
    seed, rows = MADE
    file = folder / "made.csv"
    subprocess.run([sys.executable, str(generator), str(rows), str(file), str(seed)], check=True, capture_output=True)
    known = truth(file)
    records = _neighbours(read(file).sort_by("rid"), known["cluster"].to_pylist())
    without = {
        "made": (),
        "made, towns": ("address", "postcode", "phone", "email", "website"),
        "made, phones": ("postcode", "email", "website", "country"),
    }
    found = {}
    for name, dropped in without.items():
        table = records
        for column in ("numbers", *dropped):
            empty: list[Any] = [[] if column == "numbers" else None] * len(table)
            table = table.set_column(
                RECORDS.get_field_index(column), RECORDS.field(column), pa.array(empty, RECORDS.field(column).type)
            )
        found[name] = candidates(table, known)
    return found


def _neighbours(records: pa.Table, clusters: list[str]) -> pa.Table:
    """Give every fourth company the address of another, half of those its phone, some its domain too."""
    dice = np.random.default_rng(5)
    rows_of: dict[str, list[int]] = {}
    for row, cluster in enumerate(clusters):
        rows_of.setdefault(cluster, []).append(row)
    companies = sorted(rows_of)
    given = {name: records[name].to_pylist() for name in ("address", "city", "postcode", "phone", "website", "email")}
    taken = {name: list(values) for name, values in given.items()}
    for company in companies:
        if dice.random() >= 0.25:
            continue
        landlord, luck = rows_of[companies[dice.integers(len(companies))]], dice.random()
        for row in rows_of[company]:
            other = landlord[dice.integers(len(landlord))]
            for name in ("address", "city", "postcode"):
                taken[name][row] = given[name][other]
            for name in ("phone",) * (luck < 0.5) + ("website", "email") * (luck < 0.12):
                theirs = [given[name][at] for at in landlord if given[name][at]]
                if taken[name][row] and theirs:
                    taken[name][row] = theirs[0]
    for name, values in taken.items():
        records = records.set_column(RECORDS.get_field_index(name), RECORDS.field(name), pa.array(values, pa.string()))
    return records


def labelled(folder: Path) -> dict[str, Labelled]:
    """All sets."""
    files = {name: file for name in FILES if (file := folder / f"{name}.csv").exists()}
    sets = {name: candidates(read(file), truth(file), name in LISTED_TWICE) for name, file in files.items()}
    sets.update({name: pairs(file) for name in PAIRS if (file := folder / f"{name}.csv").exists()})
    with tempfile.TemporaryDirectory() as made_in:
        sets.update(made(folder / "gen_synth.py", Path(made_in)))
    return sets


def trained(sets: dict[str, Labelled], without: str | None = None) -> Trees:
    """The model of all sets but one."""
    used = {name: found for name, found in sets.items() if name != without}
    columns = {
        name: np.concatenate([found[0][name] for found in used.values()])
        for name in next(iter(used.values()))[0]
        if name not in LEFT_OUT
    }
    labels = np.concatenate([found[1] for found in used.values()])
    weights = np.concatenate([
        np.full(len(found[1]), min(1.0, SHARE / len(found[1])) if len(found[1]) > 1000 else 3.0) for found in used.values()
    ])  # fmt: skip
    bare = np.all([columns[name] == 0 for name in ("place", "contact", "postcode")], axis=0)
    weights *= np.where(bare & labels, BARE, 1.0)
    return grow(columns, labels, f"bench/train_records.py on {', '.join(used)}", weights, RISING, FALLING)


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", choices=(*FILES, *PAIRS))
    parser.add_argument("--to", type=Path, default=SHIPPED)
    given = parser.parse_args()
    model = trained(labelled(SHARED), given.without)
    given.to.write_text(model.to_json(), "utf-8")
    print(f"{given.to}: {len(model.roots)} trees, {len(model.feature):,} nodes; {model.origin}")


if __name__ == "__main__":
    main()

"""The table of `python bench/scoring.py`: each set of ../shared/scoring with its bar, and whether it is met."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.scoring import Trial, rows_of, trial
from bench.scoring_peers import timed
from pipelines.score.learn.known import likeness
from pipelines.score.learn.labelled import Labelled, labelled
from pipelines.score.learn.measures import lift
from pipelines.score.learn.table import Table, read_table

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "scoring"

_CONTEXT = {"emp.var.rate", "cons.price.idx", "cons.conf.idx", "euribor3m", "nr.employed"}
"""Of bank: figures of the country's economy, not of the client."""

_SEEDS = (1, 2, 3)
_KNOWN = 0.3


@dataclass(frozen=True)
class Set:
    """One labelled set, and what says when a row came in."""

    name: str
    data: Labelled
    when: str | None


def bank() -> Set:
    """Telephone marketing of a bank: columns of the client; the file is in the order of time."""
    table = read_table(FOLDER / "bank_first70.csv").without(_CONTEXT)
    return Set("bank, client columns", labelled(table, "y"), "ROW")


def x_education() -> Set:
    """Leads of a seller of courses: running lead numbers tell the time."""
    return Set("x_education", labelled(read_table(FOLDER / "x_education_leads.csv"), "Converted"), "Lead Number")


def olist() -> Set:
    """Marketing-qualified leads of a marketplace; won where a closed deal names them."""
    leads = read_table(FOLDER / "olist_marketing_qualified_leads_dataset.csv")
    won = set(read_table(FOLDER / "olist_closed_deals_dataset.csv").columns["mql_id"])
    outcome = np.array(["1" if each in won else "0" for each in leads.columns["mql_id"]], dtype=object)
    return Set("olist", labelled(Table(leads.columns | {"won": outcome}, leads.rows), "won"), "first_contact_date")


def maven() -> Set:
    """Opportunities of a hardware seller with their accounts, products and agents."""
    deals = read_table(FOLDER / "maven_sales_pipeline.csv")
    closed = np.flatnonzero(np.isin(deals.columns["deal_stage"].astype(str), ["Won", "Lost"]))
    table = deals.take(closed)
    for name, key in (("accounts", "account"), ("products", "product"), ("sales_teams", "sales_agent")):
        table = _joined(table, read_table(FOLDER / f"maven_{name}.csv"), key)
    return Set("maven", labelled(table, "deal_stage", "Won"), "engage_date")


def table() -> int:
    """Print every set beside its bar."""
    if not FOLDER.is_dir():
        sys.stderr.write("scoring: the folder shared/scoring beside the checkout is not there\n")
        return 2
    for made in (bank(), x_education(), olist(), maven()):
        sys.stderr.write(f"{made.name} …\n")
        done = trial(*rows_of(made.data, made.when), made.when, frozenset())
        print(f"\n{made.name}: {made.data.table.rows} rows")
        print("\n".join(done.lines()))
        for bar, met in _bars(made.name, done):
            print(f"  {'met   ' if met else 'MISSED'} {bar}")
    print("\ncustomers only: 30 % of positives known, lift@10% among the rest, mean of 3 draws")
    for known, share in ((x_education(), 0.97), (bank(), 0.94)):
        _customers_only(known, share)
    return 0


def _bars(name: str, done: Trial) -> list[tuple[str, bool]]:
    ours, peers = done.ours, {n: m for n, (m, _) in done.peers.items()}
    logistic, best = peers["logistic_regression"].auc, max(m.auc for m in peers.values())
    if name.startswith("bank"):
        return [(f"AUC {ours.auc:.4f} ≥ best of the three {best:.4f}", ours.auc >= best),
                (f"AUC {ours.auc:.4f} ≥ logistic {logistic:.4f}", ours.auc >= logistic)]  # fmt: skip
    if name == "x_education":
        return [(f"AUC {ours.auc:.4f} ≥ .895", ours.auc >= 0.895), (f"ECE {ours.ece:.4f} ≤ .015", ours.ece <= 0.015)]
    if name == "olist":
        return [
            (f"AUC {ours.auc:.4f} ≥ .70", ours.auc >= 0.70),
            (f"lift@10% {ours.lift10:.2f} ≥ 2.0", ours.lift10 >= 2.0),
        ]
    return [(f"says: {done.scorer.verdict}", not done.scorer.calibration.signal),
            (f"Brier {ours.brier:.4f} ≤ base {ours.base:.4f} + .0005", ours.brier <= ours.base + 0.0005)]  # fmt: skip


def _customers_only(made: Set, bar: float) -> None:
    """Beside supervised LightGBM, which knows every outcome of the other four fifths."""
    from pipelines.score.learn.leaks import leaks

    table, labels = made.data.table, made.data.labels
    table = table.without({f.column for f in leaks(table, labels, made.when)} | ({made.when} if made.when else set()))
    ceiling = np.zeros(len(labels))
    fold = np.random.default_rng(0).permutation(len(labels)) % 5
    for each in range(5):
        rest, held = np.flatnonzero(fold != each), np.flatnonzero(fold == each)
        ceiling[held] = timed("lightgbm", table.take(rest), labels[rest], table.take(held))[0]
    ours, best = [], []
    for seed in _SEEDS:
        known = labels & (np.random.default_rng(seed).random(len(labels)) < _KNOWN)
        scores = likeness(table, known)
        ours.append(lift(labels[~known], scores[~known], 0.1))
        best.append(lift(labels[~known], ceiling[~known], 0.1))
    share = float(np.mean(ours) / np.mean(best))
    verdict = "met   " if share >= bar else "MISSED"
    print(
        f"  {verdict} {made.name}: lift {np.mean(ours):.2f} of supervised {np.mean(best):.2f} = {share:.1%} ≥ {bar:.0%}"
    )


def _joined(left: Table, right: Table, key: str) -> Table:
    at = {value: row for row, value in enumerate(right.columns[key])}
    rows = [at.get(value, -1) for value in left.columns[key]]
    columns = dict(left.columns)
    for name, texts in right.columns.items():
        if name != key:
            columns[name] = np.array([texts[row] if row >= 0 else "" for row in rows], dtype=object)
    return Table(columns, left.rows)

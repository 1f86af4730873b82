"""Records of a CSV file linked by the matcher as it is shipped, and how well that went; the truth is read only afterwards."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from bench.linking_metrics import Quality, b_cubed, codes, of_clusters, of_pairs
from pipelines.link.fields import COLUMNS, RECORDS
from pipelines.link.matcher import Linked, Matcher


@dataclass(frozen=True)
class Measured:
    """What a run was worth."""

    pairs: Quality
    clusters: Quality
    b3: float
    blocking: float
    """Share of true pairs that are candidates."""
    candidates: int
    cpu: float
    rss: float

    @property
    def line(self) -> str:
        """All figures in one line."""
        return (
            f"pair_f1={self.pairs.f1:.4f} pair_p={self.pairs.precision:.4f} pair_r={self.pairs.recall:.4f} "
            f"cluster_f1={self.clusters.f1:.4f} cluster_p={self.clusters.precision:.4f} cluster_r={self.clusters.recall:.4f} "
            f"b3={self.b3:.4f} cpu_s={self.cpu:.2f} rss_mb={self.rss:.0f} candidates={self.candidates} blocking_r={self.blocking:.4f}"
        )


def peak() -> float:
    """Most memory this process ever held, in MB. Not getrusage's figure: a child inherits that of the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def read(file: Path) -> pa.Table:
    """The records of a file, without the truth. Columns that a file lacks are unknown."""
    with duckdb.connect() as con:
        scan = f"read_csv('{file}', all_varchar = true, header = true, nullstr = '')"
        if file.suffix == ".parquet":
            scan = f"'{file}'"
        there = {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()}
        texts = ", ".join(
            f"nullif({name}::VARCHAR, '') AS {name}" if name in there else f"NULL::VARCHAR AS {name}"
            for name in COLUMNS
        )
        numbers = (
            "CASE WHEN regid IS NULL OR regid = '' THEN [] ELSE [{'register': coalesce(country, '') || '-ID', 'number': regid}] END"
            if "regid" in there
            else "[]"
        )
        return con.sql(f"SELECT {texts}, {numbers} AS numbers FROM {scan}").to_arrow_table().cast(RECORDS)


def truth(file: Path) -> pa.Table:
    """rid and cluster of each record, in order of rid."""
    with duckdb.connect() as con:
        scan = f"'{file}'" if file.suffix == ".parquet" else f"read_csv('{file}', all_varchar = true, header = true)"
        return con.sql(f"SELECT rid, cluster FROM {scan} ORDER BY rid").to_arrow_table()


def measured(linked: Linked, file: Path, cpu: float, threshold: float) -> Measured:
    """Compare with the truth of the file."""
    held = peak()
    true = codes(truth(file)["cluster"].to_pylist())
    l, r, p = (linked.pairs[name].to_numpy() for name in ("l", "r", "probability"))  # noqa: E741
    kept = p >= threshold
    groups = codes(linked.cluster)
    return Measured(
        of_pairs(l[kept], r[kept], linked.twin, true), of_clusters(groups, true), b_cubed(groups, true),
        of_pairs(l, r, linked.twin, true).recall, len(l), cpu, held,
    )  # fmt: skip


def run(file: Path, matcher: Matcher | None = None) -> Measured:
    """Link a file and measure."""
    matcher = matcher or Matcher()
    records = [read(file)]
    before = time.process_time()
    linked = matcher.link(records.pop())  # held by nobody else, so that it can be let go of
    cpu = time.process_time() - before
    assert np.all(linked.cluster <= np.arange(len(linked.cluster)))
    return measured(linked, file, cpu, matcher.threshold)

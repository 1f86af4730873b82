"""An index on disk: new records are linked against all earlier ones without reading them all.

A folder of plain columns, read by memory map:

    fields/*.npy, names.arrow   comparable columns of the records, in order of rid
    keys.npy, rows.npy          what blocks can be shared, ordered, and who has it; what too many share is left out, as in a full run
    cluster.npy                 row → first row of its cluster
    members.npy, tops.npy       rows ordered by cluster, and the cluster of each
    words.npy, counts.npy, weights.json, namesakes_*.npy, model.json    the model, and what the whole corpus says
    about.json                  format, DuckDB's version (hashes are its own), threshold

It is written beside and renamed, so that a reader finds the old or the new one. A full run makes it anew at any time.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.link import blocking
from pipelines.link.blocking import BLOCKS, WordCounts, Words
from pipelines.link.clustering import DECIDED, clusters
from pipelines.link.comparison import Namesakes, numbers_of
from pipelines.link.fields import Fields, Rows, prepare
from pipelines.link.matcher import Linked
from pipelines.link.model import Model
from pipelines.link.scoring import SLOW, Scorer
from pipelines.link.sieve import worth
from pipelines.link.trees import Trees
from pipelines.link.word_weights import WordWeights

FORMAT = 1

SELDOM = 3
"""Words in fewer names than this are not kept: one never seen is as rare."""

NUMBERS = ("number_row", "number_register", "number")
TEXTS = ("rids", "street")


class StaleIndex(Exception):
    """An index made by another version of this program or of DuckDB: make it anew by a full run."""


@dataclass(frozen=True)
class Joined:
    """Where new records belong, in order of their rids."""

    rids: pa.Array
    cluster: list[str]
    """rid of the first record of each new record's cluster: an earlier record, or a new one."""
    merged: list[tuple[str, str]]
    """Clusters of earlier records that a new one joined, by the rids of their first records."""
    pairs: pa.Table
    """l, r (rids), probability: all that was weighed."""


def write(folder: Path, records: Fields, linked: Linked, threshold: float) -> None:
    """Write the index of a full run."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    (part / "fields").mkdir(parents=True)
    words = Words(records.names)
    counts = words.counts()
    weights = WordWeights.of(records.names).common(SELDOM)
    namesakes = Namesakes.of(records)
    for field in fields(Fields):
        value = getattr(records, field.name)
        if isinstance(value, np.ndarray):
            np.save(part / "fields" / f"{field.name}.npy", value)
    names = records.names.append_column("rids", records.rids).append_column("street", records.street)
    with pa.OSFile(str(part / "names.arrow"), "wb") as sink, pa.ipc.new_file(sink, names.schema) as writer:
        writer.write_table(names.combine_chunks())
    found = blocking.things(records, words, counts)
    keys, rows = blocking.shared(found, len(records))
    np.save(part / "keys.npy", keys)
    np.save(part / "rows.npy", rows.astype(np.int32))
    np.save(part / "cluster.npy", linked.cluster.astype(np.int32))
    members = np.argsort(linked.cluster, kind="stable").astype(np.int32)
    np.save(part / "members.npy", members)
    np.save(part / "tops.npy", linked.cluster[members].astype(np.int32))
    frequent = counts.counts >= SELDOM
    np.save(part / "words.npy", counts.words[frequent])
    np.save(part / "counts.npy", counts.counts[frequent])
    (part / "weights.json").write_text(weights.to_json(), "utf-8")
    for field in fields(Namesakes):
        np.save(part / f"namesakes_{field.name}.npy", getattr(namesakes, field.name))
    (part / "model.json").write_text(linked.model.to_json(), "utf-8")
    about = {
        "format": FORMAT, "duckdb": duckdb.__version__, "threshold": threshold, "abroad": blocking.by_country(records),
        "trees": isinstance(linked.model, Trees), "hurried": not set(SLOW) & set(linked.model.evidence),
    }  # fmt: skip
    (part / "about.json").write_text(json.dumps(about), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


class Index:
    """An index that was written, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where there is none, StaleIndex where it cannot be read by this version."""
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["format"] != FORMAT or about["duckdb"] != duckdb.__version__:
            raise StaleIndex(f"{folder} was made by another version: link everything once")
        self.threshold: float = about["threshold"]
        self._abroad: bool = about["abroad"]
        self._hurried: bool = about["hurried"]
        written = (folder / "model.json").read_text("utf-8")
        self.model: Model | Trees = Trees.from_json(written) if about["trees"] else Model.from_json(written)
        self._fields = {path.stem: np.load(path, mmap_mode="r") for path in sorted((folder / "fields").glob("*.npy"))}
        self._names = pa.ipc.open_file(pa.memory_map(str(folder / "names.arrow"))).read_all()
        self._keys, self._rows = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("keys", "rows"))
        self._cluster, self._members, self._tops = (
            np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("cluster", "members", "tops")
        )
        self._counts = WordCounts(np.load(folder / "words.npy"), np.load(folder / "counts.npy"))
        self._weights = WordWeights.from_json((folder / "weights.json").read_text("utf-8"))
        self._namesakes = Namesakes(
            **{field.name: np.load(folder / f"namesakes_{field.name}.npy") for field in fields(Namesakes)}
        )

    def __len__(self) -> int:
        return len(self._cluster)

    def rid(self, row: int) -> str:
        """The rid of an earlier record."""
        rid: str = self._names["rids"][row].as_py()
        return rid

    def take(self, rows: Rows) -> Fields:
        """Some earlier records; rows ascend."""
        made: dict[str, Any] = {name: column[rows] for name, column in self._fields.items() if name not in NUMBERS}
        held = self._fields["number_row"]
        first, last = np.searchsorted(held, rows), np.searchsorted(held, rows, side="right")
        at = np.repeat(first, last - first) + _steps(last - first)
        made["number_row"] = np.repeat(np.arange(len(rows)), last - first)
        for name in ("number_register", "number"):
            made[name] = self._fields[name][at]
        table = self._names.take(pa.array(rows))
        texts = {name: table[name].combine_chunks() for name in TEXTS}
        return Fields(names=table.drop_columns(list(TEXTS)), **texts, **made)

    def link(self, records: pa.Table) -> Joined:
        """Link new records (their rids are none of the earlier ones) against all earlier ones and among themselves."""
        new = prepare(records)
        found = blocking.things(new, Words(new.names), self._counts, self._abroad)
        old_row, new_row = self._met(found)
        known = blocking.distinct(old_row)
        old = self.take(known)
        both = _together(old, new)
        inner = blocking.candidates(found, len(new))
        left = np.concatenate([np.searchsorted(known, old_row), inner[0] + len(old)])
        right = np.concatenate([new_row + len(old), inner[1] + len(old)])
        scorer = Scorer(both, self._weights, self._namesakes, self._hurried)
        numbers = numbers_of(both, both, left, right)
        kept = worth(both, self._namesakes, left, right, numbers)
        left, right = left[kept], right[kept]
        p = scorer.probability(self.model, left, right, numbers[kept])
        return self._joined(known, both, len(old), left, right, p)

    def _met(self, found: blocking.Keyed) -> tuple[Rows, Rows]:
        """(earlier row, new row) of all that share a thing, each pair once."""
        codes = []
        for block in BLOCKS:
            for row, key in blocking.keys(found, block):
                order = np.argsort(key, kind="stable")
                first = np.searchsorted(self._keys, key[order])
                last = np.searchsorted(self._keys, key[order], side="right")
                count = last - first
                old = self._rows[np.repeat(first, count) + _steps(count)].astype(np.int64)
                codes.append(old << 32 | np.repeat(row[order], count))
        both = blocking.distinct(np.concatenate(codes))
        return both >> 32, both & 0xFFFFFFFF

    def _joined(self, known: Rows, both: Fields, old: int, left: Rows, right: Rows, p: Any) -> Joined:
        """Cluster new records with the whole clusters that they touch."""
        linked = p >= self.threshold
        touched = np.unique(self._cluster[known[left[linked & (left < old)]]])
        first, last = np.searchsorted(self._tops, touched), np.searchsorted(self._tops, touched, side="right")
        rows = self._members[np.repeat(first, last - first) + _steps(last - first)]
        whole: Rows = np.sort(rows.astype(np.int64))
        new_place = np.arange(len(both)) - old + len(whole)
        place = np.concatenate([np.where(np.isin(known, whole), np.searchsorted(whole, known), -1), new_place[old:]])
        members = self.take(whole)
        new = both.take(np.arange(old, len(both)))
        nodes = _together(members, new)
        inside = place[left] >= 0
        l, r, q = place[left[inside]], place[right[inside]], p[inside]  # noqa: E741
        tops = np.searchsorted(whole, self._cluster[whole])
        kin = np.flatnonzero(tops != np.arange(len(whole)))
        found = clusters(
            len(nodes), np.concatenate([tops[kin], l]), np.concatenate([kin, r]), np.concatenate([np.full(len(kin), DECIDED), q]),
            self.threshold, (nodes.number_row, nodes.number_register, nodes.number),
        )  # fmt: skip
        rids = nodes.rids.to_pylist()
        moved = np.flatnonzero(found.cluster[: len(whole)] != tops)
        merged = sorted({(rids[found.cluster[row]], rids[tops[row]]) for row in moved})
        all_rids = both.rids.to_pylist()
        pairs = {"l": [all_rids[row] for row in left], "r": [all_rids[row] for row in right], "probability": p}
        return Joined(new.rids, [rids[top] for top in found.cluster[len(whole) :]], merged, pa.table(pairs))

    def clusters(self) -> dict[str, str]:
        """rid of each earlier record → rid of the first record of its cluster."""
        rids = self._names["rids"].to_pylist()
        return {rid: rids[top] for rid, top in zip(rids, self._cluster.tolist(), strict=True)}


def _steps(counts: Rows) -> Rows:
    """0, 1, … for each count, one after the other."""
    total = int(counts.sum())
    steps: Rows = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return steps


def _together(first: Fields, second: Fields) -> Fields:
    """Records of both, the second's rows after the first's."""
    made: dict[str, Any] = {}
    for field in fields(Fields):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if field.name == "number_row":
            made[field.name] = np.concatenate([one, other + len(first)])
        elif isinstance(one, np.ndarray):
            made[field.name] = np.concatenate([one, other])
        elif isinstance(one, pa.Table):
            made[field.name] = pa.concat_tables([one, other.cast(one.schema)]).combine_chunks()
        elif isinstance(one, pa.Array | pa.ChunkedArray):
            made[field.name] = pa.concat_arrays([*_pieces(one), *_pieces(other)])
    return replace(first, **made)


def _pieces(column: pa.Array | pa.ChunkedArray) -> list[pa.Array]:
    return column.chunks if isinstance(column, pa.ChunkedArray) else [column]

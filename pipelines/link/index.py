"""An index on disk: new records are linked against all earlier ones without reading them all.

A folder of plain columns, read by memory map:

    records/*                   comparable columns of the records (`pipelines.link.stored`), in order of rid
    keys.npy, rows.npy          what blocks can be shared, ordered, and who has it; what too many share is left out, as in a full run
    cluster.npy                 row → first row of its cluster
    members.npy, tops.npy       rows ordered by cluster, and the cluster of each; one row stands for all that are alike, as in a full run
    words.npy, counts.npy, namesakes_*.npy, model.json    the model, and what the whole corpus says
    about.json                  format, DuckDB's version (hashes are its own), threshold

It is written beside and renamed, so that a reader finds the old or the new one. A full run makes it anew at any time.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.link import blocking
from pipelines.link.agglomeration import STORED
from pipelines.link.blocking import BLOCKS, SURE, Block, WordCounts, Words
from pipelines.link.clustering import clusters
from pipelines.link.comparison import Levels, Namesakes, numbers_of
from pipelines.link.fields import Fields, Rows, prepare
from pipelines.link.matcher import LARGE, Floats, Linked
from pipelines.link.model import Model
from pipelines.link.scoring import SLOW, Scorer
from pipelines.link.sieve import coarse, worth
from pipelines.link.stored import Stored, let_go, mapped, steps, store
from pipelines.link.trees import Trees
from pipelines.link.word_weights import WordWeights

FORMAT = 4

NAMES_OF_SLOW = ("acronym", "initials", "short", "numbers")
"""Columns of names that only slow evidence reads."""

ON_SIGHT = ("country", "city", "key", "house")
"""Columns that `sieve.coarse` asks for."""

AT_A_GLANCE = (*ON_SIGHT, "phone_end", "email", "domain", "street_hash", "joined")
"""Columns that `sieve.worth` asks for."""


Weigh = Callable[[Fields, Rows, Rows, Levels], Floats]
"""Records, pairs of them, what their numbers say → probability."""


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
    store(part / "records", records)
    np.save(part / "cluster.npy", linked.cluster.astype(np.int32))
    alone = np.unique(linked.twin)
    members = alone[np.argsort(linked.cluster[alone], kind="stable")].astype(np.int32)
    np.save(part / "members.npy", members)
    np.save(part / "tops.npy", linked.cluster[members].astype(np.int32))
    about = {
        "format": FORMAT, "duckdb": duckdb.__version__, "threshold": threshold, "national": blocking.by_country(records),
        "trees": isinstance(linked.model, Trees), "hurried": not set(SLOW) & set(linked.model.evidence), "large": len(alone) > LARGE,
        "names": len(alone),
    }  # fmt: skip
    (part / "about.json").write_text(json.dumps(about), "utf-8")
    (part / "model.json").write_text(linked.model.to_json(), "utf-8")
    _write_corpus(part, records.take(alone), alone)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def _write_corpus(part: Path, records: Fields, rows: Rows) -> None:
    """Words, namesakes and keys; `rows` are the records' rows in the index."""
    words = Words(records.names)
    counts = words.counts()
    namesakes = Namesakes.of(records)
    keys, sharers = blocking.shared(blocking.things(records, words, counts), len(records))
    np.save(part / "keys.npy", keys)
    np.save(part / "rows.npy", rows[sharers].astype(np.int32))
    np.save(part / "words.npy", counts.words)
    np.save(part / "counts.npy", counts.counts)
    for field in fields(Namesakes):
        np.save(part / f"namesakes_{field.name}.npy", getattr(namesakes, field.name))


class Index:
    """An index that was written, open for reading."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError where there is none, StaleIndex where it cannot be read by this version."""
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["format"] != FORMAT or about["duckdb"] != duckdb.__version__:
            raise StaleIndex(f"{folder} was made by another version: link everything once")
        self.threshold: float = about["threshold"]
        self._national: bool = about["national"]
        self._hurried: bool = about["hurried"]
        self._large: bool = about["large"]
        written = (folder / "model.json").read_text("utf-8")
        self.model: Model | Trees = Trees.from_json(written) if about["trees"] else Model.from_json(written)
        self._records = Stored(folder / "records", NAMES_OF_SLOW if self._hurried else ())
        self._keys, self._rows = mapped(folder / "keys.npy"), mapped(folder / "rows.npy")
        self._cluster, self._members, self._tops = (
            mapped(folder / f"{name}.npy") for name in ("cluster", "members", "tops")
        )
        self._size: int = about["names"]
        self._counts = WordCounts(mapped(folder / "words.npy"), mapped(folder / "counts.npy"))
        self._namesakes = Namesakes(
            **{field.name: np.load(folder / f"namesakes_{field.name}.npy") for field in fields(Namesakes)}
        )

    def __len__(self) -> int:
        return len(self._cluster)

    def link(self, records: pa.Table) -> Joined:
        """Link new records (their rids are none of the earlier ones) against all earlier ones and among themselves."""
        new = prepare(records)
        words = Words(new.names)
        seen = words.counts()
        found = blocking.things(new, words, self._counts.beside(seen), self._national)
        met, namesakes = self._met(found, new)
        known, left, right, numbers = self._pairs(met, found, new, namesakes)
        both = _together(self._records.take(known), self._asked(new))

        def weigh(records: Fields, left: Rows, right: Rows, numbers: Levels) -> Floats:
            scorer = Scorer(records, self._weights(records, seen), namesakes, self._hurried)
            return scorer.probability(self.model, left, right, numbers)

        return self._joined(known, both, left, right, weigh(both, left, right, numbers), weigh)

    def _met(self, found: blocking.Keyed, new: Fields) -> tuple[Rows, Namesakes]:
        """earlier row << 32 | new row of all that share a thing and may be one; and how common names are, the new ones counted."""
        sure, other = (
            self._sharing(found, [each for each in BLOCKS if (each.name in SURE) is so]) for so in (True, False)
        )
        row, new_row = other >> 32, other & 0xFFFFFFFF
        known = blocking.distinct(row)
        both = _together(self._records.part(known, ON_SIGHT), replace(new, names=pa.table({})))
        same = np.flatnonzero(np.isin(both.key, new.key))
        namesakes = self._namesakes.beside(Namesakes.of(both.take(same)))
        if self._large:
            keep = coarse(both, namesakes.borne(both))
            other = other[keep(np.searchsorted(known, row), new_row + len(known))]
        return blocking.distinct(np.concatenate([sure, other])), namesakes

    def _pairs(
        self, met: Rows, found: blocking.Keyed, new: Fields, namesakes: Namesakes
    ) -> tuple[Rows, Rows, Rows, Levels]:  # fmt: skip
        """Earlier rows that are worth weighing, and pairs of these and the new ones, with what their numbers say.

        Rows of pairs are places among the earlier rows found, then among the new ones.
        """
        old_row, new_row = met >> 32, met & 0xFFFFFFFF
        known = blocking.distinct(old_row)
        first = len(known)
        both = _together(
            self._records.part(known, AT_A_GLANCE, ["joined"]), replace(new, names=new.names.select(["joined"]))
        )
        keep = coarse(new, namesakes.borne(new)) if self._large else None
        inner = blocking.candidates(found, len(new), keep=keep)
        left = np.concatenate([np.searchsorted(known, old_row), inner[0] + first])
        right = np.concatenate([new_row + first, inner[1] + first])
        numbers = numbers_of(both, both, left, right)
        kept = worth(both, namesakes.borne(both), left, right, numbers, self._large)
        left, right = left[kept], right[kept]
        used = blocking.distinct(left[left < first])
        place = np.append(used, np.arange(first, len(both)))
        return known[used], np.searchsorted(place, left), np.searchsorted(place, right), numbers[kept]

    def _asked(self, new: Fields) -> Fields:
        """New records with the columns that stored ones have."""
        return replace(new, names=new.names.drop_columns(list(NAMES_OF_SLOW))) if self._hurried else new

    def _weights(self, records: Fields, seen: WordCounts) -> WordWeights:
        """How telling the words of some records are, the new ones counted (`seen`)."""
        words = pc.unique(records.names["tokens"].combine_chunks().flatten())
        hashes = blocking.hashed(words)
        counts = self._counts.of(hashes) + seen.of(hashes)
        return WordWeights(self._size, dict(zip(words.to_pylist(), counts.tolist(), strict=True)))

    def _sharing(self, found: blocking.Keyed, blocks: list[Block]) -> Rows:
        """earlier row << 32 | new row of all that share a thing of these blocks, each pair once."""
        levels = [level for block in blocks for level in blocking.keys(found, block)]
        row, key = (np.concatenate([level[at] for level in levels]) for at in (0, 1))
        order = np.argsort(key, kind="stable")
        row, key = row[order], key[order]
        first = np.searchsorted(self._keys, key)
        count = np.searchsorted(self._keys, key, side="right") - first
        old = self._rows[np.repeat(first, count) + steps(count)].astype(np.int64)
        let_go(self._keys)
        let_go(self._rows)
        return blocking.distinct(old << 32 | np.repeat(row, count))

    def _joined(self, known: Rows, both: Fields, left: Rows, right: Rows, p: Floats, weigh: Weigh) -> Joined:
        """Cluster new records with the whole clusters that they touch."""
        old, linked = len(known), p >= self.threshold
        touched = np.unique(self._cluster[known[left[linked & (left < old)]]])
        first, last = np.searchsorted(self._tops, touched), np.searchsorted(self._tops, touched, side="right")
        rows = self._members[np.repeat(first, last - first) + steps(last - first)]
        whole: Rows = np.sort(rows.astype(np.int64))
        new_place = np.arange(len(both)) - old + len(whole)
        place = np.concatenate([np.where(np.isin(known, whole), np.searchsorted(whole, known), -1), new_place[old:]])
        new = both.take(np.arange(old, len(both)))
        nodes = _together(self._records.take(whole), new)
        inside = place[left] >= 0
        l, r, q = place[left[inside]], place[right[inside]], p[inside]  # noqa: E741
        tops = np.searchsorted(whole, self._cluster[whole])
        kin = np.flatnonzero(tops != np.arange(len(whole)))
        found = clusters(
            len(nodes), np.concatenate([tops[kin], l]), np.concatenate([kin, r]), np.concatenate([np.full(len(kin), STORED), q]),
            self.threshold, (nodes.number_row, nodes.number_register, nodes.number),
            lambda l, r: _completed(nodes, l, r, weigh),  # noqa: E741
        )  # fmt: skip
        rids = nodes.rids.to_pylist()
        moved = np.flatnonzero(found.cluster[: len(whole)] != tops)
        merged = sorted({(rids[found.cluster[row]], rids[tops[row]]) for row in moved})
        all_rids = both.rids.to_pylist()
        pairs = {"l": [all_rids[row] for row in left], "r": [all_rids[row] for row in right], "probability": p}
        return Joined(new.rids, [rids[top] for top in found.cluster[len(whole) :]], merged, pa.table(pairs))

    def clusters(self) -> dict[str, str]:
        """rid of each earlier record → rid of the first record of its cluster."""
        rids = self._records.rids()
        return {rid: rids[top] for rid, top in zip(rids, self._cluster.tolist(), strict=True)}


def _completed(records: Fields, left: Rows, right: Rows, weigh: Weigh) -> Floats:
    """Probability of pairs that share no block; only the records in them are looked at."""
    used, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    some, l, r = records.take(used), place[: len(left)], place[len(left) :]  # noqa: E741
    return weigh(some, l, r, numbers_of(some, some, l, r))


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

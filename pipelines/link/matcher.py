"""The matcher: records → candidates → scores → clusters, column-wise. A library: it knows nothing of facts, nights or shards.

linked = Matcher().link(records)        # schema `fields.RECORDS`
linked.cluster                          # for each record in order of rid: the first record of its cluster
linked.pairs, linked.doubtful           # what was weighed; what a person should look at
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.link import blocking, free_labels, registers_once
from pipelines.link.agglomeration import DECIDED
from pipelines.link.blocking import Words
from pipelines.link.clustering import Clustered, clusters
from pipelines.link.comparison import Namesakes, numbers_of
from pipelines.link.fields import Fields, Hashes, Rows, prepare
from pipelines.link.model import Model
from pipelines.link.scoring import OTHER_NUMBER, SLOW, Scorer
from pipelines.link.sieve import THINNED, coarse, worth
from pipelines.link.trees import Trees
from pipelines.link.word_weights import WordWeights

THRESHOLD = 0.5
"""Probability from which two records are linked."""

DOUBTFUL = 0.2
"""Probability from which a pair that was not linked goes to the review queue."""

LARGE = 50_000
"""Records from which pairs are sieved while they are made, and a model of one's own is trained without the evidence that takes longest."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Linked:
    """What linking found, for records in order of their rids."""

    rids: pa.Array
    cluster: Rows
    """Row → smallest row of its cluster."""
    twin: Rows
    """Row → the row that stands for it and for all that are alike in every respect."""
    pairs: pa.Table
    """l, r (rows, l < r, each standing for its twins), probability; ordered."""
    doubtful: pa.Table
    """l, r, probability, why: 'evidence', 'numbers', 'mean link', 'set apart by a person'."""
    model: Model | Trees


@dataclass(frozen=True)
class Matcher:
    """Links records with a model, or with one it trains on the records' own numbers where there are enough."""

    model: Model | Trees | None = None
    """None: train where numbers allow, else the shipped default."""
    threshold: float = THRESHOLD
    judgements: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    """(rid, rid) → whether a person called them one company."""

    def link(self, records: pa.Table) -> Linked:
        """Link records (schema `fields.RECORDS`) among themselves."""
        held = [prepare(records)]
        del records
        return self.link_fields(held.pop())  # nobody holds what was prepared any longer than needed

    def link_fields(self, fields: Fields) -> Linked:
        """Link prepared records among themselves."""
        group = twins(fields)
        judged = np.flatnonzero(
            pc.is_in(fields.rids, pa.array(sorted({rid for pair in self.judgements for rid in pair}), fields.rids.type))
        )
        group = _alone(group, judged)
        first, rep = np.unique(group, return_inverse=True)
        reps = fields.take(first)
        rids, size = fields.rids, len(fields)
        del fields
        large = len(reps) > LARGE
        hurried = not set(SLOW) & set(self.model.evidence) if self.model else large
        scorer = Scorer(reps, WordWeights.of(reps.names), Namesakes.of(reps), hurried)
        words = Words(reps.names)
        found = blocking.things(reps, words, words.counts())
        del words
        left, right = blocking.candidates(found, len(reps), keep=coarse(reps, scorer.borne) if large else None)
        del found
        levels = numbers_of(reps, reps, left, right)
        model = self.model or free_labels.model_for(scorer.unnumbered, left, right, levels, THINNED if large else 1)
        if hurried and set(SLOW) & set(model.evidence):
            scorer = replace(scorer, hurried=False)
        weighed = worth(reps, scorer.borne, left, right, levels, large)
        left, right = left[weighed], right[weighed]
        p = scorer.probability(model, left, right, levels[weighed])
        sizes = np.bincount(rep)
        once = registers_once.of_row(reps, sizes, left, right)
        p[registers_once.outdone(once, left, right, p)] = OTHER_NUMBER
        several = np.flatnonzero(sizes > 1)
        own = scorer.probability(model, several, several, numbers_of(reps, reps, several, several))
        split = np.zeros(len(first), bool)
        split[several] = own < self.threshold
        twin = np.where(split[rep], np.arange(size), first[rep])
        joined = self._clusters(reps, scorer, model, once, left, right, p)
        cluster = first[joined.cluster[rep]]
        alone = split[rep] & (np.bincount(joined.cluster, minlength=len(first))[joined.cluster[rep]] == 1)
        cluster[alone] = np.flatnonzero(alone)
        return Linked(
            rids=rids,
            cluster=cluster,
            twin=twin,
            pairs=pa.table({"l": first[left], "r": first[right], "probability": p}),
            doubtful=_doubtful(joined, first, left, right, p, self.threshold),
            model=model,
        )

    def _clusters(
        self, reps: Fields, scorer: Scorer, model: Model | Trees, once: Hashes, left: Rows, right: Rows, p: Floats
    ) -> Clustered:  # fmt: skip
        same, apart = self._judged(reps.rids)
        left = np.concatenate([left, same[:, 0]])
        right = np.concatenate([right, same[:, 1]])
        return clusters(
            len(reps), left, right, np.concatenate([p, np.full(len(same), DECIDED)]), self.threshold,
            (reps.number_row, reps.number_register, reps.number),
            lambda l, r: scorer.probability(model, l, r, numbers_of(reps, reps, l, r)),  # noqa: E741
            apart=apart, once=once,
        )  # fmt: skip

    def _judged(self, rids: pa.Array) -> tuple[Rows, frozenset[tuple[int, int]]]:
        """Rows of pairs that a person called one company, and of those set apart; a pair not among these records is none of ours."""
        wanted = sorted({tuple(sorted(pair)) for pair in self.judgements})
        place = pc.index_in(pa.array([rid for pair in wanted for rid in pair], rids.type), rids).to_pylist()
        rows = {pair: (place[2 * nr], place[2 * nr + 1]) for nr, pair in enumerate(wanted)}
        said = {tuple(sorted(pair)): word for pair, word in self.judgements.items()}
        known = {pair: tuple(sorted(at)) for pair, at in rows.items() if None not in at and at[0] != at[1]}
        same = np.array([at for pair, at in known.items() if said[pair]], np.int64).reshape(-1, 2)
        return same, frozenset((at[0], at[1]) for pair, at in known.items() if not said[pair])


def twins(fields: Fields) -> Rows:
    """Row → first row that is alike in everything that is compared, register numbers included."""
    numbers = np.zeros(len(fields), np.uint64)
    hashed = blocking.mixed(4, [fields.number_register | np.uint64(1), fields.number | np.uint64(1)])
    with np.errstate(over="ignore"):
        np.add.at(numbers, fields.number_row, hashed)
    columns = [
        getattr(fields, name) | np.uint64(1)
        for name in (
            "source",
            "key",
            "joined",
            "form",
            "street_hash",
            "house",
            "city",
            "postcode",
            "phone",
            "email",
            "domain",
            "country",
        )
    ]
    signature = blocking.mixed(5, [*columns, numbers | np.uint64(1)])
    _, first, back = np.unique(signature, return_index=True, return_inverse=True)
    return first[back].astype(np.int64)


def _alone(group: Rows, rows: Rows) -> Rows:
    """Groups without these rows, which become groups of their own: what a person said is said of one record."""
    if not len(rows):
        return group
    free = np.ones(len(group), bool)
    free[rows] = False
    first = np.arange(len(group))
    lowest = np.full(len(group), len(group), np.int64)
    np.minimum.at(lowest, group[free], first[free])
    return np.where(free, lowest[group], first)


def _doubtful(
    found: Clustered, first: Rows, left: Rows, right: Rows, p: Floats, threshold: float
) -> pa.Table:  # fmt: skip
    """Pairs a person should look at: nearly linked, or linked and refused by a guard; most probable first."""
    near = np.flatnonzero((p >= DOUBTFUL) & (p < threshold) & (found.cluster[left] != found.cluster[right]))
    of_pair = {(int(left[at]), int(right[at])): (float(p[at]), "evidence") for at in near}
    linked = np.flatnonzero(p >= threshold) if found.refused else near[:0]
    for at in linked:
        pair = (int(left[at]), int(right[at]))
        if pair in found.refused and found.cluster[pair[0]] != found.cluster[pair[1]]:
            of_pair[pair] = (float(p[at]), found.refused[pair])
    ordered = sorted(of_pair.items(), key=lambda item: (-item[1][0], item[0]))
    return pa.table({
        "l": pa.array([int(first[pair[0]]) for pair, _ in ordered], pa.int64()),
        "r": pa.array([int(first[pair[1]]) for pair, _ in ordered], pa.int64()),
        "probability": pa.array([value for _, (value, _) in ordered], pa.float64()),
        "why": pa.array([why for _, (_, why) in ordered], pa.string()),
    })  # fmt: skip

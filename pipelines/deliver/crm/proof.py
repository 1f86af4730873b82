"""HTTP 200 is no proof: a sample of what was written is read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipelines.deliver.crm.patient import Patient
from pipelines.deliver.crm.protocol import Fields, Stopped
from pipelines.deliver.crm.wanted import CREATE_ONLY

SAMPLE = 10
"""Records read back at a time."""
EVERY = 1000
"""One sample of the first records of each kind, and one of every so many."""
ENOUGH = 3
"""Records that must all lack a field before we say that the CRM does not keep it at all."""


@dataclass
class Proof:
    """Reads back samples; what did not stay is counted in `unkept`, by kind and field."""

    crm: Patient
    on: bool
    """A dry run writes nothing, so there is nothing to read back."""
    unkept: Counter[str] = field(default_factory=Counter)
    _written: Counter[str] = field(default_factory=Counter)
    _sample: list[tuple[str, Fields]] = field(default_factory=list)

    def written(self, kind: str, records: list[tuple[str, Fields]]) -> None:
        """Note what was written, as (the CRM's id, fields), and read some of it back.

        Raises Stopped where the CRM keeps nothing of a field: what is written after that would be lost as well.
        """
        for record in records:
            if self._written[kind] % EVERY < SAMPLE:
                self._sample.append(record)
            self._written[kind] += 1
        if len(self._sample) >= SAMPLE:
            self.read_back(kind)

    def read_back(self, kind: str) -> None:
        """Look at what was noted. Raises Stopped as `written` does."""
        sample, self._sample = self._sample, []
        if not self.on or self.crm.one_way or not sample:
            return
        there = self.crm.read(kind, [crm_id for crm_id, _ in sample])
        sent: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for crm_id, fields in sample:
            if crm_id in there:
                names = [name for name in fields if name not in CREATE_ONLY]
                sent.update(names)
                lost.update(name for name in names if not there[crm_id].fields.get(name))
        self.unkept.update({f"{kind}.{name}": count for name, count in lost.items()})
        nothing = sorted(name for name, count in lost.items() if count == sent[name] >= ENOUGH)
        if nothing:
            raise Stopped(
                f"{self.crm.name} says it took our {kind}.{nothing[0]}, but keeps nothing of it:"
                " check the field in crm.toml, then push again."
            )

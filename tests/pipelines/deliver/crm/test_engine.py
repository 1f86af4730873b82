"""The engine against a CRM that behaves badly:

Waits, silence, refusals. A stateful stand-in, since no server does that on wish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leads.decisions import models
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.protocol import (
    Create,
    Fields,
    Outcome,
    Refused,
    Remote,
    Throttled,
    Uncertain,
    Update,
)
from pipelines.deliver.crm.report import PushReport
from tests.pipelines.deliver.samples import draft


class Stand:
    """A CRM in memory. `trouble` is asked before and after each write and may raise."""

    name = "stand"
    kinds = ("company", "opportunity")
    batch = page = 10
    lag = timedelta()
    one_way = False

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], Remote] = {}
        self.calls: list[str] = []
        self.before: Callable[[str, Sequence[str]], None] = lambda _verb, _ids: None
        self.after: Callable[[str, Sequence[str]], None] = lambda _verb, _ids: None

    def check(self) -> None:
        self.calls.append("check")

    def close(self) -> None:
        self.calls.append("close")

    def fit(self, kind: str, fields: Fields) -> Fields:
        return fields

    def find(self, kind: str, our_ids: Sequence[str]) -> list[Remote]:
        self.calls.append("find")
        return [each for (of, _), each in self.records.items() if of == kind and each.our_id in our_ids]

    def read(self, kind: str, crm_ids: Sequence[str]) -> list[Remote]:
        self.calls.append("read")
        return [each for (of, _), each in self.records.items() if of == kind and each.crm_id in crm_ids]

    def create(self, kind: str, records: Sequence[Create]) -> list[str | Refused]:
        self.calls.append("create")
        ids = [record.our_id for record in records]
        self.before("create", ids)
        made: list[str | Refused] = []
        for record in records:
            crm_id = str(len(self.records) + 1)
            self.records[kind, crm_id] = Remote(record.our_id, crm_id, dict(record.fields), version="1")
            made.append(crm_id)
        self.after("create", ids)
        return made

    def update(self, kind: str, updates: Sequence[Update]) -> list[Refused | None]:
        self.calls.append("update")
        self.before("update", [update.remote.our_id for update in updates])
        for update in updates:
            key = kind, update.remote.crm_id
            self.records[key] = replace(self.records[key], fields={**self.records[key].fields, **update.fields})
        self.after("update", [update.remote.our_id for update in updates])
        return [None for _ in updates]

    def withdraw(self, remotes: Sequence[Remote]) -> list[Refused | None]:
        self.calls.append("withdraw")
        return [None for _ in remotes]

    def outcomes(self, since: datetime) -> list[Outcome]:
        self.calls.append("outcomes")
        return []

    def count(self, kind: str) -> int:
        return sum(1 for of, _ in self.records if of == kind)


def push_to(stand: Stand, size: int = 25, slept: list[float] | None = None) -> PushReport:
    waits = slept if slept is not None else []
    return push(draft(size), stand, clock=Clock(sleep=waits.append))


def test_a_crm_that_asks_to_wait_is_waited_for(data: Path) -> None:
    stand, slept, asked = Stand(), list[float](), iter([Throttled(7), Throttled(), Throttled(), None])

    def trouble(_verb: str, _ids: Sequence[str]) -> None:
        if (throttled := next(asked, None)) is not None:
            raise throttled

    stand.before = trouble
    report = push_to(stand, slept=slept)
    assert (report.created, report.complete) == (50, True)
    assert slept == [7, 2.0, 4.0]


def test_a_crm_that_asks_too_long_ends_the_push_and_the_next_goes_on(data: Path) -> None:
    stand, written = Stand(), list[str]()

    def trouble(_verb: str, ids: Sequence[str]) -> None:
        if len(written) >= 10:
            raise Throttled(3600)
        written.extend(ids)

    stand.before = trouble
    report = push_to(stand)
    assert report.created == 10
    assert "push again later to go on" in report.as_line()
    stand.before = lambda _verb, _ids: None
    again = push_to(stand)
    assert (again.created, again.unchanged, again.adopted) == (40, 10, 0)
    assert (stand.count("company"), stand.count("opportunity")) == (25, 25)


def test_silence_after_the_write_is_resolved_by_looking(data: Path) -> None:
    stand = Stand()
    silence = iter([True])

    def trouble(_verb: str, _ids: Sequence[str]) -> None:
        if next(silence, False):
            raise Uncertain("timed out")

    stand.after = trouble
    report = push_to(stand)
    assert (report.adopted, report.ambiguous, report.complete) == (10, 0, True)
    assert stand.count("company") == 25
    assert push_to(stand).writes == 0


def test_silence_before_the_write_is_never_a_blind_repetition(data: Path) -> None:
    """What cannot be found yet may still be on its way: it is left to the next push, which looks first."""
    stand = Stand()
    silence = iter([True])

    def trouble(_verb: str, _ids: Sequence[str]) -> None:
        if next(silence, False):
            raise Uncertain("timed out")

    stand.before = trouble
    report = push_to(stand)
    assert (report.ambiguous, report.blocked) == (10, 10)
    assert stand.count("company") == 15
    again = push_to(stand)
    assert (again.created, again.complete) == (20, True)
    assert (stand.count("company"), stand.count("opportunity")) == (25, 25)


@pytest.mark.parametrize("bad", [[3], [0, 24], [1, 2, 3, 4]])
def test_a_refused_batch_costs_only_its_bad_records(data: Path, bad: list[int]) -> None:
    stand = Stand()
    wrong = {f"c{place + 1:012d}" for place in bad}

    def trouble(_verb: str, ids: Sequence[str]) -> None:
        if wrong & set(ids):
            raise Refused("bad record")

    stand.before = trouble
    report = push_to(stand)
    assert set(report.rejected) == wrong
    assert (stand.count("company"), report.blocked) == (25 - len(bad), len(bad))
    kept = models.CrmOutbox.objects.filter(status="rejected").values_list("our_id", "message")
    assert set(kept) == {(our_id, "bad record") for our_id in wrong}


def test_a_crm_that_answers_record_by_record_is_believed_record_by_record(data: Path) -> None:
    class Fussy(Stand):
        """It takes the good records of a call and refuses the others."""

        def create(self, kind: str, records: Sequence[Create]) -> list[str | Refused]:
            good = [record for record in records if not record.our_id.endswith("7")]
            ids = iter(super().create(kind, good))
            return [next(ids) if record in good else Refused("no sevens") for record in records]

    stand = Fussy()
    report = push_to(stand, 9)
    assert report.rejected["c000000000007"] == "no sevens"
    assert stand.count("company") == 8
    assert push_to(stand, 9).created == 0


def test_a_crm_that_dies_ends_the_push_with_a_sentence(data: Path) -> None:
    class Dead(Stand):
        """It signs us in and says no more."""

        def find(self, kind: str, our_ids: Sequence[str]) -> list[Remote]:
            raise Uncertain("connection reset")

    report = push_to(Dead())
    assert report.stopped == "stand stopped answering (connection reset); push again to go on."
    assert not report.complete


def test_an_unchanged_list_asks_nothing_of_the_crm(data: Path) -> None:
    stand = Stand()
    push_to(stand)
    stand.calls.clear()
    push_to(stand)
    assert stand.calls == ["check", "outcomes"]

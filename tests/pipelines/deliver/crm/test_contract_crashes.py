"""The contract of all CRMs: a push that is killed, hears no answer or stalls makes nothing twice and forgets nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from leads.decisions import models
from pipelines.deliver.crm.protocol import Crm
from tests.crm_fakes.office import Office
from tests.pipelines.deliver.crm.pushing import HOUR, changed, each_once, named, send
from tests.pipelines.deliver.samples import draft


class Killed(BaseException):
    """The process ends here, without another word."""


class Doomed:
    """A connection whose process dies right after a call of it was carried out."""

    def __init__(self, crm: Crm, verb: str, kind: str) -> None:
        self._crm, self._verb, self._kind = crm, verb, kind

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._crm, name)
        if name != self._verb:
            return real

        def call(kind: str, records: Sequence[Any]) -> Any:
            done = real(kind, records)
            if kind == self._kind:
                raise Killed
            return done

        return call


class Silent:
    """A connection on which the answer to the first call that makes records is lost on its way back."""

    def __init__(self, crm: Crm, office: Office) -> None:
        self._crm, self._office, self._lost = crm, office, False

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._crm, name)
        if name != "create" or self._lost:
            return real

        def call(kind: str, records: Sequence[Any]) -> Any:
            self._lost = True
            self._office.silence()
            return real(kind, records)

        return call


@pytest.mark.parametrize("which", ["first", "last"])
def test_a_push_killed_after_the_call_is_adopted(which: str, data: Path, office: Office) -> None:
    made = draft(4)
    kind = office.kinds[0] if which == "first" else office.kinds[-1]
    with pytest.raises(Killed):
        send(office, made, crm=Doomed(office.connect(), "create", kind))
    office.time.pass_by(HOUR)
    report = send(office, made)
    assert report.adopted >= 1 and report.complete
    assert each_once(office, made)
    assert send(office, made).writes == 0
    again = send(office, changed(made, city="Стрий"))
    assert (again.updated, again.kept) == (4, 0), "what was adopted is known to be ours"


def test_an_update_killed_after_the_call_is_known_as_ours(data: Path, office: Office) -> None:
    made = draft(3)
    send(office, made)
    with pytest.raises(Killed):
        send(office, changed(made, city="Стрий"), crm=Doomed(office.connect(), "update", named(office)))
    office.time.pass_by(HOUR)
    report = send(office, changed(made, city="Калуш"))
    assert (report.updated, report.kept) == (3, 0)
    assert {each.fields["city"] for each in office.rows(named(office))} == {"Калуш"}


def test_a_lost_answer_makes_nothing_twice(data: Path, office: Office) -> None:
    made = draft(5)
    first = send(office, made, crm=Silent(office.connect(), office))
    assert first.adopted + first.ambiguous >= 1, "it was looked up, not sent again"
    office.time.pass_by(HOUR)
    second = send(office, made)
    assert second.complete
    assert each_once(office, made)


def test_a_push_that_stalled_too_long_stops_before_it_writes_again(data: Path, office: Office) -> None:
    made = draft(3)

    class Stalled(Doomed):
        """It sleeps for an hour before its first call, and another push does all the work meanwhile."""

        def __getattr__(self, name: str) -> Any:
            real = getattr(self._crm, name)
            if name != "find":
                return real

            def call(kind: str, ids: Sequence[str]) -> Any:
                found = real(kind, ids)
                if not models.CrmOutbox.objects.exists():
                    office.time.pass_by(HOUR)
                    assert send(office, made).complete
                return found

            return call

    report = send(office, made, crm=Stalled(office.connect(), "", ""))
    assert f"Another push to {office.name} took over" in report.stopped
    assert each_once(office, made)

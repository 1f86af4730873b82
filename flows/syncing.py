"""The CRM's part of a night: outcomes are read before anything is scored, lists are pushed when they are published.

Only connections whose `nightly` in crm.toml names profiles take part. Whatever goes wrong with a CRM is told, and costs
neither the lists nor the night.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flows.failures import ours, sentence
from leads import decisions
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.connections import connections, open_crm
from pipelines.deliver.crm.engine import pull, push
from pipelines.deliver.crm.protocol import NeedsApproval
from pipelines.deliver.publish import current_list, load

Progress = Callable[[str], None]


class Ended(StrEnum):
    """How the exchange with a CRM ended."""

    done = "done"
    unfinished = "unfinished"
    """Records were refused, or it stopped half-way: the next push goes on."""
    waiting = "waiting for approval"
    """The push is larger than it may be without a person's word; nothing of the list was written."""
    failed = "failed"


@dataclass(frozen=True)
class Synced:
    """One exchange with one CRM."""

    connection: str
    profile: str
    """The profile whose list was pushed; '' where outcomes were read."""
    ended: Ended
    sentence: str

    def as_line(self) -> str:
        """One sentence for the operator."""
        return f"{self.connection}, {f'list {self.profile}' if self.profile else 'outcomes'}: {self.ended}. {self.sentence}"


Exchange = Callable[[Connection, str, Progress], tuple[Ended, str]]


def pull_outcomes(data: Path, progress: Progress) -> tuple[Synced, ...]:
    """Read back what became of our leads, so that tonight's lists know it."""
    return tuple(_each(data, progress, lambda _connection: ("",), _pulled))


def push_lists(data: Path, progress: Progress) -> tuple[Synced, ...]:
    """Bring the CRMs to the lists people work with now."""
    return tuple(_each(data, progress, lambda connection: connection.nightly, _pushed))


def in_a_line(synced: Sequence[Synced]) -> str:
    """What the night's line says of the CRMs; '' where none takes part."""
    parts = []
    for connection in dict.fromkeys(each.connection for each in synced):
        ended = Counter(each.ended for each in synced if each.connection == connection)
        worst = next(each for each in (Ended.failed, Ended.waiting, Ended.unfinished, Ended.done) if ended[each])
        parts.append(f"CRM {connection}: {worst}")
    return "; ".join(parts)


def _each(
    data: Path, progress: Progress, profiles: Callable[[Connection], Sequence[str]], exchange: Exchange
) -> Iterator[Synced]:
    """Do the work of each connection that takes part; its failures become sentences."""
    decisions.open_decisions(data)
    try:
        found = [each for each in connections(data).values() if each.nightly]
    except Exception as error:  # noqa: BLE001 - no fault of a CRM's settings may cost the lists
        yield _tell(Synced("crm.toml", "", Ended.failed, _said(error, data)), progress)
        return
    for connection in found:
        for profile in profiles(connection):
            try:
                ended, said = exchange(connection, profile, progress)
            except NeedsApproval as question:
                ended, said = Ended.waiting, str(question)
            except Exception as error:  # noqa: BLE001 - no fault of a CRM or of its adapter may cost the lists
                ended, said = Ended.failed, _said(error, data)
            yield _tell(Synced(connection.name, profile, ended, said), progress)


def _pulled(connection: Connection, _profile: str, _progress: Progress) -> tuple[Ended, str]:
    with closing(open_crm(connection)) as crm:
        report = pull(crm, connection.pace.clock, connection.terms)
    return Ended.unfinished if report.stopped else Ended.done, report.as_line()


def _pushed(connection: Connection, profile: str, progress: Progress) -> tuple[Ended, str]:
    row = current_list(profile)
    if row is None:
        return Ended.failed, f"{connection.name}: no list of {profile!r} was published."
    with closing(open_crm(connection)) as crm:
        report = push(load(row), crm, connection.language, connection.pace.clock, connection.terms, progress=progress)
    return Ended.done if report.complete else Ended.unfinished, report.as_line()


def _said(error: Exception, data: Path) -> str:
    known = sentence(error)
    return known[0] if known else ours(error, data)


def _tell(synced: Synced, progress: Progress) -> Synced:
    progress(f"CRM {synced.as_line()}")
    return synced

"""One night at a time over one data folder, with a record of each that tells even of a night that was killed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.failures import FAILED, NightRunning, sentence
from flows.planning import Plan
from leads import decisions
from leads.decisions import models


@contextmanager
def working(plan: Plan) -> Iterator[models.RunRecord]:
    """Hold the data for one night, and keep a record of it.

    Records of nights that were killed are closed, and what they left half-written is removed. Raises NightRunning with who
    holds the data and since when.
    """
    plan.data.mkdir(parents=True, exist_ok=True)
    with (plan.data / "night.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise NightRunning(f"another night is running ({handle.read().strip()}); wait for it or stop it") from None
        handle.truncate(0)
        handle.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        handle.flush()
        _sweep(plan.data)
        decisions.open_decisions(plan.data)
        now = datetime.now(UTC)
        models.RunRecord.objects.filter(ended_at=None).update(
            ended_at=now, exit_code=FAILED, verdict="killed before its end; the next night took up its work"
        )
        record = models.RunRecord.objects.create(day=plan.day or now.date(), started_at=now)
        try:
            yield record
        except BaseException as error:
            known = sentence(error)
            said = known[0] if known else f"{type(error).__name__}: {error}"
            close(record, f"failed: {said}", known[1] if known else FAILED)
            raise


def close(record: models.RunRecord, said: str, exit_code: int) -> None:
    """Write down how a night ended."""
    record.ended_at, record.verdict, record.exit_code = datetime.now(UTC), said, exit_code
    record.save()


def last_exit_code(data: Path) -> int:
    """How the newest night ended."""
    decisions.open_decisions(data)
    newest = models.RunRecord.objects.first()
    return FAILED if newest is None or newest.exit_code is None else newest.exit_code


def _sweep(data: Path) -> None:
    """Remove what a killed night was writing: whoever holds the lock knows that nobody writes it any more."""
    for left in (*data.glob("facts/*.part*"), *data.glob("lists/*/.*.part")):
        left.unlink(missing_ok=True)

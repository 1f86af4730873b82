"""One writer to a CRM at a time: a row with an expiry and a fencing token.

Whoever holds it renews it before each call. A holder that stalled for too long finds another token when it wants to
note its next intent, and stops before it sends anything.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from types import TracebackType

from django.db import transaction
from django.db.models import QuerySet

from leads.decisions import models
from pipelines.deliver.crm.pace import Clock
from pipelines.deliver.crm.protocol import CrmError, Stopped

PERIOD = timedelta(minutes=5)
"""How long a holder that says nothing is believed: a call takes a minute at most, and waits are cut to minutes."""


class Lease:
    """The lease of one connection, as a context."""

    def __init__(self, connection: str, clock: Clock) -> None:
        self.connection, self._clock = connection, clock
        self._me = f"{socket.gethostname()} {os.getpid()}"
        self._token = 0
        self._renewed = clock.now()

    def __enter__(self) -> Lease:
        """Take it. Raises CrmError with who holds it."""
        now = self._clock.now()
        models.CrmConnection.objects.get_or_create(name=self.connection)
        with transaction.atomic():
            row = models.CrmConnection.objects.select_for_update().get(name=self.connection)
            if row.holder and row.expires_at and row.expires_at > now and not _is_dead(row.holder):
                raise CrmError(
                    f"Another push to {self.connection} is running (process {row.holder}); try again when it has ended."
                )
            row.token += 1
            row.holder, row.expires_at = self._me, now + PERIOD
            row.save()
        self._token, self._renewed = row.token, now
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Give it back, unless somebody else has taken it over."""
        self._mine().update(holder="", expires_at=None)

    def renew(self) -> None:
        """Say that we are alive; cheap, as it writes once in a while. Raises Stopped where somebody took it over."""
        now = self._clock.now()
        if now - self._renewed < PERIOD / 5:
            return
        if not self._mine().update(expires_at=now + PERIOD):
            raise Stopped(f"Another push to {self.connection} took over; this one ends.")
        self._renewed = now

    def fence(self) -> None:
        """Hold the row until the transaction around it ends. Raises Stopped where it is no longer ours."""
        if not self._mine().select_for_update().exists():
            raise Stopped(f"Another push to {self.connection} took over; this one ends.")

    def _mine(self) -> QuerySet[models.CrmConnection]:
        return models.CrmConnection.objects.filter(name=self.connection, token=self._token)


def _is_dead(holder: str) -> bool:
    """Whether the holder was a process of this machine that has ended: nobody need wait for it."""
    host, _, process = holder.rpartition(" ")
    if host != socket.gethostname() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

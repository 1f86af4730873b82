"""Routing: a client's company belongs to whoever looks after the client, so that nobody else calls it.

What people assigned themselves stays; what this wrote is written anew each night, as clients, owners and links change. An owner that
no user of the portal is called by gets nothing: nobody would ever see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
from django.db import transaction

from leads.decisions import models
from pipelines.customers.owners import user, users

BY = "file of clients"
"""Who is named as the one that assigned."""


@dataclass(frozen=True)
class RouteReport:
    """What became of the owners of clients."""

    owned: int
    """Companies that belong to the owner of a client."""
    new: int
    gone: int
    """Companies that belong to nobody any more: no client, or no owner."""
    unknown: int = 0
    """Owners that are no users of the portal."""
    unrouted: int = 0
    """Companies of theirs."""

    def as_line(self) -> str:
        """One sentence for the operator."""
        told = f"{self.owned:,} companies go to the owners of clients ({self.new:,} new, {self.gone:,} no longer)"
        if self.unknown:
            told += f"; {self.unrouted:,} stay free: their {self.unknown:,} owners are no users of the portal: `firstcall customers owners`"
        return told


def route(shards: Iterable[duckdb.DuckDBPyConnection], now: datetime | None = None) -> RouteReport:
    """Assign the companies of clients to their owners, from the facts of all countries."""
    named: dict[str, str] = {}
    for facts in shards:
        named |= dict(
            facts.execute("SELECT company_id, owner FROM customers WHERE owner <> '' ORDER BY company_id").fetchall()
        )
    known = users()
    meant = {owner: user(owner, known) for owner in set(named.values())}
    wanted = {company: meant[owner] for company, owner in named.items() if meant[owner]}
    with transaction.atomic():
        kept = {row.company_id: row for row in models.Assignment.objects.all()}
        ours = {company: row for company, row in kept.items() if row.by == BY}
        gone = sorted(set(ours) - set(wanted))
        for start in range(0, len(gone), 500):
            models.Assignment.objects.filter(by=BY, company_id__in=gone[start : start + 500]).delete()
        since = now or datetime.now(UTC)
        new = [
            models.Assignment(company_id=company, owner=owner, since=since, by=BY)
            for company, owner in sorted(wanted.items())
            if company not in kept
        ]
        models.Assignment.objects.bulk_create(new, batch_size=500)
        moved = [row for company, row in sorted(ours.items()) if company in wanted and row.owner != wanted[company]]
        for row in moved:
            row.owner, row.since = wanted[row.company_id], since
        models.Assignment.objects.bulk_update(moved, ["owner", "since"], batch_size=200)
    owned = sum(company in ours or company not in kept for company in wanted)
    unknown = sum(not username for username in meant.values())
    return RouteReport(owned, len(new), len(gone), unknown, len(named) - len(wanted))

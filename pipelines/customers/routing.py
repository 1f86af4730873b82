"""Routing: a client's company belongs to whoever looks after the client, so that nobody else calls it.

What people assigned themselves stays; what this wrote is written anew each night, as clients, owners and links change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
from django.db import transaction

from leads.decisions import models

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

    def as_line(self) -> str:
        """One sentence for the operator."""
        return f"{self.owned:,} companies go to the owners of clients ({self.new:,} new, {self.gone:,} no longer)"


def route(shards: Iterable[duckdb.DuckDBPyConnection], now: datetime | None = None) -> RouteReport:
    """Assign the companies of clients to their owners, from the facts of all countries."""
    wanted: dict[str, str] = {}
    for facts in shards:
        wanted |= dict(
            facts.execute("SELECT company_id, owner FROM customers WHERE owner <> '' ORDER BY company_id").fetchall()
        )
    with transaction.atomic():
        kept = {row.company_id: row for row in models.Assignment.objects.all()}
        ours = {company: row for company, row in kept.items() if row.by == BY}
        gone = sorted(set(ours) - set(wanted))
        for start in range(0, len(gone), 500):
            models.Assignment.objects.filter(by=BY, company_id__in=gone[start : start + 500]).delete()
        since = now or datetime.now(UTC)
        new = [
            models.Assignment(company_id=company, owner=owner[:150], since=since, by=BY)
            for company, owner in sorted(wanted.items())
            if company not in kept
        ]
        models.Assignment.objects.bulk_create(new, batch_size=500)
        moved = [
            row for company, row in sorted(ours.items()) if company in wanted and row.owner != wanted[company][:150]
        ]
        for row in moved:
            row.owner, row.since = wanted[row.company_id][:150], since
        models.Assignment.objects.bulk_update(moved, ["owner", "since"], batch_size=200)
    return RouteReport(sum(company in ours or company not in kept for company in wanted), len(new), len(gone))

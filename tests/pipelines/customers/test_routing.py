"""Companies of clients go to the clients' owners; what people assigned stays."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from leads.decisions import models
from leads.facts import open_facts
from pipelines.customers.routing import BY, RouteReport, route

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def routed(*clients: tuple[str, str | None]) -> RouteReport:
    with open_facts(":memory:") as facts:
        facts.execute("INSERT INTO customers (company_id, customer_id, stage) VALUES ('c9', 'k9', 'repeat')")
        for company, owner in clients:
            facts.execute(
                "INSERT INTO customers (company_id, customer_id, owner, stage) VALUES (?, 'k', ?, 'repeat')",
                [company, owner],
            )
        return route([facts], NOW)


def owners() -> dict[str, tuple[str, str]]:
    return {row.company_id: (row.owner, row.by) for row in models.Assignment.objects.all()}


def test_owners_come_move_and_go_and_a_persons_assignment_stays(data: Path) -> None:
    models.Assignment.objects.create(company_id="c1", owner="petro", since=NOW, by="head")
    assert routed(("c1", "olena"), ("c2", "olena"), ("c3", "iryna")) == RouteReport(2, 2, 0)
    assert owners() == {"c1": ("petro", "head"), "c2": ("olena", BY), "c3": ("iryna", BY)}
    assert routed(("c2", "iryna"), ("c3", None)) == RouteReport(1, 0, 1)
    assert owners() == {"c1": ("petro", "head"), "c2": ("iryna", BY)}
    assert routed(("c2", "iryna")) == RouteReport(1, 0, 0)

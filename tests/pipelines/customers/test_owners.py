"""Owners in a file of clients are found among the portal's users, or said to be nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from leads.decisions import models
from leads.facts import open_facts
from pipelines.customers.owners import strangers, user, users
from pipelines.customers.routing import route

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PEOPLE = [
    ("olena", "olena@sales.example", "Олена", "Коваль", True),
    ("petro", "p.kit@sales.example", "Петро", "Кіт", True),
    ("ivan", "", "Іван", "Кіт", True),
    ("gone", "gone@sales.example", "Anna", "Left", False),
]


@pytest.fixture
def portal(data: Path) -> None:
    """Users as the portal keeps them."""
    for username, email, first, last, active in PEOPLE:
        get_user_model()._default_manager.create(
            username=username, email=email, first_name=first, last_name=last, is_active=active
        )


@pytest.mark.usefixtures("portal")
@pytest.mark.parametrize("written, meant", [
    ("olena", "olena"), ("OLENA ", "olena"), ("Olena@Sales.example", "olena"), ("Олена Коваль", "olena"), ("Коваль О.", "olena"),
    ("Коваль Олена Петрівна", "olena"), ("Коваль", "olena"), ("Кіт П.", "petro"), ("Кіт", ""), ("Anna Left", ""), ("Марія", ""), ("gone", ""),
])  # fmt: skip
def test_an_owner_is_a_user_by_user_name_address_or_name_unless_several_are_called_so(written: str, meant: str) -> None:
    assert user(written, users()) == meant


@pytest.mark.usefixtures("portal")
def test_clients_of_strangers_stay_free_and_that_is_said() -> None:
    with open_facts(":memory:") as facts:
        for company, owner in (("c1", "Коваль Олена"), ("c2", "Марія"), ("c3", "Марія"), ("c4", "Кіт")):
            facts.execute(
                "INSERT INTO customers (company_id, customer_id, owner, stage) VALUES (?, 'k', ?, 'repeat')",
                [company, owner],
            )
        report = route([facts], NOW)
    assert {row.company_id: row.owner for row in models.Assignment.objects.all()} == {"c1": "olena"}
    assert (report.owned, report.unknown, report.unrouted) == (1, 2, 3)
    assert "3 stay free: their 2 owners are no users of the portal" in report.as_line()
    assert "Марія" not in report.as_line()
    assert strangers(["olena", "Марія", "Кіт"]) == ["Кіт", "Марія"]


def test_before_the_portal_has_users_owners_stand_as_they_are_written(data: Path) -> None:
    assert users() is None
    assert user("Марія", users()) == "Марія"
    assert strangers(["Марія"]) == []

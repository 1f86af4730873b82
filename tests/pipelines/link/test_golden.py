"""What a company's record says, and where each value came from."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.pipelines.link.seen import Seen, linked, party_id

N = (("UA-EDRPOU", "11111111"),)


def at(day: int) -> datetime:
    return datetime(2026, 10, day, tzinfo=UTC)


def record(*seen: Seen) -> dict[str, Any]:
    """The one company these parties are, with its evidence as field → party."""
    facts, report = linked([Seen(**{**vars(each), "numbers": N}) for each in seen])
    assert report.companies == 1
    row: dict[str, Any]
    (row,) = facts.sql("FROM companies").to_arrow_table().to_pylist()
    row["evidence"] = dict(facts.execute("SELECT field, party_id FROM evidence").fetchall())
    facts.close()
    return row


def test_the_register_speaks_first_then_the_freshest() -> None:
    found = record(
        Seen("vacancy", "Svitanok!", listing={"fetched_at": at(20)}),
        Seen("old", "ТОВ Світанок", role="registered", source="r", listing={"fetched_at": at(1)}),
        Seen("new", "ТОВ Світанок-2", role="registered", source="r", listing={"fetched_at": at(1), "modified": at(5)}),
        Seen("buyer", "Svitanok buyer", role="buyer", source="t"),
    )
    assert found["name"] == "ТОВ Світанок-2"
    assert found["evidence"]["name"] == party_id("new")
    assert found["sources"] == 3


def test_a_missing_value_is_taken_from_the_next_best() -> None:
    found = record(
        Seen("r", role="registered", values={"nace": None, "employees": 5}),
        Seen("v", values={"nace": "14", "employees": 900, "website": "https://svitanok.ua", "domain": "svitanok.ua"}),
    )
    assert (found["nace"], found["employees"], found["domain"]) == ("14", 5, "svitanok.ua")
    assert found["evidence"]["nace"] == party_id("v")
    assert found["evidence"]["website"] == party_id("v")
    assert found["evidence"]["employees"] == party_id("r")


def test_an_address_is_never_mixed_and_a_town_beats_a_region() -> None:
    found = record(
        Seen("r", role="registered", values={"region": "UA-46"}),
        Seen("b", role="buyer", values={"region": "UA-30", "city": "Київ"}, listing={"fetched_at": at(9)}),
        Seen(
            "s",
            role="supplier",
            values={"city": "Львів", "street": "Зелена 1", "postcode": "79000"},
            listing={"fetched_at": at(3)},
        ),
    )
    assert [found[field] for field in ("region", "city", "street", "postcode")] == ["UA-30", "Київ", None, None]
    assert found["evidence"]["city"] == party_id("b")
    assert "street" not in found["evidence"]


def test_capital_keeps_its_currency() -> None:
    found = record(
        Seen("b", role="buyer", values={"value": Decimal("9.00"), "currency": "EUR"}),
        Seen("v", values={"capital": Decimal("1000.00"), "currency": "UAH"}),
    )
    assert (found["capital"], found["currency"]) == (Decimal("1000.00"), "UAH")


def test_days_come_from_the_register_only() -> None:
    found = record(
        Seen("r", role="registered", listing={"registered_on": date(2026, 10, 2), "founded_on": date(2026, 9, 1)}),
        Seen("v", values={"founded_on": date(2001, 1, 1)}, listing={"registered_on": date(1999, 1, 1)}),
    )
    assert (found["registered_on"], found["founded_on"], found["ceased_on"]) == (
        date(2026, 10, 2),
        date(2026, 9, 1),
        None,
    )
    assert record(Seen("v", values={"founded_on": date(2001, 1, 1)}))["founded_on"] == date(2001, 1, 1)


def entry(label: str, status: str | None = None, source: str = "r", **listing: Any) -> Seen:
    """What a register says of the company."""
    return Seen(label, role="registered", source=source, values={"status": status}, listing=listing)


CLOSED: list[tuple[list[Seen], str | None]] = [
    ([entry("a", "active")], "active"),
    ([entry("a", "closed"), entry("b", "active", source="other", modified=at(30))], "closed"),
    ([entry("a", "closed"), entry("b", "active", modified=datetime(2026, 11, 19, tzinfo=UTC))], "active"),
    ([entry("a", "active", event="closed")], "closed"),
    ([entry("a", ceased_on=date(2026, 11, 20))], "closed"),
    ([entry("a", ceased_on=date(2026, 11, 21))], None),
    ([entry("a", "active"), Seen("v", values={"status": "closed"})], "active"),
]


@pytest.mark.parametrize(("seen", "status"), CLOSED)
def test_closed_where_any_register_says_so_last(seen: list[Seen], status: str | None) -> None:
    found = record(*seen)
    assert found["status"] == status
    assert ("status" in found["evidence"]) == (status is not None)


def test_evidence_names_exactly_the_fields_that_have_a_value() -> None:
    found = record(Seen("r", role="registered", values={"city": "Львів"}))
    assert set(found["evidence"]) == {"name", "country", "city"}


def test_a_tender_speaks_before_a_vacancy_and_news_last_however_fresh() -> None:
    found = record(
        Seen("n", "Svitanok news", role="subject", listing={"fetched_at": at(30)}),
        Seen("v", "Svitanok jobs", role="employer", source="j", listing={"fetched_at": at(20)}),
        Seen("t", "Svitanok tender", role="supplier", source="t", listing={"fetched_at": at(1)}),
    )
    assert found["name"] == "Svitanok tender"


def test_a_site_somebody_gives_counts_before_a_mail_domain() -> None:
    found = record(
        Seen("r", role="registered", values={"domain": "mail.svitanok.ua"}),
        Seen("v", source="j", values={"website": "https://svitanok.ua", "domain": "svitanok.ua"}),
    )
    assert (found["website"], found["domain"]) == ("https://svitanok.ua", "svitanok.ua")

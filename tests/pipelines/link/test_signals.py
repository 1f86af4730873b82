"""What a company was seen doing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.pipelines.link.seen import Seen, company_id, linked

N1, N2 = (("UA-EDRPOU", "11111111"),), (("UA-EDRPOU", "22222222"),)


def signals(*seen: Seen) -> list[dict[str, Any]]:
    facts, report = linked(seen)
    found: list[dict[str, Any]] = (
        facts.sql("FROM signals ORDER BY listing_id, role, company_id").to_arrow_table().to_pylist()
    )
    facts.close()
    assert report.signals == len(found)
    return found


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def test_a_tender_is_another_thing_to_buyer_and_supplier() -> None:
    tender = {
        "listing_id": "t:1", "kind": "tender", "title": "Cleaning", "published": at(3, 23), "awarded_on": at(9), "value": Decimal("500.00"),
        "currency": "UAH", "stage": "award", "status": "active", "deadline": at(8),
    }  # fmt: skip
    buyer = Seen("b", "City", role="buyer", numbers=N1, listing=tender, codes=(("CPV", "90910000", "81"),))
    supplier = Seen(
        "s",
        "Clean",
        role="supplier",
        numbers=N2,
        listing=tender,
        values={"value": Decimal("450.00"), "currency": "EUR"},
    )
    bought, won = signals(buyer, supplier)
    assert (bought["company_id"], bought["role"], bought["day"], bought["value"], bought["currency"]) == (
        company_id("b"), "buyer", date(2026, 10, 3), Decimal("500.00"), "UAH",
    )  # fmt: skip
    assert (won["company_id"], won["role"], won["day"], won["value"], won["currency"]) == (
        company_id("s"), "supplier", date(2026, 10, 9), Decimal("450.00"), "EUR",
    )  # fmt: skip
    for each in (bought, won):
        assert (each["codes"], each["nace"]) == (["CPV:90910000"], ["81"])
        assert (each["kind"], each["stage"], each["title"], each["url"]) == (
            "tender",
            "award",
            "Cleaning",
            "https://example.org/b",
        )


def test_a_registration_counts_from_its_day_and_has_the_companys_codes() -> None:
    (found,) = signals(
        Seen(
            "r",
            role="registered",
            listing={"kind": "registration", "registered_on": date(2026, 9, 1), "published": at(4)},
            codes=(("KVED", "14.13", "14"), ("KVED", "13.10", "13"), ("KVED", "14.13", "14")),
        )
    )
    assert (found["kind"], found["day"], found["codes"], found["nace"]) == (
        "registration", date(2026, 9, 1), ["KVED:13.10", "KVED:14.13"], ["13", "14"],
    )  # fmt: skip


def test_money_raised_is_a_kind_of_its_own() -> None:
    raised = {
        "kind": "registration",
        "event": "raised",
        "published": at(4),
        "value": Decimal("7.00"),
        "currency": "USD",
    }
    (found,) = signals(Seen("r", role="registered", listing=raised))
    assert (found["kind"], found["day"], found["value"], found["currency"]) == (
        "raised",
        date(2026, 10, 4),
        Decimal("7.00"),
        "USD",
    )


def test_a_vacancy_has_its_day_and_end_and_no_guessed_day() -> None:
    dated, undated = signals(Seen("a", listing={"modified": at(5), "expires": at(30)}), Seen("b", "Zorya"))
    assert (dated["kind"], dated["day"], dated["deadline"]) == ("vacancy", date(2026, 10, 5), at(30))
    assert undated["day"] is None


def test_a_company_named_twice_in_one_role_gives_one_signal() -> None:
    twice = {"listing_id": "t:1", "kind": "tender", "published": at(3)}
    found = signals(
        Seen("b", role="buyer", numbers=N1, listing=twice),
        Seen("b2", "Svitanok branch", role="buyer", numbers=N1, listing=twice, values={"ordinal": 1}),
        Seen("b3", role="supplier", numbers=N1, listing=twice, values={"ordinal": 2}),
    )
    assert [each["role"] for each in found] == ["buyer", "supplier"]


def lot(label: str, value: str, ordinal: int, currency: str = "UAH") -> Seen:
    """A supplier's award of one lot of one tender, each time written in another way."""
    twice = {"listing_id": "t:1", "kind": "tender", "published": at(3)}
    values = {"value": Decimal(value), "currency": currency, "ordinal": ordinal}
    return Seen(label, f"Svitanok {label}", role="supplier", numbers=N1, listing=twice, values=values)


def test_all_lots_a_supplier_won_are_counted() -> None:
    (found,) = signals(lot("b", "5.00", 1), lot("a", "7.00", 2))
    assert (found["value"], found["currency"]) == (Decimal("12.00"), "UAH")
    (found,) = signals(lot("b", "5.00", 1), lot("a", "7.00", 2, "EUR"))
    assert (found["value"], found["currency"]) == (Decimal("5.00"), "UAH")

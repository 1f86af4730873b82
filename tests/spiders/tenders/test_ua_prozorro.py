"""Prozorro: stage, winners, contact persons, numbers."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.tenders.ua_prozorro import UaProzorro


def tender(**more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": "a" * 32,
        "tenderID": "UA-2026-10-08-011748-a",
        "title": "Послуги з прибирання",
        "status": "active.tendering",
        "procurementMethodType": "belowThreshold",
        "dateCreated": "2026-10-08T16:28:39.567617+03:00",
        "dateModified": "2026-10-08T16:28:55.572491+03:00",
        "value": {"amount": 100.5, "currency": "UAH"},
        "tenderPeriod": {"endDate": "2026-10-20T10:00:00+03:00"},
        "procuringEntity": {
            "name": "Міська лікарня № 3",
            "identifier": {"scheme": "UA-EDR", "id": "01234567"},
            "address": {
                "region": "Львівська область",
                "locality": "Стрий",
                "countryName": "Україна",
                "postalCode": "82400",
            },
            "contactPoint": {
                "name": "Петренко Олена Іванівна",
                "telephone": "+380324512345",
                "email": "zakupivli@likarnia.example",
                "url": "likarnia.example",
            },
        },
        "items": [
            {"classification": {"scheme": "ДК021", "id": "90910000-9"}},
            {"classification": {"scheme": "ДК021", "id": "90910000-9"}},
        ],
    }
    return whole | more


def award(status: str = "active", day: str = "2026-10-21") -> dict[str, Any]:
    supplier = {
        "name": "ТОВ «Чистота»",
        "identifier": {"scheme": "UA-EDR", "id": "31789715"},
        "contactPoint": {"name": "Коваль Іван"},
    }
    return {
        "status": status,
        "date": f"{day}T10:00:00+03:00",
        "value": {"amount": 90, "currency": "UAH"},
        "suppliers": [supplier],
    }


def pick(**more: Any) -> dict[str, Any]:
    return UaProzorro().pick(tender(**more))


def test_buyer_and_what_is_bought() -> None:
    found = pick()
    assert found["url"] == "https://prozorro.gov.ua/tender/UA-2026-10-08-011748-a"
    assert found["codes"] == [{"scheme": "DK021", "code": "90910000-9"}]
    assert (found["value"], found["deadline"], found["stage"]) == ("100.5", "2026-10-20T10:00:00+03:00", "tender")
    (buyer,) = found["parties"]
    assert buyer == {
        "role": "buyer",
        "name": "Міська лікарня № 3",
        "numbers": [{"register": "UA-EDRPOU", "number": "01234567"}],
        "country": "Україна",
        "region": "Львівська область",
        "city": "Стрий",
        "postcode": "82400",
        "website": "likarnia.example",
        "emails": ["zakupivli@likarnia.example"],
        "phones": ["+380324512345"],
    }


def test_contact_persons_are_not_read() -> None:
    found = repr(pick(status="complete", awards=[award()]))
    assert "Петренко" not in found
    assert "Коваль" not in found


@pytest.mark.parametrize(
    ("status", "method", "awards", "stage"),
    [
        ("active.enquiries", "belowThreshold", [], "tender"),
        ("active.qualification", "aboveThreshold", [award("pending")], "tender"),
        ("active.awarded", "aboveThreshold", [award()], "award"),
        ("complete", "aboveThreshold", [award("cancelled"), award()], "award"),
        ("unsuccessful", "aboveThreshold", [award("unsuccessful")], "tender"),
        ("active", "reporting", [], "award"),
    ],
)
def test_stage(status: str, method: str, awards: list[dict[str, Any]], stage: str) -> None:
    assert pick(status=status, procurementMethodType=method, awards=awards)["stage"] == stage


def test_only_standing_awards_name_suppliers() -> None:
    found = pick(
        status="complete", awards=[award("cancelled", "2026-10-01"), award(day="2026-10-22"), award(day="2026-10-21")]
    )
    assert found["awarded_on"] == "2026-10-21T10:00:00+03:00"
    (supplier,) = [each for each in found["parties"] if each["role"] == "supplier"]
    assert (supplier["name"], supplier["value"]) == ("ТОВ «Чистота»", "180")


def test_foreign_supplier_keeps_its_number_apart() -> None:
    foreign = award() | {"suppliers": [{"name": "Mill Pty", "identifier": {"scheme": "AU-ABN", "id": "51824753556"}}]}
    assert pick(awards=[foreign], status="complete")["parties"][1]["numbers"] == [
        {"register": "XX-OTHER", "number": "51824753556"}
    ]


def test_draft_is_skipped() -> None:
    spider = UaProzorro()
    assert spider.skip(tender(status="draft.publishing")) == "draft"
    assert spider.skip(tender()) is None


def test_tender_without_value_awards_or_items() -> None:
    bare = tender(awards=None)
    for name in ("value", "items", "tenderPeriod"):
        del bare[name]
    found = UaProzorro().pick(bare)
    assert {"value", "codes", "deadline", "awarded_on"}.isdisjoint(found)

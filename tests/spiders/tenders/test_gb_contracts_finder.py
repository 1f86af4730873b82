"""Contracts Finder: addresses for people, dates, values."""

from __future__ import annotations

from spiders.tenders.gb_contracts_finder import GbContractsFinder

RELEASE = {
    "id": "d578aaf8-f2a0-4cc0-9bd8-1a55c8fb771b-914596",
    "date": "2026-09-17T22:11:45+01:00",
    "tag": ["award"],
    "language": "en",
    "tender": {
        "title": "Demolition",
        "status": "complete",
        "procurementMethodDetails": "Call-off",
        "tenderPeriod": {"endDate": "2026-06-25T12:00:00+01:00"},
    },
    "buyer": {"name": "County Council"},
    "awards": [
        {
            "status": "active",
            "date": "2026-06-26T00:00:00+01:00",
            "value": {"amount": 148620, "currency": "GBP"},
            "suppliers": [],
        }
    ],
}


def test_award_notice() -> None:
    found = GbContractsFinder().pick(RELEASE)
    assert found["url"] == "https://www.contractsfinder.service.gov.uk/Notice/d578aaf8-f2a0-4cc0-9bd8-1a55c8fb771b"
    assert (found["stage"], found["value"], found["currency"]) == ("award", "148620", "GBP")
    assert (found["published"], found["awarded_on"]) == ("2026-09-17T22:11:45+01:00", "2026-06-26T00:00:00+01:00")
    assert (found["method"], found["status"], found["deadline"]) == (
        "Call-off",
        "complete",
        "2026-06-25T12:00:00+01:00",
    )

"""New York: founding documents only."""

from __future__ import annotations

import pytest

from spiders.registrations.us_ny_corporations import UsNyCorporations

ROW = {
    "corpid_num": "7938482",
    "corp_name": "WEAVER LLC",
    "entitytype": "DOMESTIC LIMITED LIABILITY COMPANY",
    "documenttype": "ARTICLES OF ORGANIZATION",
    "date_filed": "2026-06-09T00:00:00.000",
    "cnty_prin_ofc": "Kings",
}


def test_new_company() -> None:
    found = UsNyCorporations().pick(ROW)
    assert (found["source_id"], found["registered_on"], found["event"]) == ("7938482", "2026-06-09T00:00:00.000", "new")
    (party,) = found["parties"]
    assert party["numbers"] == [{"register": "US-NY", "number": "7938482"}]
    assert (party["address"], party["region"], party["legal_form"]) == (
        "Kings, New York",
        "NY",
        "DOMESTIC LIMITED LIABILITY COMPANY",
    )


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("ARTICLES OF ORGANIZATION", None),
        ("CERTIFICATE OF INCORPORATION", None),
        ("CERTIFICATE OF AMENDMENT", "documenttype CERTIFICATE OF AMENDMENT"),
        ("APPLICATION FOR AUTHORITY", "documenttype APPLICATION FOR AUTHORITY"),
        ("", "documenttype missing"),
    ],
)
def test_other_filings_are_skipped(document: str, reason: str | None) -> None:
    assert UsNyCorporations().skip(ROW | {"documenttype": document}) == reason

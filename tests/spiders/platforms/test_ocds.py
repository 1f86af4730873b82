"""Parties of OCDS releases: who they are, whose numbers they carry, what they were awarded."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.platforms.ocds import stage_of_tags
from spiders.tenders.gb_contracts_finder import GbContractsFinder

BUYER = {
    "id": "GB-SRS-x/1",
    "name": "Leeds Council",
    "roles": ["buyer"],
    "address": {"locality": "LEEDS", "countryName": "England"},
}
WINNER = {
    "id": "GB-CFS-77",
    "name": "Mill & Sons Ltd",
    "roles": ["supplier"],
    "identifier": {"scheme": "GB-COH", "id": "01234567"},
    "contactPoint": {"name": "Jane Roe", "email": "office@mill.example", "telephone": "020 7946 0000"},
}


def pick(**release: Any) -> dict[str, Any]:
    whole = {"id": "n-1", "ocid": "o-1", "tag": ["award"], "tender": {"title": "T"}, **release}
    return GbContractsFinder().pick(whole)


def parties(**release: Any) -> list[tuple[str, str, str | None]]:
    return [(each["role"], each["name"], each.get("value")) for each in pick(**release)["parties"]]


def award(amount: float, *ids: str, status: str = "active") -> dict[str, Any]:
    return {
        "status": status,
        "value": {"amount": amount, "currency": "GBP"},
        "suppliers": [{"id": each, "name": each} for each in ids],
    }


def test_suppliers_come_from_standing_awards_with_their_value() -> None:
    found = pick(parties=[BUYER, WINNER], awards=[award(500, "GB-CFS-77"), award(900, "GB-CFS-8", status="cancelled")])
    buyer, supplier = found["parties"]
    assert buyer == {
        "role": "buyer",
        "name": "Leeds Council",
        "numbers": [{"register": "GB-SRS", "number": "x/1"}],
        "country": "England",
        "city": "LEEDS",
    }
    assert supplier["numbers"] == [{"register": "GB-COH", "number": "01234567"}, {"register": "GB-CFS", "number": "77"}]
    assert (supplier["value"], supplier["currency"]) == ("500", "GBP")


def test_contact_person_is_not_read() -> None:
    found = pick(parties=[BUYER, WINNER], awards=[award(5, "GB-CFS-77")])
    assert found["parties"][1]["emails"] == ["office@mill.example"]
    assert "Jane" not in repr(found)


def test_awards_without_suppliers_fall_back_to_the_parties() -> None:
    bare = {"status": "active", "value": {"amount": 5, "currency": "GBP"}}
    assert parties(parties=[BUYER, WINNER], awards=[bare]) == [
        ("buyer", "Leeds Council", None),
        ("supplier", "Mill & Sons Ltd", "5"),
    ]


def test_value_is_not_shared_out_among_several_winners() -> None:
    other = {"id": "GB-CFS-8", "name": "Other Ltd", "roles": ["supplier"]}
    bare = {"status": "active", "value": {"amount": 5, "currency": "GBP"}}
    assert [value for _, _, value in parties(parties=[WINNER, other], awards=[bare])] == [None, None]


def test_releases_without_parties_fall_back_to_buyer_and_procuring_entity() -> None:
    assert parties(buyer={"name": "B"}) == [("buyer", "B", None)]
    assert parties(tender={"title": "T", "procuringEntity": {"name": "P"}}) == [("buyer", "P", None)]
    assert parties(parties=[{"name": "P", "roles": ["procuringEntity"]}]) == [("buyer", "P", None)]


def test_winner_of_several_lots_is_one_party_with_the_sum() -> None:
    found = parties(awards=[award(100.10, "GB-CFS-1"), award(200.20, "GB-CFS-1"), award(5, "GB-CFS-2")])
    assert found == [("supplier", "GB-CFS-1", "300.3"), ("supplier", "GB-CFS-2", "5")]


def test_unknown_identifier_schemes_are_other() -> None:
    found = pick(buyer={"name": "B", "identifier": {"scheme": "XI-LEI", "id": "9"}})
    assert found["parties"][0]["numbers"] == [{"register": "XX-OTHER", "number": "9"}]


def test_codes_of_tender_and_items_without_repetition() -> None:
    tender = {
        "title": "T",
        "classification": {"scheme": "CPV", "id": "45000000"},
        "additionalClassifications": [{"scheme": "UNSPSC", "id": "1"}],
        "items": [
            {"classification": {"scheme": "CPV", "id": "45000000"}},
            {"additionalClassifications": [{"scheme": "CPV", "id": "72000000"}]},
        ],
    }
    assert pick(tender=tender)["codes"] == [
        {"scheme": "CPV", "code": "45000000"},
        {"scheme": "CPV", "code": "72000000"},
    ]


def test_broken_shapes_give_no_party_rather_than_an_error() -> None:
    assert pick(parties="none", awards=[None, {"suppliers": "x"}], buyer=[])["parties"] == []


@pytest.mark.parametrize(
    ("tags", "stage"),
    [
        (["planning"], "plan"),
        (["tenderUpdate"], "tender"),
        (["tender", "awardUpdate"], "award"),
        (["contractTermination", "award"], "contract"),
        (["compiled"], None),
        (None, None),
    ],
)
def test_furthest_tag_is_the_stage(tags: Any, stage: str | None) -> None:
    assert stage_of_tags(tags) == stage

"""Form D: issuers, amounts, places; persons are not read."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.platforms.atom_detail import parse_xml
from spiders.registrations.us_sec_form_d import UsSecFormD

ISSUER = (
    "<cik>{cik}</cik><entityName>{name}</entityName><issuerAddress><street1>1 Main St</street1>"
    "<street2>Suite 2</street2><city>Seattle</city>"
    "<stateOrCountry>{state}</stateOrCountry><stateOrCountryDescription>{place}</stateOrCountryDescription>"
    "<zipCode>98104</zipCode></issuerAddress>"
    "<issuerPhoneNumber>2065550100</issuerPhoneNumber><entityType>Limited Partnership</entityType>"
)


def form(
    sold: str = "5", offered: str = "10", state: str = "WA", place: str = "WASHINGTON", more: str = ""
) -> dict[str, Any]:
    first = ISSUER.format(cik="0001", name="Weaver &amp; Co LP", state=state, place=place)
    body = (
        f'\n<?xml version="1.0"?>\n<edgarSubmission><primaryIssuer>{first}</primaryIssuer>{more}<relatedPersonsList>'
        "<relatedPersonInfo><relatedPersonName><firstName>Daniel</firstName><lastName>Wallach</lastName>"
        "</relatedPersonName></relatedPersonInfo></relatedPersonsList>"
        "<offeringData><industryGroup><industryGroupType>Pooled Investment Fund</industryGroupType></industryGroup>"
        "<offeringSalesAmounts>"
        f"<totalOfferingAmount>{offered}</totalOfferingAmount><totalAmountSold>{sold}</totalAmountSold></offeringSalesAmounts>"
        "<signatureBlock><signature><nameOfSigner>Cathy Bui</nameOfSigner></signature></signatureBlock></offeringData>"
        "</edgarSubmission>"
    )
    return UsSecFormD().pick((parse_xml(body.encode()), {"source_id": "0001-26-1", "title": "D - Weaver"}))


def test_issuer_and_amount() -> None:
    found = form()
    assert (found["source_id"], found["event"], found["value"], found["currency"]) == (
        "0001-26-1",
        "raised",
        "5",
        "USD",
    )
    assert found["parties"] == [
        {
            "role": "registered",
            "name": "Weaver & Co LP",
            "legal_form": "Limited Partnership",
            "numbers": [{"register": "US-CIK", "number": "0001"}],
            "codes": [{"scheme": "SEC-INDUSTRY", "code": "Pooled Investment Fund"}],
            "country": "US",
            "region": "WA",
            "city": "Seattle",
            "street": "1 Main St, Suite 2",
            "postcode": "98104",
            "phones": ["2065550100"],
        }
    ]


def test_persons_are_not_read() -> None:
    found = repr(form())
    assert "Wallach" not in found
    assert "Bui" not in found


@pytest.mark.parametrize(
    ("sold", "offered", "value"),
    [
        ("0", "10", "10"),
        ("0", "Indefinite", None),
        ("7", "Indefinite", "7"),
        ("0", "0", None),
        ("659752.50", "1", "659752.50"),
    ],
)
def test_value_is_what_was_sold_else_offered(sold: str, offered: str, value: str | None) -> None:
    assert form(sold, offered).get("value") == value


def test_foreign_issuer_has_a_country_and_no_american_state() -> None:
    (party,) = form(state="X0", place="UNITED KINGDOM")["parties"]
    assert party["country"] == "UNITED KINGDOM"
    assert "region" not in party


def test_every_issuer_is_a_party() -> None:
    second = ISSUER.format(cik="0002", name="Weaver II LP", state="WA", place="WASHINGTON")
    other = f"<issuerList><issuer>{second}</issuer></issuerList>"
    assert [each["name"] for each in form(more=other)["parties"]] == ["Weaver & Co LP", "Weaver II LP"]

"""SEC Form D, United States: companies that have raised, or are raising, money privately."""

from __future__ import annotations

import pycountry

from leads.declaration import Expectations
from spiders.picks import Const, First, Join, Lookup, Many, Match, Pair
from spiders.platforms.atom_detail import AtomDetail

SOLD = "/edgarSubmission/offeringData/offeringSalesAmounts/totalAmountSold"
OFFERED = "/edgarSubmission/offeringData/offeringSalesAmounts/totalOfferingAmount"
STATE = Match("issuerAddress/stateOrCountry", "^([A-Z]{2})$")
"""EDGAR writes American states as two letters, and foreign countries and Canadian provinces with a digit (A6, X0)."""
STATES = {each.code[3:]: "US" for each in pycountry.subdivisions.get(country_code="US")}  # type: ignore[no-untyped-call]


class UsSecFormD(AtomDetail):
    """Form D filings (D and D/A). Executive officers, directors and signers are not read.

    The SEC wants a User-Agent with an address to write to (FIRSTCALL_CONTACT), else it answers 403, and at most ten
    requests a second. Pooled investment funds are kept, the code SEC-INDUSTRY says what they are. The amount is what
    was sold; where nothing was, what is offered; where that is 'Indefinite', none.
    """

    name = "us_sec_form_d"
    title = "United States: money raised privately (SEC Form D)"
    kind, country = "registration", "US"
    licence, attribution = "US public domain (17 U.S.C. 105)", "U.S. Securities and Exchange Commission (EDGAR)"
    access, terms_url, terms_checked = "feed", "https://www.sec.gov/about/privacy-information#security", "2026-11-21"
    delay = 0.15
    timezone, currency, language = "America/New_York", "USD", "en"
    expects = Expectations(
        at_least=1, fill={"party.numbers": 1.0, "party.phones": 0.8, "party.city": 0.95, "value": 0.5}
    )
    endpoint = "https://www.sec.gov/cgi-bin/browse-edgar"
    parameters = {"action": "getcurrent", "type": "D", "owner": "include", "output": "atom"}
    terms = frozenset({"D", "D/A"})
    register = "US-CIK"
    root, parties_at = "edgarSubmission", "primaryIssuer | issuerList/issuer"
    listing = {
        "country": Const("US"),
        "language": Const("en"),
        "event": Const("raised"),
        "value": First(Match(SOLD, r"^([\d.,]*[1-9][\d.,]*)$"), Match(OFFERED, r"^([\d.,]*[1-9][\d.,]*)$")),
        "currency": Const("USD"),
    }
    parties = [
        {
            "role": "registered",
            "name": "entityName",
            "legal_form": "entityType",
            "numbers": [Pair("US-CIK", "cik")],
            "codes": [Pair("SEC-INDUSTRY", "/edgarSubmission/offeringData/industryGroup/industryGroupType")],
            "country": First(Lookup(STATE, STATES), "issuerAddress/stateOrCountryDescription"),
            "region": STATE,
            "city": "issuerAddress/city",
            "street": Join("issuerAddress/street1", "issuerAddress/street2", separator=", "),
            "postcode": "issuerAddress/zipCode",
            "phones": Many("issuerPhoneNumber"),
        }
    ]

    def document_url(self, link: str) -> str:
        """The document beside a filing's index page."""
        return link.rpartition("/")[0] + "/primary_doc.xml"

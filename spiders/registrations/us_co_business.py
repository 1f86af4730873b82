"""Colorado, United States: business entities of the Secretary of State."""

from __future__ import annotations

from leads.declaration import Expectations
from spiders.picks import Const, First, Join, Lookup, Pair
from spiders.platforms.socrata import Socrata

FORMS = {
    "DLLC": "Limited Liability Company",
    "DPC": "Corporation",
    "DNC": "Nonprofit Corporation",
    "DLP": "Limited Partnership",
    "DLLP": "Limited Liability Partnership",
    "DLLLP": "Limited Liability Limited Partnership",
    "FLLC": "Foreign Limited Liability Company",
    "FPC": "Foreign Corporation",
    "FNC": "Foreign Nonprofit Corporation",
    "FLP": "Foreign Limited Partnership",
    "FLLP": "Foreign Limited Liability Partnership",
    "FLLLP": "Foreign Limited Liability Limited Partnership",
}
STATUSES = {
    "Good Standing": "active",
    "Exists": "active",
    "Noncompliant": "active",
    "Delinquent": "active",
    "Administratively Dissolved": "closed",
    "Judicially Dissolved": "closed",
    "Voluntarily Dissolved": "closed",
    "Dissolved (Term Expired)": "closed",
    "Withdrawn": "closed",
    "Merged": "closed",
    "Converted": "closed",
}
"""A delinquent or noncompliant entity owes a report, but exists (Colorado Revised Statutes 7-90-901 to 7-90-904)."""


class UsCoBusiness(Socrata):
    """Entities by the day they were formed, or registered in Colorado. Registered agents are mostly persons and are not
    read.

    Names carry the status ("…, Delinquent May 1, 2022"); `clean` takes it off.
    """

    name = "us_co_business"
    title = "Colorado: business entities"
    kind, country = "registration", "US"
    licence, attribution = "Public domain", "Colorado Secretary of State (data.colorado.gov)"
    access, terms_url, terms_checked = "api", "https://data.colorado.gov/d/4ykn-tg5h", "2026-11-21"
    language = "en"
    expects = Expectations(at_least=1, fill={"registered_on": 1.0, "party.city": 0.8, "party.status": 0.95})
    domain, dataset, day_column = "data.colorado.gov", "4ykn-tg5h", "entityformdate"
    keep = {"entitytype": "[DF][A-Z]{2,5}"}
    listing = {
        "source_id": "/entityid",
        "url": Join(Const("https://data.colorado.gov/resource/4ykn-tg5h.json?entityid="), "/entityid", separator=""),
        "description": Join("/entitytype", "/jurisdictonofformation", separator=" formed in "),
        "country": Const("US"),
        "event": Const("new"),
        "registered_on": "/entityformdate",
    }
    parties = [
        {
            "role": "registered",
            "name": "/entityname",
            "legal_form": Lookup("/entitytype", FORMS),
            "numbers": [Pair("US-CO", "/entityid")],
            "country": First("/principalcountry", Const("US")),
            "region": "/principalstate",
            "city": "/principalcity",
            "street": Join("/principaladdress1", "/principaladdress2", separator=", "),
            "postcode": "/principalzipcode",
            "status": Lookup("/entitystatus", STATUSES),
            "founded_on": "/entityformdate",
        }
    ]

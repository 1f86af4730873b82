"""Great Britain: the monthly snapshot of Companies House, keyless, about 500 MB; read by columns, never as items.

The page en_output.html names the newest file. Column names carry leading blanks, days are dd/mm/yyyy, an industry is
"62012 - Business and domestic software development".
"""

from __future__ import annotations

from leads.declaration import Bulk, Expectations
from spiders.picks import Const, Join, Match, Pair
from spiders.platforms.bulk_file import NewestFile


class GbCompaniesHouse(NewestFile):
    """All live companies of the United Kingdom."""

    name = "gb_companies_house"
    title = "United Kingdom: Companies House, monthly snapshot"
    kind, country, language, currency = "registration", "GB", "en", "GBP"
    licence, attribution = "OGL-UK-3.0", "Contains public sector information from Companies House"
    access, terms_url, terms_checked = (
        "bulk",
        "https://www.gov.uk/government/organisations/companies-house",
        "2026-11-21",
    )
    delay, day_format, timezone = 2.0, "%d/%m/%Y", "Europe/London"
    mandatory = ("source_id", "party.name", "party.numbers")
    expects = Expectations(at_least=100, fill={"party.status": 0.99, "party.postcode": 0.8, "registered_on": 0.95})
    index = "https://download.companieshouse.gov.uk/en_output.html"
    link = r"BasicCompanyDataAsOneFile-(\d{4}-\d\d-\d\d)\.zip"
    bulk = Bulk(format="csv", member="*.csv")
    listing = {
        "source_id": "CompanyNumber",
        "url": Join(
            Const("https://find-and-update.company-information.service.gov.uk/company/"), "CompanyNumber", separator=""
        ),
        "registered_on": "IncorporationDate",
        "ceased_on": "DissolutionDate",
    }
    parties = (
        {
            "role": "registered",
            "name": "CompanyName",
            "legal_form": "CompanyCategory",
            "numbers": [Pair("GB-COH", "CompanyNumber")],
            "codes": [Pair("SIC-GB", Match(f"SICCode.SicText_{n}", r"^\s*(\d{4,5})\b")) for n in (1, 2, 3, 4)],
            "country": Const("GB"),
            "region": "RegAddress.County",
            "city": "RegAddress.PostTown",
            "street": Join("RegAddress.AddressLine1", "RegAddress.AddressLine2", separator=", "),
            "postcode": "RegAddress.PostCode",
            "status": "CompanyStatus",
            "founded_on": "IncorporationDate",
        },
    )

"""Contracts Finder, United Kingdom: public purchases of England and of central government."""

from __future__ import annotations

from leads.declaration import Expectations
from spiders.picks import Const, First, Join, Match
from spiders.platforms.ocds_links import OcdsLinks


class GbContractsFinder(OcdsLinks):
    """Notices as OCDS releases; a purchase gives one listing when it is announced and one when it is awarded.

    Bare party ids (`GB-CFS-…`, `GB-SRS-…`) are numbers of this portal and of its sign-on service, not of the company
    register: only an identifier whose scheme is GB-COH is a company number.
    """

    name = "gb_contracts_finder"
    title = "United Kingdom: Contracts Finder"
    kind, country = "tender", "GB"
    licence, attribution = (
        "OGL-UK-3.0",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
    )
    access, terms_url, terms_checked = (
        "api",
        "https://www.contractsfinder.service.gov.uk/apidocumentation/home",
        "2026-11-21",
    )
    delay = 2.0
    timezone, currency, language = "Europe/London", "GBP", "en"
    mandatory = ("source_id", "title", "party.name")
    expects = Expectations(at_least=1, fill={"codes": 0.8, "value": 0.5})
    endpoint = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
    registers = {"GB-COH": "GB-COH", "GB-CFS-": "GB-CFS", "GB-SRS-": "GB-SRS", "GB-COH-": "GB-COH"}
    listing = {
        "source_id": "/id",
        "url": Join(
            Const("https://www.contractsfinder.service.gov.uk/Notice/"), Match("/id", "^(.{36})"), separator=""
        ),
        "title": "/tender/title",
        "description": "/tender/description",
        "country": Const("GB"),
        "language": First("/language", Const("en")),
        "published": First("/tender/datePublished", "/date"),
        "modified": "/date",
        "status": "/tender/status",
        "method": First("/tender/procurementMethodDetails", "/tender/procurementMethod"),
        "value": First("/tender/value/amount", "/awards/0/value/amount"),
        "currency": First("/tender/value/currency", "/awards/0/value/currency"),
        "deadline": "/tender/tenderPeriod/endDate",
        "awarded_on": "/awards/0/date",
    }

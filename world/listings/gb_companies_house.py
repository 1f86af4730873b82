"""British companies as the monthly BasicCompanyData CSV publishes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

from world.dice import Dice
from world.population import Company, Population
from world.truth_rows import Mention

SOURCE = "gb_companies_house"
COLUMNS: tuple[str, ...] = (
    "CompanyName",
    " CompanyNumber",
    "RegAddress.CareOf",
    "RegAddress.POBox",
    "RegAddress.AddressLine1",
    " RegAddress.AddressLine2",
    "RegAddress.PostTown",
    "RegAddress.County",
    "RegAddress.Country",
    "RegAddress.PostCode",
    "CompanyCategory",
    "CompanyStatus",
    "CountryOfOrigin",
    "DissolutionDate",
    "IncorporationDate",
    "Accounts.AccountRefDay",
    "Accounts.AccountRefMonth",
    "Accounts.NextDueDate",
    "Accounts.LastMadeUpDate",
    "Accounts.AccountCategory",
    "Returns.NextDueDate",
    "Returns.LastMadeUpDate",
    "Mortgages.NumMortCharges",
    "Mortgages.NumMortOutstanding",
    "Mortgages.NumMortPartSatisfied",
    "Mortgages.NumMortSatisfied",
    "SICCode.SicText_1",
    "SICCode.SicText_2",
    "SICCode.SicText_3",
    "SICCode.SicText_4",
    "LimitedPartnerships.NumGenPartners",
    "LimitedPartnerships.NumLimPartners",
    "URI",
    *(
        column
        for n in range(1, 11)
        for column in (f"{' ' if n == 2 else ''}PreviousName_{n}.CONDATE", f" PreviousName_{n}.CompanyName")
    ),
    "ConfStmtNextDueDate",
    " ConfStmtLastMadeUpDate",
)


def _row(company: Company, seed: int) -> list[str]:
    dice = Dice(seed, SOURCE, company.position)
    year = timedelta(days=365)
    status = (
        "Active"
        if company.alive
        else dice.pick(("Liquidation", "Active - Proposal to Strike off", "In Administration"))
    )
    values = {
        "CompanyName": company.full,
        " CompanyNumber": company.number,
        "RegAddress.CareOf": f"{company.person[1]} {company.person[0]}".upper() if dice.chance(0.04) else "",
        "RegAddress.AddressLine1": f"{company.house} {company.street}",
        " RegAddress.AddressLine2": dice.pick(("", "", "", "BUSINESS CENTRE", "UNIT 4")),
        "RegAddress.PostTown": company.place.town,
        "RegAddress.County": company.place.region,
        "RegAddress.Country": company.place.land,
        "RegAddress.PostCode": company.postcode if dice.chance(0.98) else "",
        "CompanyCategory": company.form.code,
        "CompanyStatus": status,
        "CountryOfOrigin": "United Kingdom",
        "IncorporationDate": f"{company.day:%d/%m/%Y}",
        "Accounts.AccountRefDay": "31",
        "Accounts.AccountRefMonth": str(dice.pick((3, 12, 8))),
        "Accounts.NextDueDate": f"{company.day + year * 2:%d/%m/%Y}",
        "Accounts.AccountCategory": "NO ACCOUNTS FILED" if company.size < 5 else "MICRO ENTITY",
        "Mortgages.NumMortCharges": "0",
        "Mortgages.NumMortOutstanding": "0",
        "Mortgages.NumMortPartSatisfied": "0",
        "Mortgages.NumMortSatisfied": "0",
        "SICCode.SicText_1": company.trade.sic if dice.chance(0.95) else "None Supplied",
        "SICCode.SicText_2": "82990 - Other business support service activities n.e.c." if dice.chance(0.1) else "",
        "LimitedPartnerships.NumGenPartners": "0",
        "LimitedPartnerships.NumLimPartners": "0",
        "URI": f"http://business.data.gov.uk/id/company/{company.number}",
        "ConfStmtNextDueDate": f"{company.day + year:%d/%m/%Y}",
    }
    if dice.chance(0.05):
        values["PreviousName_1.CONDATE"] = f"{company.day + timedelta(days=3):%d/%m/%Y}"
        values[" PreviousName_1.CompanyName"] = f"{company.name.upper()} TRADING LIMITED"
    return [values.get(column, "") for column in COLUMNS]


class BulkRows:
    """The British part of the population; public bodies are not in the register."""

    def __init__(self, population: Population) -> None:
        self.population = population

    def _companies(self, day: date) -> Iterator[Company]:
        for position in range(self.population.known("GB", day)):
            company = self.population.company("GB", position)
            if not company.public:
                yield company

    def csv(self, day: date) -> bytes:
        """All companies incorporated before the day, header with the real file's leading blanks, every value quoted."""
        out = io.StringIO()
        out.write(",".join(COLUMNS) + "\r\n")
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        for company in self._companies(day - timedelta(days=1)):
            writer.writerow(_row(company, self.population.seed))
        return out.getvalue().encode()

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each row of the newest file."""
        for company in self._companies(today.replace(day=1) - timedelta(days=1)):
            yield Mention(SOURCE, company.number, "registered", company.wid, company.full)

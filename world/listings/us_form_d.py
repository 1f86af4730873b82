"""Form D filings: American companies that raised money, pooled funds, and the other forms a prefix search drags in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from xml.sax.saxutils import escape

from world.days import Timeline
from world.dice import Dice
from world.hosts.edgar import PAST_END
from world.population import Company, Population
from world.truth_rows import Mention

SOURCE = "us_sec_form_d"
LISTED_DAYS = 30
_FORMS = ("D", "D", "D", "D", "D", "D/A", "D/A", "DEF 14A", "DEFA14A")
_FUNDS = ("Halyard", "Ridgecrest", "Tamarack", "Sundial")
_TYPES = {"LLC": "Limited Liability Company", "L.P.": "Limited Partnership"}


@dataclass(frozen=True, slots=True)
class Filing:
    """One accession: its form, day, the issuer, a second filer of the same accession or none."""

    index: int
    accession: str
    form: str
    day: date
    cik: str
    entity: str
    fund: bool
    company: Company | None
    second: str


class FormDRows:
    """Filings spread over business days; about one American company in three files once."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.timeline = Timeline(min(20_000, max(20, population.timelines["US"].count // 3)), population.start, 100)
        self.filing = lru_cache(maxsize=50_000)(self._filing)

    def _filing(self, index: int) -> Filing:
        dice = Dice(self.population.seed, SOURCE, index)
        day = self.timeline.day_of(index)
        form, fund = dice.pick(_FORMS), dice.chance(0.3)
        known = self.population.known("US", day)
        company = None if fund or not known else self.population.company("US", dice.below(known))
        cik = company.tax if company else f"{1_990_000 + index:010d}"
        entity = company.full if company else f"{dice.pick(_FUNDS)} Opportunity Fund {dice.between(2, 19)}, L.P."
        second = f"{entity.split(',')[0]} GP LLC" if fund and dice.chance(0.5) else ""
        return Filing(index, f"{int(cik):010d}-{day:%y}-{index:06d}", form, day, cik, entity, fund, company, second)

    def _window(self, day: date) -> range:
        return range(*self.timeline.span(day - timedelta(days=LISTED_DAYS), day))

    def entries(self, prefix: str, day: date) -> Sequence[str]:
        """Atom entries of the last thirty days, newest first; an accession comes once per filer."""
        found = []
        for index in reversed(self._window(day)):
            filing = self.filing(index)
            if filing.form.startswith(prefix):
                found.append(self._entry(filing, filing.entity, filing.cik))
                if filing.second:
                    found.append(self._entry(filing, filing.second, f"{int(filing.cik) + 500_000:010d}"))
        return found

    def _entry(self, filing: Filing, name: str, cik: str) -> str:
        plain = filing.accession.replace("-", "")
        hour, minute = 9 + filing.index % 8, filing.index * 7 % 60
        return (
            f"<entry>\n<title>{filing.form} - {escape(name)} ({cik}) (Filer)</title>\n"
            f'<link rel="alternate" type="text/html" href="https://www.sec.gov/Archives/edgar/data/{int(cik)}/{plain}/{filing.accession}-index.htm"/>\n'
            f'<summary type="html">\n &lt;b&gt;Filed:&lt;/b&gt; {filing.day} &lt;b&gt;AccNo:&lt;/b&gt; '
            f"{filing.accession} &lt;b&gt;Size:&lt;/b&gt; 9 KB\n"
            "&lt;br&gt;Item 06b: Rule 506(b)\n</summary>\n"
            f"<updated>{filing.day}T{hour:02d}:{minute:02d}:11-05:00</updated>\n"
            f'<category scheme="https://www.sec.gov/" label="form type" term="{filing.form}"/>\n'
            f"<id>urn:tag:sec.gov,2008:accession-number={filing.accession}</id>\n</entry>"
        )

    def past_end(self) -> bytes:
        """The page past the end."""
        return PAST_END

    def primary(self, cik: str, accession: str, day: date) -> bytes | None:
        """Form D XML; one in three begins with a blank line, as files cut from the .txt do."""
        index = int(accession[12:])
        if index >= self.timeline.upto(day):
            return None
        filing = self.filing(index)
        if (
            filing.accession.replace("-", "") != accession
            or not filing.form.startswith("D")
            or filing.form.startswith("DEF")
        ):
            return None
        if int(cik) not in (int(filing.cik), int(filing.cik) + 500_000):
            return None
        return (b"\n" if index % 3 == 0 else b"") + self._document(filing).encode()

    def _document(self, filing: Filing) -> str:
        dice = Dice(self.population.seed, SOURCE + "/doc", filing.index)
        company = filing.company
        place = company.place if company else self.population.company("US", filing.index % 40).place
        street = (
            f"{company.house}{filing.index % 7} {company.street}" if company else f"{dice.between(1, 900)} Market St"
        )
        amount = dice.pick((250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 12_000_000))
        total = "Indefinite" if dice.chance(0.15) else str(amount)
        group = "Pooled Investment Fund" if filing.fund or not company else company.trade.formd
        surname, given, _ = company.person if company else ("Thackeray", "Robert", "")
        address = (
            f"<street1>{escape(street).upper() if dice.chance(0.5) else escape(street)}</street1><city>"
            f"{place.town.upper()}</city>"
            f"<stateOrCountry>{place.region}</stateOrCountry><stateOrCountryDescription>{place.land}</stateOrCountryDescription>"
            f"<zipCode>{company.postcode if company else place.post}</zipCode>"
        )
        year = company.day.year if company else filing.day.year
        age = (
            "<overFiveYears>true</overFiveYears>"
            if filing.day.year - year > 5
            else f"<withinFiveYears>true</withinFiveYears><value>{year}</value>"
        )
        phone = company.phone if company and company.phone else "3035550100"
        sold = amount * dice.between(10, 100) // 100
        person = (
            f"<relatedPersonInfo><relatedPersonName><firstName>{given}</firstName><lastName>{surname}</lastName></relatedPersonName>"
            f"<relatedPersonAddress>{address}</relatedPersonAddress><relatedPersonRelationshipList>"
            "<relationship>Executive Officer</relationship>"
            "</relatedPersonRelationshipList></relatedPersonInfo>"
        )
        return (
            '<?xml version="1.0"?>\n<edgarSubmission>\n<schemaVersion>X0708</schemaVersion>'
            f"\n<submissionType>{filing.form}</submissionType>\n"
            f"<testOrLive>LIVE</testOrLive>\n<primaryIssuer>\n<cik>{filing.cik}</cik>\n<entityName>{escape(filing.entity)}</entityName>\n"
            f"<issuerAddress>{address}</issuerAddress>\n<issuerPhoneNumber>{phone}</issuerPhoneNumber>\n"
            f"<jurisdictionOfInc>{dice.pick(('DELAWARE', place.land))}</jurisdictionOfInc>\n"
            "<entityType>"
            f"{_TYPES.get(company.form.short if company else 'L.P.', 'Corporation')}</entityType>"
            f"\n<yearOfInc>{age}</yearOfInc>\n</primaryIssuer>\n"
            f"<relatedPersonsList>{person}</relatedPersonsList>\n<offeringData>\n<industryGroup><industryGroupType>{group}</industryGroupType></industryGroup>\n"
            "<issuerSize><revenueRange>Decline to Disclose</revenueRange></issuerSize>\n"
            f"<typeOfFiling><newOrAmendment><isAmendment>{str(filing.form == 'D/A').lower()}</isAmendment>"
            "</newOrAmendment>"
            f"<dateOfFirstSale><value>{filing.day - timedelta(days=dice.between(1, 15))}</value>"
            "</dateOfFirstSale></typeOfFiling>\n"
            f"<offeringSalesAmounts><totalOfferingAmount>{total}</totalOfferingAmount><totalAmountSold>{sold}</totalAmountSold>"
            f"<totalRemaining>{total if total == 'Indefinite' else amount - sold}</totalRemaining>"
            "</offeringSalesAmounts>\n"
            f"<signatureBlock><signature><issuerName>{escape(filing.entity)}</issuerName><nameOfSigner>"
            f"{given} {surname}</nameOfSigner>"
            f"<signatureDate>{filing.day}</signatureDate></signature></signatureBlock>\n</offeringData>\n</edgarSubmission>\n"
        )

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each Form D of a company (funds are nobody's lead)."""
        for index in range(self._window(self.population.start).start, self.timeline.upto(today)):
            filing = self.filing(index)
            if filing.company and filing.form in ("D", "D/A"):
                yield Mention(SOURCE, filing.accession, "registered", filing.company.wid, filing.entity)

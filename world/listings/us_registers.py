"""American companies as the registers of Colorado and New York publish them on Socrata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from world.dice import Dice
from world.population import Company, Population
from world.reply import Ask
from world.truth_rows import Mention

Row = dict[str, Any]
_NY_TYPES = {
    "LLC": ("DOMESTIC LIMITED LIABILITY COMPANY", "ARTICLES OF ORGANIZATION"),
    "Inc.": ("DOMESTIC BUSINESS CORPORATION", "CERTIFICATE OF INCORPORATION"),
    "Corp.": ("DOMESTIC BUSINESS CORPORATION", "CERTIFICATE OF INCORPORATION"),
    "L.P.": ("DOMESTIC LIMITED PARTNERSHIP", "CERTIFICATE OF LIMITED PARTNERSHIP"),
    "Foundation": ("DOMESTIC NOT-FOR-PROFIT CORPORATION", "CERTIFICATE OF INCORPORATION"),
}


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00.000"


def _hidden(row: Row, table: str, position: int, day: date, copy: int = 0) -> Row:
    serial = f"{position:08d}{copy}"
    return {":id": f"row-{table[:4]}.{serial}~{table[5:]}", ":updated_at": f"{day.isoformat()}T09:00:00.000Z", **row}


class _StateRows:
    """What both registers share: a window of dates is a span of positions, kept where the state's rule says so."""

    date_column = ""
    source = ""
    state = ""
    kept_days = 100_000

    def __init__(self, population: Population) -> None:
        self.population = population

    def rows_of(self, company: Company, dice: Dice) -> list[Row]:
        """The rows of one company, none when the state does not list it."""
        raise NotImplementedError

    def _spans(self, low: str, high: str, today: date) -> range:
        first = date.fromisoformat(low[:10]) if low[:1].isdigit() else date(1900, 1, 1)
        last = date.fromisoformat(high[:10]) if high[:1].isdigit() else today
        return range(*self.population.timelines["US"].span(first, min(last, today)))

    def _company_rows(self, position: int) -> tuple[Company, list[Row]]:
        company = self.population.company("US", position)
        return company, self.rows_of(company, Dice(self.population.seed, self.source, position))

    def between(self, low: str, high: str, ask: Ask) -> Sequence[Row]:
        """Rows of the window, oldest first."""
        try:
            span = self._spans(low, high, ask.day)
        except ValueError:
            return []
        return [row for position in span for row in self._company_rows(position)[1]]

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each row."""
        id_key, name_key = ("entityid", "entityname") if self.state == "CO" else ("corpid_num", "corp_name")
        oldest = date.fromordinal(max(1, self.population.start.toordinal() - self.kept_days))
        for position in range(*self.population.timelines["US"].span(oldest, today)):
            company, rows = self._company_rows(position)
            for row in rows:
                yield Mention(self.source, row[id_key], "registered", company.wid, row[name_key])


class ColoradoRows(_StateRows):
    """data.colorado.gov 4ykn-tg5h: state companies, some foreign ones, trade names, status suffixes in names."""

    date_column = "entityformdate"
    source = "us_co_business"
    state = "CO"

    def rows_of(self, company: Company, dice: Dice) -> list[Row]:
        """One row; a few companies were reinstated and stand there twice under two ids."""
        home = company.place.region == "CO"
        if not home and not dice.chance(0.08):
            return []
        status, name = "Good Standing", company.full.upper() if dice.chance(0.3) else company.full
        if not company.alive or dice.chance(0.06):
            status = dice.pick(("Delinquent", "Noncompliant", "Administratively Dissolved", "Voluntarily Dissolved"))
            if status in ("Delinquent", "Administratively Dissolved"):
                verb = "Delinquent" if status == "Delinquent" else "Dissolved"
                name = (
                    f"{name}, {verb} {dice.pick(('May', 'August', 'October', 'January'))} 1, {dice.between(2019, 2026)}"
                )
        row: Row = {
            "entityid": company.number,
            "entityname": name,
            "principaladdress1": f"{company.house}{company.position % 9} {company.street}",
            "principalcity": company.place.town,
            "principalstate": company.place.region,
            "principalzipcode": company.postcode,
            "principalcountry": "US",
            "entitystatus": status,
            "jurisdictonofformation": company.place.region,
            "entitytype": company.form.code if home else "F" + company.form.code[1:],
        }
        if dice.chance(0.2):
            row["principaladdress2"] = f"Suite {dice.between(100, 900)}"
        if dice.chance(0.4):
            row["agentorganizationname"] = dice.pick(
                ("Mountain Registered Agents Inc", "Front Range Filings LLC", "Capitol Agents of Colorado")
            )
        else:
            row["agentfirstname"], row["agentlastname"] = company.person[1].upper(), company.person[0].upper()
        row["entityformdate"] = _stamp(company.day)
        rows = [_hidden(row, "4ykn-tg5h", company.position, company.day)]
        if home and company.position % 83 == 5:
            rows.append(
                _hidden(
                    {**row, "entityid": f"{company.day.year}9{company.position:06d}"},
                    "4ykn-tg5h",
                    company.position,
                    company.day,
                    1,
                )
            )
        return rows


class NewYorkRows(_StateRows):
    """data.ny.gov k4vb-judh: filings of the last thirty days; new companies beside amendments and trade marks."""

    date_column = "date_filed"
    source = "us_ny_corporations"
    state = "NY"
    kept_days = 30

    def between(self, low: str, high: str, ask: Ask) -> Sequence[Row]:
        """Rows of the window; the register keeps thirty days only."""
        oldest = _stamp(date.fromordinal(ask.day.toordinal() - self.kept_days))
        return super().between(max(low, oldest) if low[:1].isdigit() or not low else low, high, ask)

    def rows_of(self, company: Company, dice: Dice) -> list[Row]:
        """The founding filing, now and then an amendment of the same company on the same day."""
        home = company.place.region == "NY"
        if not home and not dice.chance(0.05):
            return []
        kind, document = _NY_TYPES[company.form.short]
        if not home:
            kind, document = kind.replace("DOMESTIC", "FOREIGN"), "APPLICATION FOR AUTHORITY"
        row: Row = {
            "corpid_num": f"{7_000_000 + company.position}",
            "corp_name": company.full.upper(),
            "entitytype": kind,
            "documenttype": document,
            "date_filed": _stamp(company.day),
        }
        if home:
            row["cnty_prin_ofc"] = company.place.code
        row["nfp_type"] = "CHARITABLE" if company.form.short == "Foundation" else "NO-ANSWER"
        rows = [_hidden(row, "k4vb-judh", company.position, company.day)]
        if dice.chance(0.12):
            other = dice.pick(
                ("CERTIFICATE OF AMENDMENT", "BIENNIAL STATEMENT", "CERTIFICATE OF CHANGE", "TRADEMARK REGISTRATION")
            )
            extra = {**row, "documenttype": other}
            if other == "TRADEMARK REGISTRATION":
                extra.pop("nfp_type")
                extra["entitytype"] = "TRADEMARK"
            rows.append(_hidden(extra, "k4vb-judh", company.position, company.day, 1))
        return rows

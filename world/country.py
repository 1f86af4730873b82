"""The synthetic country put together: one population behind the hosts of ten sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from world.hosts.bench import BenchApi
from world.hosts.brreg import BrregApi
from world.hosts.companies_house import CompaniesHouseApi
from world.hosts.contracts_finder import ContractsFinderApi
from world.hosts.edgar import EdgarApi
from world.hosts.egrul import EgrulApi
from world.hosts.feeds import FEED_HOSTS, FeedApi
from world.hosts.prozorro import ProzorroApi
from world.hosts.socrata import SocrataApi
from world.hosts.trudvsem import TrudvsemApi
from world.listings.gb_companies_house import BulkRows
from world.listings.gb_contracts_finder import ReleaseRows
from world.listings.news import NewsRows
from world.listings.no_brreg import BrregRows
from world.listings.ru_egrul import EgrulRows
from world.listings.ru_trudvsem import VacancyRows
from world.listings.ua_prozorro import TenderRows
from world.listings.us_form_d import FormDRows
from world.listings.us_registers import ColoradoRows, NewYorkRows
from world.population import Population
from world.reply import HostApi
from world.serve import World
from world.truth_rows import Mention


class Telling(Protocol):
    """Rows that can say who is behind them."""

    def mentions(self, today: date) -> Iterator[Mention]:
        """Every party of every listing published up to the day."""
        ...


class Country:
    """One population and the listings of every source about it."""

    def __init__(self, companies: int, seed: int, start: date) -> None:
        self.population = Population(seed, companies, start)
        self.brreg = BrregRows(self.population)
        self.colorado = ColoradoRows(self.population)
        self.new_york = NewYorkRows(self.population)
        self.egrul = EgrulRows(self.population)
        self.bulk = BulkRows(self.population)
        self.form_d = FormDRows(self.population)
        self.tenders = TenderRows(self.population)
        self.releases = ReleaseRows(self.population)
        self.vacancies = VacancyRows(self.population)
        self.news = NewsRows(self.population)

    def tellers(self) -> tuple[Telling, ...]:
        """All listings with their truth."""
        return (
            self.brreg,
            self.colorado,
            self.new_york,
            self.egrul,
            self.bulk,
            self.form_d,
            self.tenders,
            self.releases,
            self.vacancies,
            self.news,
        )

    def hosts(self) -> dict[str, HostApi]:
        """Host name → API."""
        feeds: dict[str, HostApi] = {host: FeedApi(host, self.news) for host in FEED_HOSTS}
        return {
            "data.brreg.no": BrregApi(self.brreg),
            "data.colorado.gov": SocrataApi({"4ykn-tg5h": self.colorado}),
            "data.ny.gov": SocrataApi({"k4vb-judh": self.new_york}),
            "ftp.egrul.nalog.ru": EgrulApi(self.egrul),
            "download.companieshouse.gov.uk": CompaniesHouseApi(self.bulk),
            "www.sec.gov": EdgarApi(self.form_d),
            "public-api.prozorro.gov.ua": ProzorroApi(self.tenders),
            "www.contractsfinder.service.gov.uk": ContractsFinderApi(self.releases),
            "opendata.trudvsem.ru": TrudvsemApi(self.vacancies),
            "bench.example": BenchApi(self.population),
            **feeds,
        }


def build(companies: int, seed: int, day: date) -> World:
    """A synthetic world of about `companies` companies that begins on `day`."""
    return World(Country(companies, seed, day).hosts(), day, seed)

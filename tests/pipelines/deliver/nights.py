"""Small nights for tests: registrations landed as a spider leaves them, then the real stages up to scored facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from stdnum.no import orgnr

from leads.declaration import Declaration, Expectations
from leads.facts import open_facts
from leads.landing import CrawlFile, Landing, Manifest, Outcome, crawl_id
from leads.profile import Profile
from leads.run import Run
from pipelines.clean.stage import clean
from pipelines.link import link
from pipelines.score import load_profile, score
from tests.pipelines.deliver.samples import DAY, edrpou_of

SCORECARD = """
countries = ["NO", "UA"]
list_size = {size}
quota = 2
min_points = 1
[title]
en = "Cleaning"
ru = "Уборка"
uk = "Прибирання"
[sells]
en = "Cleaning"
ru = "Уборка"
uk = "Прибирання"
[[signal]]
word = "new_company"
within_days = 90
points = 40
half_life_days = 30
[[signal]]
word = "has_phone"
points = 7
[[signal]]
word = "industry"
nace = ["81"]
points = 20
"""


def profile(folder: Path, name: str = "cleaning", size: int = 10) -> Profile:
    """A scorecard: new firms, with a phone, of the cleaning trade."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(SCORECARD.format(size=size), "utf-8")
    return load_profile(path)


def number_of(place: int) -> str:
    """A Norwegian number that its register could have given: of twenty in a row at least one is."""
    numbers = (f"{900000000 + place * 20 + step:09d}" for step in range(20))
    return next(number for number in numbers if orgnr.is_valid(number))


def domain_of(place: int, country: str = "NO") -> str:
    """A domain that looks real to a cleaner and belongs to nobody."""
    return f"firstcall-test-{place}.{country.lower()}"


def firm(place: int, country: str = "NO", **changes: Any) -> dict[str, Any]:
    """A registration as it lands; place 1 is the newest firm. `changes` go into its party."""
    number = number_of(place) if country == "NO" else edrpou_of(place)
    party: dict[str, Any] = {
        "role": "registered",
        "name": f"Fjord Rens {place} AS" if country == "NO" else f'ТОВ "Ромашка {place}"',
        "legal_form": "AS" if country == "NO" else "ТОВ",
        "numbers": [{"register": "NO-ORGNR" if country == "NO" else "UA-EDRPOU", "number": number}],
        "codes": [{"scheme": "NACE2", "code": "81.210"}],
        "country": country,
        "city": "OSLO" if country == "NO" else "Львів",
        "street": f"Storgata {place}",
        "postcode": "0155" if country == "NO" else "79000",
        "phones": [f"+4722{place:06d}" if country == "NO" else f"+38032{place + 2000000:07d}"],
        "emails": [f"post@{domain_of(place, country)}"],
        "website": f"www.{domain_of(place, country)}",
    }
    return {
        "source_id": number,
        "url": f"https://register.example.org/{number}",
        "event": "new",
        "registered_on": (DAY - timedelta(days=place)).isoformat(),
        "parties": [party | changes],
    }


def land(root: Path, rows: Iterable[Mapping[str, Any]], country: str = "NO", night: date = DAY) -> None:
    """Seal one complete crawl of the register of a country, begun on the evening before `night`."""
    name = {"NO": "no_brreg", "UA": "ua_edr"}[country]
    landing, began = Landing(str(root)), datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(hours=1)
    crawl = crawl_id(began)
    with CrawlFile(landing, name, crawl) as file:
        fetched = (began + timedelta(minutes=5)).isoformat()
        file.write({"source": name, "crawl": crawl, "fetched_at": fetched, **row} for row in rows)
    declaration = Declaration(
        name=name, title=f"Register of {country}", kind="registration", country=country, licence="NLOD-2.0",
        attribution=f"Contains data of the register of {country}", access="api", terms_url="https://terms.example.org",
        terms_checked="2026-11-01", delay=1.0, mandatory=("source_id",), expects=Expectations(), timezone="Europe/Oslo",
    )  # fmt: skip
    landing.seal(
        Manifest(
            source=name, crawl=crawl, outcome=Outcome.complete, file=file.name, sha256=file.sha256, bytes=file.bytes,
            listings=file.listings, started_at=began, ended_at=began + timedelta(minutes=10), declaration=declaration,
        )
    )  # fmt: skip


def run_of(data: Path, country: str = "NO", night: date = DAY, threads: int | None = 1) -> Run:
    """The run of one shard; landing lies under the data folder."""
    return Run(data=data, landing=Landing(str(data / "landing")), shard=country, day=night, threads=threads)


def scored(
    data: Path, profiles: Iterable[Profile], country: str = "NO", night: date = DAY, threads: int | None = 1
) -> duckdb.DuckDBPyConnection:
    """Facts of a shard after clean, link and score, in memory."""
    run = run_of(data, country, night, threads)
    facts = open_facts(":memory:", threads)
    clean(facts, run)
    link(facts, run)
    score(facts, run, list(profiles))
    return facts

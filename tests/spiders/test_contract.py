"""What every source keeps, whoever wrote it: each one that `scrapy list` knows is crawled from the synthetic country, again, with every
planted fault, and its landing is read back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import orjson
import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from leads.landing import Landing, Manifest, Outcome
from spiders.source import Source
from world.serve import Running, running

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 20)
HOSTS = {
    "gb_companies_house": ("download.companieshouse.gov.uk",),
    "gb_contracts_finder": ("www.contractsfinder.service.gov.uk",),
    "news_feeds": ("www.interfax.ru", "ain.ua", "www.epravda.com.ua", "www.gov.uk"),
    "no_brreg": ("data.brreg.no",),
    "ru_egrul": ("ftp.egrul.nalog.ru",),
    "ru_trudvsem": ("opendata.trudvsem.ru",),
    "ua_prozorro": ("public-api.prozorro.gov.ua",),
    "us_co_business": ("data.colorado.gov",),
    "us_ny_corporations": ("data.ny.gov",),
    "us_sec_form_d": ("www.sec.gov",),
}
"""The hosts each source asks: a new source adds its line."""

SOURCES: dict[str, type[Source]] = {
    name: loader.load(name)  # type: ignore[misc]
    for loader in [SpiderLoader.from_settings(get_project_settings())]
    for name in sorted(loader.list())
}
LISTED = [name for name, source in SOURCES.items() if source.bulk is None]
BULK = [name for name, source in SOURCES.items() if source.bulk is not None]

REFUSED = ("429", "403")
BROKEN = ("503", "half", "layout", "html", "reset")
WHOLE = (*REFUSED, *BROKEN, "empty", "charset")
"""Faults planted on every answer."""
NOW_AND_THEN = ("429", "503", "half", "html", "reset", "layout", "charset")
"""Faults planted on some answers. A valid empty answer now and then cannot be told from a quiet day, so it is not among them."""
STAMPS = ("crawl", "line", "fetched_at")


@dataclass
class Contract:
    """All crawls, after they were run."""

    folder: Path
    live: Running

    def landing(self, run: str) -> Landing:
        """The landing of a run."""
        return Landing(str(self.folder / run))

    def manifests(self, run: str, source: str) -> list[Manifest]:
        """What a run's crawls of a source say of themselves, oldest first."""
        found = self.landing(run).manifests(source)
        assert found, f"{source}: the crawl of {run!r} left no manifest"
        return found

    def manifest(self, run: str, source: str) -> Manifest:
        """What the only crawl of a run says of itself."""
        (found,) = self.manifests(run, source)
        return found

    def lines(self, run: str, source: str, at: int = 0) -> list[dict[str, Any]]:
        """Listings of a crawl, without its stamps."""
        landing, manifest = self.landing(run), self.manifests(run, source)[at]
        rows = [orjson.loads(line) for line in landing.lines(manifest)] if manifest.listings else []
        return [{name: value for name, value in row.items() if name not in STAMPS} for row in rows]

    def ids(self, run: str, source: str, at: int = 0) -> set[str]:
        """Their source_ids."""
        return {row["source_id"] for row in self.lines(run, source, at)}


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Contract]:
    """Crawl everything once, in one process beside this one."""
    folder = tmp_path_factory.mktemp("contract")
    with running(companies=1500, day=DAY) as live:
        plan = {"world": live.url, "rounds": list(_rounds(folder, live.url))}
        environment = {**os.environ, "FIRSTCALL_REHOST": live.url, "FIRSTCALL_CONTACT": "tests@firstcall.example"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.spiders.crawling"],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        live.world.day = DAY
        yield Contract(folder, live)


def _rounds(folder: Path, url: str) -> Iterator[dict[str, Any]]:
    def crawls(run: str, day: date = DAY, **arguments: str) -> list[dict[str, Any]]:
        settings = {
            "FIRSTCALL_LANDING": str(folder / run),
            "FIRSTCALL_DATA": str(folder / "data"),
            "FIRSTCALL_TODAY": day.isoformat(),
            "FIRSTCALL_REHOST": url,
            "FIRST_DAYS": 8,
            "RETRY_TIMES": 2,
        }
        names = LISTED if arguments else SOURCES
        return [{"source": name, "settings": settings, "arguments": arguments} for name in names]

    def faults(kind: str, rate: float) -> list[tuple[str, dict[str, Any]]]:
        hosts = [host for name in SOURCES for host in HOSTS.get(name, ())]
        return [("fault", {"host": host, "kind": kind, "rate": rate}) for host in hosts]

    later = DAY + timedelta(days=4)
    yield {"control": [], "crawls": crawls("base")}
    yield {"control": [], "crawls": crawls("base")}
    yield {"control": [], "crawls": crawls("limit", limit="5")}
    for kind in WHOLE:
        yield {"control": faults(kind, 1.0), "crawls": crawls(f"all-{kind}")}
    for kind in NOW_AND_THEN:
        yield {"control": faults(kind, 0.2), "crawls": crawls(f"some-{kind}")}
    calm = [("fault", {"host": host, "kind": "none"}) for name in SOURCES for host in HOSTS.get(name, ())]
    yield {"control": [*calm, ("day", {"day": later.isoformat()})], "crawls": crawls("base", later)}
    yield {"control": [], "crawls": crawls("fresh", later)}


def test_every_source_has_its_hosts_here() -> None:
    assert set(HOSTS) == set(SOURCES)


@pytest.mark.parametrize("name", SOURCES)
def test_declares_all(name: str) -> None:
    declared = SOURCES[name].declaration
    assert declared.name == name
    assert re.fullmatch(r"[a-z]{2}_[a-z0-9_]+|news_feeds", name)
    for each in (declared.title, declared.licence, declared.attribution, declared.terms_url):
        assert each.strip()
    assert declared.terms_url.startswith("https://")
    assert date.fromisoformat(declared.terms_checked) <= DAY + timedelta(days=1)
    assert declared.delay > 0
    assert "source_id" in declared.mandatory or declared.bulk
    assert declared.expects.fill, "a source says how full its fields usually are"
    assert len((SOURCES[name].__doc__ or "").strip()) > 20


@pytest.mark.parametrize("name", SOURCES)
def test_crawls_the_country_to_a_sealed_complete_landing(contract: Contract, name: str) -> None:
    first = contract.manifests("base", name)[0]
    assert (first.outcome, first.reason) == (Outcome.complete, "")
    assert first.state
    assert first.file
    assert first.sha256
    if name in LISTED:
        assert first.listings == len(contract.lines("base", name)) > 0
        assert first.declaration == SOURCES[name].declaration


@pytest.mark.parametrize("name", LISTED)
def test_listings_have_their_mandatory_fields_and_evidence(contract: Contract, name: str) -> None:
    for row in contract.lines("base", name):
        for field in SOURCES[name].declaration.mandatory:
            holder = row["parties"][0] if field.startswith("party.") else row
            assert holder[field.removeprefix("party.")], (field, row)
        assert row["source"] == name
        assert row["url"].startswith("https://"), row


@pytest.mark.parametrize("name", LISTED)
def test_source_ids_are_unique_or_of_changed_listings(contract: Contract, name: str) -> None:
    lines = [orjson.dumps(row) for row in contract.lines("base", name)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", LISTED)
def test_fields_are_as_full_as_expected(contract: Contract, name: str) -> None:
    first = contract.manifests("base", name)[0]
    for field, share in SOURCES[name].declaration.expects.fill.items():
        assert first.filled.get(field, 0) >= share * first.listings, (field, first.filled)


@pytest.mark.parametrize("name", LISTED)
def test_second_crawl_asks_for_less_and_lands_nothing_unknown(contract: Contract, name: str) -> None:
    first, second, _ = contract.manifests("base", name)
    assert second.outcome in (Outcome.complete, Outcome.empty)
    assert contract.ids("base", name, 1) <= contract.ids("base", name, 0)
    assert second.listings < first.listings
    assert second.requests <= first.requests


@pytest.mark.parametrize("name", LISTED)
def test_crawl_after_some_days_lands_what_is_new_and_nothing_is_lost(contract: Contract, name: str) -> None:
    known = contract.ids("base", name, 0)
    later = contract.ids("base", name, 2)
    assert contract.manifests("base", name)[2].outcome is Outcome.complete
    assert later - known
    assert contract.ids("fresh", name) <= known | later


@pytest.mark.parametrize("name", LISTED)
def test_limit_is_kept_and_leaves_the_state_alone(contract: Contract, name: str) -> None:
    manifest = contract.manifest("limit", name)
    assert manifest.listings == min(5, contract.manifests("base", name)[0].listings)
    assert manifest.state is None
    if manifest.listings == 5:
        assert (manifest.outcome, manifest.reason) == (Outcome.partial, "limit reached")


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("name", SOURCES)
def test_fault_on_every_answer_is_never_complete(contract: Contract, name: str, kind: str) -> None:
    manifest = contract.manifest(f"all-{kind}", name)
    if kind in REFUSED:
        assert manifest.outcome is Outcome.blocked
    elif kind in BROKEN:
        assert manifest.outcome is Outcome.broken
    elif kind == "empty":
        # An archive without rows is a whole file: it is `clean` that counts them, and `health` that judges.
        assert name in BULK or manifest.outcome in (Outcome.empty, Outcome.broken)
    elif manifest.outcome is Outcome.complete:
        assert _same(contract, name, "all-charset")
    if manifest.outcome not in (Outcome.empty, Outcome.complete):
        assert len(manifest.reason) > 10
    if manifest.outcome in (Outcome.blocked, Outcome.broken):
        assert manifest.state is None


@pytest.mark.parametrize("kind", NOW_AND_THEN)
@pytest.mark.parametrize("name", SOURCES)
def test_fault_now_and_then_never_leaves_a_complete_crawl_with_missing_data(
    contract: Contract, name: str, kind: str
) -> None:
    manifest = contract.manifest(f"some-{kind}", name)
    if manifest.outcome is Outcome.complete:
        assert _same(contract, name, f"some-{kind}")
    else:
        assert manifest.outcome in (Outcome.partial, Outcome.broken, Outcome.blocked)
        assert len(manifest.reason) > 10


def _same(contract: Contract, name: str, run: str) -> bool:
    if name in BULK:
        return contract.manifest(run, name).bytes == contract.manifests("base", name)[0].bytes
    return _text(contract.lines(run, name)) == _text(contract.lines("base", name))


def _text(lines: list[dict[str, Any]]) -> list[bytes]:
    """Listings to compare; a query in a news link may change with every answer."""
    return sorted(orjson.dumps(row | {"url": row["url"].partition("?")[0]}) for row in lines)


PERSONS = (
    r'"contactPoint":\{"name":"([^"]+)"',
    r'"contact_person":"([^"]+)"',
    r'"contact_value":"(\+7[^"]+)"',
    r'"agentfirstname":"([^"]+)","agentlastname":"([^"]+)"',
    r"<firstName>(.*?)</firstName>\s*(?:<middleName>.*?</middleName>)?\s*<lastName>(.*?)</lastName>",
    r"<nameOfSigner>(.*?)</nameOfSigner>",
    r"<dc:creator>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</dc:creator>",
    r"<author><name>(.*?)</name>",
    r'"navn":"([^"]+)","organisasjonsform":\{"kode":"ENK"',
    r'"name":"(?:ФОП|Фізична особа-підприємець) ([^"]+)"',
)
"""Where the sources write the names and phones of persons."""
WITHOUT_PERSONS = ("us_ny_corporations",)


@pytest.mark.parametrize("name", LISTED)
def test_no_person_of_the_country_is_in_the_landing(contract: Contract, name: str) -> None:
    answers = _answers(contract.live, HOSTS[name])
    persons = {
        " ".join(found) if isinstance(found, tuple) else found for p in PERSONS for found in re.findall(p, answers)
    }
    persons = {each for each in persons if len(each.split()) > 1 or each.startswith("+7")}
    assert persons or name in WITHOUT_PERSONS, "the country shows no persons here: the test would see nothing"
    landed = "".join(orjson.dumps(row).decode() for at in range(3) for row in contract.lines("base", name, at))
    assert not [each for each in persons if each in landed]


def _answers(live: Running, hosts: tuple[str, ...]) -> str:
    """What the hosts answered on the first day, asked once more."""
    asked = {(host, path, urlencode(query)) for host, path, query, _ in live.requests if host in hosts}
    texts = []
    for host, path, query in sorted(asked)[:400]:
        if path == "/robots.txt":
            continue
        try:
            request = Request(f"{live.url}/{host}{path}?{query}", headers={"User-Agent": "tests@firstcall.example"})
            with urlopen(request, timeout=30) as answer:
                texts.append(answer.read().decode("utf-8", "replace"))
        except OSError:
            continue
    return "".join(texts)

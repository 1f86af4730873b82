"""Replay: a folder of recorded payloads served by the same host APIs as the synthetic country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from world import recorded
from world.hosts.brreg import BrregApi
from world.hosts.companies_house import CompaniesHouseApi
from world.hosts.contracts_finder import ContractsFinderApi
from world.hosts.edgar import EdgarApi
from world.hosts.egrul import EgrulApi
from world.hosts.prozorro import ProzorroApi
from world.hosts.socrata import SocrataApi
from world.hosts.trudvsem import TrudvsemApi
from world.reply import Ask, HostApi, Reply, http_date, missing, robots, tag
from world.serve import World

DAY = date(2026, 11, 20)
CORPUS = "rss_corpus"
_KINDS = {
    ".json": "application/feed+json",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".xml": "text/xml",
}


class NotRecordedError(Exception):
    """The folder holds no payloads that could be replayed; the text says what was looked for."""


class CorpusApi:
    """feeds.example: the saved feeds, each at its own path, and a plain list of their addresses at the root."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            f"/{CORPUS}/{path.relative_to(folder).as_posix()}": path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def answer(self, ask: Ask) -> Reply:
        """The list, or one feed byte for byte."""
        if ask.path == "/robots.txt":
            return robots()
        if ask.path == "/":
            return Reply(
                "".join(f"https://feeds.example{path}\n" for path in self.files).encode(), "text/plain; charset=utf-8"
            )
        path = self.files.get(ask.path)
        if path is None:
            return missing(ask)
        body = b"" if ask.blank else path.read_bytes()
        kind = (
            "text/html"
            if body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))
            else _KINDS.get(path.suffix, "text/plain")
        )
        return Reply(body, kind, etag=tag(body), modified=http_date(DAY))


def _makers(root: Path) -> dict[str, tuple[Path, Callable[[], HostApi]]]:
    """Host → (what must be there, how to make it)."""

    def edgar() -> HostApi:
        lists = [*sorted((root / "us_sec").glob("*.atom.xml")), *sorted((root / "sec").glob("*.atom"))]
        documents = sorted((root / "us_sec_formd").glob("D.*.xml"))
        return EdgarApi(recorded.RecordedFilings(lists, documents, root / "sec" / "edgar_getcurrent_past_end.html"))

    entities, colorado, new_york = (
        root / "no_brreg",
        root / "us_socrata" / "co_4ykn-tg5h.json",
        root / "us_socrata" / "ny_k4vb-judh.json",
    )
    companies = root / "uk_companies_house" / "basic_company_data_1000_subset_columns.csv"
    tenders, releases = (
        root / "prozorro" / "lviv_2026-10_tenders_plans.jsonl.gz",
        root / "uk" / "contracts_finder_2026-09.json",
    )
    return {
        "data.brreg.no": (entities, lambda: BrregApi(recorded.RecordedEntities(entities))),
        "data.colorado.gov": (
            colorado,
            lambda: SocrataApi({"4ykn-tg5h": recorded.RecordedTable(colorado, "entityformdate")}),
        ),
        "data.ny.gov": (new_york, lambda: SocrataApi({"k4vb-judh": recorded.RecordedTable(new_york, "date_filed")})),
        "ftp.egrul.nalog.ru": (root / "ru_egrul", lambda: EgrulApi(recorded.RecordedDays(root / "ru_egrul"))),
        "download.companieshouse.gov.uk": (companies, lambda: CompaniesHouseApi(recorded.RecordedMonth(companies))),
        "www.sec.gov": (root / "us_sec", edgar),
        "public-api.prozorro.gov.ua": (tenders, lambda: ProzorroApi(recorded.RecordedTenders(tenders))),
        "www.contractsfinder.service.gov.uk": (
            releases,
            lambda: ContractsFinderApi(recorded.RecordedReleases(releases)),
        ),
        "opendata.trudvsem.ru": (root / "trudvsem", lambda: TrudvsemApi(recorded.RecordedVacancies(root / "trudvsem"))),
        "feeds.example": (root / CORPUS, lambda: CorpusApi(root / CORPUS)),
    }


def replayed(root: Path) -> World:
    """A world of the recorded hosts found under `root`; raises NotRecordedError when there are none."""
    if not root.is_dir():
        raise NotRecordedError(f"There is no folder {root} to replay.")
    hosts = {host: make() for host, (needed, make) in _makers(root).items() if needed.exists()}
    if not hosts:
        raise NotRecordedError(
            f"The folder {root} holds none of the recorded sources (no_brreg, prozorro, ru_egrul, …)."
        )
    return World(hosts, DAY, 0)

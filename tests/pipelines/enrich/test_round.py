"""The whole round: a tender names a number, the register is asked, clean and link read the answer like any listing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import httpx

from leads.declaration import Declaration, Expectations
from leads.facts import open_facts
from leads.landing import CrawlFile, Landing, Manifest, Outcome
from leads.run import Run
from pipelines.clean.stage import clean
from pipelines.enrich import enrich
from pipelines.enrich.client import Client
from pipelines.link import link
from world.serve import running

MOMENT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def land_tender(landing: Landing, number: str) -> None:
    """A Norwegian tender whose supplier is known by number only."""
    declaration = Declaration(
        name="no_tenders",
        title="Tenders",
        kind="tender",
        country="NO",
        licence="CC0-1.0",
        attribution="Test",
        access="api",
        terms_url="https://example.org",
        terms_checked="2026-11-20",
        delay=0,
        mandatory=("source_id",),
        expects=Expectations(),
    )
    supplier = {"role": "supplier", "name": "Vinneren", "numbers": [{"register": "NO-ORGNR", "number": number}]}
    with CrawlFile(landing, "no_tenders", "20261120T010000000000Z") as file:
        file.write(
            [{"source_id": "1", "url": "https://example.org/1", "title": "Renhold", "parties": [supplier]}],
            MOMENT.isoformat(),
        )
    landing.seal(
        Manifest(
            source="no_tenders",
            crawl=file.crawl,
            outcome=Outcome.complete,
            file=file.name,
            sha256=file.sha256,
            bytes=file.bytes,
            listings=1,
            started_at=MOMENT,
            ended_at=MOMENT,
            declaration=declaration,
        )
    )


def test_a_company_gets_its_registers_name(tmp_path: Path) -> None:
    landing = Landing(str(tmp_path / "landing"))
    with running(companies=400) as world, open_facts(":memory:") as facts:
        search = f"{world.url}/data.brreg.no/enhetsregisteret/api/enheter?organisasjonsform=AS&size=100"
        entries = httpx.get(search, trust_env=False).json()["_embedded"]["enheter"]
        entry = next(each for each in entries if each["organisasjonsform"]["kode"] == "AS")
        land_tender(landing, entry["organisasjonsnummer"])
        run = Run(tmp_path, landing, "NO", date(2026, 11, 20))
        clean(facts, run)
        link(facts, run)
        assert facts.execute("SELECT name, sources FROM companies").fetchall() == [("Vinneren", 1)]
        company = facts.execute("SELECT company_id FROM companies").fetchall()
        report = enrich(
            facts,
            run,
            connect=lambda delay: Client(delay, world.url),
            clock=lambda: datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
        )
        assert report.as_line() == "looked up no_brreg_lookup: 1 found, 0 missing"
        clean(facts, run)
        link(facts, run)
        (found,) = facts.execute("SELECT name, sources, company_id, legal_form FROM companies").fetchall()
        assert (found[1], [(found[2],)], found[3]) == (2, company, "AS")
        assert found[0].casefold() == " ".join(entry["navn"].split()).casefold()
        assert (
            enrich(facts, run, connect=lambda delay: Client(delay, world.url)).as_line()
            == "looked up no_brreg_lookup: 0 found, 0 missing, 1 known"
        )

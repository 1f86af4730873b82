"""The rules every finder keeps, whatever it asks: one test of each rule over all of them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from leads.facts import open_facts
from leads.landing import Landing, Outcome
from leads.run import Run
from pipelines.enrich import FINDERS, Finder, enrich
from pipelines.enrich.client import Client
from tests.pipelines.enrich.stand_in import Planted, StandIn
from tests.pipelines.link.seen import Seen, put

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Example:
    """What a contract test must know of one finder."""

    seen: tuple[Seen, ...]
    """Parties that make it ask two questions."""
    path: str
    """Where it asks the first one."""
    body: bytes
    """What is answered there."""
    field: tuple[str, str]
    """A field of the listing's first party, and its text."""


EXAMPLES = {
    "no_brreg_lookup": Example(
        (
            Seen("b", "Oslo Sy AS", role="buyer", numbers=(("NO-ORGNR", "923609016"),)),
            Seen("s", "Bergen Sy AS", role="supplier", numbers=(("NO-ORGNR", "974760673"),)),
        ),
        "/data.brreg.no/enhetsregisteret/api/enheter/923609016",
        json.dumps({"organisasjonsnummer": "923609016", "navn": "OSLO SY AS", "antallAnsatte": 7}).encode(),
        ("name", "OSLO SY AS"),
    )
}


@pytest.fixture(params=FINDERS, ids=lambda finder: finder.declaration.name)
def finder(request: pytest.FixtureRequest) -> Finder:
    found: Finder = request.param
    assert found.declaration.name in EXAMPLES, "a new finder needs an example here"
    return found


@pytest.fixture
def facts(finder: Finder) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_facts(":memory:") as con:
        put(con, EXAMPLES[finder.declaration.name].seen)
        yield con


class Night:
    """One finder, asked on one day against the stand-in."""

    def __init__(self, finder: Finder, facts: duckdb.DuckDBPyConnection, folder: Path, url: str) -> None:
        self.finder, self.facts, self.url = finder, facts, url
        self.data, self.landing, self.name = folder, Landing(str(folder / "landing")), finder.declaration.name
        self.country = "NO" if finder.declaration.country == "XX" else finder.declaration.country

    def run(self, days: int = 0, shard: str | None = None) -> str:
        run = Run(self.data, self.landing, shard or self.country, date(2026, 11, 20) + timedelta(days))
        report = enrich(
            self.facts, run, [self.finder], lambda delay: Client(delay, self.url), lambda: NOW + timedelta(days)
        )
        return report.as_line()


@pytest.fixture
def night(finder: Finder, facts: duckdb.DuckDBPyConnection, tmp_path: Path, hosts: StandIn) -> Night:
    example = EXAMPLES[finder.declaration.name]
    hosts.plant(example.path, Planted(200, example.body))
    return Night(finder, facts, tmp_path, hosts.url)


def test_it_asks_in_the_same_order_whatever_the_order_of_facts(
    finder: Finder, facts: duckdb.DuckDBPyConnection
) -> None:
    with open_facts(":memory:") as other:
        put(other, EXAMPLES[finder.declaration.name].seen[::-1])
        assert finder.wants(other) == finder.wants(facts)
    assert len(finder.wants(facts)) == 2
    with open_facts(":memory:") as empty:
        assert finder.wants(empty) == []


def test_no_question_is_no_request(night: Night, hosts: StandIn) -> None:
    with open_facts(":memory:") as empty:
        night.facts = empty
        assert night.run() == "nothing to look up"
    assert hosts.requests == []
    assert night.landing.manifests() == []


def test_an_answer_lands_as_a_listing_of_its_own_source(night: Night) -> None:
    assert night.run() == f"looked up {night.name}: 1 found, 1 missing"
    (manifest,) = night.landing.manifests()
    assert (manifest.source, manifest.outcome, manifest.listings, manifest.state) == (
        night.name, Outcome.complete, 1, {"asked": dict(zip(night.finder.wants(night.facts), ("found", "not found"), strict=True))},
    )  # fmt: skip
    assert manifest.declaration == night.finder.declaration
    assert manifest.file is not None
    line = night.landing.line(night.name, manifest.file, 1)
    field, text = EXAMPLES[night.name].field
    assert line["parties"][0][field] == text
    assert (line["source"], line["crawl"], line["fetched_at"]) == (
        night.name,
        manifest.crawl,
        NOW.isoformat(timespec="seconds"),
    )
    assert line["source_id"] and line["url"].startswith("https://")


def test_an_answer_is_remembered_found_or_not(night: Night, hosts: StandIn) -> None:
    night.run()
    asked = len(hosts.paths)
    assert night.run(days=night.finder.good_for - 1) == f"looked up {night.name}: 0 found, 0 missing, 2 known"
    assert len(hosts.paths) == asked
    assert len(night.landing.manifests()) == 1
    night.run(days=night.finder.good_for)
    assert len(hosts.paths) == 2 * asked


def test_its_budget_bounds_a_run(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(night.finder), "budget", 1)
    assert night.run() == f"looked up {night.name}: 1 found, 0 missing, 1 waiting"
    assert night.run(days=1) == f"looked up {night.name}: 0 found, 1 missing, 1 known"
    assert [each.outcome for each in night.landing.manifests()] == [Outcome.complete, Outcome.empty]


def test_other_shards_do_not_ask(night: Night, hosts: StandIn) -> None:
    if night.finder.declaration.country != "XX":
        assert night.run(shard="ZZ") == "nothing to look up"
        assert hosts.requests == []


def test_a_host_that_is_down_is_a_sentence(night: Night) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        night.url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    assert "2 waiting; " in night.run() and "does not answer" in night.run()
    assert night.landing.manifests() == []


def test_robots_txt_that_forbids_is_a_sentence(night: Night, hosts: StandIn) -> None:
    host = EXAMPLES[night.name].path.split("/")[1]
    hosts.plant(f"/{host}/robots.txt", Planted(200, b"User-agent: *\nDisallow: /\n"))
    assert "robots.txt" in night.run()
    assert hosts.paths == []


def test_what_was_answered_before_the_host_went_down_is_kept(night: Night, hosts: StandIn) -> None:
    hosts.otherwise = Planted(503)
    hosts.plant(f"/{EXAMPLES[night.name].path.split('/')[1]}/robots.txt", Planted(404))
    assert night.run().startswith(f"looked up {night.name}: 1 found, 0 missing, 1 waiting; ")
    (manifest,) = night.landing.manifests()
    assert manifest.outcome is Outcome.partial
    assert len((manifest.state or {})["asked"]) == 1


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"", b"[]", b"{}", b'{"a": ', b"null"])
def test_an_odd_answer_lands_nothing_and_is_counted(night: Night, hosts: StandIn, body: bytes) -> None:
    hosts.plant(EXAMPLES[night.name].path, Planted(200, body))
    assert night.run() == f"looked up {night.name}: 0 found, 1 missing"
    (manifest,) = night.landing.manifests()
    assert manifest.refused == {"not found": 1, "unreadable": 1}


def test_a_rehost_off_loopback_asks_nobody(night: Night) -> None:
    night.url = "http://192.0.2.1:80"
    assert "no server on loopback" in night.run()

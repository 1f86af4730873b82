"""The sources on real payloads: ../shared/samples is replayed as the hosts would answer, and every listing is counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import orjson
import pytest

from leads.landing import Landing, Manifest, Outcome
from world.replay import replayed
from world.serve import serving

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
SINCE = {
    "gb_contracts_finder": "2026-09-01",
    "news_feeds": "",
    "ru_trudvsem": "2026-08-01",
    "ua_prozorro": "2026-10-01",
    "us_co_business": "1927-01-01",
    "us_ny_corporations": "2026-06-01",
    "us_sec_form_d": "2015-01-01",
}
"""From which day each source's recorded payloads begin."""


@dataclass
class Replayed:
    """One crawl of real payloads."""

    manifest: Manifest
    lines: list[dict[str, Any]]

    def roles(self) -> Counter[str]:
        """Parties by role."""
        return Counter(each["role"] for line in self.lines for each in line["parties"])

    def registers(self) -> Counter[str]:
        """Register numbers by register."""
        pairs = (pair for line in self.lines for each in line["parties"] for pair in each.get("numbers", ()))
        return Counter(pair["register"] for pair in pairs)


@pytest.fixture(scope="session")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Replayed]]:
    """Crawl all of them once."""
    if not SAMPLES.is_dir():
        pytest.skip(f"no recorded payloads in {SAMPLES}")
    folder = tmp_path_factory.mktemp("replay")
    with serving(replayed(SAMPLES)) as live:
        with urlopen(f"{live.url}/feeds.example/", timeout=30) as answer:
            feeds = ",".join(line for line in answer.read().decode().split() if not line.endswith("/"))
        settings = {
            "FIRSTCALL_LANDING": str(folder / "landing"),
            "FIRSTCALL_DATA": str(folder),
            "FIRSTCALL_TODAY": "2026-11-20",
            "FIRSTCALL_REHOST": live.url,
            "RETRY_TIMES": 1,
            "NEWS_FEEDS": feeds,
        }
        crawls = [
            {"source": name, "settings": settings, "arguments": {"since": day} if day else {}}
            for name, day in SINCE.items()
        ]
        plan = {"world": live.url, "rounds": [{"control": [], "crawls": crawls}]}
        done = subprocess.run(
            [sys.executable, "-m", "tests.spiders.crawling"],
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "FIRSTCALL_REHOST": live.url, "FIRSTCALL_CONTACT": "tests@firstcall.example"},
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
    yield dict(_read(Landing(str(folder / "landing"))))


def _read(landing: Landing) -> Iterator[tuple[str, Replayed]]:
    for name in SINCE:
        (manifest,) = landing.manifests(name)
        found = Replayed(manifest, [orjson.loads(line) for line in landing.lines(manifest)])
        figures = f"{manifest.listings} listings, parties {dict(found.roles())}, numbers {dict(found.registers())}"
        sys.stdout.write(f"{name}: {manifest.outcome}, {figures}, skipped {manifest.refused} {manifest.reason}\n")
        yield name, found


def test_prozorro_lands_every_tender_of_the_feed_once(replay: dict[str, Replayed]) -> None:
    found = replay["ua_prozorro"]
    assert found.manifest.outcome is Outcome.complete
    assert found.manifest.listings == len({line["source_id"] for line in found.lines}) == 2839
    assert Counter(line["stage"] for line in found.lines) == {"award": 2297, "tender": 542}
    assert found.roles()["buyer"] == 2839
    assert found.roles()["supplier"] > 2200
    assert all(line["codes"][0]["scheme"] == "DK021" for line in found.lines)


def test_prozorro_sole_traders_are_tokens(replay: dict[str, Replayed]) -> None:
    suppliers = [each for line in replay["ua_prozorro"].lines for each in line["parties"] if each["role"] == "supplier"]
    persons = [each for each in suppliers if each.get("subject") == "person"]
    assert len(persons) > 900
    assert all(each["name"].startswith("vault:") and "numbers" not in each for each in persons)
    assert not [each for each in suppliers if each["name"].upper().startswith("ФОП ")]


def test_contracts_finder(replay: dict[str, Replayed]) -> None:
    found = replay["gb_contracts_finder"]
    assert found.manifest.outcome is Outcome.complete
    assert [line["stage"] for line in found.lines] == ["award", "tender"]
    assert found.registers() == {"GB-SRS": 2, "GB-CFS": 1}


def test_trudvsem(replay: dict[str, Replayed]) -> None:
    found = replay["ru_trudvsem"]
    assert found.manifest.outcome is Outcome.complete
    assert {line["title"] for line in found.lines} >= {"Инженер АСУ ТП"}
    assert found.roles()["employer"] == found.manifest.listings == 5
    assert "913" not in str(found.lines)


def test_socrata_rows(replay: dict[str, Replayed]) -> None:
    assert replay["us_co_business"].manifest.listings == 4
    assert replay["us_ny_corporations"].manifest.listings == 1


def test_form_d(replay: dict[str, Replayed]) -> None:
    found = replay["us_sec_form_d"]
    names = {each["name"] for line in found.lines for each in line["parties"]}
    assert {"Shepherd's Finance, LLC", "1685 38th REIT, L.L.C."} <= names
    assert "Wallach" not in str(found.lines)
    assert found.manifest.refused["gone (404)"] > 100, "only three documents are recorded"
    assert found.manifest.listings > 300


def test_feeds_of_every_dialect_and_the_broken_one_is_named(replay: dict[str, Replayed]) -> None:
    found = replay["news_feeds"]
    assert found.manifest.outcome is Outcome.partial
    assert "html-error-page.xml" in found.manifest.reason
    titles = {line["title"] for line in found.lines}
    assert {"Закупка из RDF-ленты", "Настоящая запись", "Atom-Powered Robots Run Amok"} <= titles
    assert not any("Фантом" in title for title in titles)
    assert found.manifest.refused["missing title"] >= 6

"""Our `scrapy` commands: wrong use is one sentence, health and declarations are told, a recording holds no person."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.project import get_project_settings

from leads.declaration import Declaration
from leads.landing import CrawlFile, Landing, LandingError
from spiders.commands import crawl, declarations, health, record
from spiders.exporters import flat
from tests.leads.test_landing import AT, manifest
from tests.spiders import site

ROOT = Path(__file__).resolve().parents[2]


def run(command: type[ScrapyCommand], settings: Settings, *args: str, **options: Any) -> int:
    """Run a command as Scrapy would; its exit code."""
    made = command()
    made.settings = settings
    made.crawler_process = SimpleNamespace(spider_loader=get_spider_loader(settings))  # type: ignore[assignment]
    made.run(list(args), argparse.Namespace(**({"spargs": {}} | options)))
    return made.exitcode


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = get_project_settings()
    found.setdict({"FIRSTCALL_LANDING": str(tmp_path), "FIRSTCALL_TODAY": "2026-11-20", "FIRSTCALL_REHOST": None})
    return found


def land(root: Path, source: str, rows: list[dict[str, Any]], **changes: Any) -> None:
    """A sealed crawl."""
    landing = Landing(str(root))
    with CrawlFile(landing, source, "20261120T000000000000Z") as file:
        file.write(rows, fetched_at="2026-11-20T00:00:00+00:00")
    values = {"source": source, "file": file.name, "listings": len(rows)}
    landing.seal(manifest(file.crawl, **(values | changes)))


@pytest.mark.parametrize(
    ("args", "spargs", "words"),
    [
        ((), {}, "name one source: scrapy crawl NAME"),
        (("a", "b"), {}, "name one source"),
        (("nobrreg",), {}, "there is no source 'nobrreg'; did you mean 'no_brreg'?"),
        (("zzz",), {}, "there is no source 'zzz'; sources are gb_companies_house"),
        (("no_brreg",), {"since": "today"}, "-a since=today is not a day"),
        (("gb_companies_house",), {"limit": "5"}, "takes no argument 'limit'"),
    ],
)
def test_a_wrong_crawl_is_one_sentence_and_exit_code_2(
    settings: Settings, capsys: pytest.CaptureFixture[str], args: tuple[str, ...], spargs: dict[str, str], words: str
) -> None:
    assert run(crawl.Command, settings, *args, spargs=spargs) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and words in said[0]


def test_a_rehost_server_elsewhere_is_refused_before_anything_is_asked(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.set("FIRSTCALL_REHOST", "http://example.org")
    assert run(crawl.Command, settings, "no_brreg") == 2
    assert "is not on loopback" in capsys.readouterr().err


def test_a_wrong_today_is_one_sentence(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.set("FIRSTCALL_TODAY", "tomorrow")
    assert run(crawl.Command, settings, "no_brreg") == 2
    assert capsys.readouterr().err == "FIRSTCALL_TODAY=tomorrow is not a day; write it as 2026-11-21\n"


def test_declarations_are_json_that_reads_back(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(declarations.Command, settings) == 0
    found = [Declaration.model_validate(each) for each in json.loads(capsys.readouterr().out)]
    names = [each.name for each in found]
    assert names == sorted(names) and {"no_brreg", "ru_egrul", "gb_companies_house"} <= set(names)


def test_health_is_one_line_over_all_then_one_a_source(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"source_id": "1"}]
    filled = {"party.legal_form": 1, "party.codes": 1, "party.city": 1}
    land(tmp_path, "no_brreg", rows, ended_at=AT, filled=filled)
    assert run(health.Command, settings, "no_brreg") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 sources: 1 ok",
        "no_brreg: ok (last good crawl today); 1 listings",
    ]
    assert run(health.Command, settings, "no_brreg", "ru_egrul") == 3
    assert capsys.readouterr().out.splitlines()[0] == "2 sources: 1 ok, 1 not run"
    assert run(health.Command, settings, "nope") == 2
    assert "there is no source 'nope'" in capsys.readouterr().err


def test_a_recording_holds_no_person_and_repeats_itself(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = "vault:" + "ab" * 16
    party = {
        "role": "employer",
        "name": "FIRMA AS",
        "emails": ["post@firma.example", token],
        "phones": ["+47 22 01 60 00"],
    }
    land(tmp_path, "no_brreg", [{"source_id": str(n), "title": f"for {token}", "parties": [party]} for n in range(9)])
    target = tmp_path / "made" / "fixture.jsonl"
    assert run(record.Command, settings, "no_brreg", number=2, file=str(target)) == 0
    assert capsys.readouterr().out == f"2 listings of no_brreg written to {target}\n"
    first, second = map(orjson.loads, target.read_bytes().splitlines())
    assert first["parties"][0] == {
        "role": "employer",
        "name": "FIRMA AS",
        "emails": ["post@firma.example", "vault:" + "0" * 32],
        "phones": ["+00 00 00 00 00"],
    }
    assert first["title"] == "for vault:" + "0" * 32
    assert (second["line"], second["crawl"]) == (2, record.CRAWL)
    assert run(record.Command, settings, number=1, file=None) == 2
    with pytest.raises(LandingError, match="has landed no listings"):
        record.excerpt(Landing(str(tmp_path)), "ru_egrul", 1)


def test_a_listing_is_one_flat_row() -> None:
    buyer = {
        "role": "buyer",
        "name": "A",
        "numbers": [{"register": "X", "number": "1"}, {"register": "Y", "number": "2"}],
        "phones": ["1", "2"],
    }
    found = flat({"source_id": "1", "line": 3, "parties": [buyer, {"role": "supplier", "name": "B"}]})
    assert found == {
        "source_id": "1",
        "line": "3",
        "party.role": "buyer",
        "party.name": "A",
        "party.numbers": "X 1; Y 2",
        "party.phones": "1; 2",
    }
    assert flat({"source_id": "1"}) == {"source_id": "1"}


@contextmanager
def register() -> Iterator[site.Site]:
    """Enhetsregisteret with two firms and a sole trader."""
    forms = {"810004126": "AS", "810004169": "AS", "810004185": "ENK"}
    day = "registreringsdatoEnhetsregisteret"
    rows = [
        {"organisasjonsnummer": n, "navn": f"FIRMA {n}", day: "2026-11-20", "organisasjonsform": {"kode": f}}
        for n, f in forms.items()
    ]
    body = orjson.dumps({"_embedded": {"enheter": rows}, "page": {"totalElements": 3}})
    with site.running(lambda path: (404, {}, b"") if "robots" in path else (200, {}, body)) as server:
        yield server


def test_scrapy_crawl_exports_listings_and_ends_with_one_line(tmp_path: Path) -> None:
    outputs = [tmp_path / f"out.{suffix}" for suffix in ("csv", "jsonl", "json")]
    with register() as server:
        environment = os.environ | {
            "FIRSTCALL_REHOST": server.url,
            "FIRSTCALL_DATA": str(tmp_path),
            "FIRSTCALL_LANDING": str(tmp_path / "landing"),
            "FIRSTCALL_TODAY": "2026-11-20",
        }
        command = [sys.executable, "-m", "scrapy", "crawl", "no_brreg", "--nolog", "-a", "since=2026-11-20"]
        command += [part for path in outputs for part in ("-O", str(path))]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("no_brreg: complete, 2 listings, ") and done.stderr.count("\n") == 1
    with outputs[0].open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["source_id"], row["party.name"], row["party.numbers"]) for row in rows] == [
        ("810004126", "FIRMA 810004126", "NO-ORGNR 810004126"),
        ("810004169", "FIRMA 810004169", "NO-ORGNR 810004169"),
    ]
    lines = [json.loads(line) for line in outputs[1].read_text().splitlines()]
    assert lines == json.loads(outputs[2].read_text())
    assert [line["parties"][0]["legal_form"] for line in lines] == ["AS", "AS"]
    assert len(Landing(str(tmp_path / "landing")).manifests("no_brreg")) == 1

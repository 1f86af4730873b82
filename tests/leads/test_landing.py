"""The landing zone: files are whole or absent, a manifest is the proof, dead crawls are swept, any fsspec URL will
do."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leads.declaration import Declaration, Expectations
from leads.landing import CrawlFile, Landing, LandingError, Manifest, Outcome, crawl_id, dump

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECLARATION = Declaration(
    name="xx_made",
    title="Made",
    kind="registration",
    country="NO",
    licence="CC0",
    attribution="",
    access="api",
    terms_url="https://example.org",
    terms_checked="2026-11-21",
    delay=0,
    mandatory=("source_id",),
    expects=Expectations(),
)


def manifest(crawl: str, **changes: Any) -> Manifest:
    values: dict[str, Any] = {
        "source": "xx_made",
        "crawl": crawl,
        "outcome": Outcome.complete,
        "started_at": AT,
        "ended_at": AT,
    }
    return Manifest(**(values | {"declaration": DECLARATION} | changes))


@pytest.fixture(params=["folder", "memory"])
def landing(request: pytest.FixtureRequest, tmp_path: Path) -> Landing:
    return Landing(str(tmp_path / "landing") if request.param == "folder" else f"memory://landing-{tmp_path.name}")


def test_lines_are_stamped_and_read_back(landing: Landing) -> None:
    with CrawlFile(landing, "xx_made", "1") as file:
        file.write([{"source_id": "a", "title": "Rør"}], fetched_at="2026-11-20T12:00:00+00:00")
        file.write([{"source_id": "b", "line": 99, "source": "liar"}, {"source_id": "c"}])
        file.write([])
    assert landing.line("xx_made", file.name, 1) == {
        "source": "xx_made",
        "crawl": "1",
        "line": 1,
        "fetched_at": "2026-11-20T12:00:00+00:00",
        "source_id": "a",
        "title": "Rør",
    }
    assert landing.line("xx_made", file.name, 2) == {"source": "xx_made", "crawl": "1", "line": 2, "source_id": "b"}
    with pytest.raises(KeyError):
        landing.line("xx_made", file.name, 4)
    sealed = manifest("1", file=file.name)
    landing.seal(sealed)
    assert len(list(landing.lines(sealed))) == file.listings == 3
    with landing.open("xx_made", file.name) as handle:
        whole = handle.read()
    assert (len(whole), hashlib.sha256(whole).hexdigest()) == (file.bytes, file.sha256)


def test_only_sealed_crawls_exist_and_the_newest_state_counts(landing: Landing) -> None:
    assert landing.sources() == [] and landing.manifests() == [] and landing.state("xx_made") is None
    landing.seal(manifest("2", state={"day": "2026-11-19"}))
    landing.seal(manifest("1", state={"day": "2026-11-18"}))
    landing.seal(manifest("3", outcome=Outcome.broken))
    with CrawlFile(landing, "xx_made", "4") as file:
        file.write([{"source_id": "a"}])
    assert landing.sources() == ["xx_made"]
    assert [each.crawl for each in landing.manifests()] == ["1", "2", "3"]
    assert landing.state("xx_made") == {"day": "2026-11-19"}


def test_a_crawl_that_fails_leaves_nothing(landing: Landing) -> None:
    with pytest.raises(RuntimeError, match="spoilt"), CrawlFile(landing, "xx_made", "1") as file:
        file.write([{"source_id": "a"}])
        raise RuntimeError("spoilt")
    assert landing.fs.ls(landing.path("xx_made", "").rstrip("/"), detail=False) == []


def test_what_a_killed_crawl_left_is_swept_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    landing = Landing(str(tmp_path))
    code = (
        "import sys, os, signal; from leads.landing import CrawlFile, Landing\n"
        "file = CrawlFile(Landing(sys.argv[1]), 'xx_made', 'dead'); file.write([{'source_id': 'a'}])\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    (tmp_path / "xx_made" / "dead.download.part").write_bytes(b"half")
    living = CrawlFile(landing, "xx_made", "living")
    (tmp_path / "xx_made" / "living.download.part").write_bytes(b"half")
    assert landing.sweep("xx_made") == ["dead.download.part", "dead.jsonl.gz.part"]
    assert sorted(path.name for path in (tmp_path / "xx_made").iterdir()) == [
        "living.download.part",
        "living.jsonl.gz.part",
    ]
    living.discard()
    assert landing.sweep("xx_never") == []


def test_a_local_file_is_taken_over_whole(landing: Landing, tmp_path: Path) -> None:
    local = tmp_path / "download.part"
    local.write_bytes(b"PK" * 1000)
    size, digest = landing.take("xx_made", "1.zip", str(local))
    with landing.open("xx_made", "1.zip") as handle:
        whole = handle.read()
    assert (size, digest) == (2000, hashlib.sha256(whole).hexdigest())
    assert not local.exists()


def test_a_file_that_is_no_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "xx_made").mkdir()
    (tmp_path / "xx_made" / "1.json").write_text('{"source": "xx_made"}')
    with pytest.raises(LandingError, match=r"1\.json is no manifest: crawl Field required"):
        Landing(str(tmp_path)).manifests("xx_made")


def test_crawl_ids_sort_by_time() -> None:
    moments = [AT, AT.replace(microsecond=1), AT.replace(second=1), AT.replace(year=2027)]
    assert sorted(map(crawl_id, moments)) == [crawl_id(moment) for moment in moments]
    assert crawl_id(AT) == "20261120T120000000000Z"


def test_half_a_character_does_not_stop_a_page() -> None:
    assert (
        dump({"title": "a\ud800b", "parties": [{"name": "ok"}]}) == '{"title":"a�b","parties":[{"name":"ok"}]}'.encode()
    )

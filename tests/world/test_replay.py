"""Replay: a folder of our own making, and the real samples where they are present."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.world.conftest import SAMPLES, client_for, path_of
from world.replay import NotRecordedError, replayed
from world.serve import serving

FEED = "/public-api.prozorro.gov.ua/api/2.5/tenders"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[httpx.Client]:
    """A replay of three invented recordings."""
    tenders = [
        {"kind": "meta", "state": {}},
        *(
            {
                "kind": "tender",
                "doc": {"id": f"{n:032x}", "dateModified": "2026-10-05T10:00:00.000001+03:00", "title": str(n)},
            }
            for n in range(7)
        ),
        {"kind": "plan", "doc": {"id": "f" * 32, "dateModified": "2026-10-05T10:00:00+03:00"}},
    ]
    (tmp_path / "prozorro").mkdir()
    with gzip.open(tmp_path / "prozorro" / "lviv_2026-10_tenders_plans.jsonl.gz", "wt") as out:
        out.write("\n".join(json.dumps(row) for row in tenders))
    (tmp_path / "no_brreg").mkdir()
    entity = {"organisasjonsnummer": "810000007", "navn": "PRØVE AS", "registreringsdatoEnhetsregisteret": "2001-05-05"}
    gone = {"organisasjonsnummer": "810000015", "navn": "BORTE AS", "slettedato": "2020-01-01"}
    (tmp_path / "no_brreg" / "hit.json").write_text(json.dumps({"_embedded": {"enheter": [entity]}}))
    (tmp_path / "no_brreg" / "gone.json").write_text(json.dumps(gone))
    (tmp_path / "rss_corpus" / "deep").mkdir(parents=True)
    (tmp_path / "rss_corpus" / "deep" / "a.rss").write_bytes(
        "<rss><channel><title>Їжак</title></channel></rss>".encode()
    )
    with serving(replayed(tmp_path)) as world, client_for(world) as client:
        yield client


def test_tenders_of_one_moment_are_walked_once(made: httpx.Client) -> None:
    for start in (f"{FEED}?limit=3", f"{FEED}?limit=3&descending=1"):
        answer, ids = made.get(start).json(), []
        while answer["data"]:
            ids += [line["id"] for line in answer["data"]]
            answer = made.get(path_of(answer["next_page"]["uri"])).json()
        assert sorted(ids) == [f"{n:032x}" for n in range(7)]
    assert made.get(f"{FEED}/{3:032x}").json() == {
        "data": {"id": f"{3:032x}", "dateModified": "2026-10-05T10:00:00.000001+03:00", "title": "3"}
    }


def test_entities_answer_by_their_own_dates(made: httpx.Client) -> None:
    search = "/data.brreg.no/enhetsregisteret/api/enheter"
    assert (
        made.get(search, params={"fraRegistreringsdatoEnhetsregisteret": "2001-01-01"}).json()["page"]["totalElements"]
        == 1
    )
    assert "_embedded" not in made.get(search, params={"fraRegistreringsdatoEnhetsregisteret": "2002-01-01"}).json()
    assert made.get(f"{search}/810000015").status_code == 410


def test_feeds_are_listed_and_served_byte_for_byte(made: httpx.Client) -> None:
    assert made.get("/feeds.example/").text == "https://feeds.example/rss_corpus/deep/a.rss\n"
    answer = made.get("/feeds.example/rss_corpus/deep/a.rss")
    assert "Їжак" in answer.content.decode()
    assert (
        made.get("/feeds.example/rss_corpus/deep/a.rss", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotRecordedError, match="none of the recorded sources"):
        replayed(tmp_path)
    with pytest.raises(NotRecordedError, match="no folder"):
        replayed(tmp_path / "absent")


@pytest.fixture(scope="module")
def real() -> Iterator[httpx.Client]:
    """A replay of the real samples."""
    if not SAMPLES.is_dir():
        pytest.skip(f"the real samples are not at {SAMPLES}")
    with serving(replayed(SAMPLES)) as world, client_for(world) as client:
        yield client


def test_real_tenders_walk_through_the_feed_exactly_once(real: httpx.Client) -> None:
    answer = real.get(f"{FEED}?descending=1&limit=200").json()
    ids = [line["id"] for line in answer["data"]]
    while "next_page" in answer:
        answer = real.get(path_of(answer["next_page"]["uri"])).json()
        ids += [line["id"] for line in answer["data"]]
    assert len(ids) == len(set(ids)) == 2839
    assert real.get(f"{FEED}/{ids[0]}").json()["data"]["id"] == ids[0]


def test_real_day_files_hold_two_hundred_companies(real: httpx.Client) -> None:
    total = 0
    for day in ("02", "05", "16"):
        answer = real.get(f"/ftp.egrul.nalog.ru/EGRUL_406/{day}.11.2025/EGRUL_2025-11-{day}_1.zip")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        total += sum(archive.read(name).decode("cp1251").count("<СвЮЛ ") for name in archive.namelist())
    assert total == 204


def test_real_filings_end_in_the_saved_page_and_lead_to_three_documents(real: httpx.Client) -> None:
    query = {"action": "getcurrent", "type": "D", "output": "atom", "count": "100"}
    pages = [
        real.get("/www.sec.gov/cgi-bin/browse-edgar", params={**query, "start": str(start)})
        for start in range(0, 500, 100)
    ]
    assert "File Unavailable" in pages[-1].text
    text = "".join(page.text for page in pages[:-1])
    links = {part.split('"')[0].rsplit("/", 1)[0] for part in text.split('href="https://www.sec.gov/Archives')[1:]}
    found = [real.get(f"/www.sec.gov/Archives{link}/primary_doc.xml").status_code for link in sorted(links)]
    assert found.count(200) == 3


def test_real_pages_of_the_other_hosts(real: httpx.Client) -> None:
    search = "/www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
    first = real.get(search, params={"limit": "100", "publishedFrom": "2026-09-01T00:00:00"}).json()
    last = real.get(path_of(first["links"]["next"])).json()
    assert (len(first["releases"]), last["releases"], last["links"]) == (2, [], None)
    jobs = real.get("/opendata.trudvsem.ru/api/v1/vacancies", params={"modifiedFrom": "2026-09-01T00:00:00Z"}).json()
    assert jobs["meta"]["total"] >= 3
    archive = real.get("/download.companieshouse.gov.uk/BasicCompanyDataAsOneFile-2026-11-01.zip")
    rows = zipfile.ZipFile(io.BytesIO(archive.content)).read("BasicCompanyDataAsOneFile-2026-11-01.csv").splitlines()
    assert len(rows) == 1001
    assert real.get("/data.brreg.no/enhetsregisteret/api/enheter/923609016").json()["navn"] == "EQUINOR ASA"
    assert len(real.get("/data.colorado.gov/resource/4ykn-tg5h.json").json()) == 4
    assert len(real.get("/feeds.example/").text.splitlines()) == 16

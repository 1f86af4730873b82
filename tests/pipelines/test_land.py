"""Land: what is refused, what is stamped, and how a crawl is sealed — or not."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler

from leads.landing import CrawlFile, File, Landing, Manifest, Outcome, Page
from pipelines.land import FAILED, Land
from spiders.registrations.no_brreg import NoBrreg

ROOT = Path(__file__).resolve().parents[2]


def row(number: int, **changes: Any) -> dict[str, Any]:
    party = {
        "role": "registered",
        "name": f"FIRMA {number} AS",
        "numbers": [{"register": "NO-ORGNR", "number": str(number)}],
    }
    return {
        "source_id": str(number),
        "registered_on": "2026-11-20",
        "parties": [party | changes.pop("party", {})],
    } | changes


class Crawl:
    """A crawl of no_brreg whose spider is a stand-in for the walk: pages are handed to Land one by one."""

    def __init__(self, data: Path, **arguments: str) -> None:
        settings = {
            "FIRSTCALL_DATA": str(data),
            "FIRSTCALL_LANDING": str(data / "landing"),
            "FIRSTCALL_TODAY": "2026-11-20",
        }
        self.crawler = get_crawler(NoBrreg, settings)
        self.spider = self.crawler.spider = NoBrreg.from_crawler(self.crawler, **arguments)
        self.land = Land(self.crawler)
        self.landing = Landing(str(data / "landing"))
        self.stopped: list[str] = []
        self.land._stop = self._stop  # type: ignore[method-assign]
        self.land.open_spider()

    def _stop(self, reason: str) -> None:
        self.land._closing = True
        self.stopped.append(reason)

    def page(self, *rows: dict[str, Any], **changes: Any) -> Page:
        found: Page = self.land.process_item(Page("https://example.org/page", list(rows), **changes))
        return found

    def seal(self, reason: str = "finished", finished: bool = True) -> Manifest | None:
        self.spider.finished = finished
        asyncio.run(self.land.seal(reason))
        return next(iter(self.landing.manifests("no_brreg")[-1:]), None)

    def lines(self) -> list[dict[str, Any]]:
        return [orjson.loads(line) for line in self.landing.lines(self.landing.manifests("no_brreg")[-1])]


def test_a_crawl_is_stamped_counted_and_sealed(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    crawl.spider.next_state = {"day": "2026-11-20"}
    crawl.page(row(1), row(2, url="https://example.org/2"), skipped={"trademark": 3})
    crawl.page(row(3, party={"phones": ["22 00 00 00"]}))
    crawl.crawler.stats.inc_value("downloader/request_count", 4)
    crawl.crawler.stats.inc_value("downloader/response_status_count/200", 4)
    sealed = crawl.seal()
    assert sealed is not None
    assert (sealed.outcome, sealed.listings, sealed.reason) == (Outcome.complete, 3, "")
    assert sealed.refused == {"trademark": 3}
    assert (sealed.filled["source_id"], sealed.filled["party.name"], sealed.filled["party.phones"]) == (3, 3, 1)
    assert (sealed.requests, sealed.statuses, sealed.state) == (4, {"200": 4}, {"day": "2026-11-20"})
    assert sealed.declaration.name == "no_brreg" and sealed.revision
    lines = crawl.lines()
    assert [(line["line"], line["url"]) for line in lines] == [
        (1, "https://example.org/page"),
        (2, "https://example.org/2"),
        (3, "https://example.org/page"),
    ]
    assert all(line["crawl"] == sealed.crawl and line["fetched_at"].endswith("+00:00") for line in lines)
    assert Crawl(tmp_path).spider.state == {"day": "2026-11-20"}


def test_incomplete_repeated_and_personal_listings_do_not_land(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    nameless = row(4)
    nameless["parties"] = [{"role": "registered"}]
    page = crawl.page(
        row(1),
        row(1),
        row(1, registered_on="2026-11-19"),
        row(2, registered_on=None),
        nameless,
        row(5, parties=[]),
        row(6, party={"name": "KARI OPPDIKTET", "legal_form": "ENK"}),
        row(7, party={"emails": ["post@firma.example", "kari.oppdiktet@firma.example"]}),
    )
    sealed = crawl.seal()
    assert sealed is not None
    assert sealed.refused == {"missing party.name": 2, "missing registered_on": 1, "repeated": 1, "sole trader": 1}
    assert [each["source_id"] for each in page.rows] == ["1", "1", "7"]
    whole = b"".join(crawl.landing.lines(sealed))
    assert b"OPPDIKTET" not in whole and b"kari" not in whole
    emails = crawl.lines()[2]["parties"][0]["emails"]
    assert emails[0] == "post@firma.example" and emails[1].startswith("vault:")


@pytest.mark.parametrize(
    ("trouble", "finished", "end", "landed", "outcome", "reason"),
    [
        (None, True, "finished", False, Outcome.empty, ""),
        (None, True, "finished", True, Outcome.complete, ""),
        (None, False, "finished", True, Outcome.partial, "the walk ended before its window did"),
        (None, False, "finished", False, Outcome.broken, "the walk ended before its window did"),
        (("blocked", "answers 403"), False, "finished", False, Outcome.blocked, "answers 403"),
        (("blocked", "answers 403"), False, "finished", True, Outcome.partial, "answers 403"),
        (("broken", "answers 503"), True, "finished", True, Outcome.partial, "answers 503"),
        (None, True, "shutdown", True, Outcome.partial, "stopped (shutdown) before its window was walked to the end"),
        (None, False, "closespider_timeout", False, Outcome.partial, "stopped (closespider_timeout)"),
    ],
)
def test_the_outcome_is_judged_by_what_was_walked(
    tmp_path: Path, trouble: Any, finished: bool, end: str, landed: bool, outcome: Outcome, reason: str
) -> None:
    crawl = Crawl(tmp_path)
    crawl.spider.trouble = trouble
    if landed:
        crawl.page(row(1))
    sealed = crawl.seal(end, finished)
    assert sealed is not None
    assert (sealed.outcome, sealed.reason.startswith(reason), sealed.listings) == (outcome, True, int(landed))
    assert (sealed.file is not None) is landed
    files = sorted(path.suffix for path in (tmp_path / "landing" / "no_brreg").iterdir())
    assert files == ([".gz", ".json"] if landed else [".json"])


def test_a_limit_ends_the_crawl_and_keeps_the_state(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path, limit="2")
    crawl.spider.next_state = {"day": "2026-11-20"}
    crawl.page(row(1, registered_on=None), row(2), row(3), row(4))
    with pytest.raises(DropItem):
        crawl.page(row(5))
    assert crawl.stopped == ["limit reached"]
    sealed = crawl.seal("limit reached")
    assert sealed is not None
    assert (sealed.outcome, sealed.reason, sealed.listings, sealed.state) == (Outcome.partial, "limit reached", 2, None)
    assert sealed.window["limit"] == "2"


def test_a_mistake_while_landing_is_no_complete_crawl(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    crawl.page(row(1))
    crawl.spider.next_state = {"day": "2026-11-20"}
    failure = type("Failure", (), {"value": KeyError("parties")})()
    crawl.land.broke(failure)
    sealed = crawl.seal()
    assert sealed is not None
    assert (sealed.outcome, sealed.reason, sealed.state) == (
        Outcome.partial,
        "landing raised KeyError: 'parties'",
        None,
    )
    with pytest.raises(TypeError, match="yields a dict"):
        Crawl(tmp_path).land.process_item({"source_id": "1"})


def test_a_bulk_file_lands_as_it_is_and_leftovers_go(tmp_path: Path) -> None:
    crawl = Crawl(tmp_path)
    download = Path(f"{crawl.spider.scratch}.download.part")  # type: ignore[attr-defined]
    Path(f"{crawl.spider.scratch}.other.part").write_bytes(b"left")  # type: ignore[attr-defined]
    download.write_bytes(b"PK whole")
    crawl.land.process_item(
        File("https://example.org/x.zip", str(download), ".zip", "2026-11-20T00:00:00+00:00", {"sole trader": 2})
    )
    sealed = crawl.seal()
    assert sealed is not None
    assert (sealed.outcome, sealed.bytes, sealed.listings, sealed.file) == (
        Outcome.complete,
        8,
        0,
        f"{sealed.crawl}.zip",
    )
    assert (sealed.url, sealed.refused) == ("https://example.org/x.zip", {"sole trader": 2})
    assert sorted(path.suffix for path in (tmp_path / "landing" / "no_brreg").iterdir()) == [".json", ".zip"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawl = Crawl(tmp_path)
    crawl.page(row(1))

    def full(_self: CrawlFile, _data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(CrawlFile, "_put", full)
    with pytest.raises(DropItem):
        crawl.page(row(2))
    assert crawl.stopped == ["landing failed"]
    assert crawl.seal("landing failed") is None
    assert list((tmp_path / "landing" / "no_brreg").iterdir()) == []
    assert "cannot be written: [Errno 28] No space left on device" in crawl.crawler.stats.get_value(FAILED)


class Stalling(BaseHTTPRequestHandler):
    """A register whose second page never comes."""

    asked: threading.Event
    release: threading.Event

    def do_GET(self) -> None:
        if "robots" in self.path:
            return self._say(b"")
        if "page=1" in self.path:
            self.asked.set()
            self.release.wait(60)
            self.close_connection = True
            return None
        number = 810_000_000 + len(self.path)
        rows = [
            {
                "organisasjonsnummer": str(number + n),
                "navn": f"F{n} AS",
                "registreringsdatoEnhetsregisteret": "2026-11-20",
            }
            for n in range(3)
        ]
        path = "https://data.brreg.no/" + self.path.split("/", 2)[2]
        body = {
            "_embedded": {"enheter": rows},
            "page": {"totalElements": 6},
            "_links": {"next": {"href": f"{path}&page=1"}},
        }
        return self._say(orjson.dumps(body))

    def _say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def stalled(data: Path) -> Iterator[tuple[subprocess.Popen[str], threading.Event]]:
    """A crawl that has landed one page and waits for the next, and the event that lets go of it."""
    handler = type("Handler", (Stalling,), {"asked": threading.Event(), "release": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    environment = os.environ | {
        "FIRSTCALL_REHOST": f"http://127.0.0.1:{server.server_port}",
        "FIRSTCALL_DATA": str(data),
        "FIRSTCALL_LANDING": str(data / "landing"),
        "FIRSTCALL_TODAY": "2026-11-20",
    }
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "crawl",
        "no_brreg",
        "--nolog",
        "-a",
        "since=2026-11-20",
        "-s",
        "RETRY_TIMES=0",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert handler.asked.wait(60), process.communicate(timeout=1)  # type: ignore[attr-defined]
        yield process, handler.release  # type: ignore[attr-defined]
    finally:
        handler.release.set()  # type: ignore[attr-defined]
        process.kill()
        process.communicate()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_killed_crawl_seals_nothing_and_the_next_one_sweeps_up(tmp_path: Path) -> None:
    landing = Landing(str(tmp_path / "landing"))
    crawl = Crawl(tmp_path)
    crawl.page(row(1))
    before = crawl.seal()
    with stalled(tmp_path) as (process, _):
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    parts = list((tmp_path / "landing" / "no_brreg").glob("*.part"))
    assert len(parts) == 1
    assert landing.manifests("no_brreg") == [before]
    Crawl(tmp_path).seal()
    assert not parts[0].exists()
    assert len(landing.manifests("no_brreg")) == 2


def test_ctrl_c_seals_what_was_walked_as_partial(tmp_path: Path) -> None:
    with stalled(tmp_path) as (process, release):
        process.send_signal(signal.SIGINT)
        # A graceful stop waits for what was asked already.
        release.set()
        _, said = process.communicate(timeout=60)
    [sealed] = Landing(str(tmp_path / "landing")).manifests("no_brreg")
    assert (sealed.outcome, sealed.listings, sealed.state) == (Outcome.partial, 3, None)
    assert process.returncode == 1
    assert said.strip().splitlines()[-1].startswith("no_brreg: partial, 3 listings (")
    assert not list((tmp_path / "landing" / "no_brreg").glob("*.part"))

"""OffsetFeed: backwards once, then forwards for ever; cursors pass a page only when its entries are in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy import Request

from spiders.tenders.ua_prozorro import UaProzorro
from tests.spiders.driving import Answer, make, query, walk


class Portal:
    """A feed over (id, day) ordered by change; a cursor is the number of entries before it."""

    def __init__(self, *days: str) -> None:
        self.entries = [{"id": f"t{n}", "dateModified": f"{day}T10:00:00+02:00"} for n, day in enumerate(days)]
        self.sick: dict[str, Answer] = {}
        self.forgotten: set[str] = set()

    def __call__(self, request: Request) -> Any:
        tail = urlsplit(request.url).path.rpartition("/tenders")[2].strip("/")
        return self._object(tail) if tail else self._feed(query(request))

    def _object(self, name: str) -> Any:
        if name in self.sick:
            return self.sick[name]
        return {
            "data": {
                "id": name,
                "title": f"Tender {name}",
                "status": "active.tendering",
                "procuringEntity": {"name": "Лікарня"},
            }
        }

    def _feed(self, asked: dict[str, str]) -> Any:
        if asked.get("offset") in self.forgotten:
            return Answer({"status": "error"}, 404)
        size = int(asked["limit"])
        if asked.get("descending"):
            end = int(asked.get("offset", len(self.entries)))
            part = self.entries[max(0, end - size) : end][::-1]
            body: dict[str, Any] = {"data": part, "prev_page": {"offset": str(end)}}
            return body | ({"next_page": {"offset": str(max(0, end - size))}} if part else {})
        start = int(asked.get("offset", 0))
        part = self.entries[start : start + size]
        return {"data": part, "next_page": {"offset": str(start + len(part)) if part else ""}}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UaProzorro, "feed_size", 2)
    monkeypatch.setattr(UaProzorro, "patience", 1)


RECENT = ("2026-11-01", "2026-11-05", "2026-11-10", "2026-11-15", "2026-11-18")


def test_first_crawl_walks_back_to_the_first_day_and_keeps_the_forward_cursor() -> None:
    walked = walk(make(UaProzorro), Portal("2026-09-01", "2026-09-02", "2026-09-03", *RECENT))
    assert sorted(walked.ids) == ["t3", "t4", "t5", "t6", "t7"]
    assert walked.spider.finished
    assert walked.spider.next_state == {"cursor": "8", "day": "2026-11-18"}
    assert "t0" not in "".join(walked.asked)


def test_later_crawl_goes_forwards_from_the_cursor_until_idle() -> None:
    walked = walk(make(UaProzorro, state={"cursor": "3", "day": "2026-11-15"}), Portal(*RECENT))
    assert walked.ids == ["t3", "t4"]
    assert walked.spider.next_state == {"cursor": "5", "day": "2026-11-18"}
    assert not any("descending" in url for url in walked.asked)


def test_idle_feed_keeps_the_cursor() -> None:
    walked = walk(make(UaProzorro, state={"cursor": "5", "day": "2026-11-18"}), Portal(*RECENT))
    assert (walked.ids, walked.spider.finished, walked.spider.trouble) == ([], True, None)
    assert walked.spider.next_state == {"cursor": "5", "day": "2026-11-18"}


def test_interrupted_first_walk_goes_on_where_it_was() -> None:
    portal = Portal(*RECENT)
    stop = {"3": Answer(status=503)}
    broken = walk(make(UaProzorro), lambda request: stop.get(query(request).get("offset", "")) or portal(request))
    assert broken.spider.next_state == {"cursor": "5", "day": "2026-11-18", "back": "3", "first": "2026-10-21"}
    assert not broken.spider.finished
    healed = walk(make(UaProzorro, state=broken.spider.next_state), portal)
    assert sorted(broken.ids + healed.ids) == ["t0", "t1", "t2", "t3", "t4"]
    assert healed.spider.next_state == {"cursor": "5", "day": "2026-11-18"}


def test_gone_entries_are_counted_and_passed() -> None:
    portal = Portal(*RECENT)
    portal.sick = {"t4": Answer(status=410), "t0": Answer(status=404)}
    walked = walk(make(UaProzorro), portal)
    assert walked.skipped == {"gone (410)": 1, "gone (404)": 1}
    assert (sorted(walked.ids), walked.spider.finished, walked.spider.trouble) == (["t1", "t2", "t3"], True, None)


def test_sick_entry_is_owed_and_paid_next_time() -> None:
    portal = Portal(*RECENT)
    portal.sick = {"t3": Answer(b'{"data": {"id"')}
    walked = walk(make(UaProzorro), portal)
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "broken"
    assert walked.spider.next_state is not None
    assert [entry["id"] for _, entry in walked.spider.next_state["owed"]] == ["t3"]
    portal.sick = {}
    later = walk(make(UaProzorro, state=walked.spider.next_state), portal)
    assert later.ids == ["t3"]
    assert later.spider.next_state == {"cursor": "5", "day": "2026-11-18"}


def test_too_many_sick_entries_stop_the_walk_before_the_cursor_moves() -> None:
    portal = Portal(*RECENT)
    portal.sick = {"t0": Answer(status=500), "t1": Answer(status=500)}
    walked = walk(make(UaProzorro, state={"cursor": "0", "day": "2026-11-01"}), portal)
    assert walked.spider.next_state is None
    assert not walked.spider.finished


def test_refused_detail_is_blocked_and_stops() -> None:
    portal = Portal(*RECENT)
    portal.sick = {"t4": Answer(status=403)}
    walked = walk(make(UaProzorro), portal)
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "blocked"
    assert walked.spider.next_state is None


def test_412_comes_back() -> None:
    portal = Portal(*RECENT)
    answers = iter([Answer(status=412)])
    walked = walk(make(UaProzorro), lambda request: next(answers, None) or portal(request))
    assert len(walked.ids) == 5
    assert walked.spider.settings.getbool("COOKIES_ENABLED")


def test_forgotten_cursor_is_replaced_by_a_walk_back_to_its_day() -> None:
    portal = Portal(*RECENT)
    portal.forgotten = {"99"}
    walked = walk(make(UaProzorro, state={"cursor": "99", "day": "2026-11-10"}), portal)
    assert sorted(walked.ids) == ["t2", "t3", "t4"]
    assert walked.spider.next_state == {"cursor": "5", "day": "2026-11-18"}


def test_arguments_walk_back_only_and_leave_the_state_alone() -> None:
    walked = walk(make(UaProzorro, state={"cursor": "1"}, since="2026-11-05", until="2026-11-10"), Portal(*RECENT))
    assert sorted(walked.ids) == ["t1", "t2"]
    assert walked.spider.finished
    assert all("descending=1" in url for url in walked.asked if "?" in url)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"data_v2": []}, "/data is missing"),
        ({"data": [{"id_v2": "1"}]}, "without id or dateModified"),
        ({"data": [{"id": "t0", "dateModified": "2026-11-20T00:00:00Z"}]}, "/prev_page/offset is missing"),
    ],
)
def test_layout_changes_of_the_feed_are_broken(body: Any, sentence: str) -> None:
    walked = walk(make(UaProzorro), lambda _: body)
    assert walked.spider.trouble is not None
    assert sentence in walked.spider.trouble[1]
    assert not walked.spider.finished


def test_cursor_that_does_not_move_is_broken() -> None:
    entry = {"id": "t0", "dateModified": "2026-11-20T00:00:00Z"}
    server = {"data": [entry], "next_page": {"offset": "5"}}
    walked = walk(make(UaProzorro, state={"cursor": "5", "day": "2026-11-18"}), lambda _: server)
    assert walked.spider.trouble is not None
    assert "the cursor 5 does not move" in walked.spider.trouble[1]


def test_empty_feed_is_finished() -> None:
    walked = walk(make(UaProzorro), lambda _: {"data": [], "next_page": {"offset": ""}})
    assert (walked.spider.finished, walked.spider.trouble, walked.spider.next_state) == (True, None, None)

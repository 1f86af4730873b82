"""Feeds: only what was never seen; one broken feed leaves the others alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from spiders.news.news_feeds import NewsFeeds
from spiders.platforms.feed import FeedAddress, day_of, feed_list
from tests.spiders.driving import Answer, make, walk

UA, GB = "https://ain.example/feed/", "https://gov.example/news.atom"
LIST = f"{UA} UA uk, {GB} GB en"


def feed(*numbers: int, title: str = "AIN") -> str:
    items = "".join(
        f"<item><title>News {n}</title><guid>urn:{n}</guid><link>https://ain.example/{n}</link>"
        f"<pubDate>{n:02d} Nov 2026 10:00:00 +0200</pubDate></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def crawl(server: Any, state: Any = None, feeds: str = LIST, **arguments: Any) -> Any:
    return walk(make(NewsFeeds, state=state, settings={"NEWS_FEEDS": feeds}, **arguments), server)


def test_items_of_all_feeds_with_their_country_and_language() -> None:
    walked = crawl(lambda request: feed(1, 2) if request.url == UA else feed(3, title="GOV"))
    assert walked.ids == ["urn:1", "urn:2", "urn:3"]
    assert walked.listings[0] == {
        "source_id": "urn:1",
        "url": "https://ain.example/1",
        "title": "News 1",
        "country": "UA",
        "language": "uk",
        "published": "01 Nov 2026 10:00:00 +0200",
        "publisher": "AIN",
        "parties": [],
    }
    assert walked.spider.finished


def test_ids_of_two_feeds_do_not_meet() -> None:
    plain = feed(1).replace("urn:1", "1")
    walked = crawl(lambda _: plain)
    assert walked.ids == [f"{UA}#1", f"{GB}#1"]


def test_second_crawl_lands_only_what_is_new_and_asks_conditionally() -> None:
    first = crawl(
        lambda _: Answer(feed(1, 2), headers={"ETag": '"a"', "Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT"}),
        feeds=UA,
    )
    sent: list[Request] = []

    def server(request: Request) -> Any:
        sent.append(request)
        return feed(2, 3)

    second = crawl(server, state=first.spider.next_state, feeds=UA)
    assert second.ids == ["urn:3"]
    assert sent[0].headers["If-None-Match"] == b'"a"'
    assert sent[0].headers["If-Modified-Since"] == b"Fri, 20 Nov 2026 10:00:00 GMT"


def test_unchanged_feed_is_finished_and_keeps_its_memory() -> None:
    first = crawl(lambda _: Answer(feed(1), headers={"ETag": '"a"'}), feeds=UA)
    second = crawl(lambda _: Answer(status=304), state=first.spider.next_state, feeds=UA)
    assert (second.ids, second.spider.finished) == ([], True)
    assert second.spider.next_state == first.spider.next_state


@pytest.mark.parametrize(
    "bad", [Answer("<html>error</html>"), Answer(status=500), Answer(feed(9)[:-20]), Answer(error=TimeoutError())]
)
def test_broken_feed_is_named_and_the_others_go_on(bad: Answer) -> None:
    old = {"feeds": {UA: {"seen": ["urn:0"], "etag": '"x"'}}}
    walked = crawl(lambda request: bad if request.url == UA else feed(3), state=old)
    assert walked.ids == ["urn:3"]
    assert UA in walked.spider.trouble[1]
    assert not walked.spider.finished
    assert walked.spider.next_state["feeds"][UA] == old["feeds"][UA]
    assert walked.spider.next_state["feeds"][GB]["seen"] == ["urn:3"]


def test_one_bad_feed_among_silent_ones_does_not_break_the_source() -> None:
    walked = crawl(lambda request: Answer(status=500) if request.url == UA else Answer(status=304))
    assert walked.spider.trouble[0] == "partial"
    nothing = crawl(lambda _: Answer(status=500))
    assert nothing.spider.trouble[0] == "broken"


def test_feed_that_lost_its_items_is_named() -> None:
    walked = crawl(lambda request: feed() if request.url == UA else feed(3))
    assert walked.spider.trouble == ("partial", f"feed {UA} has no items; a news feed always has")


def test_feeds_that_are_all_empty_are_an_empty_crawl() -> None:
    walked = crawl(lambda _: feed())
    assert (walked.ids, walked.spider.trouble, walked.spider.finished) == ([], None, True)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.platforms.feed.REMEMBERED", 3)
    state: Any = None
    for start in range(1, 20, 2):
        state = crawl(lambda _, n=start: feed(n, n + 1), state=state, feeds=UA).spider.next_state
    assert state["feeds"][UA]["seen"] == ["urn:18", "urn:19", "urn:20"]


def test_arguments_narrow_days_country_and_words() -> None:
    walked = crawl(lambda _: feed(1, 2, 12), region="ua", since="2026-11-02", keywords="News 2")
    assert walked.asked == [UA]
    assert walked.ids == ["urn:2"]
    assert walked.skipped == {"outside the days asked for": 1, "without the keywords asked for": 1}


def test_list_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(f"# ours\n{UA} UA uk\n\n{GB}  # no country\n", encoding="utf-8")
    assert feed_list(str(path)) == [FeedAddress(UA, "UA", "uk"), FeedAddress(GB, "XX", None)]


@pytest.mark.parametrize(
    "text", ["ftp://a.example/", "https://a.example/ Ukraine", "https://a.example/ UA uk more", "nowhere.txt"]
)
def test_wrong_list_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no feed|cannot be read"):
        feed_list(text)


@pytest.mark.parametrize("text", ["Thu, 08 Oct 2026 13:46:00 +0200", "2026-10-08T13:46:00Z", " 2026-10-08 "])
def test_day_of_a_feed_time(text: str) -> None:
    day = day_of(text)
    assert day is not None
    assert day.isoformat() == "2026-10-08"


def test_day_of_other_text_is_none() -> None:
    assert day_of("yesterday") is None

"""The list of feeds comes from the settings."""

from __future__ import annotations

from spiders.news.news_feeds import NewsFeeds
from tests.spiders.driving import make


def test_feeds_of_the_settings() -> None:
    spider = make(NewsFeeds, settings={"NEWS_FEEDS": "https://a.example/rss UA uk, https://b.example/feed.json"})
    assert isinstance(spider, NewsFeeds)
    assert [(each.url, each.country, each.language) for each in spider.addresses()] == [
        ("https://a.example/rss", "UA", "uk"),
        ("https://b.example/feed.json", "XX", None),
    ]

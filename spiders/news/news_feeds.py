"""News: articles of any number of feeds, which the people who run Firstcall choose."""

from __future__ import annotations

from leads.declaration import Expectations
from spiders.platforms.feed import FeedAddress, Feeds, feed_list


class NewsFeeds(Feeds):
    """Title, text and link of each item; each publisher's own terms apply to reading further.

    The feeds are those of the setting NEWS_FEEDS or of the environment's FIRSTCALL_NEWS_FEEDS: a file with one feed a
    line, or a comma list, each `URL [COUNTRY [LANGUAGE]]`. `-a region=UA` reads the feeds of one country.
    """

    name = "news_feeds"
    title = "News feeds"
    kind, country = "article", "XX"
    licence, attribution = "the publishers' terms", "the publisher named with each article"
    access, terms_url, terms_checked = "feed", "https://www.rssboard.org/rss-specification", "2026-11-21"
    delay = 1.0
    mandatory = ("source_id", "title")
    expects = Expectations(at_least=0, fill={"url": 0.9, "published": 0.8, "description": 0.5})

    def addresses(self) -> list[FeedAddress]:
        """The feeds of the settings."""
        return feed_list(self.settings["NEWS_FEEDS"])

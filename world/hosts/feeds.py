"""Feeds of five news hosts: RSS in two encodings, Atom, JSON Feed, all with ETag and Last-Modified."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime
from xml.sax.saxutils import escape

import orjson

from world.listings.news import OUTLETS, Item, NewsRows, changing
from world.reply import Ask, Reply, http_date, missing, robots, tag

PATHS = {
    "www.interfax.ru": "/rss.asp",
    "ain.ua": "/feed/",
    "www.epravda.com.ua": "/rss/",
    "www.gov.uk": "/search/news-and-communications.atom",
    "novyny.example": "/feed.json",
}
FEED_HOSTS = tuple(PATHS)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _rss(title: str, host: str, language: str, items: list[str], encoding: str) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{escape(title)}</title><link>https://{host}/</link>'
        f"<description>{escape(title)}</description><language>{language}</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def _plain_item(item: Item, link: str) -> str:
    category = f"<category>{item.topic}</category>" if item.topic else ""
    return (
        f'<item><guid isPermaLink="false">{escape(item.guid)}</guid><link>{escape(link)}</link><title>'
        f"{escape(item.title)}</title>"
        f"<description>{escape(item.summary)}</description><pubDate>{format_datetime(item.when)}</pubDate>{category}</item>"
    )


def _rich_item(item: Item, link: str) -> str:
    return (
        f"<item><title>{_cdata(item.title)}</title><link>{escape(link)}</link><dc:creator>{_cdata(item.author)}</dc:creator>"
        f'<pubDate>{format_datetime(item.when)}</pubDate><guid isPermaLink="true">{escape(item.guid)}</guid>'
        f"<description>{_cdata(item.summary[:90] + '…')}</description><content:encoded>"
        f"{_cdata(item.html)}</content:encoded></item>"
    )


def _atom(title: str, items: list[Item], updated: str) -> str:
    entries = "\n".join(
        f"<entry><id>{escape(item.guid)}</id><updated>{item.when.isoformat()}</updated><link "
        f'rel="alternate" type="text/html" href="{escape(item.link)}"/>'
        f'<title>{escape(item.title)}</title><summary type="html">{escape(escape(item.summary))}</summary></entry>'
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xml:lang="en-GB" xmlns="http://www.w3.org/2005/Atom"><id>https://www.gov.uk/search/news-and-communications</id>'
        f"<title>{title}</title><updated>{updated}</updated>\n{entries}\n</feed>\n"
    )


def _json_feed(title: str, items: list[Item]) -> bytes:
    rows = [
        {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html,
            "language": "uk",
            "date_published": item.when.isoformat(),
            "authors": [{"name": item.author}],
            **({"tags": [item.topic]} if item.topic else {}),
        }
        for item in items
    ]
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": "https://novyny.example/",
            "feed_url": "https://novyny.example/feed.json",
            "language": "uk",
            "items": rows,
        }
    )


class FeedApi:
    """The feed of one host."""

    def __init__(self, host: str, news: NewsRows) -> None:
        self.host = host
        self.news = news

    def answer(self, ask: Ask) -> Reply:
        """The feed, or 304 when nothing changed since the client's copy."""
        if ask.path == "/robots.txt":
            return robots("/search/all" if self.host == "www.gov.uk" else "/admin/")
        if ask.path.rstrip("/") != PATHS[self.host].rstrip("/"):
            return missing(ask)
        items = [] if ask.blank else self.news.latest(self.host, ask.day)
        body, kind = self._render(items, lambda link: link, ask)
        stamp = tag(body)
        if self.host == "www.epravda.com.ua" and items:
            # The newest item's link carries a time stamp that changes at each fetch; the ETag does not see it.
            newest = items[0].link
            body, kind = self._render(items, lambda link: changing(link, ask.count) if link == newest else link, ask)
        return Reply(
            body, kind, etag=stamp, modified=http_date(items[0].when.date(), 21) if items else http_date(ask.day)
        )

    def _render(self, items: list[Item], link: Callable[[str], str], ask: Ask) -> tuple[bytes, str]:
        _, language, _, title = OUTLETS[self.host]
        if self.host == "www.interfax.ru":
            text = _rss(
                title, self.host, language, [_plain_item(item, link(item.link)) for item in items], "windows-1251"
            )
            return text.encode("cp1251", "xmlcharrefreplace"), "text/xml; charset=windows-1251"
        if self.host == "www.gov.uk":
            return _atom(
                title, items, f"{ask.day.isoformat()}T21:00:00+00:00"
            ).encode(), "application/atom+xml; charset=utf-8"
        if self.host == "novyny.example":
            return _json_feed(title, items), "application/feed+json"
        shape = _rich_item if self.host == "ain.ua" else _plain_item
        return _rss(
            title, self.host, language, [shape(item, link(item.link)) for item in items], "UTF-8"
        ).encode(), "application/rss+xml; charset=UTF-8"

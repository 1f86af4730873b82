"""Every dialect of feed gives the same kind of entry, and what is no feed says so."""

from __future__ import annotations

import pytest

from spiders.platforms.entries import FeedError, plain_text, read_feed

BASE = "https://news.example/rss/all.xml"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>{"".join(items)}</channel></rss>'


def test_rss_item_is_copied() -> None:
    item = (
        "<item><title>Mill opens</title><link>https://news.example/1</link><guid>g-1</guid>"
        "<category>business</category>"
        "<description>&lt;p&gt;A &lt;b&gt;mill&lt;/b&gt; opens&lt;script&gt;evil()&lt;/script&gt;&lt;/p&gt;</description>"
        "<pubDate>Thu, 08 Oct 2026 13:46:00 +0200</pubDate><author>Jane Roe</author></item>"
    )
    feed = read_feed(rss(item).encode(), BASE)
    (entry,) = feed.entries
    assert (feed.title, entry.key, entry.url, entry.title) == ("News", "g-1", "https://news.example/1", "Mill opens")
    assert entry.description == "A mill opens"
    assert entry.published == "Thu, 08 Oct 2026 13:46:00 +0200"
    assert entry.topics == ["business"]
    assert "Jane" not in repr(entry)


def test_longest_text_is_the_description() -> None:
    item = (
        "<item><title>T</title><guid>1</guid><description>Short…</description>"
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<![CDATA[<p>Short and the rest: LLC Weaver.</p>]]></content:encoded></item>"
    )
    assert read_feed(rss(item).encode(), BASE).entries[0].description == "Short and the rest: LLC Weaver."


def test_relative_link_is_resolved_against_the_feed() -> None:
    (entry,) = read_feed(rss("<item><title>T</title><link>/n/7?x=1</link><guid>7</guid></item>").encode(), BASE).entries
    assert entry.url == "https://news.example/n/7?x=1"
    assert entry.key == "7"


def test_guid_that_changes_its_timestamp_is_known_by_its_link() -> None:
    keys = {
        read_feed(
            rss(
                f"<item><title>T</title><link>https://a.example/9</link><guid>https://a.example/9?{stamp}</guid></item>"
            ).encode(),
            BASE,
        )
        .entries[0]
        .key
        for stamp in (1791459960, 1791460000)
    }
    assert keys == {"https://a.example/9"}


def test_link_that_changes_its_timestamp_is_known_by_its_guid() -> None:
    keys = {
        read_feed(
            rss(
                f"<item><title>T</title><link>https://a.example/9?t={stamp}</link><guid>https://a.example/9</guid></item>"
            ).encode(),
            BASE,
        )
        .entries[0]
        .key
        for stamp in (1, 2)
    }
    assert keys == {"https://a.example/9"}


def test_item_without_guid_and_link_has_a_key_of_title_and_day() -> None:
    one, two, same = (
        read_feed(rss(f"<item><title>{title}</title><pubDate>{day}</pubDate></item>").encode(), BASE).entries[0].key
        for title, day in (("A", "1 Oct 2026"), ("A", "2 Oct 2026"), ("A", "1 Oct 2026"))
    )
    assert one == same != two
    assert one.startswith("sha1:")


def test_rdf_and_dublin_core_dates() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://z.example/"><title>Z</title></channel><item rdf:about="https://z.example/1"><title>One</title>'
        "<link>https://z.example/1</link><dc:date>2026-07-20T09:00:00Z</dc:date></item></rdf:RDF>"
    )
    (entry,) = read_feed(body.encode(), BASE).entries
    assert (entry.title, entry.published) == ("One", "2026-07-20T09:00:00Z")


def test_atom_takes_the_alternate_link_and_no_enclosure() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>E</title><id>urn:uuid:1</id><updated>2026-01-02T00:00:00Z</updated>'
        '<link rel="enclosure" href="https://f.example/e.mp3"/><link rel="self" href="https://f.example/self"/>'
        '<link rel="alternate" href="https://f.example/alt"/><summary>S</summary></entry>'
        "<entry><title>N</title><id>urn:uuid:2</id><updated>2026-01-02T00:00:00Z</updated></entry></feed>"
    )
    first, second = read_feed(body.encode(), BASE).entries
    assert (first.key, first.url) == ("urn:uuid:1", "https://f.example/alt")
    assert (second.key, second.url) == ("urn:uuid:2", None)


def test_stray_atom_entry_and_nested_item_are_no_items() -> None:
    stray = '<atom:entry xmlns:atom="http://www.w3.org/2005/Atom"><title>Phantom</title><id>p</id></atom:entry>'
    nested = (
        '<item><title>Real</title><guid>r</guid><content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<item><title>Phantom</title><guid>q</guid></item></content:encoded></item>"
    )
    assert [each.title for each in read_feed(rss(nested, stray).encode(), BASE).entries] == ["Real"]


@pytest.mark.parametrize("declared", ["windows-1251", "UTF-8"])
def test_cyrillic_is_read_whatever_is_declared(declared: str) -> None:
    text = rss(
        "<item><title>Швейная фабрика</title><guid>1</guid></item>", head=f'<?xml version="1.0" encoding="{declared}"?>'
    )
    for encoding in {"utf-8", declared}:
        (entry,) = read_feed(text.encode(encoding), BASE, f"application/xml; charset={declared}").entries
        assert entry.title == "Швейная фабрика"


def test_json_feed() -> None:
    body = (
        '{"version":"https://jsonfeed.org/version/1.1","title":"J","language":"uk","items":[{"id":"2","url":"/2","title":"Друга",'
        '"content_html":"<p>Довгий текст</p>","summary":"Текст","date_published":"2026-01-02T14:00:00-07:00",'
        '"tags":["it"],"authors":[{"name":"Joe"}]}]}'
    )
    feed = read_feed(body.encode(), "https://j.example/feed.json")
    (entry,) = feed.entries
    assert (entry.key, entry.url, entry.title, entry.description) == (
        "2",
        "https://j.example/2",
        "Друга",
        "Довгий текст",
    )
    assert (feed.language, entry.topics) == ("uk", ["it"])
    assert "Joe" not in repr(entry)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!DOCTYPE html><html><body>down</body></html>", "no feed but begins '<!DOCTYPE html>"),
        (b"  ", "the answer is empty"),
        (b'<feedV2 xmlns="http://www.w3.org/2005/Atom"></feedV2>', "is no feed but begins '<feedV2"),
        (rss("<item><title>Фабрика</title></item>").encode("cp1251"), r"not in the encoding it declares \(UTF-8\)"),
        (b'{"error": 1}', "names no version"),
        (b'{"version":"https://jsonfeed.org/version/1.1"', "cannot be read"),
        (b'{"version":"https://jsonfeed.org/version/1.1","itemz":[]}', "/items is missing"),
        (rss("<item><title>A</title></item>").encode()[:-25], "ends in the middle"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, sentence: str) -> None:
    with pytest.raises(FeedError, match=sentence):
        read_feed(body, BASE)


def test_plain_text_folds_white_space_and_entities() -> None:
    assert (
        plain_text("<p>Закупка №42 &nbsp; на &laquo;услуги&raquo;</p>\n<style>p{}</style>") == "Закупка №42 на «услуги»"
    )
    assert plain_text("  ") is None

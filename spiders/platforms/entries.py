"""The entries of a feed, whatever its dialect: RSS 0.9–2, RDF, Atom (feedparser) and JSON Feed 1–1.1.

Everything stays as the feed wrote it, except that links are made absolute and HTML becomes plain text. Authors are
persons and are not read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import feedparser
import orjson
from bs4 import BeautifulSoup
from lxml import etree
from w3lib.encoding import http_content_type_encoding

ATOM_ENTRY = "{http://www.w3.org/2005/Atom}entry"
JSON_TEXTS = ("summary", "content_text", "content_html")
"""The longest text an item carries is its description: summaries break off before the companies are named."""
ROOTS = (b"rss", b"RDF", b"feed")
"""Root elements of feeds; a namespace alone makes no feed."""
TEXT_LIMIT = 20_000
"""Characters of description kept: some feeds carry whole articles, and the beginning names the companies."""


class FeedError(ValueError):
    """The answer is not a feed; the sentence says what it is instead."""


@dataclass
class Entry:
    """One item of a feed."""

    key: str
    """What tells it from other items: guid, else link, else a hash of title and date."""
    url: str | None
    title: str | None
    description: str | None
    published: str | None
    modified: str | None
    language: str | None = None
    topics: list[str] = field(default_factory=list)


@dataclass
class FeedText:
    """A feed that was read: its own title and language, and its entries in the order written."""

    title: str | None
    language: str | None
    entries: list[Entry]


def read_feed(body: bytes, base: str, content_type: str = "") -> FeedText:
    """Entries of a feed fetched from `base`. Raises FeedError with a sentence."""
    if not body.strip():
        raise FeedError("the answer is empty")
    if body.lstrip()[:1] == b"{":
        return _json_feed(body, base)
    return _xml_feed(body, base, content_type)


def plain_text(html: str | None) -> str | None:
    """HTML as text: tags, scripts and styles out, entities resolved, white space folded; None where nothing is left."""
    if not html:
        return None
    if "<" in html or "&" in html:
        soup = BeautifulSoup(html, "lxml")
        for each in soup(["script", "style", "noscript"]):
            each.decompose()
        html = soup.get_text(" ")
    return " ".join(html.split())[:TEXT_LIMIT] or None


def _xml_feed(body: bytes, base: str, content_type: str) -> FeedText:
    found = feedparser.parse(
        _without_strays(_as_utf8(body, content_type)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    root = re.search(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)", body)
    if not found.version or root is None or root.group(1) not in ROOTS:
        start = " ".join(body[:60].decode("utf-8", "replace").split())
        raise FeedError(f"the answer is no feed but begins {start!r}")
    if found.bozo and _is_cut(body):
        raise FeedError("the feed ends in the middle")
    return FeedText(
        title=plain_text(found.feed.get("title")),
        language=found.feed.get("language"),
        entries=[_xml_entry(each, base) for each in found.entries],
    )


def _xml_entry(entry: Any, base: str) -> Entry:
    url = _link(entry, base)
    title, published = plain_text(entry.get("title")), entry.get("published")
    contents = [each.get("value") for each in entry.get("content", []) if "html" in each.get("type", "html")]
    # Asked for an <updated> that is missing, feedparser answers with <published>: only what was written is kept.
    modified = entry["updated"] if "updated" in entry else None  # noqa: SIM401
    return Entry(
        key=_key(entry.get("id"), url, title, published or modified),
        url=url,
        title=title,
        description=max((plain_text(each) or "" for each in (entry.get("summary"), *contents)), key=len) or None,
        published=published or modified,
        modified=modified,
        language=None,
        topics=list(dict.fromkeys(tag["term"] for tag in entry.get("tags", []) if tag.get("term"))),
    )


def _link(entry: Any, base: str) -> str | None:
    """The link for people: rel=alternate first, then any other but enclosures; a guid that is no address is none."""
    links = [each for each in entry.get("links", []) if each.get("href") and each.get("rel") != "enclosure"]
    links.sort(key=lambda each: each.get("rel") != "alternate")
    candidates = [each["href"] for each in links] + [entry.get("link")]
    for each in candidates:
        if each and not re.match(r"(?!https?:)[A-Za-z][\w+.-]*:", each):
            return urljoin(base, str(each).strip())
    return None


def _json_feed(body: bytes, base: str) -> FeedText:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise FeedError(f"the JSON Feed cannot be read: {error}") from None
    if not (isinstance(found, dict) and str(found.get("version", "")).startswith("https://jsonfeed.org/version/")):
        raise FeedError("the JSON is no JSON Feed: it names no version")
    items = found.get("items")
    if not isinstance(items, list):
        raise FeedError("layout changed: /items is missing")
    return FeedText(
        title=plain_text(found.get("title")),
        language=found.get("language"),
        entries=list(_json_entries(items, base)),
    )


def _json_entries(items: list[Any], base: str) -> Iterator[Entry]:
    for item in items:
        if not isinstance(item, dict):
            continue
        link = item.get("url") or item.get("external_url")
        url = urljoin(base, str(link)) if link else None
        title, published = plain_text(item.get("title")), item.get("date_published")
        tags = item.get("tags")
        yield Entry(
            key=_key(item.get("id"), url, title, published),
            url=url,
            title=title,
            description=max((plain_text(item.get(name)) or "" for name in JSON_TEXTS), key=len) or None,
            published=published or item.get("date_modified"),
            modified=item.get("date_modified"),
            language=item.get("language"),
            topics=[str(tag) for tag in tags] if isinstance(tags, list) else [],
        )


def _key(guid: Any, url: str | None, title: str | None, day: Any) -> str:
    """guid ‖ link ‖ hash(title, date); the link where the guid is the link with a changing query (mpg.de)."""
    if guid and url and "?" in str(guid) and str(guid).partition("?")[0] == url:
        return url
    if guid or url:
        return str(guid or url)
    return "sha1:" + hashlib.sha1(f"{title}\0{day}".encode(), usedforsecurity=False).hexdigest()


def _as_utf8(body: bytes, content_type: str) -> bytes:
    """The text in UTF-8, its own declaration of another encoding taken off. Raises FeedError where none fits.

    What is valid UTF-8 is UTF-8, whatever is declared: Cyrillic in windows-1251 never is. Else the document's declaration
    counts before the server's, and nothing is guessed.
    """
    within = re.match(rb"\s*<\?xml[^>]*?encoding=[\"']([\w.:-]+)", body)
    declared = [within.group(1).decode() if within else None, http_content_type_encoding(content_type)]
    for encoding in ["utf-8-sig", *filter(None, declared)]:
        try:
            text = body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        return re.sub(r"(<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']", r"\1", text, count=1).encode()
    raise FeedError(f"the text is not in the encoding it declares ({next(filter(None, declared), 'none')})")


def _is_cut(body: bytes) -> bool:
    """Whether the XML stops before its root element closes."""
    return not re.search(rb"</(?:\w+:)?(?:rss|RDF|feed)\s*>\s*(?:<!--.*?-->\s*)*\Z", body, re.DOTALL | re.IGNORECASE)


def _without_strays(body: bytes) -> bytes:
    """RSS without Atom entries that strayed into it: feedparser would count them as items."""
    if not re.search(rb"<\w+:entry[\s>]", body):
        return body
    root = etree.fromstring(body, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
    if root is None or root.tag.endswith("feed"):
        return body
    for stray in list(root.iter(ATOM_ENTRY)):
        parent = stray.getparent()
        if parent is not None:
            parent.remove(stray)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)

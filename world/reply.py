"""A question to a host and its reply, with the HTTP manners every host shares: 304, ranges, plain refusals."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Protocol

import orjson


@dataclass(slots=True)
class Ask:
    """One request as a host sees it: `path` without the host segment, `query` the last value of each key.

    `day` is the world's day; `blank` asks for the host's own valid empty answer (a planted fault).
    """

    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    day: date
    count: int = 0
    blank: bool = False

    def number(self, key: str, default: int) -> int:
        """A whole number from the query, the default when absent or unreadable."""
        try:
            return int(self.query[key])
        except (KeyError, ValueError):
            return default


@dataclass(slots=True)
class Reply:
    """What goes back: `etag` and `modified` switch on 304 answers, `ranges` switches on HTTP Range."""

    body: bytes
    kind: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    ranges: bool = False


class HostApi(Protocol):
    """One host of the outside world."""

    def answer(self, ask: Ask) -> Reply:
        """The reply the real host would give."""
        ...


def json_reply(value: Any, status: int = 200, kind: str = "application/json") -> Reply:
    """A JSON reply in UTF-8."""
    return Reply(orjson.dumps(value), kind, status)


def missing(ask: Ask) -> Reply:
    """404 with a plain sentence."""
    return Reply(f"There is nothing at {ask.path} on {ask.host}.\n".encode(), "text/plain; charset=utf-8", 404)


def robots(disallow: str = "/private/") -> Reply:
    """A robots.txt that allows what spiders need, forbids one folder, and names no Crawl-delay."""
    return Reply(f"User-agent: *\nDisallow: {disallow}\nAllow: /\n".encode(), "text/plain; charset=utf-8")


def tag(body: bytes) -> str:
    """A strong ETag of the bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def http_date(day: date, hour: int = 6) -> str:
    """An HTTP date at the full hour (UTC) of the day."""
    return format_datetime(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), usegmt=True)


def _unchanged(reply: Reply, headers: dict[str, str]) -> bool:
    if reply.etag and "if-none-match" in headers:
        return reply.etag in headers["if-none-match"] or headers["if-none-match"].strip() == "*"
    if reply.modified and "if-modified-since" in headers:
        try:
            return parsedate_to_datetime(reply.modified) <= parsedate_to_datetime(headers["if-modified-since"])
        except ValueError:
            return False
    return False


def finish(reply: Reply, headers: dict[str, str]) -> Reply:
    """Apply conditional requests and ranges to a reply; other replies come back as they are."""
    if reply.etag:
        reply.headers["ETag"] = reply.etag
    if reply.modified:
        reply.headers["Last-Modified"] = reply.modified
    if reply.status == 200 and _unchanged(reply, headers):
        return Reply(b"", reply.kind, 304, reply.headers)
    if not reply.ranges or reply.status != 200:
        return reply
    reply.headers["Accept-Ranges"] = "bytes"
    wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", headers.get("range", "").strip())
    if not wanted or headers.get("if-range", reply.etag) not in (reply.etag, reply.modified):
        return reply
    size, (first, last) = len(reply.body), wanted.groups()
    if not first and not last:
        return reply
    low = int(first) if first else max(0, size - int(last))
    high = min(int(last), size - 1) if first and last else size - 1
    if low > high or low >= size:
        return Reply(b"", reply.kind, 416, {**reply.headers, "Content-Range": f"bytes */{size}"})
    reply.headers["Content-Range"] = f"bytes {low}-{high}/{size}"
    return Reply(reply.body[low : high + 1], reply.kind, 206, reply.headers)

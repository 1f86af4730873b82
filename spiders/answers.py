"""What an answer, or the lack of one, means: JSON read strictly, failures sorted into blocked, broken and partial."""

from __future__ import annotations

import codecs
import json
from typing import Any

import orjson
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from w3lib.encoding import http_content_type_encoding

REFUSALS = frozenset({401, 402, 403, 407, 429, 451})
"""Answers by which a source refuses us: who we are, how often we ask, or the law."""


class Unreadable(ValueError):
    """An answer is not what its source answers; the sentence says what it is."""


class RobotsForbid(IgnoreRequest):
    """robots.txt does not allow a request."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt cannot be fetched, so nothing may be (RFC 9309, 2.3.1.4)."""


class Stopping(IgnoreRequest):
    """The crawl is being stopped; what still waits is not sent."""


def read_json(response: Response) -> Any:
    """The body as JSON: UTF-8 (RFC 8259), or the charset the answer declares; nothing is guessed. Raises Unreadable."""
    body = response.body
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        first = error
    start = body.lstrip()[:100]
    if not start:
        raise Unreadable("the answer is empty") from None
    if start[:1] == b"<":
        raise Unreadable(f"the answer is HTML or XML, not JSON: {_begin(start)}") from None
    # Python's reader takes what orjson refuses but servers send: lone surrogates, numbers beyond a double (they
    # stay text).
    declared = http_content_type_encoding((response.headers.get("Content-Type") or b"").decode("latin-1")) or "utf-8"
    try:
        return json.loads(body.decode(codecs.lookup(declared).name), parse_float=str)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable(f"the answer is not in the charset it declares ({declared})") from None
    except ValueError:
        raise Unreadable(f"the answer is not whole JSON: {first}") from None


def brief(url: str) -> str:
    """An address as a sentence can carry it: without the query."""
    whole, question, _ = url.partition("?")
    return whole + ("?…" if question else "")


def _begin(start: bytes) -> str:
    return repr(" ".join(start.decode("utf-8", "replace").split())[:60])


def verdict(error: BaseException | None, url: str) -> tuple[str, str]:
    """(outcome, sentence) for a request that failed to the end.

    blocked: robots.txt forbids, or the source answers 401, 403, 429 …; broken: no answer, 5xx, 404, anything else.
    `Land` turns either into partial where listings were landed before.
    """
    url = brief(url)
    if isinstance(error, HttpError):
        status = error.response.status
        if status in REFUSALS:
            return "blocked", f"{url} answers {status}: the source refuses us"
        return "broken", f"{url} answers {status}"
    if isinstance(error, RobotsForbid):
        return "blocked", f"robots.txt forbids {url}"
    if isinstance(error, RobotsUnreachable):
        return "broken", str(error)
    if isinstance(error, Stopping):
        return "partial", "stopped before the end"
    return "broken", f"{url} {why(error)}"


def why(error: BaseException | None) -> str:
    """How a request failed on the network, as the end of a sentence that begins with the address."""
    if isinstance(error, CannotResolveHostError):
        return "cannot be reached: its host is unknown"
    if isinstance(error, DownloadConnectionRefusedError):
        return "cannot be reached: the connection is refused"
    if isinstance(error, (DownloadTimeoutError, TimeoutError)):
        return "does not answer in time"
    if isinstance(error, ResponseDataLossError):
        return "breaks off in the middle of its answer"
    if isinstance(error, DownloadCancelledError):
        return "answers more than is allowed"
    return f"fails: {type(error).__name__}" + (f": {str(error)[:200]}" if error and str(error) else "")

"""public-api.prozorro.gov.ua: the offset feed of tenders and the tender by id."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from world.reply import Ask, Reply, json_reply, missing, robots

BASE = "https://public-api.prozorro.gov.ua"
PATH = "/api/2.5/tenders"


@dataclass(frozen=True, slots=True, order=True)
class FeedRow:
    """One line of the feed: epoch microseconds of the last change, the id, the change as text."""

    stamp: int
    tender: str
    modified: str


class Tenders(Protocol):
    """Tenders as they stand on a day."""

    def feed(self, day: date) -> Sequence[FeedRow]:
        """All tenders, ordered by (stamp, id)."""
        ...

    def tender(self, tender: str, day: date) -> dict[str, Any] | None:
        """The document of one tender, None when it does not exist yet."""
        ...


def _cursor(stamp: int, skip: int) -> str:
    text = f"{stamp // 1_000_000}.{stamp % 1_000_000:06d}"
    return f"{text}.{skip}.{hashlib.md5(f'{text}.{skip}'.encode(), usedforsecurity=False).hexdigest()}"


class ProzorroApi:
    """Feed paging: a cursor is (time, how many rows of that time were seen, hash); empty pages keep it."""

    def __init__(self, tenders: Tenders) -> None:
        self.tenders = tenders

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/api/0/")
        if ask.path.rstrip("/") == PATH:
            return self._feed(ask)
        match = re.fullmatch(PATH + r"/([0-9a-f]{32})", ask.path)
        if not match:
            return missing(ask)
        found = self.tenders.tender(match.group(1), ask.day)
        return json_reply({"data": found}) if found else _refuse(404, "url", "tender_id", "Not Found")

    def _feed(self, ask: Ask) -> Reply:
        limit = min(1000, ask.number("limit", 100))
        if limit < 1:
            return _refuse(400, "querystring", "limit", "Limit must be positive")
        backwards = ask.query.get("descending") == "1"
        rows = self.tenders.feed(ask.day)
        offset = ask.query.get("offset", "")
        spot = self._spot(rows, offset, backwards)
        if spot is None:
            return _refuse(404, "querystring", "offset", "Offset expired/invalid")
        part = (
            []
            if ask.blank
            else list(rows[max(0, spot - limit) : spot][::-1] if backwards else rows[spot : spot + limit])
        )
        body: dict[str, Any] = {"data": [self._line(row, ask) for row in part]}
        extra = "".join(f"&{key}={ask.query[key]}" for key in ("limit", "mode", "opt_fields") if key in ask.query)
        newest, oldest = (part[0], part[-1]) if backwards and part else (part[-1], part[0]) if part else (None, None)
        ahead = _page(self._after(rows, newest) if newest else offset, extra)
        behind = _page(self._before(rows, oldest) if oldest else offset, extra + "&descending=1")
        if backwards:
            if part:
                body["next_page"] = behind
            body["prev_page"] = ahead
        else:
            body["next_page"] = ahead
            if offset:
                body["prev_page"] = behind
        return json_reply(body)

    def _line(self, row: FeedRow, ask: Ask) -> dict[str, Any]:
        line: dict[str, Any] = {"id": row.tender, "dateModified": row.modified}
        wanted = [name for name in ask.query.get("opt_fields", "").split(",") if name]
        if wanted:
            document = self.tenders.tender(row.tender, ask.day) or {}
            line |= {name: document[name] for name in wanted if name in document}
        return line

    def _spot(self, rows: Sequence[FeedRow], offset: str, backwards: bool) -> int | None:
        """Index between rows where the cursor stands."""
        if not offset:
            return len(rows) if backwards else 0
        match = re.fullmatch(r"(\d+)\.(\d{1,6})\.(\d+)\.[0-9a-f]{32}", offset)
        if not match:
            return None
        stamp = int(match.group(1)) * 1_000_000 + int(match.group(2).ljust(6, "0"))
        skip = int(match.group(3))
        first, last = (cut(rows, stamp, key=lambda row: row.stamp) for cut in (bisect_left, bisect_right))
        # Rows of this very time may have moved on since the cursor was given: never step over rows of other times.
        return max(first, last - skip) if backwards else min(last, first + skip)

    def _after(self, rows: Sequence[FeedRow], row: FeedRow) -> str:
        first = bisect_left(rows, row.stamp, key=lambda other: other.stamp)
        return _cursor(row.stamp, bisect_left(rows, row) - first + 1)

    def _before(self, rows: Sequence[FeedRow], row: FeedRow) -> str:
        last = bisect_right(rows, row.stamp, key=lambda other: other.stamp)
        return _cursor(row.stamp, last - bisect_left(rows, row))


def _page(offset: str, extra: str) -> dict[str, str]:
    path = f"{PATH}?offset={offset}{extra}" if offset else f"{PATH}{'?' + extra[1:] if extra else ''}"
    return {"offset": offset, "path": path, "uri": BASE + path}


def _refuse(status: int, where: str, name: str, text: str) -> Reply:
    return json_reply({"status": "error", "errors": [{"location": where, "name": name, "description": text}]}, status)

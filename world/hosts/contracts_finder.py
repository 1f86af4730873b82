"""www.contractsfinder.service.gov.uk: OCDS releases by publication window, with links.next."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol
from urllib.parse import urlencode

import orjson

from world.reply import Ask, Reply, json_reply, missing, robots

URL = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"


class Releases(Protocol):
    """Releases, newest first; a `tail_cursor` makes the last full page point at one more, empty page."""

    tail_cursor: str

    def window(self, low: datetime | None, high: datetime | None, stages: set[str], today: date) -> Sequence[Any]:
        """Handles of releases published in [low, high] of the stages (all when empty)."""
        ...

    def releases(self, handles: Sequence[Any]) -> list[dict[str, Any]]:
        """The handles' OCDS releases."""
        ...


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class ContractsFinderApi:
    """The body is ISO-8859-1 and says so; the last page has links null, or no links at all."""

    def __init__(self, rows: Releases) -> None:
        self.rows = rows

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/Admin/")
        if ask.path != "/Published/Notices/OCDS/Search":
            return missing(ask)
        limit, cursor = min(100, max(1, ask.number("limit", 100))), ask.query.get("cursor", "")
        try:
            low, high = _moment(ask.query.get("publishedFrom", "")), _moment(ask.query.get("publishedTo", ""))
            tail = bool(cursor) and cursor == self.rows.tail_cursor
            start = int(base64.urlsafe_b64decode(cursor).partition(b":")[2]) if cursor and not tail else 0
        except ValueError:
            return json_reply({"error": "publishedFrom, publishedTo or cursor is not valid"}, 400)
        stages = {part for part in ask.query.get("stages", "").split(",") if part}
        found = [] if ask.blank or tail else self.rows.window(low, high, stages, ask.day)
        body: dict[str, Any] = {
            "uri": f"{URL}?{urlencode(ask.query)}",
            "version": "1.1",
            "publishedDate": f"{ask.day.isoformat()}T22:11:46Z",
            "publisher": {"name": "Cabinet Office", "scheme": "GB-GOR", "uid": "D2"},
            "license": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "releases": self.rows.releases(found[start : start + limit]),
        }
        if start + limit < len(found):
            following = base64.urlsafe_b64encode(f"page:{start + limit}".encode()).decode()
            body["links"] = {"next": f"{URL}?{urlencode({**ask.query, 'cursor': following})}"}
        elif self.rows.tail_cursor and found:
            body["links"] = {"next": f"{URL}?{urlencode({**ask.query, 'cursor': self.rows.tail_cursor})}"}
        elif tail or len(found) % 2:
            body["links"] = None
        return Reply(orjson.dumps(body).decode().encode("latin-1", "replace"), "application/json; charset=ISO-8859-1")

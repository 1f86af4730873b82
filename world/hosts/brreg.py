"""data.brreg.no: Enhetsregisteret's search with HAL pages, and the look-up of one entity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

import orjson

from world.reply import Ask, Reply, json_reply, missing, robots

BASE = "https://data.brreg.no/enhetsregisteret/api/enheter"
PATH = "/enhetsregisteret/api/enheter"
WINDOW = 10_000


class EntityRows(Protocol):
    """Where entities come from: the synthetic population or recorded files."""

    def search(self, query: dict[str, str], first: date | None, last: date | None, today: date) -> Sequence[Any]:
        """Handles of the matching entities, ordered by registration date."""
        ...

    def fragments(self, handles: Sequence[Any]) -> list[bytes]:
        """The handles' entities as JSON bytes."""
        ...

    def single(self, number: str, today: date) -> tuple[int, dict[str, Any]] | None:
        """(status, body) of one entity, None when unknown."""
        ...


def _refuse(ask: Ask, text: str, names: list[str], value: str) -> Reply:
    """400 in the register's own shape."""
    return json_reply(
        {
            "tidsstempel": f"{ask.day.isoformat()}T12:00:00.000+00:00",
            "status": 400,
            "feilmelding": "Feilaktig forespørsel",
            "sti": ask.path,
            "antallFeil": 1,
            "valideringsfeil": [{"feilmelding": text, "parametere": names, "feilaktigVerdi": value}],
        },
        400,
    )


class BrregApi:
    """Answers searches by registration date window and look-ups by number."""

    def __init__(self, rows: EntityRows) -> None:
        self.rows = rows

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/enhetsregisteret/oppslag/")
        if ask.path == PATH:
            return self._search(ask)
        if ask.path.startswith(PATH + "/"):
            found = self.rows.single(ask.path[len(PATH) + 1 :], ask.day)
            if found is None:
                return Reply(b"", "application/json", 404)
            return json_reply(found[1], found[0])
        return missing(ask)

    def _search(self, ask: Ask) -> Reply:
        size, page = ask.number("size", 20), ask.number("page", 0)
        if size < 1 or page < 0:
            return _refuse(
                ask, "size må være større enn 0 og page kan ikke være negativ", ["size", "page"], f"{size}, {page}"
            )
        if (page + 1) * size > WINDOW:
            return _refuse(
                ask, f"Summen av page og size kan ikke overstige {WINDOW}", ["page", "size"], f"{page}, {size}"
            )
        days: list[date | None] = []
        for key in ("fraRegistreringsdatoEnhetsregisteret", "tilRegistreringsdatoEnhetsregisteret"):
            text = ask.query.get(key, "")
            try:
                days.append(date.fromisoformat(text) if text else None)
            except ValueError:
                return _refuse(ask, "Dato må være på formatet yyyy-MM-dd", [key], text)
        handles = [] if ask.blank else self.rows.search(ask.query, days[0], days[1], ask.day)
        if "desc" in ask.query.get("sort", "").lower():
            handles = handles[::-1]
        total = len(handles)
        pages = -(-total // size)
        part = self.rows.fragments(handles[page * size : (page + 1) * size])

        def link(number: int) -> dict[str, str]:
            return {"href": f"{BASE}?{urlencode({**ask.query, 'page': str(number), 'size': str(size)})}"}

        links = {"self": {"href": f"{BASE}?{urlencode(ask.query)}" if ask.query else BASE}}
        if pages > 1:
            links["first"], links["last"] = link(0), link(pages - 1)
            if page > 0:
                links["prev"] = link(page - 1)
            if page + 1 < pages:
                links["next"] = link(page + 1)
        tail = orjson.dumps(
            {"_links": links, "page": {"size": size, "totalElements": total, "totalPages": pages, "number": page}}
        )
        if not part:
            return Reply(tail, "application/json")
        return Reply(b'{"_embedded":{"enheter":[' + b",".join(part) + b"]}," + tail[1:], "application/json")

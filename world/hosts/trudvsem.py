"""opendata.trudvsem.ru: vacancies by pages (offset counts pages), windows of modification time, regions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from world.reply import Ask, Reply, json_reply, missing, robots


class Vacancies(Protocol):
    """Vacancies ordered by the time of modification."""

    def window(self, low: datetime | None, high: datetime | None, region: str, text: str, today: date) -> Sequence[Any]:
        """Handles of vacancies modified in [low, high]; region is a two-digit code or empty."""
        ...

    def rows(self, handles: Sequence[Any]) -> list[dict[str, Any]]:
        """The handles' vacancy objects."""
        ...


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


class TrudvsemApi:
    """Answers like the open API: status is a text, results is {} when there is nothing."""

    def __init__(self, vacancies: Vacancies) -> None:
        self.vacancies = vacancies

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/api/v1/internal/")
        match = re.fullmatch(r"/api/v1/vacancies(?:/region/(\d{2})\d*)?", ask.path)
        if not match:
            return missing(ask)
        limit, offset = ask.number("limit", 100), ask.number("offset", 0)
        try:
            low, high = _moment(ask.query.get("modifiedFrom", "")), _moment(ask.query.get("modifiedTo", ""))
        except ValueError:
            return json_reply(
                {"status": "400", "message": "modifiedFrom and modifiedTo are like 2026-10-01T00:00:00Z"}, 400
            )
        if limit > 100 or limit < 1 or offset < 0:
            return json_reply({"status": "400", "message": "limit is at most 100"}, 400)
        found = (
            []
            if ask.blank
            else self.vacancies.window(low, high, match.group(1) or "", ask.query.get("text", ""), ask.day)
        )
        part = self.vacancies.rows(found[offset * limit : (offset + 1) * limit])
        results: dict[str, Any] = {"vacancies": [{"vacancy": row} for row in part]} if part else {}
        return json_reply(
            {
                "status": "200",
                "request": {"api": "v1"},
                "meta": {"total": len(found), "limit": limit},
                "results": results,
            },
            kind="application/json;charset=UTF-8",
        )

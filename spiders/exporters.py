"""Feed exporters for `scrapy crawl NAME -O out.csv`: an item is a page of listings, a row of a feed is a listing.

What they write is what was landed: refused listings are missing, persons are vault tokens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import orjson
from scrapy.exporters import CsvItemExporter, JsonItemExporter, JsonLinesItemExporter

from leads.landing import File, Page
from leads.records import RECORDS, Listing, Party
from leads.vocabulary import fields


def rows(item: Any) -> Iterator[dict[str, Any]]:
    """Listings of an item; a bulk file has none, it lies in the landing."""
    if isinstance(item, Page):
        yield from item.rows
    elif not isinstance(item, File):
        yield item


class JsonLinesListings(JsonLinesItemExporter):
    """One listing a line."""

    def export_item(self, item: Any) -> None:
        """Write the listings of a page."""
        for row in rows(item):
            super().export_item(row)


class JsonListings(JsonItemExporter):
    """A JSON list of listings."""

    def export_item(self, item: Any) -> None:
        """Write the listings of a page."""
        for row in rows(item):
            super().export_item(row)


class CsvListings(CsvItemExporter):
    """One listing a line, with its first party in columns `party.…`; lists are joined by semicolons, pairs are
    `REGISTER number`."""

    def __init__(self, file: BytesIO, **kwargs: Any) -> None:
        super().__init__(file, **kwargs)
        self._kind = ""

    def export_item(self, item: Any) -> None:
        """Write the listings of a page."""
        if isinstance(item, Page) and not self._kind and self.fields_to_export is None:
            self._kind = item.kind
            record: type = RECORDS.get(item.kind, Listing)
            names = [*fields(record)]
            self.fields_to_export = names + [f"party.{name}" for name in fields(Party)]
        for row in rows(item):
            super().export_item(flat(row))


def flat(row: Mapping[str, Any]) -> dict[str, str]:
    """A listing as one flat row: text only."""
    parties = row.get("parties") or [{}]
    found = {name: _cell(value) for name, value in row.items() if name != "parties"}
    return found | {f"party.{name}": _cell(value) for name, value in parties[0].items()}


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(" ".join(each.values()) if isinstance(each, dict) else str(each) for each in value)
    return orjson.dumps(value).decode()

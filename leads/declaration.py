"""What a source declares about itself: written at its class, stored in every manifest, read back by `clean`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Access = Literal["bulk", "api", "feed", "html"]


class Expectations(BaseModel):
    """What an ordinary complete crawl of a source looks like; `health` compares each crawl with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: int = 0
    """Fewer listings than this in a complete crawl fails the source: its last good crawl stays in use."""
    at_most: int | None = None
    """More listings than this warns."""
    fill: dict[str, float] = Field(default_factory=dict)
    """Smallest share of listings in which a field (`title`, or of a party: `party.phones`) must have a value; below it warns."""


class Bulk(BaseModel):
    """How a bulk file is read: by columns of a CSV, or by XPaths relative to each record of an XML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["csv", "xml"]
    """The layout of the file inside."""
    member: str = "*"
    """Which members of the archive to read, as a glob."""
    encoding: str = "utf-8"
    """The encoding of a CSV; XML says its own."""
    delimiter: str = ","
    """What separates CSV columns."""
    record: str | None = None
    """The XML element that is one listing."""
    adds_up: bool = False
    """True where each file holds only what changed, so that files add up; else the newest complete file replaces older ones."""


class Declaration(BaseModel):
    """A source's declaration: what it is, how it may be used, how its text is to be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    """The name of the source: country and institution, as in `scrapy crawl no_brreg`."""
    title: str
    """What a salesperson reads: 'Norway: register of legal entities'."""
    kind: Literal["registration", "tender", "vacancy", "article"]
    """The kind of its listings."""
    country: str
    """ISO 3166-1 alpha-2 of the source; the default for listings and parties; 'XX' for a source of many countries."""
    licence: str
    """The licence of the data (SPDX or its own short name)."""
    attribution: str
    """The words the licence asks to be shown."""
    access: Access
    """How the data is reached."""
    terms_url: str
    """Where the terms of use stand."""
    terms_checked: str
    """The day somebody last read them, ISO."""
    delay: float
    """Seconds between two requests to a host."""
    mandatory: tuple[str, ...]
    """Fields without which a listing is refused, as vocabulary names (`party.name` for its first party)."""
    expects: Expectations
    """What an ordinary crawl looks like."""
    day_format: str = "iso"
    """How the source writes days: 'iso' or a strptime format such as '%d.%m.%Y'."""
    timezone: str = "UTC"
    """The IANA zone of times that carry none."""
    currency: str | None = None
    """The currency of amounts that carry none."""
    language: str | None = None
    """The language of the text, ISO 639-1."""
    bulk: Bulk | None = None
    """Set where the source lands files, not listings."""
    picks: dict[str, Any] = Field(default_factory=dict)
    """Where each vocabulary field is found: `{"title": "/title", …, "parties": [{…}]}`."""

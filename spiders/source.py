"""Source: what every source declares, checked when its class is made, and the arguments every crawl takes.

    class NoBrreg(NextLink):
        name = "no_brreg"
        title = "Norway: Register of Legal Entities"
        kind, country = "registration", "NO"
        licence, attribution = "NLOD-2.0", "Brønnøysundregistrene"
        access, terms_url, terms_checked = "api", "https://data.norge.no/nlod/no/2.0", "2026-11-21"
        expects = Expectations(at_least=1, fill={"party.name": 1.0})
        listing = {"source_id": "/organisasjonsnummer", "registered_on": "/registreringsdatoEnhetsregisteret"}
        parties = [{"role": "registered", "name": "/navn", "numbers": [Pair("NO-ORGNR", "/organisasjonsnummer")]}]

A platform (`spiders/platforms/`) walks the pages with what is here: `ask` makes a request whose failure is understood,
`json` reads an answer, `again` retries one that cannot be read, `page` turns rows into an item, `fail` says what went
wrong, `window` says which days to ask for. It sets `next_state` after the last page of a window was yielded, and
`finished` after the last window.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from leads.declaration import Access, Bulk, Declaration, Expectations
from leads.landing import Page
from spiders.answers import Unreadable, brief, read_json, verdict
from spiders.declaring import DeclarationError, Getters, declare, listing_getters, party_getters
from spiders.picks import Reader, pointer

__all__ = ["ARGUMENTS", "DeclarationError", "Source", "Unreadable"]

ARGUMENTS = ("since", "until", "region", "keywords", "limit")
"""The arguments of every crawl."""


class Source(scrapy.Spider):
    """Base of all sources: the declaration, the crawl's arguments, and how the crawl went."""

    title: ClassVar[str]
    kind: ClassVar[str]
    country: ClassVar[str]
    licence: ClassVar[str]
    attribution: ClassVar[str]
    access: ClassVar[Access]
    terms_url: ClassVar[str]
    terms_checked: ClassVar[str]
    delay: ClassVar[float] = 1.0
    mandatory: ClassVar[tuple[str, ...]] = ("source_id", "party.name")
    expects: ClassVar[Expectations] = Expectations()
    day_format: ClassVar[str] = "iso"
    timezone: ClassVar[str] = "UTC"
    currency: ClassVar[str | None] = None
    language: ClassVar[str | None] = None
    bulk: ClassVar[Bulk | None] = None
    listing: ClassVar[Mapping[str, Any]] = {}
    """Vocabulary field of the listing → pick (Many for lists, Pair inside a list for codes)."""
    parties: ClassVar[Sequence[Mapping[str, Any]]] = ()
    """One mapping a party: `role` (a role's name), then vocabulary field → pick; numbers and codes are lists of
    Pair."""
    path: ClassVar[Reader] = staticmethod(pointer)
    """How a plain string in a pick is read; platforms over XML set `xpath`, over CSV `column`."""
    asks: frozenset[str] = frozenset({"since", "until"})
    """Which of `region` and `keywords` the API itself is asked for; the others are held against the rows afterwards."""
    abstract: ClassVar[bool] = True
    """True for platforms: nothing is declared yet."""

    declaration: ClassVar[Declaration]
    _listing: ClassVar[Getters]
    _parties: ClassVar[list[tuple[str, Getters]]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.abstract = "name" not in cls.__dict__
        if not cls.abstract:
            cls.declaration = declare(cls)
            cls._listing, cls._parties = listing_getters(cls), party_getters(cls)

    def __init__(
        self,
        since: str | None = None,
        until: str | None = None,
        region: str | None = None,
        keywords: str | None = None,
        limit: str | int | None = None,
        **kwargs: Any,
    ) -> None:
        """Arguments of every source: since and until (ISO days, both included), region, keywords (comma-separated),
        limit (listings).

        Raises ValueError with one sentence where one cannot be read.
        """
        for name in kwargs:
            near = difflib.get_close_matches(name, ARGUMENTS, 1)
            hint = f"did you mean {near[0]}?" if near else f"arguments are {', '.join(ARGUMENTS)}"
            raise ValueError(f"{self.name} takes no argument {name!r}; {hint}")
        super().__init__()
        self.since = _day("since", since)
        self.until = _day("until", until)
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"-a since={self.since} lies after -a until={self.until}")
        self.region = (region or "").strip() or None
        self.keywords = [word.strip() for word in (keywords or "").split(",") if word.strip()]
        self.limit = _positive("limit", limit)
        self.state: dict[str, Any] | None = None
        """What the last sealed crawl left (set by `Land` before the first request)."""
        self.next_state: dict[str, Any] | None = None
        """Where the next crawl takes up; platforms move it only after the last page of a window has been yielded."""
        self.finished = False
        """Set by the platform when every window was walked to its end."""
        self.trouble: tuple[str, str] | None = None
        """The first thing that went wrong, as (outcome, sentence)."""
        self.note = ""
        """One sentence for the manifest where nothing went wrong but something is worth saying: 'unchanged'."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes a spider; besides, exceptions in callbacks become the crawl's trouble."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._raised, signals.spider_error)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The declared politeness becomes Scrapy's, except towards the rehost server on loopback, which needs none."""
        super().update_settings(settings)
        if not cls.abstract:
            settings.set("DOWNLOAD_DELAY", 0 if settings.get("FIRSTCALL_REHOST") else cls.delay, priority="spider")

    @property
    def scheduled(self) -> bool:
        """True where no argument narrows the crawl: only then may it move the state."""
        return not (self.since or self.until or self.region or self.keywords or self.limit)

    def today(self) -> date:
        """The day the crawl counts from: FIRSTCALL_TODAY where set (demo, replay, tests), else the UTC day."""
        fixed = self.settings.get("FIRSTCALL_TODAY")
        return date.fromisoformat(fixed) if fixed else datetime.now(UTC).date()

    def window(self, overlap: int = 1) -> tuple[date, date]:
        """First and last day to ask for: the arguments, else from the last sealed day minus `overlap` days until today.

        The last sealed day is `state["day"]`; where there is none, FIRST_DAYS back from today.
        """
        until = self.until or self.today()
        if self.since:
            return self.since, until
        if self.scheduled and self.state and self.state.get("day"):
            return min(date.fromisoformat(self.state["day"]) - timedelta(overlap), until), until
        return until - timedelta(self.settings.getint("FIRST_DAYS")), until

    def fail(self, outcome: str, reason: str) -> None:
        """Remember why this crawl is not complete (outcome: partial, blocked or broken); the first reason stays."""
        if self.trouble is None:
            self.trouble = (outcome, reason)
        self.logger.warning("%s: %s", outcome, reason)

    def ask(self, url: str, callback: Callable[..., Any] | None = None, **kwargs: Any) -> Request:
        """A request for `url`: never dropped as a duplicate, its failure understood by `failed`."""
        return Request(
            url, callback=callback or self.parse, errback=kwargs.pop("errback", self.failed), dont_filter=True, **kwargs
        )

    def failed(self, failure: Failure) -> Iterable[Any] | None:
        """Errback of every request: says why the crawl cannot be complete. See `answers.verdict` for the classes."""
        self.fail(*verdict(failure.value, failure.request.url))  # type: ignore[attr-defined]
        return None

    def json(self, response: Response) -> Any:
        """The body of an answer as JSON. Raises Unreadable with a sentence (half a page, an HTML page, a wrong
        charset)."""
        return read_json(response)

    def again(self, response: Response, reason: str) -> Iterator[Request]:
        """Ask once more for an answer that cannot be read; after RETRY_TIMES the crawl fails with `reason`."""
        assert response.request is not None
        retry = get_retry_request(response.request, spider=self, reason="unreadable answer", give_up_log_level="INFO")
        if retry is not None:
            yield retry
        else:
            self.fail("broken", reason)

    def skip(self, _row: Any) -> str | None:
        """Why a row of the source is no listing (counted under this reason), or None; sources override it."""
        return None

    def page(self, response: Response | str, rows: Iterable[Any], skipped: Mapping[str, int] | None = None) -> Page:
        """Rows of one answer as an item; rows that cannot be read or are not asked for are counted, not fatal."""
        url = response if isinstance(response, str) else response.url
        counted: dict[str, int] = dict(skipped or {})
        found = []
        narrowed = bool((self.region and "region" not in self.asks) or (self.keywords and "keywords" not in self.asks))
        for row in rows:
            try:
                reason = self.skip(row)
                listing = self.pick(row) if reason is None else {}
                if reason is None and narrowed:
                    reason = self._outside(listing)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                reason, listing = f"row cannot be read: {type(error).__name__}: {error}", {}
            if reason is None:
                found.append(listing)
            else:
                counted[reason] = counted.get(reason, 0) + 1
        return Page(url=url, rows=found, skipped=counted)

    def pick(self, row: Any) -> dict[str, Any]:
        """One row of the source as a listing under vocabulary names, verbatim."""
        found: dict[str, Any] = {name: value for name, get in self._listing if (value := get(row))}
        parties = found["parties"] = []
        for role, getters in self._parties:
            party = {"role": role}
            for name, get in getters:
                if value := get(row):
                    party[name] = value
            parties.append(party)
        return found

    def _outside(self, listing: Mapping[str, Any]) -> str | None:
        """Why a listing is not asked for by region or keywords, where the API could not be asked."""
        parties = listing.get("parties", ())
        if self.region and "region" not in self.asks:
            places = [str(each.get(name, "")) for each in parties for name in ("region", "city", "address", "postcode")]
            if self.region.casefold() not in " ".join(places).casefold():
                return "outside the region asked for"
        if self.keywords and "keywords" not in self.asks:
            texts = [str(listing.get("title", "")), str(listing.get("description", ""))]
            texts += [str(each.get("name", "")) for each in parties]
            whole = " ".join(texts).casefold()
            if not any(word.casefold() in whole for word in self.keywords):
                return "without the keywords asked for"
        return None

    def _raised(self, failure: Failure, response: Response | None) -> None:
        where = f"reading {brief(response.url)}" if response is not None else "starting"
        self.fail("broken", f"{where} raised {type(failure.value).__name__}: {failure.value}")


def _day(name: str, value: str | None) -> date | None:
    if not value:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"-a {name}={value} is not a day; write it as 2026-11-21") from None


def _positive(name: str, value: str | int | None) -> int | None:
    if value is None or value == "":
        return None
    if str(value).isdecimal() and int(value) > 0:
        return int(value)
    raise ValueError(f"-a {name}={value} is not a number of listings; write it as 100")

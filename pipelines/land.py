"""Land: what a spider yields becomes a sealed crawl. The only file of the pipelines that knows Scrapy.

Each listing is held against the declaration (mandatory fields), freed of personal values (vault tokens), stamped, and
written to `<crawl>.jsonl.gz` through a `.part`; a bulk file is taken over as it is. When the spider is closed the
manifest follows, with the Outcome: that is the proof that the crawl happened. It is an item pipeline, not a feed,
because `-O x.csv` on the command line replaces the feeds of the settings and would leave a crawl unsealed.

A listing repeated word for word within a crawl is landed once (counted "repeated"); one repeated with other words is
landed again, and `clean` takes the newest.
"""

from __future__ import annotations

import asyncio
import logging
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DropItem

from leads.declaration import Declaration
from leads.landing import LIMIT, CrawlFile, File, Landing, Manifest, Outcome, Page, crawl_id, dump
from leads.privacy import protect
from leads.records import Party
from leads.vault import Vault, VaultError
from leads.vocabulary import fields

logger = logging.getLogger(__name__)

_PARTY_FIELDS = {name: f"party.{name}" for name in fields(Party)}
_NOT_COUNTED = {"parties", "party.role", "subject"}

FAILED, OUTCOME, SEALED = (f"firstcall/{name}" for name in ("failed", "outcome", "sealed"))
"""Scrapy statistics: why nothing could be sealed; the outcome of what was; all about it in one line."""


class Land:
    """The item pipeline that lands, and seals on close."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.landing = Landing(settings["FIRSTCALL_LANDING"])
        self._data = Path(settings["FIRSTCALL_DATA"])
        self.started_at = datetime.now(UTC)
        self.crawl = crawl_id(self.started_at)
        self.refused: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        self._seen: set[int] = set()
        self._file: CrawlFile | None = None
        self._vault: Vault | None = None
        self._bulk: tuple[File, int, str] | None = None
        self._failed = ""
        self._closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes a pipeline; sealing waits for the signal that carries the reason of the end."""
        land = cls(crawler)
        crawler.signals.connect(land.seal, signals.spider_closed)
        crawler.signals.connect(land.broke, signals.item_error)
        return land

    @property
    def spider(self) -> Any:
        """The spider, a `spiders.source.Source` (which this package must not import)."""
        return self.crawler.spider

    def open_spider(self) -> None:
        """Open the crawl's file, sweep up after dead crawls, hand the spider the state of the last sealed one."""
        declaration: Declaration = self.spider.declaration
        self._listing_names = tuple(name for name in declaration.mandatory if not name.startswith("party."))
        self._party_names = tuple(name[6:] for name in declaration.mandatory if name.startswith("party."))
        try:
            for name in self.landing.sweep(self.spider.name):
                logger.info("removed %s, left by a crawl that died", name)
            self.spider.state = self.landing.state(self.spider.name)
            self._file = CrawlFile(self.landing, self.spider.name, self.crawl)
            self.spider.scratch = self._scratch()
        except (OSError, RuntimeError) as error:
            self._give_up(f"the landing {self.landing.root} cannot be written: {error}")
            raise CloseSpider("landing failed") from None

    def process_item(self, item: Any) -> Any:
        """Land a page of listings or a bulk file; the page comes out with the rows that were landed."""
        try:
            if isinstance(item, Page):
                return self._land_page(item)
            if isinstance(item, File):
                return self._land_file(item)
        except OSError as error:
            self._give_up(f"the landing {self.landing.root} cannot be written: {error}")
            self._stop("landing failed")
            raise DropItem(self._failed) from None
        except VaultError as error:
            self._give_up(str(error))
            self._stop("vault failed")
            raise DropItem(self._failed) from None
        raise TypeError(
            f"{self.spider.name} yields a {type(item).__name__}; a source yields leads.landing.Page or File"
        )

    def broke(self, failure: Any) -> None:
        """A page was lost to a mistake of ours: the crawl is not complete, and must not move the state."""
        self.spider.fail("broken", f"landing raised {type(failure.value).__name__}: {failure.value}")
        self.spider.next_state = None

    async def seal(self, reason: str) -> None:
        """Finish the file and write the manifest; a crawl that cannot be kept leaves nothing."""
        file, self._file = self._file, None
        if self._vault is not None:
            self._vault.close()
        if file is None:
            return
        try:
            if self._failed:
                file.discard()
                return
            if file.listings:
                file.close()
            else:
                file.discard()
            manifest = await asyncio.to_thread(self._manifest, file, reason)
            self.landing.seal(manifest)
        except OSError as error:
            file.discard()
            self._give_up(f"the landing {self.landing.root} cannot be written: {error}")
            return
        finally:
            self._tidy()
        size = f"{manifest.bytes:,} bytes" if self._bulk else f"{manifest.listings:,} listings"
        where = f", {self.landing.path(manifest.source, manifest.file)}" if manifest.file else ""
        sentence = (
            f"{manifest.source}: {manifest.outcome}, {size}"
            + (f" ({manifest.reason})" if manifest.reason else "")
            + where
        )
        self.crawler.stats.set_value(SEALED, sentence)
        self.crawler.stats.set_value(OUTCOME, str(manifest.outcome))
        logger.info(sentence)

    def _land_page(self, page: Page) -> Page:
        assert self._file is not None
        page.kind = self.spider.kind
        page.fetched_at = page.fetched_at or datetime.now(UTC).isoformat(timespec="seconds")
        self.refused.update(page.skipped)
        if self._failed or self._closing:
            raise DropItem("the crawl is ending")
        rows = [row for row in page.rows if self._whole(row)]
        reasons = protect(rows, self.spider.kind, self._tokens)
        landed: list[dict[str, Any]] = []
        lines: list[bytes] = []
        for row, reason in zip(rows, reasons, strict=True):
            if reason is not None:
                self.refused[reason] += 1
                continue
            row.setdefault("url", page.url)
            line = dump(row)
            mark = hash(line)
            if mark in self._seen:
                self.refused["repeated"] += 1
                continue
            if self.spider.limit and self._file.listings + len(lines) >= self.spider.limit:
                break
            self._seen.add(mark)
            landed.append(row)
            lines.append(line)
        self._file.put(lines, page.fetched_at)
        for row in landed:
            self._count(row)
        page.rows = landed
        if self.spider.limit and self._file.listings >= self.spider.limit:
            self._stop(LIMIT)
        return page

    def _land_file(self, item: File) -> File:
        if self._bulk is not None:
            raise ValueError("a crawl lands one bulk file; pack several into one")
        name = f"{self.crawl}{item.suffix}"
        size, digest = self.landing.take(self.spider.name, name, item.path)
        item.path = self.landing.path(self.spider.name, name)
        self._bulk = (item, size, digest)
        self.refused.update(item.skipped)
        return item

    def _whole(self, row: dict[str, Any]) -> bool:
        for name in self._listing_names:
            if not row.get(name):
                self.refused[f"missing {name}"] += 1
                return False
        if self._party_names:
            parties = row.get("parties")
            for name in self._party_names:
                if not parties or not parties[0].get(name):
                    self.refused[f"missing party.{name}"] += 1
                    return False
        return True

    def _count(self, row: dict[str, Any]) -> None:
        named = set(row)
        for party in row["parties"]:
            named.update([_PARTY_FIELDS.get(name, name) for name in party])
        named -= _NOT_COUNTED
        self.filled.update(named)

    def _tokens(self, values: Any) -> Any:
        if self._vault is None:
            self._vault = Vault(self._data)
        return self._vault.tokens(values)

    def _manifest(self, file: CrawlFile, reason: str) -> Manifest:
        spider, stats = self.spider, self.crawler.stats.get_stats()
        outcome, sentence = self._outcome(file.listings, reason)
        prefix = "downloader/response_status_count/"
        bulk, size, digest = self._bulk or (None, 0, None)
        return Manifest(
            source=spider.name,
            crawl=self.crawl,
            outcome=outcome,
            reason=sentence,
            file=bulk.path.rsplit("/", 1)[-1] if bulk else file.name if file.listings else None,
            sha256=digest if bulk else file.sha256 or None,
            bytes=size if bulk else file.bytes if file.listings else 0,
            listings=file.listings,
            refused=dict(sorted(self.refused.items())),
            filled=dict(sorted(self.filled.items())),
            started_at=self.started_at,
            ended_at=datetime.now(UTC),
            window={name: _words(getattr(spider, name)) for name in ("since", "until", "region", "keywords", "limit")},
            state=spider.next_state if spider.scheduled else None,
            cpu_seconds=round(time.process_time(), 2),
            requests=int(stats.get("downloader/request_count", 0)),
            statuses={
                name[len(prefix) :]: int(count) for name, count in sorted(stats.items()) if name.startswith(prefix)
            },
            revision=revision(self.crawler.settings),
            url=bulk.url if bulk else None,
            declaration=spider.declaration,
        )

    def _outcome(self, listings: int, reason: str) -> tuple[Outcome, str]:
        """How the crawl ended. Scrapy calls a crawl "finished" even where every callback raised: what counts is what
        was walked."""
        spider, landed = self.spider, bool(listings or self._bulk)
        if reason == LIMIT:
            return Outcome.partial, LIMIT
        if spider.trouble is not None:
            kind, sentence = spider.trouble
            return Outcome.partial if landed else Outcome(kind), sentence
        if reason != "finished":
            return Outcome.partial, f"stopped ({reason}) before its window was walked to the end"
        if not spider.finished:
            return Outcome.partial if landed else Outcome.broken, "the walk ended before its window did"
        return (Outcome.complete, spider.note) if landed else (Outcome.empty, spider.note)

    def _scratch(self) -> str:
        """Path (without suffix) under which the spider may write a download; on the landing's disk where that is
        local."""
        folder = self.landing.scratch(self.spider.name)
        if folder is None:
            folder = str(self._data / "scratch")
            Path(folder).mkdir(parents=True, exist_ok=True)
        return f"{folder}/{self.crawl}"

    def _tidy(self) -> None:
        """Remove what this crawl downloaded and did not land."""
        scratch = Path(self.spider.scratch)
        for left in scratch.parent.glob(f"{scratch.name}.*.part"):
            left.unlink(missing_ok=True)

    def _give_up(self, sentence: str) -> None:
        if not self._failed:
            self._failed = sentence
            logger.error(sentence)
            self.crawler.stats.set_value(FAILED, sentence)

    def _stop(self, reason: str) -> None:
        if not self._closing:
            self._closing = True
            self._closer = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))


def _words(value: Any) -> str | None:
    if value is None or value == []:
        return None
    return ",".join(value) if isinstance(value, list) else str(value)


def revision(settings: Any) -> str:
    """The code revision: of the git checkout where there is one, else the package's version."""
    root = Path(__file__).resolve().parents[1]
    command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--abbrev=10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        done = None
    found = done.stdout.strip() if done is not None and done.returncode == 0 else ""
    return found or str(settings.get("VERSION", ""))

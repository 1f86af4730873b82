"""Bulk files: registers that are published whole, as ZIP files of CSV or XML; no listing of them becomes a Scrapy item.

`BulkFile` finds and downloads (to disk, as it arrives), proves that a ZIP is whole, and yields one
`leads.landing.File`.

- `NewestFile`: a page links to the newest file, dated in its name (Companies House). It lands as it is; while its name,
  ETag and Last-Modified stay the same the crawl is empty, "unchanged".
- `DayFiles`: an address for each day (ЕГРЮЛ). All days since the last crawl are cut down to what is picked and packed
  into one landed ZIP, because a crawl lands one file and must not lose a day. A day that answers 404 has no file (a
  weekend); for ten days it is asked again, in case it was only late.
"""

from __future__ import annotations

import asyncio
import re
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from scrapy.http import Request, Response

from leads.landing import File
from leads.vault import Vault
from spiders.answers import brief
from spiders.download import STREAMED
from spiders.picks import column, paths, xpath
from spiders.platforms.archives import BadArchive, csv_columns, members, missing, prove
from spiders.platforms.xml_records import BadXml, Cutter, check_paths, rewrite
from spiders.source import ARGUMENTS, DeclarationError, Source

LATE = timedelta(days=10)
"""How long a day without a file is asked again."""
LONG_SILENCE = 15
"""Days asked, none of which has a file: more than any country's holidays, so the address has moved."""


class BulkFile(Source):
    """A register published as files."""

    takes: ClassVar[frozenset[str]] = frozenset()
    """The crawl's arguments that mean something where a file lands whole."""
    scratch: str
    """Path, without a suffix, under which downloads are kept; set by `Land`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ARGUMENTS:
            if getattr(self, name) and name not in self.takes:
                raise ValueError(f"{self.name} lands a whole file and takes no argument {name!r}")

    def download(self, url: str, callback: Any, headers: dict[str, str] | None = None, **kwargs: Any) -> Request:
        """A request whose body goes to `<scratch>.download.part`; 304 and 404 reach the callback too."""
        meta = {"stream_to": f"{self.scratch}.download.part", "handle_httpstatus_list": [304, 404]}
        return self.ask(url, callback, meta=meta, headers={"Accept-Encoding": "identity", **(headers or {})}, **kwargs)

    def whole(self, response: Response) -> str:
        """The path of a download that arrived. Raises BadArchive where something else was answered."""
        if STREAMED not in response.flags:
            raise BadArchive(f"answers {response.status}")
        return str(response.meta["stream_to"])


class NewestFile(BulkFile):
    """The newest dated file that a page links to; CSV inside."""

    path = staticmethod(column)
    index: ClassVar[str]
    """The page with the link."""
    link: ClassVar[str]
    """Regular expression of the link; its first group is the day in the name."""

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page with the link."""
        yield self.ask(self.index, self.parse)

    def parse(self, response: Response) -> Iterator[Any]:
        """Ask for the newest file, unless it is the one that was landed last."""
        found = list(re.finditer(self.link, response.text))
        if not found:
            self.fail("broken", f"layout changed: no link like {self.link} at {response.url}")
            return
        newest = max(found, key=lambda each: each.group(1))
        name = newest.group(0)
        known = (self.state or {}) if (self.state or {}).get("name") == name else {}
        headers = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("last_modified")}
        conditional = {header: value for header, value in headers.items() if value}
        if known and not conditional:
            self._unchanged(name)
            return
        yield self.download(response.urljoin(name), self.landed, conditional, cb_kwargs={"name": name})

    async def landed(self, response: Response, name: str) -> AsyncIterator[Any]:
        """Prove the file, and land it."""
        if response.status == 304:
            self._unchanged(name)
            return
        try:
            path = self.whole(response)
            note = await asyncio.to_thread(self._check, path)
        except BadArchive as error:
            for retry in self.again(response, f"{brief(response.url)} {error}"):
                yield retry
            return
        self.note = note
        yield File(response.url, path, ".zip", datetime.now(UTC).isoformat(timespec="seconds"))
        etag, modified = response.headers.get("ETag"), response.headers.get("Last-Modified")
        self.next_state = {
            "name": name,
            "etag": etag.decode("latin-1") if etag else None,
            "last_modified": modified.decode("latin-1") if modified else None,
        }
        self.finished = True

    def _unchanged(self, name: str) -> None:
        self.note, self.finished = f"unchanged: {name} was landed before", True

    def _check(self, path: str) -> str:
        """Prove a downloaded ZIP; a note about optional columns that are missing. Raises BadArchive."""
        assert self.bulk is not None
        found = members(path, self.bulk.member)
        if not found:
            raise BadArchive(f"holds no file {self.bulk.member}")
        prove(path)
        lacking: list[str] = []
        for member in found:
            columns = csv_columns(path, member, self.bulk.encoding, self.bulk.delimiter)
            if gone := missing(self._mandatory_columns(), columns):
                raise BadArchive(f"has changed its layout: column {gone[0]} is missing in {member.filename}")
            lacking += missing(paths([self.listing, *self.parties]), columns)
        return f"columns missing: {', '.join(dict.fromkeys(lacking))}" if lacking else ""

    def _mandatory_columns(self) -> list[str]:
        wanted = [self.listing.get(name) for name in self.mandatory if not name.startswith("party.")]
        wanted += [self.parties[0].get(name[6:]) for name in self.mandatory if name.startswith("party.")]
        return paths([each for each in wanted if each is not None])


class DayFiles(BulkFile):
    """One ZIP of XML a day."""

    path = staticmethod(xpath)
    takes = frozenset({"since", "until", "limit"})
    template: ClassVar[str]
    """The setting that holds the address of a day's file; `{day:…}` takes strftime codes."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if not cls.abstract:
            try:
                check_paths([cls.listing, *cls.parties])
            except ValueError as error:
                raise DeclarationError(f"source {cls.name!r}: {error}") from None

    async def start(self) -> AsyncIterator[Any]:
        """The oldest day first; every day asks for the next."""
        self._left = self._days()
        self._pack: zipfile.ZipFile | None = None
        self._packed = f"{self.scratch}.packed.part"
        self._counted: Counter[str] = Counter()
        self._records = 0
        self._newest: date | None = None
        self._url = ""
        self._absent: list[date] = []
        self._asked = len(self._left)
        if not self._left:
            self.note, self.finished = "unchanged: no day has passed since the last crawl", True
        for request in self._next():
            yield request

    async def parse_day(self, response: Response, day: date) -> AsyncIterator[Any]:
        """Pack one day's file, then ask for the next day; after the last, land the pack."""
        if response.status == 404:
            self._absent.append(day)
        else:
            try:
                await asyncio.to_thread(self._take, self.whole(response), day)
            except (BadArchive, BadXml) as error:
                retries = list(self.again(response, f"{brief(response.url)} {error}"))
                for retry in retries:
                    yield retry
                if not retries:
                    for file in self._land():
                        yield file
                return
            self._newest, self._url = day, response.url
        full = self.limit is not None and self._records >= self.limit
        following = [] if full else list(self._next())
        for request in following:
            yield request
        if not following:
            self._end(full)
            for file in self._land():
                yield file

    def failed_day(self, failure: Any) -> Iterator[Any]:
        """A day that could not be fetched ends the walk; what was packed before it lands."""
        self.failed(failure)
        yield from self._land()

    def _days(self) -> list[date]:
        first, last = self.window(overlap=-1)
        days = [first + timedelta(n) for n in range((last - first).days + 1)]
        if self.scheduled and self.state:
            days = [day for day in days if day > date.fromisoformat(self.state["day"])]
            days += [day for each in self.state.get("absent", ()) if (day := date.fromisoformat(each)) >= last - LATE]
        return sorted(days)

    def _next(self) -> Iterator[Request]:
        if self._left:
            day = self._left.pop(0)
            url = self.settings[self.template].format(day=day)
            yield self.download(url, self.parse_day, errback=self.failed_day, cb_kwargs={"day": day})

    def _end(self, full: bool) -> None:
        if full:
            self.fail("partial", "limit reached")
        elif self._newest is None and self._asked >= LONG_SILENCE:
            self.fail("broken", f"none of {self._asked} days has a file; the address in {self.template} may have moved")
        else:
            self.finished = True
            if self._newest is None:
                self.note = f"none of the {self._asked} days asked has a file"

    def _land(self) -> Iterator[File]:
        """The pack as it is; the state follows it, so that no day between is lost."""
        if self._pack is None:
            return
        self._pack.close()
        self._pack = None
        at = datetime.now(UTC).isoformat(timespec="seconds")
        yield File(self._url, self._packed, ".zip", at, dict(self._counted))
        known = date.fromisoformat(self.state["day"]) if self.state else date.min
        newest = max(known, self._newest or known)
        absent = [day.isoformat() for day in self._absent if day < newest]
        # Days not reached are later than the newest, except late ones of the last crawl.
        absent += [day.isoformat() for day in self._left if day < newest]
        self.next_state = {"day": newest.isoformat(), "absent": sorted(absent)}

    def _take(self, path: str, day: date) -> None:
        """Append the members of a day's ZIP, cut. Raises BadArchive or BadXml, and then nothing of the day is in the
        pack."""
        assert self.bulk is not None and self.bulk.record is not None
        found = members(path, self.bulk.member)
        prove(path)
        part = Path(f"{self.scratch}.day.part")
        written = 0
        with (
            Vault(self.settings["FIRSTCALL_DATA"]) as vault,
            zipfile.ZipFile(path) as source,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target,
        ):
            cutter = Cutter(self.listing, self.parties, vault.tokens)
            for member in found:
                left = None if self.limit is None else self.limit - self._records - written
                info = zipfile.ZipInfo(f"{day}/{member.filename.rsplit('/', 1)[-1]}", (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                with source.open(member) as raw, target.open(info, "w", force_zip64=True) as out:
                    try:
                        count, left_out = rewrite(raw, out, self.bulk.record, cutter, self.pick, left)
                    except BadXml as error:
                        raise BadXml(f"holds {member.filename}, which {error}") from None
                if not count and not left_out and left != 0:
                    raise BadXml(f"has changed its layout: no element {self.bulk.record} in {member.filename}")
                written += count
                self._counted.update(left_out)
        self._append(part)
        part.unlink()
        self._records += written

    def _append(self, part: Path) -> None:
        if self._pack is None:
            self._pack = zipfile.ZipFile(self._packed, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        with zipfile.ZipFile(part) as day:
            for info in day.infolist():
                with day.open(info) as raw, self._pack.open(info.filename, "w", force_zip64=True) as out:
                    while chunk := raw.read(1 << 20):
                        out.write(chunk)

"""Recorded rows: what the host APIs serve in replay, read from a folder of real payloads."""

# ruff: noqa: ARG002 - recorded rows do not change with the world's day

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from world.hosts.edgar import PAST_END
from world.hosts.prozorro import FeedRow
from world.reply import Ask

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _json_files(folder: Path) -> list[Any]:
    return [orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


class RecordedEntities:
    """Brreg: hits of recorded searches and recorded single entities; deleted ones answer 410."""

    def __init__(self, folder: Path) -> None:
        self.alive: dict[str, Row] = {}
        self.gone: dict[str, Row] = {}
        for path in sorted(folder.glob("*.json")):
            if path.name.startswith("underenheter"):
                continue
            body = orjson.loads(path.read_bytes())
            for row in body.get("_embedded", {}).get("enheter", [body]):
                if "organisasjonsnummer" in row and "navn" in row:
                    (self.gone if "slettedato" in row else self.alive).setdefault(row["organisasjonsnummer"], row)

    def search(self, query: dict[str, str], first: date | None, last: date | None, today: date) -> Sequence[Row]:
        """Entities by their true registration dates."""
        low, high = (first or date.min).isoformat(), (last or date.max).isoformat()
        form, name, code = query.get("organisasjonsform"), query.get("navn", "").upper(), query.get("naeringskode", "")
        found = [
            row
            for row in self.alive.values()
            if low <= row.get("registreringsdatoEnhetsregisteret", "") <= high
            and (not form or row.get("organisasjonsform", {}).get("kode") == form)
            and name in row["navn"].upper()
            and row.get("naeringskode1", {}).get("kode", "").startswith(code)
        ]
        return sorted(found, key=lambda row: (row["registreringsdatoEnhetsregisteret"], row["organisasjonsnummer"]))

    def fragments(self, handles: Sequence[Row]) -> list[bytes]:
        """JSON bytes of the rows."""
        return [orjson.dumps(row) for row in handles]

    def single(self, number: str, today: date) -> tuple[int, Row] | None:
        """One entity."""
        if number in self.gone:
            return 410, self.gone[number]
        return (200, self.alive[number]) if number in self.alive else None


class RecordedTable:
    """Socrata: the rows of one file."""

    def __init__(self, path: Path, date_column: str) -> None:
        self.date_column = date_column
        rows: list[Row] = orjson.loads(path.read_bytes())
        self.rows = sorted(
            ({":id": f"row-{number:04d}", **row} for number, row in enumerate(rows)),
            key=lambda row: str(row.get(date_column, "")),
        )

    def between(self, low: str, high: str, ask: Ask) -> Sequence[Row]:
        """Rows of the range; rows without a date only when nothing bounds it."""
        return [row for row in self.rows if low <= str(row.get(self.date_column, "")) <= high]


class RecordedDays:
    """ЕГРЮЛ: XML files by the day in their names."""

    def __init__(self, folder: Path) -> None:
        self.days: dict[date, list[Path]] = {}
        for path in sorted(folder.glob("VO_RUGFO_*.xml")):
            match = re.search(r"_(\d{4})(\d\d)(\d\d)_", path.name)
            if match:
                self.days.setdefault(date(*map(int, match.groups())), []).append(path)

    def members(self, day: date) -> list[tuple[str, bytes]]:
        """The day's files as they were saved."""
        return [(path.name, path.read_bytes()) for path in self.days.get(day, [])]


class RecordedMonth:
    """Companies House: the saved CSV, whatever month is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def csv(self, day: date) -> bytes:
        """The saved bytes."""
        return self.path.read_bytes()


class RecordedFilings:
    """EDGAR: entries of saved lists, and saved Form D documents with entries made for them."""

    def __init__(self, lists: list[Path], documents: list[Path], past_end: Path) -> None:
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for path in lists:
            body = path.read_bytes()
            encoding = re.search(rb'encoding="([\w-]+)"', body[:100])
            text = body.decode(encoding.group(1).decode() if encoding else "utf-8")
            for entry in re.findall(r"<entry>.*?</entry>", text, re.S):
                title, updated, term = (
                    re.search(p, entry, re.S)
                    for p in (r"<title>(.*?)</title>", r"<updated>(.*?)</updated>", r'term="(.*?)"')
                )
                accession = re.search(r"accession-number=([\d-]+)", entry)
                if title and updated and term and accession:
                    found.setdefault((title.group(1), accession.group(1)), (updated.group(1), entry))
        self._entries = [entry for _, entry in sorted(found.values(), key=lambda pair: pair[0], reverse=True)]
        self._documents: dict[str, bytes] = {}
        for number, path in enumerate(documents):
            self._entries.append(self._made(number, path))
        self._past_end = past_end.read_bytes() if past_end.exists() else PAST_END

    def _made(self, number: int, path: Path) -> str:
        """An entry that leads to a saved document; its accession is invented, its names and day are the document's."""
        body = path.read_bytes()
        text = body.decode("utf-8", "replace")

        def field(name: str) -> str:
            match = re.search(f"<{name}>\\s*(.*?)\\s*</{name}>", text, re.S)
            return match.group(1) if match else ""

        form, cik, name = field("submissionType"), field("cik"), field("entityName")
        day = field("signatureDate")[:10] or "2026-01-09"
        accession = f"{int(cik):010d}-{day[2:4]}-9{number:05d}"
        plain = accession.replace("-", "")
        self._documents[plain] = body
        return (
            f"<entry>\n<title>{form} - {name} ({cik}) (Filer)</title>\n"
            f'<link rel="alternate" type="text/html" href="https://www.sec.gov/Archives/edgar/data/{int(cik)}/{plain}/{accession}-index.htm"/>\n'
            f'<summary type="html">\n &lt;b&gt;Filed:&lt;/b&gt; {day} &lt;b&gt;AccNo:&lt;/b&gt; '
            f"{accession} &lt;b&gt;Size:&lt;/b&gt; {len(body) // 1024} KB\n</summary>\n"
            f'<updated>{day}T12:00:00-05:00</updated>\n<category scheme="https://www.sec.gov/" label="form '
            f'type" term="{form}"/>\n'
            f"<id>urn:tag:sec.gov,2008:accession-number={accession}</id>\n</entry>"
        )

    def entries(self, prefix: str, day: date) -> Sequence[str]:
        """Entries whose form type begins with the prefix."""
        return [entry for entry in self._entries if f'term="{prefix}' in entry]

    def primary(self, cik: str, accession: str, day: date) -> bytes | None:
        """A saved document."""
        return self._documents.get(accession)

    def past_end(self) -> bytes:
        """The saved HTML page."""
        return self._past_end


class RecordedTenders:
    """Prozorro: the tenders of the saved collection in the order of their last change."""

    def __init__(self, path: Path) -> None:
        self.documents: dict[str, Row] = {}
        with gzip.open(path) as lines:
            for line in lines:
                entry = orjson.loads(line)
                if entry.get("kind") == "tender":
                    self.documents[entry["doc"]["id"]] = entry["doc"]
        self.rows = sorted(
            FeedRow(_microseconds(doc["dateModified"]), key, doc["dateModified"]) for key, doc in self.documents.items()
        )

    def feed(self, day: date) -> Sequence[FeedRow]:
        """All tenders."""
        return self.rows

    def tender(self, tender: str, day: date) -> Row | None:
        """One saved document."""
        return self.documents.get(tender)


def _microseconds(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


class RecordedReleases:
    """Contracts Finder: the saved package; its next link leads to an empty last page."""

    tail_cursor = "abc"

    def __init__(self, path: Path) -> None:
        self.saved: list[Row] = orjson.loads(path.read_bytes())["releases"]

    def window(self, low: datetime | None, high: datetime | None, stages: set[str], today: date) -> Sequence[Row]:
        """Releases by their date."""
        return [
            row
            for row in self.saved
            if (low is None or datetime.fromisoformat(row["date"]) >= low)
            and (high is None or datetime.fromisoformat(row["date"]) <= high)
            and (not stages or stages & set(row["tag"]))
        ]

    def releases(self, handles: Sequence[Row]) -> list[Row]:
        """The releases as saved."""
        return list(handles)


class RecordedVacancies:
    """Работа России: the saved vacancies by their time of modification."""

    def __init__(self, folder: Path) -> None:
        saved = [item["vacancy"] for body in _json_files(folder) for item in body["results"].get("vacancies", [])]
        self.saved: list[Row] = sorted(saved, key=lambda row: datetime.fromisoformat(row["date_modify"]))

    def window(self, low: datetime | None, high: datetime | None, region: str, text: str, today: date) -> Sequence[Row]:
        """Vacancies of the window, region and text."""
        return [
            row
            for row in self.saved
            if (low is None or datetime.fromisoformat(row["date_modify"]) >= low)
            and (high is None or datetime.fromisoformat(row["date_modify"]) <= high)
            and row["region"]["region_code"].startswith(region)
            and text.lower() in str(row).lower()
        ]

    def rows(self, handles: Sequence[Row]) -> list[Row]:
        """The vacancies as saved."""
        return list(handles)

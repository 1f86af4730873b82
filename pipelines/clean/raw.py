"""The text behind a typed value, read again from where it was landed: a listing line, or a record of a bulk file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

import orjson

from leads.facts import connect
from leads.landing import Landing, Manifest
from pipelines.clean.bulk import load
from pipelines.clean.crawls import local

STAMPED_WITHIN = 300
"""Bytes of a landed line within which its stamp stands: source, crawl, line."""

_STAMP = re.compile(rb'"line":([0-9]+)')


class Found(NamedTuple):
    """A text as landed."""

    path: str
    """Where in the line or record it stands: a JSON pointer, a column, an XPath; `declaration` where the source's declaration says it."""
    text: str
    beside: str = ""
    """The register or scheme it belongs to."""


class Raw(Protocol):
    """One landed line or record."""

    def texts(self, field: str, ordinal: int = 1) -> list[Found]:
        """The texts of a vocabulary field, `party.…` of the party with this ordinal; empty where there is none."""
        ...

    def party(self, ordinal: int) -> bool:
        """Whether it landed with a party of this ordinal; those after are mentions."""
        ...


@dataclass(frozen=True)
class Line:
    """A line of a `.jsonl.gz`."""

    values: dict[str, Any]

    def texts(self, field: str, ordinal: int = 1) -> list[Found]:
        """See `Raw`."""
        if not field.startswith("party."):
            return list(_pointed(self.values.get(field), f"/{field}"))
        if not self.party(ordinal):
            return []
        inner = field.removeprefix("party.")
        return list(_pointed(self.values["parties"][ordinal - 1].get(inner), f"/parties/{ordinal - 1}/{inner}"))

    def party(self, ordinal: int) -> bool:
        """See `Raw`."""
        return 0 < ordinal <= len(self.values.get("parties") or [])


@dataclass(frozen=True)
class Record:
    """A record of a bulk file: the texts of each path its declaration picks."""

    picks: dict[str, Any]
    values: dict[str, list[str]]

    def texts(self, field: str, ordinal: int = 1) -> list[Found]:
        """See `Raw`."""
        inner = field.removeprefix("party.")
        whole = self.picks if inner == field else (self.picks.get("parties") or [{}] * ordinal)[ordinal - 1]
        pick = whole.get(inner)
        if pick is None:
            return []
        if isinstance(pick, list):
            return [
                Found(found.path, found.text, each["pair"]["first"])
                for each in pick
                for found in self._written(each["pair"]["pick"])
            ]
        several = isinstance(pick, dict) and "many" in pick
        found = self._written(pick)
        return (
            found
            if several or len(found) < 2
            else [Found(" + ".join(f.path for f in found), " + ".join(f.text for f in found))]
        )

    def party(self, ordinal: int) -> bool:
        """See `Raw`."""
        return 0 < ordinal <= len(self.picks.get("parties") or [])

    def _written(self, pick: Any) -> list[Found]:
        """The texts as they stand in the file that make what a pick finds."""
        if isinstance(pick, str):
            return [Found(pick, text) for text in self.values.get(pick, [])]
        ((kind, given),) = pick.items()
        if kind == "const":
            return [Found("declaration", given["text"])]
        if kind == "first":
            return next((found for each in given["picks"] if (found := self._written(each))), [])
        if kind in ("join", "many"):
            return [found for each in given["picks"] for found in self._written(each)]
        return self._written(given["pick"])


def manifest_of(landing: Landing, source: str, crawl: str) -> Manifest:
    """The manifest of a crawl. Raises FileNotFoundError where there is none."""
    return Manifest.model_validate_json(landing.fs.cat_file(landing.path(source, f"{crawl}.json")))


def raw_lines(
    landing: Landing, manifest: Manifest, wanted: Collection[int], cache: Path | None = None
) -> dict[int, Raw]:
    """The lines or records of a crawl with these numbers, in one pass. `cache` is where copies of remote bulk files are kept.

    Numbers the file does not have are left out. Raises OSError where the file is missing.
    """
    if not wanted:
        return {}
    if manifest.declaration.bulk is not None:
        return _records(landing, manifest, wanted, cache)
    left, found = set(wanted), dict[int, Raw]()
    for place, raw in enumerate(landing.lines(manifest), start=1):
        # its own stamp is a line's number: whoever sorts a landed file breaks no proof
        stamp = _STAMP.search(raw, 0, STAMPED_WITHIN)
        number = int(stamp[1]) if stamp else place
        if number in left:
            found[number] = Line(orjson.loads(raw))
            left.remove(number)
            if not left:
                break
    return found


def _records(landing: Landing, manifest: Manifest, wanted: Collection[int], cache: Path | None) -> dict[int, Raw]:
    picks = manifest.declaration.picks
    with TemporaryDirectory(prefix="firstcall-") as scratch, connect() as con:
        path = local(landing, manifest, cache or Path(scratch))
        con.execute("CREATE TEMP TABLE wanted AS SELECT unnest(?::BIGINT[]) AS line", [sorted(wanted)])
        known, _warnings = load(con, manifest.declaration, path, "records", Path(scratch), only="wanted")
        lists = [name for name in known.lists if name in known.single]
        shown = [f"coalesce([{sql}], [])" for name, sql in known.single.items() if name not in lists]
        shown += [known.lists[name] for name in lists]
        names = [name for name in known.single if name not in lists] + lists
        rows = con.execute(f"SELECT {', '.join(['line', *shown])} FROM records").fetchall() if known.single else []
        return {
            line: Record(picks, {n: _present(v) for n, v in zip(names, values, strict=True)}) for line, *values in rows
        }


def _present(values: list[str | None] | None) -> list[str]:
    return [value for value in values or [] if value and not value.isspace()]


def _pointed(value: Any, path: str) -> Iterator[Found]:
    if isinstance(value, str) and value and not value.isspace():
        yield Found(path, value)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            if isinstance(each, dict):
                second = "number" if "number" in each else "code"
                if each.get(second):
                    yield Found(
                        f"{path}/{place}/{second}", each[second], each.get("register") or each.get("scheme") or ""
                    )
            else:
                yield from _pointed(each, f"{path}/{place}")

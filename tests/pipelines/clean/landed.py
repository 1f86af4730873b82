"""A landing written by hand, as spiders leave it, and what `clean` makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from leads.declaration import Declaration, Expectations
from leads.facts import open_facts
from leads.landing import CrawlFile, Landing, Manifest, Outcome, crawl_id
from leads.run import Run
from pipelines.clean.report import CleanReport
from pipelines.clean.stage import clean

FIRST = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
"""When the first crawl begins; the nth begins n days later."""

TABLES = ("crawls", "listings", "parties", "numbers", "codes", "contacts", "rejects")


def declared(name: str = "no_brreg", **given: Any) -> Declaration:
    """A declaration; only what matters to a test is given."""
    values: dict[str, Any] = {
        "name": name, "title": name, "kind": "registration", "country": "NO", "licence": "NLOD-2.0", "attribution": "Brreg",
        "access": "api", "terms_url": "https://data.norge.no/nlod/no/2.0", "terms_checked": "2026-11-01", "delay": 1.0,
        "mandatory": ("source_id",), "expects": Expectations(), "timezone": "Europe/Oslo", "currency": "NOK",
    }  # fmt: skip
    return Declaration.model_validate(values | given)


def firm(name: str | None = "Fjord Rens AS", **given: Any) -> dict[str, Any]:
    """A registered party as it lands."""
    return {"role": "registered", **({"name": name} if name else {}), **given}


def land(
    root: Path | str, declaration: Declaration, rows: Iterable[dict[str, Any]], day: int = 0, outcome: str = "complete"
) -> Manifest:
    """Seal one crawl of listing lines, begun `day` days after the first."""
    landing, began = Landing(str(root)), FIRST + timedelta(days=day)
    crawl, at = crawl_id(began), (began + timedelta(minutes=5)).isoformat()
    with CrawlFile(landing, declaration.name, crawl) as file:
        lines = [{"source": declaration.name, "crawl": crawl, "fetched_at": at, **row} for row in rows]
        filled = {
            field: sum(1 for line in lines if line.get(field)) for field in sorted({f for line in lines for f in line})
        }
        file.write(lines)
    manifest = Manifest(
        source=declaration.name, crawl=crawl, outcome=Outcome(outcome), file=file.name, sha256=file.sha256, bytes=file.bytes,
        listings=file.listings, filled={k: n for k, n in filled.items() if n}, started_at=began, ended_at=began + timedelta(hours=1),
        declaration=declaration,
    )  # fmt: skip
    landing.seal(manifest)
    return manifest


def land_file(
    root: Path | str,
    declaration: Declaration,
    content: bytes,
    suffix: str = ".csv",
    day: int = 0,
    outcome: str = "complete",
) -> Manifest:
    """Seal one crawl of a bulk file."""
    landing, began = Landing(str(root)), FIRST + timedelta(days=day)
    crawl = crawl_id(began)
    landing.fs.makedirs(landing.path(declaration.name, "").rstrip("/"), exist_ok=True)
    landing.fs.pipe_file(landing.path(declaration.name, crawl + suffix), content)
    manifest = Manifest(
        source=declaration.name, crawl=crawl, outcome=Outcome(outcome), file=crawl + suffix, bytes=len(content), started_at=began,
        ended_at=began + timedelta(hours=1), url="https://bulk.example/file" + suffix, declaration=declaration,
    )  # fmt: skip
    landing.seal(manifest)
    return manifest


def run_of(root: Path | str, data: Path, shard: str = "NO", threads: int | None = 1) -> Run:
    """A run over a landing."""
    return Run(data=data, landing=Landing(str(root)), shard=shard, day=date(2026, 11, 21), threads=threads)


def cleaned(
    root: Path | str, data: Path, shard: str = "NO", threads: int | None = 1
) -> tuple[duckdb.DuckDBPyConnection, CleanReport]:
    """Facts of a landing, and the report."""
    data.mkdir(parents=True, exist_ok=True)
    con = open_facts(data / f"{shard}-{threads}.duckdb", threads)
    return con, clean(con, run_of(root, data, shard, threads))


def dump(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Every row of every table of `clean`, sorted."""
    return {table: sorted(map(repr, con.execute(f"SELECT * FROM {table}").fetchall())) for table in TABLES}


def rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return con.execute(sql).fetchall()

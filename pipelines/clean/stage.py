"""clean: landed text → typed listings, parties, numbers, codes, contacts, rejects of one shard."""

from __future__ import annotations

import duckdb

from leads.kinds import install
from leads.landing import Manifest
from leads.run import Run
from pipelines.clean.bulk import identity_only, read_bulk
from pipelines.clean.cleaners import WEB_LINK
from pipelines.clean.crawls import Batch, batches, local, may_hold, replaced
from pipelines.clean.fill import fill
from pipelines.clean.lines import read_lines
from pipelines.clean.mentions import with_mentions
from pipelines.clean.report import CleanReport
from pipelines.clean.texts import Texts
from pipelines.clean.versions import keep_newest, keep_shard

FILLED = ("crawls", "listings", "parties", "numbers", "codes", "contacts", "rejects")
"""The tables of facts that are this stage's."""


def clean(facts: duckdb.DuckDBPyConnection, run: Run) -> CleanReport:
    """Read every sealed crawl that may hold listings of `run.shard` into the facts; what was there of this stage is replaced.

    Order of manifests, of lines and the number of threads do not change the result.
    """
    install(facts)
    facts.execute(WEB_LINK)
    for table in FILLED:
        facts.execute(f"DELETE FROM {table}")
    report = CleanReport(run.shard)
    manifests = [m for m in run.landing.manifests() if may_hold(m, run.shard)]
    _insert_crawls(facts, run, manifests)
    for source, group in batches(manifests).items():
        run.progress(f"reading {source}")
        _clean_source(facts, run, group, [m for m in replaced(manifests) if m.source == source], report)
    _count_rejects(facts, report)
    return report


def _clean_source(
    facts: duckdb.DuckDBPyConnection, run: Run, group: list[Batch], older: list[Manifest], report: CleanReport
) -> None:
    facts.execute("CREATE OR REPLACE TEMP TABLE seen (source_id VARCHAR, first_seen_at TIMESTAMPTZ)")
    _first_seen_earlier(facts, run, older)
    loaded = [texts for at, batch in enumerate(group) for texts in _load(facts, run, batch, f"landed_{at}", report)]
    if nobody := keep_newest(facts, loaded):
        report.warnings.append(f"{group[0].source}: {nobody:,} rows without source_id were left out")
    for texts in loaded:
        keep_shard(facts, texts, run.shard)
        if texts.batch.declaration.kind == "article":
            texts, found = with_mentions(facts, texts, "mentions")
            report.mentions.update({texts.batch.source: found} if found else {})
        fill(facts, texts, run.shard, report)
        facts.execute(f"DROP TABLE {texts.table}")


def _load(facts: duckdb.DuckDBPyConnection, run: Run, batch: Batch, table: str, report: CleanReport) -> list[Texts]:
    paths = []
    for manifest in batch.manifests:
        try:
            paths.append(local(run.landing, manifest, run.data / "cache"))
        except OSError as error:
            report.warnings.append(str(error))
    if not paths:
        return []
    report.files += len(paths)
    if batch.bulk:
        texts, warnings = read_bulk(facts, batch, paths[0], table, run.data / "work" / run.shard)
    else:
        texts, warnings = read_lines(facts, batch, paths, table)
    report.warnings += warnings
    return [texts]


def _first_seen_earlier(facts: duckdb.DuckDBPyConnection, run: Run, older: list[Manifest]) -> None:
    """Note when older files of a full register first showed a listing, in the table `seen`."""
    for manifest in older:
        batch = Batch(manifest.source, identity_only(manifest.declaration), (manifest,))
        quiet = CleanReport(run.shard)
        for texts in _load(facts, run, batch, "older", quiet):
            facts.execute(
                f"INSERT INTO seen SELECT DISTINCT source_id, fetched_at FROM ({texts.listing}) WHERE trim(source_id) <> ''"
            )
            facts.execute(f"DROP TABLE {texts.table}")


def _insert_crawls(facts: duckdb.DuckDBPyConnection, run: Run, manifests: list[Manifest]) -> None:
    rows = [
        (m.source, m.crawl, m.declaration.kind, str(m.outcome), m.file, m.started_at, m.ended_at, m.listings,
         m.declaration.licence, m.declaration.attribution, str(run.landing.fs.unstrip_protocol(run.landing.root)), str(run.data / "cache"))
        for m in sorted(manifests, key=lambda m: (m.source, m.crawl))
    ]  # fmt: skip
    if rows:
        facts.executemany(f"INSERT INTO crawls VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _count_rejects(facts: duckdb.DuckDBPyConnection, report: CleanReport) -> None:
    for source, field, why, count in facts.execute(
        "SELECT source, field, why, count(*) FROM rejects GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        report.rejects[source, field, why] = count

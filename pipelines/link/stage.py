"""Link: parties become companies. Numbers decide first, then the table of evidence, and people's judgements always."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from leads.run import Run
from pipelines.link import golden, members, pairs, signals, soles, spellings, units
from pipelines.link.identity import make_solos
from pipelines.link.judged import Judgement, judged
from pipelines.link.report import LinkReport

OURS = ("companies", "members", "doubts", "aliases", "evidence", "signals")
"""The tables link fills; what they held before is dropped."""


def link(facts: duckdb.DuckDBPyConnection, run: Run, judgements: Sequence[Judgement] = ()) -> LinkReport:
    """Fill companies, members, doubts, aliases, evidence and signals from what `clean` left in a shard's facts.

    The same parties and judgements give the same tables, whatever their order and however many threads. Judgements are
    (id, id, same) of companies or parties; one word a pair, and "not the same" wins over everything.
    """
    for table in OURS:
        facts.execute(f"DELETE FROM {table}")
    run.progress(f"{run.shard}: linking")
    alarms = units.make_units(facts)
    make_solos(facts)
    decided = judged(facts, judgements)
    weighed, left_alone = pairs.make_edges(facts)
    refused, more = members.make_members(facts, decided)
    run.progress(f"{run.shard}: writing companies")
    companies = golden.make_companies(facts, run.day)
    seen = signals.make_signals(facts)
    merged = members.merged(facts)
    parties = facts.execute("SELECT count(*) FROM link_parties").fetchone()
    doubts = facts.execute("SELECT count(*) FROM doubts").fetchone()
    for table in (
        *spellings.TABLES,
        *soles.TABLES,
        *units.TABLES,
        *pairs.TABLES,
        *members.TABLES,
        *golden.TABLES,
        *signals.TABLES,
    ):
        facts.execute(f"DROP TABLE IF EXISTS {table}")
    return LinkReport(
        parties=parties[0] if parties else 0,
        companies=companies,
        merged=merged,
        weighed=weighed,
        left_alone=left_alone,
        refused=refused,
        doubts=doubts[0] if doubts else 0,
        signals=seen,
        judgements_elsewhere=decided.elsewhere,
        alarms=(*alarms, *more),
    )

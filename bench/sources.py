"""Is "switch off X and you lose N leads" true? `python bench/sources.py [--companies 2000]`.

Crawls the world once, works through it, predicts the leads without each source as `firstcall worth --without` does (facts hidden,
scored again), and then really works through the landing without that source: clean, link, score. Prints both for each source.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

from flows import nightly, rehearsal
from flows.planning import Plan, plan
from flows.shards import Shard, build, reading
from flows.trying import losses
from leads import decisions
from pipelines.score import load_all

DAY = date(2026, 11, 20)
PROFILES = Path(__file__).parents[1] / "profiles"
WITHIN = 0.05
"""Prediction and re-run may differ by so much of the leads there are without the source."""


def main() -> None:
    """Crawl, predict, re-run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=2000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        os.environ["FIRSTCALL_DATA"] = str(data)
        with rehearsal.world(
            ["--companies", str(asked.companies), "--day", str(DAY)], Path(folder) / "world.log"
        ) as url:
            rehearsal.rehost(url, rehearsal.demo_feeds())
            planned = plan(data, PROFILES, day=DAY)
            nightly.night(planned, _tell)
        decisions.open_decisions(data)
        started = time.process_time()
        predicted = losses(data, PROFILES, ["all"], _tell)
        spent = time.process_time() - started
        print(
            f"leads={sum(predicted[0].before.values())} sources={len(predicted)} cpu_seconds_of_predictions={spent:.1f}"
        )
        good = 0
        for loss in predicted:
            after = _rerun(planned, Path(folder), loss.source)
            told, true = sum(loss.after.values()), sum(after.values())
            error = abs(told - true) / max(1, true)
            good += error <= WITHIN
            lost = sum(loss.before.values()) - true
            print(
                f"{loss.source}: lose {loss.lost} leads predicted, {lost} re-run; left {told} predicted, {true} re-run, off by {error:.1%}"
            )
        print(f"within {WITHIN:.0%}: {good} of {len(predicted)} sources")


def _rerun(planned: Plan, folder: Path, source: str) -> Counter[str]:
    """Leads by profile of a landing without the source; countries it gave nothing to are as they were."""
    landing, data = folder / "less", folder / "less-data"
    for old in (landing, data):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(planned.landing, landing, ignore=shutil.ignore_patterns(source))
    profiles, found = tuple(load_all(PROFILES)), Counter[str]()
    for path in sorted((planned.data / "facts").glob("*.duckdb")):
        leads, sources = _told(path)
        if source in sources:
            shard = Shard(path.stem, data, str(landing), DAY, profiles, (), 2, lookups=False)
            leads, _ = _told(build(shard, _tell).facts)
        found.update(leads)
    return found


def _told(path: Path) -> tuple[dict[str, int], set[str]]:
    """Leads by profile, and the sources, of a shard."""
    facts = reading(path)
    leads = dict(facts.execute("SELECT profile, count(*) FROM leads GROUP BY profile").fetchall())
    sources = {row[0] for row in facts.execute("SELECT DISTINCT source FROM listings").fetchall()}
    facts.close()
    return leads, sources


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()

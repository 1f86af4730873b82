"""Time and peak memory of scoring: `python bench/score.py [--companies 1000000] [--threads 2] [--no-pandas]`.

Makes synthetic facts of one shard in a file (companies, parties, contacts, codes, signals of all kinds, evidence), then
scores the three ready profiles and prints one line each. Beside it, in processes of their own on the same facts: one of the
profiles scored by the stage and by plain pandas (`bench/score_pandas.py`), their leads compared. Nothing is read but the profiles.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

from leads.facts import open_facts
from leads.landing import Landing
from leads.profile import Profile
from leads.run import Run
from pipelines.score import load_all, load_profile, rescore, score

DAY = date(2026, 11, 20)

PROFILES = Path(__file__).parents[1] / "profiles"
AGAINST = "sewing_equipment"
"""The profile that pandas scores too."""

Told = tuple[float, float, float, int, str]
"""Seconds, CPU seconds, peak megabytes, leads, and the hash of companies with their points."""

CHANGE = "UPDATE companies SET employees = coalesce(employees, 0) + 1 WHERE hash(company_id) % 100 = 0"
HASHES = ("SELECT sum(hash(leads)) FROM leads", "SELECT sum(hash(reasons)) FROM reasons")

PICK = "CREATE TEMP MACRO pick(i, salt, below) AS (hash(i * salt) % below)::INTEGER"
"""A number that looks random and depends on the row only."""

FACTS = {
    "companies": """
        SELECT 'c' || lpad(to_hex(i), 12, '0'), TIMESTAMPTZ '2026-11-20 00:00:00+00' - to_days(pick(i, 3, 400)),
            'Фірма ' || (i % 70000) || if(i % 40 = 0, ' швейна майстерня', ''), NULL, 'ТОВ', 'UA',
            ['UA-46', 'UA-30', 'UA-63', 'UA-51', 'UA-12'][1 + pick(i, 5, 5)], if(pick(i, 7, 3) = 0, 'Львів', 'Київ'),
            'вул. Зелена ' || pick(i, 11, 90000), NULL, NULL, if(pick(i, 13, 3) = 0, 'https://f' || i || '.example', NULL),
            if(pick(i, 13, 3) = 0, 'f' || i || '.example', NULL), lpad((pick(i, 17, 99) + 1)::VARCHAR, 2, '0'),
            if(pick(i, 19, 9) = 0, 'closed', 'active'), if(i % 3 = 0, NULL, DATE '2026-11-20' - pick(i, 23, 5000)), NULL, NULL,
            if(pick(i, 29, 4) = 0, pick(i, 31, 500), NULL), NULL, NULL, 1 + pick(i, 37, 4)
        FROM range({n}) t(i)""",
    "members": """
        SELECT 'p' || lpad(to_hex(i), 16, '0') AS party_id, 'c' || lpad(to_hex(i // 2), 12, '0') AS company_id, 'number' AS how
        FROM range(2 * {n}) t(i)""",
    "parties": """
        SELECT 'p' || lpad(to_hex(i), 16, '0') AS party_id, 'ua:' || i AS listing_id, 'registered' AS role FROM range(2 * {n}) t(i)""",
    "contacts": """
        SELECT 'p' || lpad(to_hex(i), 16, '0'), ['phone', 'email', 'website'][1 + pick(i, 41, 3)], '+38067' || i, 'office'
        FROM range(2 * {n}) t(i) WHERE pick(i, 43, 2) = 0""",
    "codes": """
        SELECT 'ua:' || i, 'p' || lpad(to_hex(i), 16, '0'), 1, 'KVED', code, left(code, 2)
        FROM (SELECT i, lpad((pick(i, 47, 99) + 1)::VARCHAR, 2, '0') || '.' || (10 + i % 80) AS code FROM range(2 * {n}) t(i))""",
    "signals": """
        SELECT 'c' || lpad(to_hex(pick(i, 53, {n})), 12, '0'), kind, role, DATE '2026-11-20' - pick(i, 59, 900),
            1000 + pick(i, 61, 900000), 'UAH',
            [lpad((pick(i, 67, 90) + 10)::VARCHAR, 2, '0') || '910000'], NULL,
            ['Швачка', 'Послуги з прибирання', 'Комп''ютери', 'Водій'][1 + pick(i, 71, 4)], NULL, NULL,
            if(kind = 'tender', TIMESTAMPTZ '2026-11-20 00:00:00+00' + to_days(pick(i, 73, 60) - 30), NULL), NULL, 'ua:' || i
        FROM (SELECT i, ['registration', 'tender', 'tender', 'vacancy', 'article', 'raised'][1 + i % 6] AS kind,
            ['registered', 'buyer', 'supplier', 'employer', 'subject', 'registered'][1 + i % 6] AS role FROM range(2 * {n}) t(i))""",
    "evidence": """
        SELECT 'c' || lpad(to_hex(i), 12, '0'), field, 'p' || lpad(to_hex(2 * i), 16, '0'), 'ua:' || 2 * i
        FROM range({n}) t(i),
            (SELECT unnest(['name', 'region', 'city', 'nace', 'street', 'registered_on', 'website', 'employees']) AS field)""",
}


def main() -> None:
    """Make the facts, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pandas", action=argparse.BooleanOptionalAction, default=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "UA.duckdb"
        facts = open_facts(path, asked.threads)
        started = time.perf_counter()
        facts.execute(PICK)
        for table, select in FACTS.items():
            by_name = "BY NAME" if table in ("parties", "members") else ""
            facts.execute(" ".join(["INSERT INTO", table, by_name, select.replace("{n}", str(asked.companies))]))
        facts.execute("CHECKPOINT")
        made = time.perf_counter() - started
        before = _peak()
        profiles = load_all(PROFILES)
        run = Run(Path(folder), Landing(folder), "UA", DAY, progress=lambda s: print(s, file=sys.stderr))
        for profile in profiles:
            started, cpu = time.perf_counter(), time.process_time()
            line = score(facts, run, [profile]).profiles[0].as_line()
            print(f"seconds={time.perf_counter() - started:.1f} cpu={time.process_time() - cpu:.1f} {line}", flush=True)
        started, cpu = time.perf_counter(), time.process_time()
        score(facts, run, profiles)
        total, spent = time.perf_counter() - started, time.process_time() - cpu
        print(
            f"companies={asked.companies} profiles={len(profiles)} seconds={total:.1f} cpu={spent:.1f} "
            f"peak_mb={_peak():.0f} peak_mb_of_making_the_facts={before:.0f} (made in {made:.0f} s)",
            flush=True,
        )
        facts.close()
        _night_after(path, asked.threads, profiles)
        if asked.pandas:
            _beside(path, asked.threads)


def _night_after(path: Path, threads: int, profiles: list[Profile]) -> None:
    """A day later, one company in a hundred changed: all scored again, and only what changed; the rows compared.

    As in a night, where the facts have just been made, neither way has to fetch them from the disk first.
    """
    before = path.with_name("before.duckdb")
    run = Run(path.parent, Landing(str(path.parent)), "UA", DAY)
    with open_facts(path, threads) as facts:
        rescore(facts, run, profiles, None)
    shutil.copy(path, before)
    later, told = replace(run, day=DAY + timedelta(days=1)), {}
    with open_facts(path, threads) as facts:
        facts.execute(CHANGE)
        for table in FACTS:
            facts.execute(f"SELECT sum(hash(t)) FROM {table} t")
        for way in ("all", "changed"):
            started, cpu = time.perf_counter(), time.process_time()
            report = score(facts, later, profiles) if way == "all" else rescore(facts, later, profiles, before)
            seconds, spent = time.perf_counter() - started, time.process_time() - cpu
            told[way] = seconds, spent, [str(facts.execute(query).fetchall()) for query in HASHES]
    looked_at = ", ".join(f"{each.looked_at:,}" for each in report.profiles)
    print(
        f"the night after: all in seconds={told['all'][0]:.1f} cpu={told['all'][1]:.1f}; what changed, fingerprints included, in "
        f"seconds={told['changed'][0]:.1f} cpu={told['changed'][1]:.1f}, looked at {looked_at}; "
        f"{'the same rows' if told['all'][2] == told['changed'][2] else 'DIFFERENT rows'}"
    )


def _beside(path: Path, threads: int) -> None:
    """The same scorecard by the stage and by pandas, each in a fresh process."""
    told = {}
    for way in (_by_stage, _by_pandas):
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            told[way.__name__] = pool.submit(way, path, threads).result()
    ours, theirs = told["_by_stage"], told["_by_pandas"]
    print(
        f"profile={AGAINST} stage: seconds={ours[0]:.1f} cpu={ours[1]:.1f} peak_mb={ours[2]:.0f}; "
        f"pandas: seconds={theirs[0]:.1f} cpu={theirs[1]:.1f} peak_mb={theirs[2]:.0f}; "
        f"ratio pandas/stage: seconds={theirs[0] / ours[0]:.1f} cpu={theirs[1] / ours[1]:.1f} peak={theirs[2] / ours[2]:.1f}; "
        f"leads={ours[3]} and {theirs[3]}, {'the same companies and points' if ours[4] == theirs[4] else 'DIFFERENT'}"
    )


def _by_stage(path: Path, threads: int) -> Told:
    with open_facts(path, threads) as facts:
        started, cpu = time.perf_counter(), time.process_time()
        score(facts, Run(path.parent, Landing(str(path.parent)), "UA", DAY), [_against()])
        seconds, spent = time.perf_counter() - started, time.process_time() - cpu
        rows = facts.execute(
            "SELECT company_id, points FROM leads WHERE profile = ? ORDER BY ALL", [AGAINST]
        ).fetchall()
    return seconds, spent, _peak(), len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()


def _by_pandas(path: Path, threads: int) -> Told:
    from bench.score_pandas import frames, scored

    with open_facts(path, threads) as facts:
        tables = frames(facts)
    started, cpu = time.perf_counter(), time.process_time()
    leads = scored(tables, _against(), DAY)
    seconds, spent = time.perf_counter() - started, time.process_time() - cpu
    rows = sorted((str(company), int(points)) for company, points in zip(leads.company_id, leads.points, strict=True))
    return seconds, spent, _peak(), len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()


def _against() -> Profile:
    return load_profile(PROFILES / f"{AGAINST}.toml")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

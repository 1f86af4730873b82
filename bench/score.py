"""Time and peak memory of scoring: `python bench/score.py [--companies 1000000] [--threads 2]`.

Makes synthetic facts of one shard in a file (companies, parties, contacts, codes, signals of all kinds, evidence), then
scores the three ready profiles and prints one line each. Nothing is read but the profiles.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from leads.facts import open_facts
from leads.landing import Landing
from leads.run import Run
from pipelines.score import load_all, score

DAY = date(2026, 11, 20)

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
    "members": "SELECT 'p' || lpad(to_hex(i), 16, '0'), 'c' || lpad(to_hex(i // 2), 12, '0'), 'number' FROM range(2 * {n}) t(i)",
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
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        facts = open_facts(Path(folder) / "UA.duckdb", asked.threads)
        started = time.perf_counter()
        facts.execute(PICK)
        for table, select in FACTS.items():
            by_name = "BY NAME" if table == "parties" else ""
            facts.execute(" ".join(["INSERT INTO", table, by_name, select.replace("{n}", str(asked.companies))]))
        facts.execute("CHECKPOINT")
        made = time.perf_counter() - started
        before = _peak()
        profiles = load_all(Path(__file__).parents[1] / "profiles")
        run = Run(Path(folder), Landing(folder), "UA", DAY, progress=lambda s: print(s, file=sys.stderr))
        for profile in profiles:
            started = time.perf_counter()
            line = score(facts, run, [profile]).profiles[0].as_line()
            print(f"seconds={time.perf_counter() - started:.1f} {line}")
        started = time.perf_counter()
        score(facts, run, profiles)
        total = time.perf_counter() - started
        print(
            f"companies={asked.companies} profiles={len(profiles)} seconds={total:.1f} "
            f"peak_mb={_peak():.0f} peak_mb_of_making_the_facts={before:.0f} (made in {made:.0f} s)"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""How long link takes over synthetic parties, and how much memory: `python bench/link.py [ROWS …]` (default 100000 1000000).

Each size runs in a process of its own, so that peak memory is its own. Companies are seen by 2.5 parties each on average;
a third of the parties carry no number, names come from few words, so that namesakes abound.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from leads.facts import open_facts
from leads.landing import Landing
from leads.run import Run
from pipelines.link import link

DEFAULT = (100_000, 1_000_000)

PARTIES = """
INSERT INTO parties BY NAME
WITH drawn AS (
    SELECT i, hash(i, 'company') % greatest($rows * 2 // 5, 1) AS company FROM range($rows) t(i)),
known AS (
    SELECT i, company, hash(company, 'core') % 60000 AS word,
        hash(company, 'town') % 400 AS town, hash(company, 'form') % 3 AS form FROM drawn)
SELECT 'p' || substr(md5(i::VARCHAR), 1, 16) AS party_id, 's:' || i AS listing_id,
    CASE i % 4 WHEN 0 THEN 'registered' WHEN 1 THEN 'buyer' WHEN 2 THEN 'supplier' ELSE 'employer' END AS role, 0 AS ordinal,
    TIMESTAMPTZ '2026-10-01 00:00:00+00' + INTERVAL (i // 100) SECOND AS first_seen_at,
    'ТОВ Слово ' || word AS name, 'Слово ' || word || CASE WHEN hash(i, 'typo') % 20 = 0 THEN 'кс' ELSE '' END AS name_core,
    ['TOV', 'PRAT', 'PP'][1 + form::INTEGER] AS legal_form,
    'UA' AS country, 'UA-' || (town % 24) AS region, 'Місто ' || town AS city,
    CASE WHEN i % 2 = 0 THEN (10000 + town * 7 + company % 7)::VARCHAR END AS postcode,
    CASE WHEN hash(i, 'site') % 3 = 0 THEN
        CASE WHEN hash(i, 'portal') % 200 = 0 THEN 'portal.ua' ELSE 'firm' || company || '.ua' END END AS domain,
    'active' AS status
FROM known
"""
NUMBERS = """
INSERT INTO numbers SELECT party_id, 'UA-EDRPOU', lpad((CASE WHEN hash(listing_id, 'wrong') % 5000 = 0 THEN 0 ELSE
    hash(substr(listing_id, 3)::BIGINT, 'company') % greatest($rows * 2 // 5, 1) + 1 END)::VARCHAR, 8, '0')
FROM parties WHERE hash(listing_id, 'numbered') % 3 > 0
"""
CONTACTS = """
INSERT INTO contacts SELECT party_id, 'phone',
    '+38044' || lpad((hash(substr(listing_id, 3)::BIGINT, 'company') % greatest($rows * 2 // 5, 1))::VARCHAR, 7, '0'),
    'office' FROM parties WHERE hash(listing_id, 'phoned') % 4 = 0
"""
LISTINGS = """
INSERT INTO listings BY NAME SELECT listing_id, 's' || (substr(listing_id, 3)::BIGINT % 4) AS source, substr(listing_id, 3) AS source_id,
    CASE role WHEN 'registered' THEN 'registration' WHEN 'employer' THEN 'vacancy' ELSE 'tender' END AS kind,
    'Title ' || listing_id AS title, 'https://example.org/' || listing_id AS url, first_seen_at AS fetched_at, first_seen_at,
    first_seen_at AS published, 1000 AS value, 'UAH' AS currency FROM parties
"""
CODES = """
INSERT INTO codes SELECT listing_id, NULL, 0, 'CPV', '90910000', '81' FROM listings WHERE kind = 'tender'
UNION ALL SELECT listing_id, party_id, 0, 'KVED', '14.13', '14' FROM parties WHERE role = 'registered'
"""


def fill(facts: duckdb.DuckDBPyConnection, rows: int) -> None:
    """Put synthetic parties into empty facts."""
    facts.execute(PARTIES, {"rows": rows})
    facts.execute(NUMBERS, {"rows": rows})
    facts.execute(CONTACTS, {"rows": rows})
    facts.execute(LISTINGS)
    facts.execute(CODES)


def measure(rows: int) -> None:
    """Fill, link, print one line."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with open_facts(data / "x.duckdb") as facts:
            fill(facts, rows)
        filled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with open_facts(data / "x.duckdb") as facts:
            facts.execute("SET memory_limit = '2GB'")
            began, cpu = time.perf_counter(), time.process_time()
            report = link(facts, Run(data, Landing(f"{folder}/landing"), "UA", date(2026, 11, 20)))
            wall, cpu = time.perf_counter() - began, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{rows:>9,} parties: {wall:6.1f} s, {cpu:6.1f} s CPU, peak {peak / 1024:,.0f} MB (of it {filled / 1024:,.0f} MB to fill)"
        )
        print(f"          {report.as_line()}; {report.weighed:,} pairs weighed, {report.merged}")


def main() -> None:
    """Measure each size named, in a process of its own."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measure(int(sys.argv[2]))
        return
    for rows in map(int, sys.argv[1:] or DEFAULT):
        subprocess.run([sys.executable, __file__, "--one", str(rows)], check=True)


if __name__ == "__main__":
    main()

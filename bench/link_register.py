"""A national register and the listings that speak of its companies, linked in full: `python bench/linking.py register`.

Made-up parties as `clean` leaves them: every company of the register once, with its number, form, town and postcode; then listings of other
sources, four in five about companies of the register, half of these with the number, the others by name and town, phone or domain, one
name in twenty misspelt. Names are two words, of which one is a kind of work, so that a large country is full of namesakes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]

COMPANIES, LISTINGS = 5_000_000, 300_000
MINUTES, GIGABYTES = 5, 6
"""What is asked of the full size on two cores."""

_MADE = """
INSERT INTO parties BY NAME
WITH drawn AS (
    SELECT i, CASE WHEN i < $companies THEN i WHEN i % 5 = 0 THEN $companies + i ELSE hash(i, 'company') % $companies END AS company
    FROM range($companies + $listings) t(i)),
known AS (
    SELECT *, hash(company, 'word') % 400000 AS word, hash(company, 'kind') % 40 AS kind, hash(company, 'town') % 4000 AS town,
        i < $companies AS registered FROM drawn)
SELECT 'p' || substr(md5(i::VARCHAR), 1, 16) AS party_id, 's:' || i AS listing_id,
    CASE WHEN registered THEN 'registered' ELSE ['buyer', 'supplier', 'employer'][1 + i % 3] END AS role, 0 AS ordinal,
    TIMESTAMPTZ '2026-10-01 00:00:00+00' + INTERVAL (i // 1000) SECOND AS first_seen_at,
    concat(left(md5(word::VARCHAR), 6), ' ', CASE WHEN NOT registered AND hash(i, 'typo') % 20 = 0 THEN 'x' END,
        left(md5(kind::VARCHAR), 7)) AS name_core,
    name_core || ' LTD' AS name, CASE WHEN registered OR i % 2 = 0 THEN 'LTD' END AS legal_form,
    'GB' AS country, 'GB-' || (town % 12) AS region, CASE WHEN registered OR i % 3 > 0 THEN 'Town ' || town END AS city,
    CASE WHEN registered OR i % 4 = 0 THEN 'P' || town || company % 50 END AS postcode,
    CASE WHEN NOT registered AND i % 3 = 0 THEN 'firm' || company || '.uk' END AS domain, 'active' AS status
FROM known
"""
_NUMBERS = """
INSERT INTO numbers
SELECT party_id, 'GB-COH', lpad((CASE WHEN i < $companies THEN i ELSE hash(i, 'company') % $companies END)::VARCHAR, 8, '0')
FROM (SELECT party_id, substr(listing_id, 3)::BIGINT AS i FROM parties) WHERE i < $companies OR (i % 5 > 0 AND hash(i, 'numbered') % 2 = 0)
"""
_CONTACTS = """
INSERT INTO contacts SELECT party_id, 'phone',
    '+4420' || lpad((CASE WHEN i % 5 = 0 THEN i ELSE hash(i, 'company') % $companies END)::VARCHAR, 8, '0'), 'office'
FROM (SELECT party_id, substr(listing_id, 3)::BIGINT AS i FROM parties) WHERE i >= $companies AND i % 4 = 1
"""
_LISTINGS = """
INSERT INTO listings BY NAME SELECT listing_id, CASE role WHEN 'registered' THEN 'register' ELSE 's' || ordinal END AS source,
    substr(listing_id, 3) AS source_id,
    CASE role WHEN 'registered' THEN 'registration' WHEN 'employer' THEN 'vacancy' ELSE 'tender' END AS kind,
    'Title ' || listing_id AS title, 'https://example.org/' || listing_id AS url, first_seen_at AS fetched_at, first_seen_at,
    first_seen_at AS published FROM parties
"""


def fill(facts: duckdb.DuckDBPyConnection, companies: int, listings: int) -> None:
    """Put the parties into empty facts."""
    sizes = {"companies": companies, "listings": listings}
    facts.execute(_MADE, sizes)
    facts.execute(_NUMBERS, {"companies": companies})
    facts.execute(_CONTACTS, {"companies": companies})
    facts.execute(_LISTINGS)


def measure(companies: str, listings: str, path: str) -> None:
    """Link the facts in this file, in this process, and print one line."""
    from bench.linking_records import peak
    from leads.facts import open_facts
    from leads.landing import Landing
    from leads.run import Run
    from pipelines.link import link

    file = Path(path)
    with open_facts(file, 2) as facts:
        wall, cpu = time.perf_counter(), time.process_time()
        report = link(facts, Run(file.parent, Landing(str(file.parent / "landing")), "GB", date(2026, 11, 20), 2))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    told = f"wall_s={wall:.1f} cpu_s={cpu:.1f} peak_mb={peak():.0f}"
    full = int(companies) >= COMPANIES and int(listings) >= LISTINGS
    met = wall <= 60 * MINUTES and peak() <= 1000 * GIGABYTES
    bar = f" | at most {MINUTES} minutes and {GIGABYTES} GB: {'met' if met else 'MISSED'}" if full else ""
    print(
        f"register {int(companies):,} + listings {int(listings):,}: {told}{bar}; {report.as_line()}; {report.weighed:,} pairs weighed"
    )


def register(companies: int, listings: int) -> str:
    """The figures, of a process of its own: filling is not counted."""
    from leads.facts import open_facts

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "GB.duckdb"
        with open_facts(file, 2) as facts:
            fill(facts, companies, listings)
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from bench.link_register import measure; measure(*sys.argv[1:])"
        done = subprocess.run(
            [sys.executable, "-c", code, str(companies), str(listings), str(file)],
            stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

"""The facts store: one DuckDB file per shard (a country), rebuilt from landing, never edited.

Everything here is what a machine concluded; `open_facts` makes the tables, each stage fills its own and deletes nothing of
another's. The nightly run is the only writer.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

PLAIN = "VARCHAR USING COMPRESSION uncompressed"
"""Text that differs from row to row: packing it takes half the time of writing a register, and saves little room."""

TABLES = {
    "crawls": """
        source VARCHAR, crawl VARCHAR, kind VARCHAR, outcome VARCHAR, file VARCHAR, started_at TIMESTAMPTZ, ended_at TIMESTAMPTZ,
        listings BIGINT, licence VARCHAR, attribution VARCHAR, landing VARCHAR, cache VARCHAR""",
    "listings": f"""
        listing_id {PLAIN}, source VARCHAR, source_id {PLAIN}, kind VARCHAR, crawl VARCHAR, line BIGINT, url {PLAIN},
        fetched_at TIMESTAMPTZ, first_seen_at TIMESTAMPTZ,
        title VARCHAR, description VARCHAR, language VARCHAR, published TIMESTAMPTZ, modified TIMESTAMPTZ,
        event VARCHAR, registered_on DATE, founded_on DATE, ceased_on DATE,
        stage VARCHAR, status VARCHAR, method VARCHAR, deadline TIMESTAMPTZ, awarded_on TIMESTAMPTZ,
        value DECIMAL(20,2), currency VARCHAR,
        salary_min DECIMAL(20,2), salary_max DECIMAL(20,2), openings BIGINT, occupation VARCHAR, skills VARCHAR[], expires TIMESTAMPTZ,
        publisher VARCHAR, topics VARCHAR[]""",
    "parties": f"""
        party_id {PLAIN}, listing_id {PLAIN}, role VARCHAR, ordinal BIGINT, first_seen_at TIMESTAMPTZ,
        name {PLAIN}, name_core {PLAIN}, short_name VARCHAR, legal_form VARCHAR,
        country VARCHAR, region VARCHAR, city VARCHAR, street {PLAIN}, postcode {PLAIN}, address VARCHAR,
        website VARCHAR, domain VARCHAR, nace VARCHAR,
        status VARCHAR, founded_on DATE, employees BIGINT,
        capital DECIMAL(20,2), value DECIMAL(20,2), currency VARCHAR""",
    "numbers": f"party_id {PLAIN}, register VARCHAR, number {PLAIN}",
    "codes": f"listing_id {PLAIN}, party_id {PLAIN}, ordinal BIGINT, scheme VARCHAR, code VARCHAR, nace VARCHAR",
    "contacts": f"party_id {PLAIN}, kind VARCHAR, value VARCHAR, label VARCHAR",
    "rejects": f"source VARCHAR, listing_id {PLAIN}, crawl VARCHAR, line BIGINT, field VARCHAR, text VARCHAR, why VARCHAR",
    "companies": """
        company_id VARCHAR, first_seen_at TIMESTAMPTZ, name VARCHAR, name_core VARCHAR, legal_form VARCHAR, country VARCHAR, region VARCHAR,
        city VARCHAR, street VARCHAR, postcode VARCHAR, address VARCHAR, website VARCHAR, domain VARCHAR, nace VARCHAR, status VARCHAR,
        registered_on DATE, founded_on DATE, ceased_on DATE, employees BIGINT, capital DECIMAL(20,2), currency VARCHAR, sources BIGINT""",
    "members": "party_id VARCHAR, company_id VARCHAR, how VARCHAR, other VARCHAR, weight DOUBLE, held VARCHAR[]",
    "doubts": """
        left_party VARCHAR, right_party VARCHAR, left_company VARCHAR, right_company VARCHAR, cause VARCHAR, weight DOUBLE,
        probability DOUBLE, held VARCHAR[]""",
    "aliases": "alias VARCHAR, company_id VARCHAR",
    "evidence": "company_id VARCHAR, field VARCHAR, party_id VARCHAR, listing_id VARCHAR",
    "signals": """
        company_id VARCHAR, kind VARCHAR, role VARCHAR, day DATE, value DECIMAL(20,2), currency VARCHAR, codes VARCHAR[], nace VARCHAR[],
        title VARCHAR, status VARCHAR, stage VARCHAR, deadline TIMESTAMPTZ, url VARCHAR, listing_id VARCHAR""",
    "customers": """
        company_id VARCHAR, customer_id VARCHAR, name VARCHAR, how VARCHAR, owner VARCHAR, abc VARCHAR, rfm VARCHAR, segment VARCHAR,
        stage VARCHAR, first_order DATE, last_order DATE, orders BIGINT, revenue DECIMAL(20,2), profit DECIMAL(20,2), currency VARCHAR,
        expected_on DATE, value DECIMAL(20,2), best BOOLEAN, wake_up BOOLEAN, custom JSON""",
    "customer_doubts": "customer_id VARCHAR, name VARCHAR, company_id VARCHAR, company VARCHAR, why VARCHAR",
    "purchases": """
        company_id VARCHAR, division VARCHAR, times BIGINT, value DECIMAL(20,2), currency VARCHAR, first_on DATE, last_on DATE,
        interval_days BIGINT, regular BOOLEAN, months BIGINT[], next_on DATE, chance BIGINT, title VARCHAR, listing_id VARCHAR""",
    "prints": "company UBIGINT, print HUGEINT",
    "scored": "profile VARCHAR, recipe VARCHAR, day DATE",
    "leads": """
        profile VARCHAR, profile_hash VARCHAR, company_id VARCHAR, points BIGINT, fresh_on DATE""",
    "reasons": """
        profile VARCHAR, company_id VARCHAR, ordinal BIGINT, signal VARCHAR, points BIGINT, params JSON, listing_id VARCHAR""",
}
"""Each table and its columns.

- crawls: every sealed crawl that may hold listings of the shard; `landing` is the landing's root and `cache` the folder of local copies,
  so that evidence can be read again.
- listings: the newest version of each; `line` is its line (from 1) in the crawl's file, or its record number in a bulk file.
- parties: `party_id` is a hash of (source, source_id, role, first number or name); `nace` the division of its main activity.
- numbers: only checked ones; codes: of a listing (party_id NULL) or of a party (listing_id NULL), canonical, with the NACE Rev. 2 division.
- contacts: kind is phone, email or website; label says mobile, office, toll_free (of phones), role, personal (of e-mails), unknown.
- rejects: texts that could not be read; `field` is the vocabulary's name, `party.…` for those of parties.
- companies: the golden record; `evidence` says which party each of its values came from.
- customers: the user's own clients among the companies, one row a company; `how` says what linked them; abc is A to E, rfm three digits,
  segment and stage names of `pipelines.customers`; `value` is expected of the next twelve months, `best` one of the 20 % that bring most.
- customer_doubts: companies that may be a client; only a person can tell.
- purchases: each public buyer's history in each CPV division: how often, worth what, the usual days between two (`regular`: they vary
  little), purchases by month of the year (January first), the day the next is expected, and its chance within 30 days in thousandths.
- prints: by the hash of a company's id, a fingerprint of everything its score can rest on; scored: with which recipe (profile and
  signals) and for which day the leads of each profile were scored. Both tell the next night what it need not look at again.
- aliases: ids a merge retired; members: which party belongs to which company, and why: how (first, number, site, place, evidence, word),
  the other party it was joined to, and for evidence the rows that held with their sum.
- doubts: pairs of parties a person should look at, and the cause (between, two_ways, numbers, mean, large).
"""

SETTINGS = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "preserve_insertion_order": "false",
    "enable_progress_bar": "false",
    "TimeZone": "'UTC'",
}


def connect(
    path: Path | str = ":memory:", threads: int | None = None, memory: str = "3GB"
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that reaches no network and keeps to a memory limit."""
    con = duckdb.connect(str(path))
    for name, value in SETTINGS.items():
        con.execute(f"SET {name} = {value}")
    con.execute(f"SET memory_limit = '{memory}'")
    if threads:
        con.execute(f"SET threads = {threads}")
    return con


def open_facts(path: Path | str, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open a shard's facts and make the tables that are missing. One process at a time may have it open."""
    con = connect(path, threads)
    for name, columns in TABLES.items():
        con.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    return con

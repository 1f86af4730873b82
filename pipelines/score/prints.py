"""What need not be scored again: fingerprints of companies, and the leads of the night before.

A company is looked at again where its fingerprint differs from the night before, or where the mere passing of a day can change its
rows: it was a lead and has a day that a dated signal of the profile still sees, a deadline is due, or it has a birthday that a
signal counts. All others keep their rows, which are the very rows a full scoring would give.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from leads.profile import Profile
from pipelines.score.signals import EXCLUSIONS, SIGNALS

Facts = duckdb.DuckDBPyConnection

OLD = "night_before"
"""Under this name the facts of the night before are attached."""

SLACK = 2
"""Days that a source may be ahead of the run, and some."""

_PRINTS = """
INSERT INTO prints
WITH spellings AS (
    SELECT street, city, count(*) AS companies FROM companies WHERE $crowd > 0 AND street <> '' AND city <> '' GROUP BY ALL
), places AS (
    SELECT street, city, sum(companies) OVER (PARTITION BY normal(street), normal(city)) AS crowd FROM spellings
), crowds AS (
    SELECT company_id, crowd FROM companies JOIN (FROM places WHERE crowd >= $crowd) USING (street, city)
), of_parties AS (
    SELECT party_id, sum(print) AS print FROM (
        SELECT party_id, hash('party', party_id, listing_id) AS print FROM parties
        UNION ALL SELECT party_id, hash('code', scheme, code, nace) FROM codes WHERE party_id IS NOT NULL
        UNION ALL SELECT party_id, hash('contact', kind, value) FROM contacts)
    GROUP BY party_id
)
SELECT company_id, sum(print)::HUGEINT FROM (
    SELECT company_id, hash(companies)::HUGEINT AS print FROM companies
    UNION ALL SELECT company_id, print::HUGEINT FROM of_parties JOIN members USING (party_id)
    UNION ALL SELECT company_id, hash('signal', signals) FROM signals
    UNION ALL SELECT company_id, hash('listing', description, occupation, skills, openings, salary_min, salary_max, listings.currency)
        FROM (SELECT company_id, listing_id FROM signals WHERE kind IN ('vacancy', 'article')) JOIN listings USING (listing_id)
    UNION ALL SELECT company_id, hash('evidence', field, party_id, listing_id) FROM evidence
    UNION ALL SELECT company_id, hash('purchase', purchases) FROM purchases
    UNION ALL SELECT company_id, hash('customer', customers) FROM customers WHERE company_id IS NOT NULL
    UNION ALL SELECT company_id, hash('dormant') FROM rejects JOIN parties USING (listing_id) JOIN members USING (party_id)
        WHERE rejects.why = 'dormant'
    UNION ALL SELECT company_id, hash('crowd', crowd) FROM crowds)
GROUP BY company_id
"""

RISING = frozenset({"hiring_growth"})
"""Dated signals that the passing of days alone may bring; of all others, points only wane as a fact gets older."""

_TOUCHED = f"""
CREATE OR REPLACE TEMP TABLE touched AS
WITH dated AS (
    SELECT company_id, day, deadline::DATE AS deadline, days
    FROM signals JOIN (SELECT unnest($kinds) AS kind, unnest($days) AS days) USING (kind)
), born AS (
    SELECT company_id, greatest(coalesce(registered_on, founded_on), first_seen_at::DATE) AS day,
        least(coalesce(registered_on, founded_on), first_seen_at::DATE) AS earlier, coalesce(registered_on, founded_on) AS birthday
    FROM companies WHERE $born > 0 OR $ages
), seen AS (
    SELECT company_id FROM dated WHERE day >= $then - days::INTEGER
    UNION SELECT company_id FROM born WHERE greatest(day, earlier) >= $then - $born::INTEGER
)
SELECT company_id FROM prints LEFT JOIN {OLD}.prints old USING (company_id) WHERE old.print IS DISTINCT FROM prints.print
UNION SELECT company_id FROM dated WHERE day >= $then - {SLACK} OR deadline >= $then - {SLACK}
UNION SELECT company_id FROM born WHERE $born > 0 AND greatest(day, earlier) >= $then - {SLACK}
UNION SELECT company_id FROM born WHERE $ages AND datesub('year', birthday, $then) <> datesub('year', birthday, $today)
UNION SELECT company_id FROM seen WHERE NOT $waning OR company_id IN (SELECT company_id FROM {OLD}.leads WHERE profile = $profile)
"""
"""Who is no lead and whose facts did not change becomes none by waiting, where points only wane: unless a day or deadline is due."""

_MODELS = """
SELECT sum(hash(k))::VARCHAR FROM companies k JOIN (SELECT DISTINCT company_id FROM customers WHERE best) USING (company_id)
"""


@dataclass(frozen=True)
class Before:
    """The night before: its day, and the recipe of each profile then."""

    day: date
    recipes: dict[str, str]


@contextmanager
def night_before(facts: Facts, path: Path | None) -> Iterator[Before | None]:
    """The night before, attached read only for as long as this lasts; None where there is none that could be used."""
    before = None
    if path is not None and path.exists():
        try:
            facts.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {OLD} (READ_ONLY)")
            rows = facts.execute(f"SELECT profile, recipe, day FROM {OLD}.scored").fetchall()
            facts.execute(f"SELECT 1 FROM {OLD}.prints, {OLD}.leads, {OLD}.reasons LIMIT 0")
            days = {row[2] for row in rows}
            if len(days) == 1:
                before = Before(days.pop(), {row[0]: row[1] for row in rows})
        except duckdb.Error:
            # Damaged, or of an older version: everything is scored again.
            before = None
    try:
        yield before
    finally:
        attached = {row[0] for row in facts.execute("SELECT database_name FROM duckdb_databases()").fetchall()}
        if OLD in attached:
            facts.execute(f"DETACH {OLD}")


def make_prints(facts: Facts, profiles: Sequence[Profile]) -> None:
    """Fill `prints`. How many share an address counts only where a profile asks: it changes with every new neighbour."""
    facts.execute("DELETE FROM prints")
    asked = [s.parameters["at_least"] for profile in profiles for s in profile.signals if s.word == "mass_address"]
    facts.execute(_PRINTS, {"crowd": max(2, min(asked)) if asked else 0})


def recipe(facts: Facts, profile: Profile) -> str:
    """A hash of all that decides points besides a company's own facts: the profile, the signals' SQL, and the best clients."""
    parts: list[Any] = [profile.hash]
    for signal in profile.signals:
        query = SIGNALS[signal.word].query(**signal.parameters)
        parts.append([signal.word, query.sql, query.values])
    for exclusion in profile.exclusions:
        query = EXCLUSIONS[exclusion.word].query(**exclusion.parameters)
        parts.append([exclusion.word, query.sql, query.values])
    if any(signal.word == "similar_to_clients" for signal in profile.signals):
        parts.append(facts.execute(_MODELS).fetchall())
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()


def make_touched(facts: Facts, profile: Profile, before: Before, today: date) -> None:
    """The temporary table `touched`: ids of the companies that must be looked at again."""
    reach: dict[str, int] = {}
    born = 0
    # On the same day again no day has passed: nothing but facts can have changed.
    for signal in profile.signals if before.day < today else ():
        declared = SIGNALS[signal.word]
        if declared.word.dated:
            # Twice, since a signal may compare its days with as many before.
            days = 2 * int(signal.parameters["within_days"]) + SLACK
            born = born if declared.reads and signal.word != "newly_seen" else max(born, days)
            for kind in declared.reads:
                reach[kind] = max(reach.get(kind, 0), days)
    values = {
        "kinds": list(reach), "days": list(reach.values()), "then": before.day, "today": today, "born": born,
        "ages": any(signal.word == "company_age" for signal in profile.signals), "profile": profile.name,
        "waning": not any(s.word in RISING or (SIGNALS[s.word].word.dated and s.points < 0) for s in profile.signals),
    }  # fmt: skip
    facts.execute(_TOUCHED, values)

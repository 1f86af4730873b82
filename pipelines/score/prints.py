"""What need not be scored again: fingerprints of companies, and the leads of the night before.

A company is looked at again where its fingerprint differs from the night before, or where the mere passing of a day can change its
rows: it was a lead and has a day or a deadline that a dated signal of the profile still sees, a deadline has passed or come within
the days a signal asks for, or it has a birthday that a signal counts. All others keep their rows, which are the very rows a full
scoring would give.
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
SELECT company, sum(print)::HUGEINT FROM (
    SELECT hash(company_id) AS company, hash(companies)::HUGEINT AS print FROM companies
    UNION ALL SELECT company, print::HUGEINT FROM (SELECT hash(company_id) AS company, hash(party_id) AS party FROM members) JOIN (
        SELECT hash(party_id) AS party, hash('party', party_id, listing_id) AS print FROM parties
        UNION ALL SELECT hash(party_id), hash('code', scheme, code, nace) FROM codes WHERE party_id IS NOT NULL
        UNION ALL SELECT hash(party_id), hash('contact', kind, value) FROM contacts) USING (party)
    UNION ALL SELECT hash(company_id), hash('signal', signals) FROM signals
    UNION ALL SELECT hash(company_id), hash('listing', description, occupation, skills, openings, salary_min, salary_max, listings.currency)
        FROM (SELECT company_id, listing_id FROM signals WHERE kind IN ('vacancy', 'article')) JOIN listings USING (listing_id)
    UNION ALL SELECT hash(company_id) AS company, sum(hash('evidence', field, party_id, listing_id)) FROM evidence GROUP BY company
    UNION ALL SELECT hash(company_id), hash('purchase', purchases) FROM purchases
    UNION ALL SELECT hash(company_id), hash('customer', customers) FROM customers WHERE company_id IS NOT NULL
    UNION ALL SELECT hash(company_id), hash('dormant') FROM rejects JOIN parties USING (listing_id) JOIN members USING (party_id)
        WHERE rejects.why = 'dormant'
    UNION ALL SELECT hash(company_id), hash('crowd', crowd) FROM crowded)
GROUP BY company
"""
"""Joined and summed by hashes of ids, which is faster than by ids: where two ever collide, both are looked at for the change of one."""

RISING = frozenset({"hiring_growth"})
"""Dated signals that the passing of days alone may bring; of all others, points only wane as a fact gets older."""

NEARING = frozenset({"deadline_near"})
"""Signals that come when no more than their `within_days` are left to a deadline."""

_CHANGED = f"""
CREATE OR REPLACE TEMP TABLE changed AS
SELECT company_id FROM companies
    ANTI JOIN (SELECT company FROM prints JOIN {OLD}.prints USING (company, print)) same ON same.company = hash(company_id)
"""

_DUE = f"""
CREATE OR REPLACE TEMP TABLE due AS
SELECT company_id, kind, day, deadline::DATE AS deadline FROM signals
WHERE $all OR day >= $then - {SLACK} OR deadline::DATE >= $then
    OR company_id IN (SELECT company_id FROM {OLD}.leads WHERE list_contains($profiles, profile))
"""
"""Of the signals, those that can matter to any profile: in one pass, since there are many."""

_TOUCHED = f"""
INSERT INTO touched
WITH dated AS (
    SELECT company_id, day, deadline, days FROM due JOIN (SELECT unnest($kinds) AS kind, unnest($days) AS days) USING (kind)
), born AS (
    SELECT company_id, greatest(coalesce(registered_on, founded_on), first_seen_at::DATE) AS day,
        least(coalesce(registered_on, founded_on), first_seen_at::DATE) AS earlier, coalesce(registered_on, founded_on) AS birthday
    FROM companies WHERE $born > 0 OR $ages
), seen AS (
    SELECT company_id FROM dated WHERE day >= $then - days::INTEGER OR deadline >= $then
    UNION ALL SELECT company_id FROM born WHERE greatest(day, earlier) >= $then - $born::INTEGER
)
SELECT DISTINCT $profile, company_id FROM (
    SELECT company_id FROM changed
    UNION ALL SELECT company_id FROM dated WHERE day >= $then - {SLACK}
    UNION ALL SELECT company_id FROM dated, (SELECT unnest($left) AS days_left)
        WHERE deadline BETWEEN $then + days_left::INTEGER AND $today + days_left::INTEGER
    UNION ALL SELECT company_id FROM born WHERE $born > 0 AND greatest(day, earlier) >= $then - {SLACK}
    UNION ALL SELECT company_id FROM born WHERE $ages AND datesub('year', birthday, $then) <> datesub('year', birthday, $today)
    UNION ALL SELECT company_id FROM seen WHERE NOT $waning OR company_id IN (SELECT company_id FROM {OLD}.leads WHERE profile = $profile))
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
            facts.execute(f"SELECT company, print FROM {OLD}.prints, {OLD}.leads, {OLD}.reasons LIMIT 0")
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


def make_prints(facts: Facts) -> None:
    """Fill `prints`; the temporary table `crowded` must be there."""
    facts.execute("DELETE FROM prints")
    facts.execute(_PRINTS)


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


def make_touched(facts: Facts, profiles: Sequence[Profile], before: Before, today: date) -> None:
    """The temporary table `touched`: for each profile the ids of the companies that must be looked at again."""
    reaches = {profile.name: _reach(profile, before.day < today) for profile in profiles}
    every = any(not reach["waning"] for reach in reaches.values())
    facts.execute("CREATE OR REPLACE TEMP TABLE touched (profile VARCHAR, company_id VARCHAR)")
    facts.execute(_CHANGED)
    facts.execute(_DUE, {"all": every, "then": before.day, "profiles": list(reaches)})
    for name, reach in reaches.items():
        facts.execute(_TOUCHED, {"profile": name, "then": before.day, "today": today} | reach)
    facts.execute("DROP TABLE changed")
    facts.execute("DROP TABLE due")


def _reach(profile: Profile, later: bool) -> dict[str, Any]:
    """Which days a profile's signals see: of each kind of listing, of registers, and days left to deadlines.

    On the same day again (not `later`) no day has passed: nothing but facts can have changed.
    """
    reach: dict[str, int] = {}
    born, left = 0, {0}
    for signal in profile.signals if later else ():
        declared = SIGNALS[signal.word]
        if declared.word.dated:
            # Twice, since a signal may compare its days with as many before.
            days = 2 * int(signal.parameters["within_days"]) + SLACK
            born = born if declared.reads and signal.word != "newly_seen" else max(born, days)
            for kind in declared.reads:
                reach[kind] = max(reach.get(kind, 0), days)
            if signal.word in NEARING:
                left.add(int(signal.parameters["within_days"]))
    return {
        "kinds": list(reach), "days": list(reach.values()), "left": sorted(left), "born": born,
        "ages": any(signal.word == "company_age" for signal in profile.signals),
        "waning": not any(s.word in RISING or (SIGNALS[s.word].word.dated and s.points < 0) for s in profile.signals),
    }  # fmt: skip

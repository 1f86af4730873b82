"""What a scorecard may look at, for every company of a register at once: one level a company and word, in one SELECT.

A level is what a band of the profile can name: a NACE division, a region, a size class, whether a phone is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

Facts = duckdb.DuckDBPyConnection
Parameters = Mapping[str, Any]

SAMPLE = 60_000
"""So many companies, chosen by a hash of their id, stand for the whole register in the fit; bands are counted over all."""

YES = "yes"


@dataclass(frozen=True)
class Word:
    """A word of the profile's vocabulary that can be learned: the level of each company as SQL (NULL: unknown or none)."""

    name: str
    sql: str
    parameters: Callable[[Sequence[str]], Parameters | None]
    """Parameters of a band of one or more levels; None where no parameters say just these levels."""
    ordered: tuple[str, ...] = ()
    """Levels in their natural order, where they have one."""
    sign: int = 0
    """1: more can only be better, so weights never fall along the order; -1: the word can only warn off; 0: free."""
    tries: int = 1000
    """Against luck a level is judged as one of so many; fewer where a lean is to be expected, as of industries."""


def _listed(parameter: str, **others: Any) -> Callable[[Sequence[str]], Parameters]:
    return lambda levels: {parameter: sorted(levels), **others}


def _span(bounds: Mapping[str, tuple[int, int | None]]) -> Callable[[Sequence[str]], Parameters]:
    def said(levels: Sequence[str]) -> Parameters:
        least = min(bounds[level][0] for level in levels)
        most = [bounds[level][1] for level in levels]
        found: dict[str, Any] = {"at_least": least} if least else {}
        return found if None in most else found | {"at_most": max(m for m in most if m is not None)}

    return said


def _at_least(levels: Sequence[str]) -> Parameters:
    return {"at_least": min(int(level) for level in levels)}


SIZES: dict[str, tuple[int, int | None]] = {"1": (0, 4), "2": (5, 9), "3": (10, 49), "4": (50, 249), "5": (250, None)}
AGES: dict[str, tuple[int, int | None]] = {
    "1": (0, 0), "2": (1, 2), "3": (3, 5), "4": (6, 10), "5": (11, 20), "6": (21, None)
}  # fmt: skip


def _case(value: str, bounds: Mapping[str, tuple[int, int | None]]) -> str:
    whens = " ".join(f"WHEN {value} >= {low} THEN '{name}'" for name, (low, _) in reversed(list(bounds.items())))
    return f"CASE {whens} END"


_DAY = "coalesce(registered_on, founded_on)"

WORDS: tuple[Word, ...] = (
    Word("industry", "nace", _listed("nace"), tries=10),
    Word("region", "region", _listed("regions")),
    Word("city", "lower(trim(city))", _listed("cities")),
    Word("legal_form", "upper(trim(legal_form))", _listed("forms")),
    Word("size", _case("employees", SIZES), _span(SIZES), tuple(SIZES)),
    Word(
        "company_age",
        f"CASE WHEN {_DAY} <= $today THEN {_case(f'datesub({chr(39)}year{chr(39)}, {_DAY}, $today)', AGES)} END",
        _span(AGES), tuple(AGES),
    ),
    Word("has_website", "if(website <> '', 'yes', NULL)", lambda _: {}),
    Word("has_phone", "if(phones, 'yes', NULL)", lambda _: {}),
    Word("has_email", "if(emails, 'yes', NULL)", lambda _: {}),
    Word("several_sources", "if(sources >= 2, least(sources, 4)::VARCHAR, NULL)", _at_least, ("2", "3", "4"), 1),
    Word("hires", "if(vacancies > 0, if(vacancies >= 3, '3', '1'), NULL)", _at_least, ("1", "3"), 1),
    Word("tender_won", "won", _listed("cpv", within_days=730)),
    Word("tender_buyer", "bought", _listed("cpv", within_days=730)),
    Word("raised_money", "if(raised, 'yes', NULL)", lambda _: {"within_days": 365}, sign=1),
    Word("news_mention", "if(articles, 'yes', NULL)", lambda _: {"within_days": 180}, sign=1),
    Word("mass_address", "if(crowded, 'yes', NULL)", lambda _: {"at_least": 20}, sign=-1),
)  # fmt: skip

LEVELS = """
CREATE OR REPLACE TEMP TABLE learned_levels AS
WITH reach AS (
    SELECT company_id, bool_or(kind IN ('phone', 'mobile')) AS phones, bool_or(kind = 'email') AS emails
    FROM contacts JOIN members USING (party_id)
    GROUP BY company_id
), done AS (
    SELECT company_id,
        count(DISTINCT listing_id) FILTER (kind = 'vacancy' AND role = 'employer' AND $today - day BETWEEN -1 AND 60) AS vacancies,
        mode(left(codes[1], 2) ORDER BY left(codes[1], 2))  -- of equals the first, whatever the order of rows
            FILTER (kind = 'tender' AND role = 'supplier' AND $today - day BETWEEN -1 AND 730) AS won,
        mode(left(codes[1], 2) ORDER BY left(codes[1], 2))
            FILTER (kind = 'tender' AND role = 'buyer' AND $today - day BETWEEN -1 AND 730) AS bought,
        coalesce(bool_or(kind = 'raised' AND $today - day BETWEEN -1 AND 365), false) AS raised,
        coalesce(bool_or(kind = 'article' AND $today - day BETWEEN -1 AND 180), false) AS articles
    FROM signals
    GROUP BY company_id
), streets AS (
    SELECT street, city FROM companies WHERE street <> '' AND city <> '' GROUP BY ALL HAVING count(*) >= 20
)
SELECT company_id, {levels}
FROM companies LEFT JOIN reach USING (company_id) LEFT JOIN done USING (company_id)
    LEFT JOIN (SELECT street, city, true AS crowded FROM streets) USING (street, city)
WHERE coalesce(status, 'active') NOT IN ('closed', 'liquidation', 'insolvent') OR company_id IN (SELECT company_id FROM learned_clients)
"""


@dataclass
class Register:
    """A register as levels: exact counts of every level, and a sample of companies for the fit."""

    companies: int = 0
    clients: int = 0
    counts: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """By word and level: companies of the register, clients among them."""
    rows: list[tuple[bool, tuple[str | None, ...]]] = field(default_factory=list)
    """The sample: client or not, and the level for each of WORDS."""


def read_register(
    shards: Mapping[str, Facts], clients: Mapping[str, Sequence[str]], today: date, told: Callable[[str], None]
) -> Register:
    """Count and sample companies of all shards; `clients` are company ids by shard. Deterministic, whatever the order of rows."""
    found = Register()
    for shard in sorted(shards):
        told(f"reading the companies of {shard}")
        _shard(shards[shard], sorted(clients.get(shard, ())), today, found, len(shards))
    return found


def _shard(facts: Facts, clients: Sequence[str], today: date, found: Register, shards: int) -> None:
    facts.execute("CREATE OR REPLACE TEMP TABLE learned_clients (company_id VARCHAR)")
    if clients:
        facts.execute("INSERT INTO learned_clients SELECT unnest($ids)", {"ids": list(clients)})
    levels = ", ".join(f"({word.sql})::VARCHAR AS {word.name}" for word in WORDS)
    facts.execute(LEVELS.replace("{levels}", levels), {"today": today})
    total, ours = _one(
        facts, "SELECT count(*), count(*) FILTER (company_id IN (FROM learned_clients)) FROM learned_levels"
    )
    found.companies += total
    found.clients += ours
    for word in WORDS:
        counts = found.counts.setdefault(word.name, {})
        for level, companies, known in facts.execute(
            f"""SELECT {word.name}, count(*), count(*) FILTER (company_id IN (FROM learned_clients)) FROM learned_levels
                WHERE {word.name} IS NOT NULL GROUP BY ALL ORDER BY ALL"""
        ).fetchall():
            before = counts.get(level, (0, 0))
            counts[level] = (before[0] + companies, before[1] + known)
    names = ", ".join(word.name for word in WORDS)
    rows = facts.execute(
        f"""SELECT true, {names} FROM learned_levels SEMI JOIN learned_clients USING (company_id)
            UNION ALL
            (SELECT false, {names} FROM learned_levels ANTI JOIN learned_clients USING (company_id)
             ORDER BY md5(company_id), company_id LIMIT {SAMPLE // max(shards, 1)})"""
    ).fetchall()
    found.rows += sorted(((bool(row[0]), tuple(row[1:])) for row in rows), key=repr)
    facts.execute("DROP TABLE learned_levels")


def matrix(register: Register, bands: Mapping[str, Mapping[str, int]]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """The sample: clients, and for each word of `bands` the band of the level (0 where in none)."""
    at = {word.name: number for number, word in enumerate(WORDS)}
    labels = np.array([row[0] for row in register.rows], dtype=bool)
    codes = np.zeros((len(register.rows), len(bands)), dtype=np.intp)
    for column, (name, of) in enumerate(bands.items()):
        codes[:, column] = [of.get(row[1][at[name]] or "", 0) for row in register.rows]
    return labels, codes


def _one(facts: Facts, sql: str) -> tuple[int, int]:
    row = facts.execute(sql).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])

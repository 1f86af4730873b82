"""Pairs: units that share one narrow thing are weighed by the table of evidence.

    link_edges    l, r (units, l < r), weight, mask (bit i: row i of the table of evidence holds): accepted
    link_unsure   the same columns, cause: near the threshold, or accepted but leading two ways: a person is asked
    link_against  l, r, weight: pairs below the threshold between units that both have accepted links to others

Everything compared is a set of all that a unit is known by, so that a buyer with three addresses is alike where one is alike.
"""

from __future__ import annotations

import duckdb

from pipelines.link.evidence import DOUBT, TABLE, THRESHOLD
from pipelines.link.likeness import TABLES as LIKENESS_TABLES
from pipelines.link.likeness import make_likeness, speak

TABLES = (
    "link_keys",
    "link_pairs",
    "link_sides",
    "link_numbers_of",
    "link_weighed",
    "link_ambiguous",
    *LIKENESS_TABLES,
)
KEPT = ("link_edges", "link_unsure", "link_against")

NUMBER = 1 << next(nr for nr, row in enumerate(TABLE) if row.name == "number_equal")
"""The bit of a mask that says that a register number is the same."""

BLOCK = 50
"""Units that share one thing are compared each with each up to this many; beyond, each with the oldest only. A name that fifty
units bear in one town says little, and 50 × 49 / 2 comparisons are what one thing may cost."""

_KEYS = """
CREATE OR REPLACE TEMP TABLE link_keys AS
WITH given AS (
    SELECT unit, hash('number', register, number) AS key FROM link_numbers JOIN link_units USING (nr) WHERE links
    UNION ALL SELECT unit, hash(kind, value) FROM link_contacts JOIN link_units USING (nr)
    UNION ALL SELECT unit, hash('domain', domain) FROM link_parties JOIN link_units USING (nr)
        WHERE domain IS NOT NULL
    UNION ALL SELECT unit, hash('city', country, city, key) FROM link_parties JOIN link_units USING (nr)
        WHERE key IS NOT NULL AND country IS NOT NULL AND city IS NOT NULL
    UNION ALL SELECT unit, hash('postcode', country, postcode, key) FROM link_parties JOIN link_units USING (nr)
        WHERE key IS NOT NULL AND country IS NOT NULL AND postcode IS NOT NULL
    UNION ALL SELECT unit, hash('sole', country, key) FROM link_parties SEMI JOIN link_soles USING (key, country)
        JOIN link_units USING (nr)),
meeting AS (SELECT key FROM given GROUP BY key HAVING min(unit) <> max(unit))
SELECT DISTINCT key, unit FROM given SEMI JOIN meeting USING (key)
"""

_PAIRS = """
CREATE OR REPLACE TEMP TABLE link_pairs AS
WITH blocks AS (SELECT key, count(*) AS size, min(unit) AS oldest FROM link_keys GROUP BY key)
SELECT DISTINCT l.unit AS l, r.unit AS r
FROM blocks JOIN link_keys l USING (key) JOIN link_keys r USING (key)
WHERE l.unit < r.unit AND (size <= $block OR l.unit = oldest)
"""

_SIDES = r"""
CREATE OR REPLACE TEMP TABLE link_sides AS
WITH wanted AS (SELECT l AS unit FROM link_pairs UNION SELECT r FROM link_pairs),
members AS (SELECT unit, nr FROM link_units SEMI JOIN wanted USING (unit)),
variants AS (
    SELECT DISTINCT unit, k.key, lower(name_core) AS core, k.domain, k.city, k.postcode, k.region, k.country, form
    FROM members JOIN link_parties k USING (nr) JOIN parties USING (party_id)),
known AS (
    SELECT unit, list(v.key) FILTER (v.key IS NOT NULL) AS keys,
        list(regexp_extract_all(core, '[\p{L}\p{N}]+')) FILTER (core IS NOT NULL) AS cores,
        list(domain) FILTER (domain IS NOT NULL) AS domains,
        list(city) FILTER (city IS NOT NULL) AS cities,
        list(postcode) FILTER (postcode IS NOT NULL) AS postcodes,
        list(region) FILTER (region IS NOT NULL) AS regions,
        list(v.country) FILTER (v.country IS NOT NULL) AS countries,
        list(form) FILTER (form IS NOT NULL) AS forms,
        bool_or(n.key IS NOT NULL) AS namesakes, bool_or(NOT o.common) AS sole
    FROM variants v
    LEFT JOIN link_namesakes n ON n.key = v.key AND n.country = v.country AND n.place = coalesce(city, postcode)
    LEFT JOIN link_soles o ON o.key = v.key AND o.country = v.country
    GROUP BY unit),
numbered AS (
    SELECT unit, list(DISTINCT register || ':' || number) AS numbers
    FROM members JOIN link_numbers USING (nr) WHERE links GROUP BY unit),
reached AS (
    SELECT unit, list(value) FILTER (kind = 'phone') AS phones, list(value) FILTER (kind = 'email') AS emails
    FROM members JOIN link_contacts USING (nr) GROUP BY unit)
SELECT * FROM known LEFT JOIN numbered USING (unit) LEFT JOIN reached USING (unit)
"""

_NUMBERS_OF = """
CREATE OR REPLACE TEMP TABLE link_numbers_of AS
SELECT DISTINCT unit, register, number FROM link_numbers JOIN link_units USING (nr) SEMI JOIN link_sides USING (unit) WHERE apart
"""

_AMBIGUOUS = """
CREATE OR REPLACE TEMP TABLE link_ambiguous AS
    WITH ends AS (
        SELECT l AS unit, r AS other, weight FROM link_weighed WHERE weight >= $threshold AND (mask & $number) = 0
        UNION ALL SELECT r, l, weight FROM link_weighed WHERE weight >= $threshold AND (mask & $number) = 0),
    toward AS (
        SELECT b.unit, b.other, b.weight, o.register, o.number
        FROM ends b JOIN link_numbers_of o ON o.unit = b.other
        ANTI JOIN link_numbers_of mine ON mine.unit = b.unit AND mine.register = o.register),
    both_ways AS (
        SELECT unit, register FROM (
            SELECT unit, register, number FROM toward
            QUALIFY weight = max(weight) OVER (PARTITION BY unit, register))
        GROUP BY unit, register HAVING count(DISTINCT number) > 1)
    SELECT DISTINCT least(unit, other) AS l, greatest(unit, other) AS r FROM toward SEMI JOIN both_ways USING (unit, register)
"""

_UNSURE = """
CREATE OR REPLACE TEMP TABLE link_unsure AS
WITH contradicted AS (
    SELECT l, r FROM link_weighed JOIN link_numbers_of a ON a.unit = l JOIN link_numbers_of b ON b.unit = r AND b.register = a.register
    WHERE weight BETWEEN $doubt AND $threshold - 1 GROUP BY l, r, a.register HAVING NOT bool_or(a.number = b.number))
SELECT l, r, weight, mask, 'between' AS cause FROM link_weighed ANTI JOIN contradicted USING (l, r)
WHERE weight BETWEEN $doubt AND $threshold - 1
UNION ALL SELECT l, r, weight, mask, 'two_ways' FROM link_weighed SEMI JOIN link_ambiguous USING (l, r)
"""

_EDGES = """
CREATE OR REPLACE TEMP TABLE link_edges AS
SELECT * FROM link_weighed ANTI JOIN link_ambiguous USING (l, r) WHERE weight >= $threshold
"""

_AGAINST = """
CREATE OR REPLACE TEMP TABLE link_against AS
WITH ends AS (SELECT l AS unit FROM link_edges WHERE (mask & $number) = 0 UNION SELECT r FROM link_edges WHERE (mask & $number) = 0)
SELECT l, r, weight FROM link_weighed
WHERE weight < $threshold AND l IN (SELECT unit FROM ends) AND r IN (SELECT unit FROM ends)
"""


def make_edges(facts: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Fill the tables above; returns how many pairs were weighed, and how many links were dropped because they led two ways.

    A unit that carries no number of a register, and is equally close to two companies with different numbers there, belongs to
    either: it is left alone rather than guessed.
    """
    facts.execute(_KEYS)
    facts.execute(_PAIRS, {"block": BLOCK})
    make_likeness(facts)
    weigh(facts)
    speak(facts)
    decided = {"number": NUMBER, "threshold": THRESHOLD}
    dropped = facts.execute(_AMBIGUOUS, decided).fetchone()
    facts.execute(_UNSURE, {"threshold": THRESHOLD, "doubt": DOUBT})
    facts.execute(_EDGES, {"threshold": THRESHOLD})
    facts.execute(_AGAINST, decided)
    weighed = facts.execute("SELECT count(*) FROM link_pairs").fetchone()
    assert dropped and weighed
    for table in TABLES:
        facts.execute(f"DROP TABLE {table}")
    return weighed[0], dropped[0]


def weigh(facts: duckdb.DuckDBPyConnection) -> None:
    """Fill link_weighed (l, r, weight, mask), link_sides and link_numbers_of for the pairs in link_pairs."""
    facts.execute(_SIDES)
    facts.execute(_NUMBERS_OF)
    facts.execute(_weighing())


def _weighing() -> str:
    """The SQL that applies every row of the table to every pair."""
    held = ", ".join(f"coalesce({row.condition}, false) AS {row.name}" for row in TABLE)
    weight = " + ".join(f"CASE WHEN {row.name} THEN {row.weight} ELSE 0 END" for row in TABLE)
    mask = " + ".join(f"CASE WHEN {row.name} THEN {1 << nr} ELSE 0 END" for nr, row in enumerate(TABLE))
    return f"""
    CREATE OR REPLACE TEMP TABLE link_weighed AS
    WITH seen AS (
        SELECT pair.l, pair.r, {held}
        FROM link_pairs pair JOIN link_sides l ON l.unit = pair.l JOIN link_sides r ON r.unit = pair.r)
    SELECT l, r, ({weight})::INTEGER AS weight, ({mask})::INTEGER AS mask FROM seen"""

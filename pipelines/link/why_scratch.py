"""A scratch store with the parties of two companies and all that shares a thing with them, so that the stage's own steps explain them.

What a shared domain, a common name or a placeholder number is depends on everybody who bears it: those parties come along, and nobody else.
"""

from __future__ import annotations

import duckdb

from leads.folding import name_key
from pipelines.link.identity import make_solos
from pipelines.link.pairs import weigh
from pipelines.link.units import make_units

MOST = 60
"""Units of one company that are compared: the oldest. A buyer with more ways of writing itself is alike in one of these."""

_NEAR = f"""
CREATE OR REPLACE TEMP TABLE near AS
WITH asked AS (SELECT unnest($parties::VARCHAR[]) AS party_id),
known AS (SELECT {name_key("name_core")} AS key, domain FROM parties SEMI JOIN asked USING (party_id))
FROM asked
UNION SELECT party_id FROM parties WHERE {name_key("name_core")} IN (SELECT key FROM known) OR domain IN (SELECT domain FROM known)
UNION SELECT n.party_id FROM numbers n SEMI JOIN (FROM numbers SEMI JOIN asked USING (party_id)) m USING (register, number)
UNION SELECT c.party_id FROM contacts c SEMI JOIN (FROM contacts SEMI JOIN asked USING (party_id)) m USING (kind, value)
"""

_PAIRS = """
CREATE OR REPLACE TEMP TABLE link_pairs AS
WITH units AS (
    SELECT company_id, min(unit) AS unit FROM members JOIN link_parties USING (party_id) JOIN link_units USING (nr)
    WHERE company_id IN ($left, $right) GROUP BY company_id, unit
    QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY min(unit)) <= $most)
SELECT DISTINCT least(a.unit, b.unit) AS l, greatest(a.unit, b.unit) AS r FROM units a, units b
WHERE a.company_id = $left AND b.company_id = $right AND a.unit <> b.unit
"""


def weigh_two(facts: duckdb.DuckDBPyConnection, left: str, right: str) -> None:
    """Weigh all units of one company against all of another (or of itself): fills link_weighed, and what the stage makes before it.

    `facts` is a store that may be written to only in temporary tables; all of them are this connection's own.
    """
    parties = facts.execute(
        "SELECT list(party_id) FROM members WHERE company_id IN ($left, $right)", {"left": left, "right": right}
    ).fetchone()
    assert parties
    facts.execute(_NEAR, {"parties": parties[0]})
    database = facts.execute("SELECT current_database()").fetchone()
    assert database
    for table in ("parties", "numbers", "contacts"):
        rows = f"SELECT * FROM {table} SEMI JOIN near USING (party_id)"
        facts.execute(f"CREATE OR REPLACE TEMP TABLE link_near AS {rows}")
        facts.execute(f"ALTER TABLE link_near RENAME TO {table}")
    make_units(facts, corpus=f'"{database[0]}".main.parties')
    make_solos(facts)
    facts.execute(_PAIRS, {"left": left, "right": right, "most": MOST})
    weigh(facts)

"""Ids: a company is called after its first-seen party, and every id it ever had leads to it."""

from __future__ import annotations

import duckdb

SOLO = "'c' || substr(party_id, 2, 12)"
"""The company id a party would give: 12 of the 16 hexadecimal digits of its own id."""

_TWINS = """
SELECT party_id, first_seen_at FROM parties
WHERE substr(party_id, 2, 12) IN (SELECT substr(party_id, 2, 12) FROM parties GROUP BY 1 HAVING count(*) > 1)
"""


def make_solos(facts: duckdb.DuckDBPyConnection) -> int:
    """Fill link_solos (nr, solo): each party's own company id; returns how many needed a longer one.

    Where two parties share 12 digits (about one chance in 600 for a million parties), the one seen first keeps the short id
    and the others take all 16, so that an id belongs to one party only.
    """
    facts.execute(
        f"""CREATE OR REPLACE TEMP TABLE link_solos AS
        WITH twins AS (
            SELECT nr FROM link_parties JOIN ({_TWINS}) USING (party_id)
            QUALIFY row_number() OVER (PARTITION BY substr(party_id, 2, 12) ORDER BY nr) > 1)
        SELECT nr, CASE WHEN t.nr IS NULL THEN {SOLO} ELSE 'c' || substr(party_id, 2) END AS solo
        FROM link_parties LEFT JOIN twins t USING (nr)"""
    )
    found = facts.execute("SELECT count(*) FROM link_solos WHERE length(solo) > 13").fetchone()
    assert found
    return int(found[0])


def resolve(facts: duckdb.DuckDBPyConnection, known_id: str) -> str | None:
    """The company that a company id or party id leads to today; None where this shard never saw it.

    Works for the id of any party, whether or not it stands in `aliases`.
    """
    found = facts.execute(
        """SELECT company_id FROM members JOIN parties USING (party_id)
        WHERE CASE WHEN $id[1] = 'p' THEN party_id = $id ELSE starts_with(party_id, 'p' || substr($id, 2)) END
        ORDER BY first_seen_at NULLS LAST, party_id LIMIT 1""",
        {"id": known_id},
    ).fetchone()
    return str(found[0]) if found else None

"""Whose phones and mailboxes were found wrong: people who call pay for them, so they lower what a source is worth."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from leads.decisions import fingerprint

_GIVEN = """
SELECT DISTINCT source, if(c.kind = 'email', 'email', 'phone') AS kind, c.value
FROM contacts c JOIN parties USING (party_id) JOIN members USING (party_id) JOIN listings USING (listing_id)
    SEMI JOIN leads USING (company_id)
WHERE c.kind IN ('phone', 'mobile', 'email')
ORDER BY ALL
"""


def contacts_of(facts: duckdb.DuckDBPyConnection, retired: Collection[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Of each source: how many phones and mailboxes it gave of leads, and how many of these people marked as wrong.

    `retired` are wrong contacts as `leads.decisions.retired` tells them: kind and fingerprint, for they are kept in clear nowhere.
    """
    counted: dict[str, tuple[int, int]] = {}
    for source, kind, value in facts.execute(_GIVEN).fetchall():
        given, wrong = counted.get(source, (0, 0))
        counted[source] = given + 1, wrong + bool(retired and (kind, fingerprint(kind, value)) in retired)
    return counted

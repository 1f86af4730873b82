"""What was merged into a company, and why: for the page of a lead and for `firstcall why`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb

from pipelines.link.why_words import reasons

MOST = 50
"""Rows shown of one company: a buyer of two thousand tenders is told in a few."""

_ROWS = """
WITH rows AS (
    SELECT company_id, arg_min(m.party_id, (p.first_seen_at, m.party_id)) AS party_id, source, role, p.name,
        arg_min(coalesce(url, ''), (p.first_seen_at, m.party_id)) AS url,
        strftime(min(p.first_seen_at), '%Y-%m-%dT%H:%M:%SZ') AS first_seen_at, count(*) AS seen,
        how, coalesce(held, []) AS held, weight, arg_min(other, (p.first_seen_at, m.party_id)) AS other
    FROM members m JOIN parties p USING (party_id) LEFT JOIN listings l ON l.listing_id = p.listing_id
    WHERE list_contains($ids::VARCHAR[], company_id)
    GROUP BY company_id, source, role, p.name, how, held, weight)
FROM rows
QUALIFY row_number() OVER (PARTITION BY company_id ORDER BY how <> 'first', first_seen_at, party_id) <= $most
ORDER BY company_id, how <> 'first', first_seen_at, party_id
"""


def members_of(
    facts: duckdb.DuckDBPyConnection, company_ids: Sequence[str], most: int = MOST
) -> dict[str, list[dict[str, Any]]]:
    """Company → what it was made of, the first seen first: parties of one source, role, spelling and reason are one row.

    {party_id (the oldest of the row), source, role, name, url, first_seen_at, seen (parties), how, held, weight, other, why (en, ru, uk)}.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = facts.execute(_ROWS, {"ids": list(company_ids), "most": most})
    names = [column for column, *_ in rows.description or []]
    for values in rows.fetchall():
        row = dict(zip(names, values, strict=True))
        row["why"] = reasons(row["how"], row["held"], row["weight"])
        found[row.pop("company_id")].append(row)
    return dict(found)

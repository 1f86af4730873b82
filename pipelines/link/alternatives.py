"""What lost against the golden record: every other value of a field, each with where it was read.

Nothing is stored twice for this: parties keep all that any source said, `members` says whose they are, and the order is that of
`pipelines.link.golden`. So it is asked for the companies somebody looks at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import duckdb

from pipelines.link.golden import AUTHORITY

FIELDS = (
    "name", "legal_form", "country", "region", "city", "street", "postcode", "address", "website", "domain", "nace", "status",
    "founded_on", "employees", "capital",
)  # fmt: skip
"""Fields of a party that compete for a place in the golden record."""

MOST = 20
"""Values of one field that are shown of one company."""

_AUTHORITY = (
    "CASE l.kind " + " ".join(f"WHEN '{kind}' THEN {place}" for kind, place in AUTHORITY.items()) + " ELSE 3 END"
)

_SAID = f"""
CREATE OR REPLACE TEMP TABLE said AS
SELECT company_id, p.party_id, l.listing_id, l.source, coalesce(l.url, '') AS url,
    strftime(l.fetched_at, '%Y-%m-%dT%H:%M:%SZ') AS fetched_at,
    p.name, p.legal_form, p.country, p.region, p.city, p.street, p.postcode, p.address, p.website, p.domain, p.nace, p.status,
    p.founded_on, p.employees, p.capital,
    row_number() OVER (PARTITION BY company_id ORDER BY {_AUTHORITY}, coalesce(l.modified, l.published, l.fetched_at) DESC NULLS LAST,
        p.first_seen_at NULLS LAST, p.party_id) AS place
FROM members m JOIN parties p USING (party_id) LEFT JOIN listings l ON l.listing_id = p.listing_id
WHERE list_contains($ids::VARCHAR[], company_id)
"""


def alternatives(
    facts: duckdb.DuckDBPyConnection, company_ids: Sequence[str]
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Company → field → its values, the chosen one first: {value, chosen, source, url, fetched_at, listing_id, party_id, seen}.

    Fields on which all sources agree are left out, but for the register numbers, of which every one is told with the best source that
    gives it. `seen` counts the parties that say so. Companies that nothing is told of are missing. Contacts carry their source themselves.
    """
    facts.execute(_SAID, {"ids": list(company_ids)})
    golden = " UNION ALL ".join(
        f"""SELECT s.company_id, '{field}' AS field, s.{field}::VARCHAR AS value, c.{field}::VARCHAR AS won, s.*
        FROM said s JOIN companies c USING (company_id) WHERE s.{field} IS NOT NULL"""
        for field in FIELDS
    )
    rows = facts.execute(f"""
        WITH told AS (
            SELECT company_id, field, value, value IS NOT DISTINCT FROM won AS chosen, source, url, fetched_at, listing_id, party_id, place
            FROM ({golden})
            UNION ALL
            SELECT company_id, 'numbers', register || ' ' || number, true, source, url, fetched_at, listing_id, party_id, place
            FROM said JOIN numbers USING (party_id)),
        once AS (
            SELECT *, count(*) OVER (PARTITION BY company_id, field, value) AS seen FROM told
            QUALIFY row_number() OVER (PARTITION BY company_id, field, value ORDER BY place) = 1)
        SELECT company_id, field, value, chosen, source, url, fetched_at, listing_id, party_id, seen FROM once
        QUALIFY row_number() OVER (PARTITION BY company_id, field ORDER BY chosen DESC, place, value) <= {MOST}
            AND (count(*) OVER (PARTITION BY company_id, field) > 1 OR field = 'numbers')
        ORDER BY company_id, field, chosen DESC, place, value""")
    found: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    names = ("value", "chosen", "source", "url", "fetched_at", "listing_id", "party_id", "seen")
    for company_id, field, *values in rows.fetchall():
        found[company_id][field].append(dict(zip(names, values, strict=True)))
    facts.execute("DROP TABLE said")
    return {company_id: dict(fields) for company_id, fields in found.items()}

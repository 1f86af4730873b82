"""Signals: each listing as each company it names sees it."""

from __future__ import annotations

import duckdb

TABLES = ("link_coded",)

_CODED = """
CREATE OR REPLACE TEMP TABLE link_coded AS
SELECT listing_id, party_id, list_sort(list_distinct(list(scheme || ':' || code))) AS codes, list_sort(list_distinct(list(nace))) AS nace
FROM codes WHERE code IS NOT NULL GROUP BY listing_id, party_id
"""

_SIGNALS = """
INSERT INTO signals
WITH seen AS (
    SELECT root, role, p.listing_id, arg_min(party_id, (ordinal, party_id)) AS party_id,
        arg_min(p.currency, (ordinal, party_id)) FILTER (p.value IS NOT NULL) AS won_in,
        sum(p.value) FILTER (p.value IS NOT NULL) AS won,
        count(DISTINCT coalesce(p.currency, '')) FILTER (p.value IS NOT NULL) > 1 AS mixed,
        arg_min(p.value, (ordinal, party_id)) AS first_won
    FROM parties p JOIN link_parties USING (party_id) JOIN link_units USING (nr) JOIN link_company USING (unit) GROUP BY ALL)
SELECT solo AS company_id, CASE WHEN l.kind = 'registration' AND event = 'raised' THEN 'raised' ELSE l.kind END AS kind, role,
    CASE WHEN l.kind = 'registration' AND event = 'raised' THEN coalesce(published::DATE, registered_on, modified::DATE)
        WHEN l.kind = 'registration' THEN coalesce(registered_on, published::DATE, modified::DATE)
        WHEN l.kind = 'tender' AND role = 'supplier' THEN coalesce(awarded_on, published, modified)::DATE
        WHEN l.kind = 'tender' THEN coalesce(published, awarded_on, modified)::DATE
        ELSE coalesce(published, modified)::DATE END AS day,
    CASE WHEN role = 'supplier' THEN CASE WHEN mixed THEN first_won ELSE won END ELSE l.value END AS value,
    CASE WHEN role = 'supplier' THEN won_in WHEN l.value IS NOT NULL THEN l.currency END AS currency,
    list_sort(list_distinct(list_concat(ofl.codes, ofp.codes))) AS codes,
    list_sort(list_distinct(list_concat(ofl.nace, ofp.nace))) AS nace,
    title, status, stage, coalesce(deadline, expires) AS deadline, url, seen.listing_id
FROM seen JOIN link_solos s ON s.nr = seen.root JOIN listings l ON l.listing_id = seen.listing_id
LEFT JOIN (FROM link_coded WHERE party_id IS NULL) ofl ON ofl.listing_id = seen.listing_id
LEFT JOIN (FROM link_coded WHERE party_id IS NOT NULL) ofp
    ON ofp.party_id = seen.party_id AND l.kind <> 'tender'
"""


def make_signals(facts: duckdb.DuckDBPyConnection) -> int:
    """Fill `signals`, one row a company, listing and role; returns how many.

    The day is that of the event: registered, awarded (of a supplier), published; a time counts by its UTC day. The value is
    what a supplier was awarded (all its lots together; the first where currencies differ), or what the tender or the round is
    worth. Codes are `SCHEME:code`, sorted; of a tender what is bought, else also what the party does.
    """
    facts.execute(_CODED)
    facts.execute(_SIGNALS)
    found = facts.execute("SELECT count(*) FROM signals").fetchone()
    assert found
    return int(found[0])

"""What each source gave: listings, companies first seen there, leads it names, and its share of what came of them.

A lead's credit is shared by the points its reasons read in each source brought. For a score that adds up this is exactly the
Shapley value: what the source adds, averaged over all orders in which sources could have come.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import duckdb
from scipy.stats import binomtest

Facts = duckdb.DuckDBPyConnection

CONFIDENCE = 0.9
"""Of the intervals shown beside shares of few."""


@dataclass
class Credit:
    """What one source gave."""

    source: str
    listings: int = 0
    first_seen: int = 0
    """Companies that were seen there first."""
    leads: int = 0
    """Leads that it names."""
    only: int = 0
    """Leads that no other source names."""
    credit: float = 0.0
    """Its share of all leads, in leads."""
    judged: int = 0
    """Leads it names on which a person said good or bad."""
    accepted: int = 0
    """Of these, good ones."""
    won: int = 0
    """Leads it names that became orders."""
    won_credit: float = 0.0
    """Its share of the orders."""
    contacts: int = 0
    """Phones and mailboxes of leads that it gave."""
    wrong: int = 0
    """Of these, those that people marked as wrong."""

    def add(self, other: Credit) -> None:
        """Add what it gave in another shard."""
        for name in (
            "listings",
            "first_seen",
            "leads",
            "only",
            "credit",
            "judged",
            "accepted",
            "won",
            "won_credit",
            "contacts",
            "wrong",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def accepted_interval(self) -> tuple[float, float] | None:
        """Between which shares the true share of good leads lies (Wilson); None where nobody judged any."""
        return _wilson(self.accepted, self.judged)

    def won_interval(self) -> tuple[float, float] | None:
        """Between which shares the true share of won leads lies (Wilson); None where it names no lead."""
        return _wilson(self.won, self.leads)


_CREDITS = """
WITH named AS (
    SELECT DISTINCT company_id, source
    FROM members JOIN parties USING (party_id) JOIN listings USING (listing_id)
), firsts AS (
    SELECT source, count(*) AS first_seen FROM (
        SELECT company_id, arg_min(source, {'at': p.first_seen_at, 'party': p.party_id, 'source': source}) AS source
        FROM members JOIN parties p USING (party_id) JOIN listings USING (listing_id) GROUP BY company_id)
    GROUP BY source
), chosen AS (
    SELECT DISTINCT company_id FROM leads
), sighted AS (
    SELECT company_id, source, count(*) OVER (PARTITION BY company_id) AS sources FROM named SEMI JOIN chosen USING (company_id)
), shares AS (
    SELECT company_id, source, sum(points) / sum(sum(points)) OVER (PARTITION BY company_id) AS share
    FROM reasons JOIN listings USING (listing_id) WHERE points > 0 GROUP BY company_id, source
), counted AS (
    SELECT source, count(*) AS leads, count(*) FILTER (sources = 1) AS alone,
        count(*) FILTER (company_id IN (SELECT unnest($judged))) AS judged,
        count(*) FILTER (company_id IN (SELECT unnest($accepted))) AS accepted,
        count(*) FILTER (company_id IN (SELECT unnest($won))) AS won
    FROM sighted GROUP BY source
), credited AS (
    SELECT source, sum(share) AS credit, sum(share) FILTER (company_id IN (SELECT unnest($won))) AS won_credit
    FROM shares GROUP BY source
)
SELECT source, count(*) AS listings, any_value(first_seen), any_value(leads), any_value(alone), any_value(credit), any_value(judged),
    any_value(accepted), any_value(won), any_value(won_credit)
FROM listings LEFT JOIN firsts USING (source) LEFT JOIN counted USING (source) LEFT JOIN credited USING (source)
GROUP BY source ORDER BY source
"""


def credits_of(facts: Facts, judged: Collection[str], accepted: Collection[str], won: Collection[str]) -> list[Credit]:
    """What each source gave in a scored shard; judged, accepted and won are ids of companies."""
    marks: dict[str, Any] = {"judged": sorted(judged), "accepted": sorted(accepted), "won": sorted(won)}
    rows = facts.execute(_CREDITS, marks).fetchall()
    return [Credit(row[0], *(value or 0 for value in row[1:])) for row in rows]


def _wilson(hits: int, tried: int) -> tuple[float, float] | None:
    if not tried:
        return None
    found = binomtest(hits, tried).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)

"""Which companies make a list: leads of all shards, ranked, nobody suppressed, cut to the profile's size."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import duckdb

from leads.decisions import fingerprint
from leads.profile import Profile
from pipelines.score.rank import LeadRow, order

Facts = duckdb.DuckDBPyConnection


class DeliverError(Exception):
    """A list cannot be made; the message is one sentence for the operator."""


@dataclass(frozen=True)
class Candidate:
    """A scored company that may be called, and the index of the shard it was found in."""

    lead: LeadRow
    shard: int


def select(shards: Sequence[Facts], profile: Profile, hidden: frozenset[tuple[str, str]]) -> list[Candidate]:
    """The first `profile.list_size` candidates of all shards, in the order of the list.

    `hidden` is what `leads.decisions.suppressed` gives. Raises DeliverError where a shard was scored with another
    version of the profile.
    """
    streams = [_candidates(facts, number, profile, hidden) for number, facts in enumerate(shards)]
    merged = heapq.merge(*streams, key=lambda candidate: order(candidate.lead))
    return list(islice(merged, profile.list_size))


def wanted(facts: Facts, company_ids: Sequence[str]) -> None:
    """Put ids into the temporary table `wanted`, which the queries of this package join."""
    facts.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT unnest($ids::VARCHAR[]) AS company_id",
        {"ids": list(company_ids)},
    )


def suppressed_of(facts: Facts, company_ids: Sequence[str], hidden: frozenset[tuple[str, str]]) -> set[str]:
    """Those of the companies that are suppressed by id, merged id, number, domain, phone or e-mail."""
    if not hidden:
        return set()
    wanted(facts, company_ids)
    handles = facts.execute(
        """
        SELECT company_id, 'company' AS kind, company_id AS value FROM wanted
        UNION ALL SELECT company_id, 'company', alias FROM aliases SEMI JOIN wanted USING (company_id)
        UNION ALL SELECT company_id, 'domain', domain FROM companies SEMI JOIN wanted USING (company_id)
        UNION ALL SELECT company_id, 'domain', domain FROM members SEMI JOIN wanted USING (company_id) JOIN parties
        USING (party_id) UNION ALL SELECT company_id, 'number', register || ':' || number
            FROM members SEMI JOIN wanted USING (company_id) JOIN numbers USING (party_id)
        UNION ALL SELECT company_id, IF(kind = 'email', 'email', 'phone'), value
            FROM members SEMI JOIN wanted USING (company_id) JOIN contacts USING (party_id)
            WHERE kind IN ('phone', 'mobile', 'fax', 'email')
        """
    ).fetchall()
    return {company_id for company_id, kind, value in handles if value and (kind, fingerprint(kind, value)) in hidden}


def _candidates(facts: Facts, shard: int, profile: Profile, hidden: frozenset[tuple[str, str]]) -> Iterator[Candidate]:
    """Leads of one shard in the order of the list, without the suppressed, read in slices as large as the list."""
    foreign = facts.execute(
        "SELECT count(*) FROM leads WHERE profile = ? AND profile_hash != ?", [profile.name, profile.hash]
    ).fetchone()
    if foreign and foreign[0]:
        raise DeliverError(
            f"The facts were scored with another version of the profile {profile.name}: score them again."
        )
    start = 0
    while True:
        rows = facts.execute(
            """SELECT company_id, points, fresh_on FROM leads WHERE profile = ?
               ORDER BY points DESC, fresh_on DESC NULLS LAST, company_id LIMIT ? OFFSET ?""",
            [profile.name, profile.list_size, start],
        ).fetchall()
        hit = suppressed_of(facts, [row[0] for row in rows], hidden)
        yield from (Candidate(LeadRow(*row), shard) for row in rows if row[0] not in hit)
        if len(rows) < profile.list_size:
            return
        start += len(rows)

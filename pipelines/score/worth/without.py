"""The facts as they would be without one source, for a trial: temporary tables that hide the real ones."""

from __future__ import annotations

import duckdb

Facts = duckdb.DuckDBPyConnection

_OF_PARTIES = ("name", "name_core", "legal_form", "country", "region", "city", "street", "postcode", "address", "website", "domain",
    "nace", "status", "founded_on", "employees", "capital", "currency")  # fmt: skip
"""Fields of a company that are read from its parties."""

_OF_LISTINGS = ("registered_on", "ceased_on")
"""Fields of a company that are read from registrations."""

_KEPT = """(SELECT listing_id FROM shard.listings WHERE source <> $source)"""


def without(facts: Facts, source: str) -> None:
    """Make temporary tables of everything that is left when a source gave nothing: the names in `facts` then mean these.

    `facts` has a shard attached read only as `shard`. Where the source proved a field of a company, the earliest other party that
    has one takes its place; who is who stays as it was linked.
    """
    for table in ("listings", "parties", "signals", "codes"):
        _hide(facts, table, f"SELECT * FROM shard.{table} SEMI JOIN {_KEPT} USING (listing_id)", source)
    for table in ("members", "contacts", "numbers"):
        _hide(facts, table, f"SELECT * FROM shard.{table} SEMI JOIN parties USING (party_id)", source)
    _hide(facts, "evidence", f"SELECT * FROM shard.evidence SEMI JOIN {_KEPT} USING (listing_id)", source)
    _hide(facts, "companies", _companies(), source)
    facts.execute("CREATE OR REPLACE TEMP TABLE purchases AS SELECT * FROM shard.purchases WHERE false")


def _companies() -> str:
    others = ", ".join(
        f"arg_min({name}, {{'at': first_seen_at, 'party': party_id}}) FILTER ({name} IS NOT NULL) AS {name}"
        for name in _OF_PARTIES
    )
    dates = ", ".join(f"min({name}) AS {name}" for name in _OF_LISTINGS)
    fields = ", ".join(
        f"if(list_contains(lost, '{name}'), {'dated' if name in _OF_LISTINGS else 'other'}.{name}, c.{name}) AS {name}"
        for name in (*_OF_PARTIES, *_OF_LISTINGS)
    )
    return f"""
    WITH other AS (
        SELECT company_id, {others} FROM members JOIN parties USING (party_id) GROUP BY company_id
    ), dated AS (
        SELECT company_id, {dates} FROM members JOIN parties p USING (party_id) JOIN listings USING (listing_id)
        WHERE role = 'registered' GROUP BY company_id
    ), losses AS (
        SELECT company_id, list(field) AS lost FROM shard.evidence
        WHERE listing_id NOT IN {_KEPT} GROUP BY company_id
    ), known AS (
        SELECT company_id, count(DISTINCT source) AS sources, min(p.first_seen_at) AS first_seen_at
        FROM members JOIN parties p USING (party_id) JOIN listings USING (listing_id) GROUP BY company_id
    )
    SELECT c.* REPLACE (known.first_seen_at AS first_seen_at, known.sources AS sources, {fields})
    FROM shard.companies c JOIN known USING (company_id) LEFT JOIN losses USING (company_id) LEFT JOIN other USING (company_id)
        LEFT JOIN dated USING (company_id)
    """


def _hide(facts: Facts, table: str, select: str, source: str) -> None:
    values = {"source": source} if "$source" in select else {}
    facts.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}", values)

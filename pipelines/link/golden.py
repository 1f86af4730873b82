"""The golden record: field by field the best value any party of a company has, and which party it came from."""

from __future__ import annotations

from datetime import date

import duckdb

TABLES = ("link_spoken", "link_closed", "link_best")

AUTHORITY = {"registration": 0, "tender": 1, "vacancy": 2, "article": 3}
"""Kind of listing, as every source declares it → whose word counts first: the register's, then what a public buyer wrote down, then
the employer's, then the press's. Among equals the freshest listing counts, then the party seen first."""

GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_core"),
    "legal_form": ("legal_form",),
    "country": ("country",),
    "place": ("region", "city", "street", "postcode", "address"),
    "web": ("website", "domain"),
    "nace": ("nace",),
    "status": ("status",),
    "registered_on": ("registered_on",),
    "founded_on": ("founded_on",),
    "ceased_on": ("ceased_on",),
    "employees": ("employees",),
    "capital": ("capital", "currency"),
}
"""Group → its columns, all from the best party that has one of them: a street never stands beside the town of another address."""

UNPROVED = ("name_core",)
"""Columns that no listing has a text for: they are made of another one."""

_SEEN_BITS = 27
"""Room for 134 million parties in the low bits of a rank; 33 bits of seconds and 2 of authority above make 62."""

_AUTHORITY = (
    "CASE l.kind " + " ".join(f"WHEN '{role}' THEN {place}" for role, place in AUTHORITY.items()) + " ELSE 3 END"
)

_SPOKEN = f"""
CREATE OR REPLACE TEMP TABLE link_spoken AS
WITH seen AS (
    SELECT listing_id, source, kind, event, coalesce(modified, published, fetched_at) AS fresh,
        registered_on, founded_on AS founded, ceased_on FROM listings)
SELECT root, source, fresh, role = 'registered' AS own,
    (({_AUTHORITY})::BIGINT << 60) + ((8589934591 - least(greatest(coalesce(epoch(fresh), 0)::BIGINT, 0), 8589934591)) << {_SEEN_BITS})
        + nr AS rank,
    name, name_core, legal_form, p.country, p.region, p.city, street, p.postcode, address, website, p.domain, nace,
    CASE WHEN own AND (event = 'closed' OR l.ceased_on <= $day) THEN 'closed' ELSE status END AS status,
    CASE WHEN own THEN l.registered_on END AS registered_on,
    coalesce(CASE WHEN own THEN founded END, p.founded_on) AS founded_on,
    CASE WHEN own THEN l.ceased_on END AS ceased_on,
    employees, capital, CASE WHEN capital IS NOT NULL THEN currency END AS currency
FROM link_parties k JOIN link_units USING (nr) JOIN link_company USING (unit) JOIN parties p ON p.party_id = k.party_id
LEFT JOIN seen l ON l.listing_id = p.listing_id
"""

_CLOSED = """
CREATE OR REPLACE TEMP TABLE link_closed AS
WITH doubtful AS (SELECT DISTINCT root FROM link_spoken WHERE own AND status = 'closed')
SELECT root, min(rank) AS rank FROM (
    SELECT root, rank, status FROM link_spoken SEMI JOIN doubtful USING (root) WHERE own AND status IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY root, source ORDER BY rank) = 1)
WHERE status = 'closed' GROUP BY root
"""

_COMPANIES = """
INSERT INTO companies
SELECT s.solo AS company_id, p.first_seen_at, name, name_core, legal_form, b.country, b.region, b.city, street, b.postcode, address,
    website, b.domain, nace, CASE WHEN c.root IS NULL THEN status ELSE 'closed' END AS status,
    registered_on, founded_on, ceased_on, employees, capital, currency, coalesce(n.sources, 1) AS sources
FROM link_best b JOIN link_parties p ON p.nr = b.root JOIN link_solos s ON s.nr = b.root
LEFT JOIN link_closed c USING (root)
LEFT JOIN (SELECT root, count(*) AS sources FROM (SELECT DISTINCT root, source FROM link_spoken) GROUP BY root) n USING (root)
"""


def make_companies(facts: duckdb.DuckDBPyConnection, day: date) -> int:
    """Fill `companies` and `evidence`; returns how many companies there are.

    A company is closed where the last word of any register on it is that it closed; `day` tells whether a day of ceasing is past.
    """
    facts.execute(_SPOKEN, {"day": day})
    facts.execute(_CLOSED)
    facts.execute(_best())
    facts.execute(_COMPANIES)
    facts.execute(_evidence())
    for table in TABLES:
        facts.execute(f"DROP TABLE {table}")
    found = facts.execute("SELECT count(*) FROM companies").fetchone()
    assert found
    return int(found[0])


def _best() -> str:
    """The SQL that takes each group of columns from the best party that has it."""
    chosen = []
    for group, columns in GROUPS.items():
        rank, has = (
            "rank",
            f"coalesce({', '.join(columns)}) IS NOT NULL" if len(columns) > 1 else f"{columns[0]} IS NOT NULL",
        )
        if group == "place":
            # an address with a town counts before a bare region, whoever says it
            rank = "rank + CASE WHEN coalesce(city, street, postcode, address) IS NULL THEN 1::BIGINT << 62 ELSE 0 END"
        elif group == "web":
            # a mail domain alone is not shown where anybody gives the site
            rank = "rank + CASE WHEN website IS NULL THEN 1::BIGINT << 62 ELSE 0 END"
            has = "coalesce(website, domain) IS NOT NULL"
        elif group == "capital":
            has = "capital IS NOT NULL"
        packed = ", ".join(f"'{column}': {column}" for column in columns)
        value = f"{{{packed}}}" if len(columns) > 1 else columns[0]
        chosen.append(
            f"arg_min({value}, {rank}) FILTER ({has}) AS {group}_, min({rank}) FILTER ({has}) AS {group}_rank"
        )
    shown = []
    for group, columns in GROUPS.items():
        if len(columns) == 1:
            shown.append(f"{group}_ AS {columns[0]}")
        else:
            shown += [f"{group}_.{column} AS {column}" for column in columns]
        shown.append(f"({group}_rank & {(1 << _SEEN_BITS) - 1})::INTEGER AS {group}_nr")
    return (
        f"CREATE OR REPLACE TEMP TABLE link_best AS SELECT root, {', '.join(shown)} "
        f"FROM (SELECT root, {', '.join(chosen)} FROM link_spoken GROUP BY root)"
    )


def _evidence() -> str:
    """The SQL that names the party behind every value of every company."""
    told = [
        f"SELECT root, '{column}' AS field, {group}_nr AS nr FROM link_best WHERE {column} IS NOT NULL"
        for group, columns in GROUPS.items()
        for column in columns
        if column not in (*UNPROVED, "status")
    ]
    told.append(
        "SELECT root, 'status' AS field, coalesce((c.rank & 134217727)::INTEGER, status_nr) AS nr "
        "FROM link_best LEFT JOIN link_closed c USING (root) WHERE coalesce(status, c.root::VARCHAR) IS NOT NULL"
    )
    return (
        f"INSERT INTO evidence SELECT solo AS company_id, field, party_id, listing_id "
        f"FROM ({' UNION ALL '.join(told)}) e JOIN link_solos s ON s.nr = e.root JOIN link_parties k ON k.nr = e.nr"
    )

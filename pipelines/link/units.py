"""Units: parties that are one company on the face of it (same numbers; or same name at the same site or place) are compared once.

link_parties   nr (0 = first seen), party_id, and what is compared, folded
link_numbers   nr, register, number, links (identifies), apart (sets apart)
link_contacts  nr, kind, value, names: shared by several parties under few names
link_units     nr, unit (the `nr` of its first-seen party), how: number, site (name, form and web domain), place (name, form, address)
"""

from __future__ import annotations

import duckdb

from leads.folding import name_key
from pipelines.link.registers import NOT_AN_IDENTITY, NOT_APART, NUMBER_NAMES, SHARED_NAMES
from pipelines.link.soles import make_soles
from pipelines.link.spellings import make_spellings

TABLES = ("link_parties", "link_numbers", "link_contacts", "link_namesakes", "link_units")

_PARTIES = f"""
CREATE OR REPLACE TEMP TABLE link_parties AS
SELECT (row_number() OVER (ORDER BY first_seen_at NULLS LAST, party_id) - 1)::INTEGER AS nr,
    party_id, listing_id, first_seen_at, nullif({name_key("name_core")}, '') AS key,
    p.country, region, f.kin AS form, domain, t.town AS city,
    nullif(upper(replace(split_part(postcode, '-', 1), ' ', '')), '') AS postcode
FROM parties p LEFT JOIN link_towns t ON t.country IS NOT DISTINCT FROM p.country AND t.city = p.city
LEFT JOIN link_forms f ON f.form = legal_form
"""

_NUMBERS = """
CREATE OR REPLACE TEMP TABLE link_numbers AS
WITH held AS (SELECT DISTINCT nr, register, number FROM numbers JOIN link_parties USING (party_id)),
often AS (SELECT register, number FROM held GROUP BY ALL HAVING count(*) > $names),
placeholders AS (
    SELECT register, number FROM often JOIN held USING (register, number) JOIN link_parties USING (nr)
    GROUP BY ALL HAVING count(DISTINCT key) > $names AND 4 * count(DISTINCT key) >= count(*))
SELECT nr, register, number,
    NOT list_contains($no_identity, register) AND p.number IS NULL AS links,
    NOT list_contains($no_apart, register) AS apart
FROM held LEFT JOIN placeholders p USING (register, number)
"""

_CONTACTS = """
CREATE OR REPLACE TEMP TABLE link_contacts AS
WITH held AS (
    SELECT DISTINCT nr, key, CASE WHEN kind = 'email' THEN 'email' ELSE 'phone' END AS kind, value
    FROM contacts JOIN link_parties USING (party_id) WHERE kind <> 'website' AND value IS NOT NULL),
several AS (SELECT kind, value, count(DISTINCT key) AS names FROM held GROUP BY ALL HAVING count(*) > 1)
SELECT nr, kind, value, names FROM held JOIN several USING (kind, value)
"""

_SHARED_DOMAINS = """
UPDATE link_parties SET domain = NULL WHERE domain IN (
    WITH often AS (SELECT domain FROM link_parties WHERE domain IS NOT NULL GROUP BY domain HAVING count(*) > $names)
    SELECT domain FROM link_parties SEMI JOIN often USING (domain) GROUP BY domain HAVING count(DISTINCT key) > $names)
"""

_NAMESAKES = """
CREATE OR REPLACE TEMP TABLE link_namesakes AS
SELECT DISTINCT key, country, place FROM (
    SELECT key, country, coalesce(city, postcode) AS place, register
    FROM link_numbers JOIN link_parties USING (nr) WHERE links AND apart AND key IS NOT NULL
    GROUP BY ALL HAVING min(number) <> max(number))
"""

_UNITS = """
CREATE OR REPLACE TEMP TABLE link_units AS
WITH numbered AS (
    SELECT nr, bool_or(links) AS links, count(*) AS held, min(register || ':' || number) AS one FROM link_numbers GROUP BY nr),
several AS (
    SELECT nr, string_agg(register || ':' || number, ' ' ORDER BY register, number) AS all_of_them
    FROM link_numbers SEMI JOIN (FROM numbered WHERE held > 1) USING (nr) GROUP BY nr),
signed AS (SELECT nr, links, coalesce(all_of_them, one) AS numbers FROM numbered LEFT JOIN several USING (nr)),
known AS (
    SELECT p.nr, CASE
        WHEN s.links THEN 'number'
        WHEN s.nr IS NOT NULL OR p.key IS NULL OR p.country IS NULL THEN NULL
        WHEN domain IS NOT NULL THEN 'site'
        WHEN coalesce(city, postcode) IS NOT NULL AND n.key IS NULL THEN 'place' END AS how,
        s.numbers, p.key, p.country, form, domain, region, city, postcode
    FROM link_parties p LEFT JOIN signed s USING (nr)
    LEFT JOIN link_namesakes n ON n.key = p.key AND n.country = p.country AND n.place = coalesce(p.city, p.postcode)),
signatures AS (
    SELECT nr, how, CASE how
        WHEN 'number' THEN md5_number(concat_ws('|', 'number', numbers))
        WHEN 'site' THEN md5_number(concat_ws('|', 'site', key, country, domain, coalesce(form, '')))
        WHEN 'place' THEN md5_number(concat_ws('|', 'place', key, country, coalesce(region, ''), coalesce(city, ''),
            coalesce(postcode, ''), coalesce(form, '')))
        END AS signature
    FROM known),
firsts AS (SELECT signature, min(nr) AS unit FROM signatures WHERE signature IS NOT NULL GROUP BY signature)
SELECT nr, coalesce(unit, nr) AS unit, how FROM signatures LEFT JOIN firsts USING (signature)
"""


def make_units(facts: duckdb.DuckDBPyConnection, corpus: str = "parties") -> list[str]:
    """Fill the tables above; returns alarms: numbers, domains, phones and mailboxes that too many names share.

    `corpus` is the table whose names tell how common a word is, where `parties` are only some of a shard's.
    """
    registers = {"no_identity": list(NOT_AN_IDENTITY), "no_apart": list(NOT_APART)}
    make_spellings(facts)
    facts.execute(_PARTIES)
    facts.execute(_NUMBERS, {**registers, "names": NUMBER_NAMES})
    alarms = _placeholders(facts, registers["no_identity"]) + _contradictions(facts) + _landlords(facts)
    facts.execute(_CONTACTS)
    alarms += _switchboards(facts)
    facts.execute("DELETE FROM link_contacts WHERE names > $names", {"names": SHARED_NAMES})
    facts.execute(_SHARED_DOMAINS, {"names": SHARED_NAMES})
    facts.execute(_NAMESAKES)
    make_soles(facts, corpus)
    facts.execute(_UNITS)
    return alarms


def _placeholders(facts: duckdb.DuckDBPyConnection, no_identity: list[str]) -> list[str]:
    found = facts.execute(
        """SELECT register, number, count(*) FROM link_numbers
        WHERE NOT links AND NOT list_contains($no_identity, register) GROUP BY ALL ORDER BY ALL""",
        {"no_identity": no_identity},
    ).fetchall()
    return [
        f"{register} {number} is carried by {count:,} parties under more than {NUMBER_NAMES} names: it links nobody"
        for register, number, count in found
    ]


def _contradictions(facts: duckdb.DuckDBPyConnection) -> list[str]:
    found = facts.execute(
        """SELECT register, count(*), min(nr) FROM (
            SELECT register, nr FROM link_numbers WHERE apart GROUP BY ALL HAVING count(*) > 1)
        GROUP BY register ORDER BY register"""
    ).fetchall()
    ids = {
        nr: party
        for _, _, nr in found
        for (party,) in facts.execute("SELECT party_id FROM link_parties WHERE nr = ?", [nr]).fetchall()
    }
    return [
        f"two numbers of {register} at once are carried by {count:,} parties, such as {ids[nr]}"
        for register, count, nr in found
    ]


def _landlords(facts: duckdb.DuckDBPyConnection) -> list[str]:
    found = facts.execute(
        """SELECT domain, count(DISTINCT key) AS names, count(*) FROM link_parties
        WHERE domain IS NOT NULL GROUP BY domain HAVING count(*) > $names AND names > $names ORDER BY names DESC, domain""",
        {"names": SHARED_NAMES},
    ).fetchall()
    told = [
        f"{domain} is the web domain of {count:,} parties under {names:,} names" for domain, names, count in found[:3]
    ]
    more = [f"and so are {len(found) - 3:,} more domains of many names"] if len(found) > 3 else []
    return told + more


def _switchboards(facts: duckdb.DuckDBPyConnection) -> list[str]:
    """Phones and mailboxes of many names: counted, never named, as one may be a person's."""
    found = facts.execute(
        """SELECT kind, count(DISTINCT value), count(*) FROM link_contacts WHERE names > $names GROUP BY kind ORDER BY kind DESC""",
        {"names": SHARED_NAMES},
    ).fetchall()
    words = {"phone": "phones", "email": "mailboxes"}
    return [
        f"{values:,} {words[kind]} stand with more than {SHARED_NAMES} names each, in {parties:,} parties: they link nobody"
        for kind, values, parties in found
    ]

"""Which company each client is: a person's word first, then register numbers, web domain, name and place; the rest are doubts.

    customers_links    customer_id, company_id, how, strength
    customer_doubts    (of the facts) companies that may be a client, for a person to judge

Nothing is guessed: a link needs exactly one company, and none that carries another number of a register.
"""

from __future__ import annotations

import duckdb

from leads import kinds

TABLES = (
    "customers_mine", "customers_words", "customers_numbers", "customers_apart", "customers_named", "customers_links", "customers_site",
)  # fmt: skip

HOW = {"word": "a person said so", "number": "register number", "domain": "web domain", "name": "name and place"}
"""What links a client to a company, the strongest first."""

MOST_DOUBTS = 5
"""Companies of one name that are shown to a person; more would help nobody."""

_MINE = """
CREATE OR REPLACE TEMP TABLE customers_mine AS
SELECT customer_id, named.value AS name, name_key(named['core']) AS key, named.form AS form,
    land, nullif(domain, '') AS domain, numbers, words,
    nullif(name_key(clean_town(nullif(city, '')).value), '') AS town, nullif(upper(replace(postcode, ' ', '')), '') AS postcode
FROM (SELECT *, coalesce(nullif(country, ''), '') AS land, clean_name(name, coalesce(nullif(country, ''),
    $shard)) AS named FROM customers_known)
WHERE land IN ('', $shard)
"""

_WORDS = """
CREATE OR REPLACE TEMP TABLE customers_words AS
SELECT customer_id, coalesce(a.company_id, word.company_id) AS company_id, word.same AS same
FROM (SELECT customer_id, unnest(words) AS word FROM customers_mine)
LEFT JOIN aliases a ON a.alias = word.company_id
SEMI JOIN companies c ON c.company_id = coalesce(a.company_id, word.company_id)
"""

_NUMBERS = """
CREATE OR REPLACE TEMP TABLE customers_numbers AS
WITH held AS (SELECT customer_id, unnest(numbers) AS pair FROM customers_mine)
SELECT DISTINCT customer_id, company_id FROM held h
JOIN numbers n ON n.register = pair.register AND n.number = pair.number
JOIN members USING (party_id)
"""

_NAMED = """
CREATE OR REPLACE TEMP TABLE customers_named AS
WITH meant AS (
    SELECT DISTINCT m.customer_id, company_id, p.legal_form, p.city, p.postcode, m.town AS town, m.postcode AS post, m.form
    FROM parties p JOIN customers_mine m ON m.key = name_key(p.name_core) JOIN members USING (party_id)),
towns AS (SELECT city, name_key(clean_town(city).value) AS town FROM (SELECT DISTINCT city FROM meant WHERE city IS NOT NULL))
SELECT customer_id, company_id,
    bool_or(coalesce(t.town = meant.town, false)
        OR coalesce(upper(replace(meant.postcode, ' ', '')) = post, false)) AS here,
    bool_or(form IS NULL OR legal_form IS NULL OR form = legal_form) AS alike,
    bool_and(meant.town IS NULL OR t.town IS NULL) AS nowhere
FROM meant LEFT JOIN towns t USING (city) GROUP BY ALL
"""

_SITE = """
CREATE OR REPLACE TEMP TABLE customers_site AS
SELECT DISTINCT m.customer_id, company_id FROM customers_mine m JOIN companies USING (domain) WHERE m.domain IS NOT NULL
"""

_APART = """
CREATE OR REPLACE TEMP TABLE customers_apart AS
WITH held AS (SELECT customer_id, unnest(numbers) AS pair FROM customers_mine),
offered AS (SELECT customer_id, company_id FROM customers_named UNION SELECT customer_id, company_id FROM customers_site),
theirs AS (
    SELECT DISTINCT company_id, register, number FROM members JOIN numbers USING (party_id)
    SEMI JOIN offered USING (company_id))
SELECT customer_id, company_id FROM offered JOIN held USING (customer_id) JOIN theirs USING (company_id)
WHERE register = pair.register GROUP BY ALL HAVING NOT bool_or(number = pair.number)
UNION SELECT customer_id, company_id FROM customers_words WHERE NOT same
"""

_LINKS = """
CREATE OR REPLACE TEMP TABLE customers_links AS
WITH possible AS (
    SELECT customer_id, company_id, 'word' AS how, 0 AS strength FROM customers_words WHERE same
    UNION ALL SELECT customer_id, company_id, 'number', 1 FROM customers_numbers
    UNION ALL SELECT customer_id, company_id, 'domain', 2 FROM customers_site
    UNION ALL SELECT customer_id, company_id, 'name', 3 FROM customers_named JOIN customers_mine USING (customer_id)
        WHERE here AND alike AND land <> ''),
left_over AS (
    SELECT * FROM possible p WHERE how = 'word'
        OR NOT EXISTS (FROM customers_apart a WHERE a.customer_id = p.customer_id AND a.company_id = p.company_id)),
strongest AS (SELECT * FROM left_over QUALIFY strength = min(strength) OVER (PARTITION BY customer_id))
SELECT * FROM strongest QUALIFY count(*) OVER (PARTITION BY customer_id) = 1 OR how = 'word'
"""

_DOUBTS = """
INSERT INTO customer_doubts
WITH offered AS (
    SELECT customer_id, company_id, 1 AS place, 'the same register number; several companies carry it' AS why FROM customers_numbers
    UNION ALL SELECT customer_id, company_id, 2, 'the same web domain; several companies have it' FROM customers_site
    UNION ALL SELECT customer_id, company_id, CASE WHEN here AND alike THEN 3 WHEN here THEN 4 WHEN nowhere THEN 5 ELSE 6 END,
        CASE WHEN here AND alike THEN 'the same name and town; several companies have them'
            WHEN here THEN 'the same name and town, another legal form'
        WHEN nowhere THEN 'the same name; the town is not known' ELSE 'the same name, another town' END FROM customers_named),
fit AS (
    SELECT * FROM offered o ANTI JOIN customers_links l USING (customer_id)
    WHERE NOT EXISTS (FROM customers_apart a WHERE a.customer_id = o.customer_id AND a.company_id = o.company_id)
    QUALIFY row_number() OVER (PARTITION BY customer_id, company_id ORDER BY place) = 1)
SELECT customer_id, m.name, company_id, c.name, why FROM fit JOIN customers_mine m USING (customer_id) JOIN companies c USING (company_id)
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY place, company_id) <= $most
ORDER BY customer_id, place, company_id
"""


def make_links(facts: duckdb.DuckDBPyConnection, shard: str) -> None:
    """Fill `customers_links` and `customer_doubts` from the table `customers_known` of the connection."""
    kinds.install(facts)
    facts.execute("DELETE FROM customer_doubts")
    facts.execute(_MINE, {"shard": shard})
    for statement in (_WORDS, _NUMBERS, _NAMED, _SITE, _APART, _LINKS):
        facts.execute(statement)
    facts.execute(_DOUBTS, {"most": MOST_DOUBTS})

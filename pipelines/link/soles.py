"""Soles: names that only one company of a country is known by, so that a mention without a place can be taken for it.

    link_soles   key, country, common (the words meet by chance: a person is asked)

A news item says «ТОВ "Карпатмонтаж-Тепло"» and no town; a state's register gives a name and no address. Such a name leads to the one
company that bears it, where the name is of several words that hardly meet by chance, and nothing known contradicts: one number of each
register, one legal form, one town.
"""

from __future__ import annotations

import duckdb

from leads.folding import name_key

TABLES = ("link_bearers", "link_soles")

LETTERS = 8
"""Shorter names are shared by companies that nobody has seen yet."""

CHANCE = 0.02
"""A name is a common one where this many names of the shard, or more, could be made of its words by chance: the number of names times the
share of names that contain each word, other than this one ("Строй Сервис" of 5,000,000 names: hundreds; "Карпатмонтаж Тепло": none)."""

_BEARERS = """
CREATE OR REPLACE TEMP TABLE link_bearers AS
WITH adrift AS (
    SELECT DISTINCT key, country FROM link_parties
    WHERE length(key) >= $letters AND country IS NOT NULL AND city IS NULL AND postcode IS NULL)
SELECT p.nr, key, country, city, form, lower(name_core) AS core, n.nr IS NOT NULL AS numbered
FROM link_parties p SEMI JOIN adrift USING (key, country) JOIN (SELECT party_id, name_core FROM parties) USING (party_id)
LEFT JOIN (SELECT DISTINCT nr FROM link_numbers WHERE links AND apart) n ON n.nr = p.nr
"""

_SOLES = rf"""
CREATE OR REPLACE TEMP TABLE link_soles AS
WITH numbers AS (
    SELECT key, country FROM link_bearers JOIN link_numbers USING (nr) WHERE apart
    GROUP BY key, country, register HAVING min(number) <> max(number)),
towns AS (SELECT key, country, city, bool_or(numbered) AS numbered FROM link_bearers WHERE city IS NOT NULL GROUP BY ALL),
scattered AS (
    SELECT key, country FROM towns GROUP BY ALL
    HAVING count(*) FILTER (NOT numbered) > CASE WHEN bool_or(numbered) THEN 0 ELSE 1 END),
forms AS (SELECT key, country FROM link_bearers GROUP BY ALL HAVING min(form) <> max(form)),
single AS (
    SELECT key, country, list_distinct(regexp_extract_all(any_value(core ORDER BY nr), '[\p{{L}}\p{{N}}]+')) AS words
    FROM link_bearers ANTI JOIN numbers USING (key, country) ANTI JOIN scattered USING (key, country) ANTI JOIN forms USING (key, country)
    GROUP BY key, country),
wanted AS (SELECT DISTINCT unnest(words) AS word FROM single WHERE len(words) > 1),
names AS (
    SELECT unnest(list_distinct(regexp_extract_all(lower(core), '[\p{{L}}\p{{N}}]+'))) AS word
    FROM (SELECT any_value(name_core ORDER BY party_id) AS core FROM CORPUS
        WHERE EXISTS (FROM wanted) GROUP BY {name_key("name_core")})),
borne AS (SELECT word, count(*) AS names FROM names SEMI JOIN wanted USING (word) GROUP BY word),
everything AS (SELECT count(DISTINCT key) AS names FROM KEYS),
chances AS (
    SELECT key, country, product(greatest(b.names - 1, 0.5) / e.names) * any_value(e.names) AS expected
    FROM (SELECT key, country, unnest(words) AS word FROM single WHERE len(words) > 1) JOIN borne b USING (word), everything e
    GROUP BY key, country)
SELECT key, country, coalesce(expected >= $chance, true) AS common FROM single LEFT JOIN chances USING (key, country)
"""


def make_soles(facts: duckdb.DuckDBPyConnection, corpus: str = "parties") -> None:
    """Fill the table above from link_parties and link_numbers; `corpus` is the table of all names."""
    bearers = facts.execute(_BEARERS, {"letters": LETTERS}).fetchone()
    if not bearers or not bearers[0]:
        facts.execute("CREATE OR REPLACE TEMP TABLE link_soles (key VARCHAR, country VARCHAR, common BOOLEAN)")
        return
    keyed = f"(SELECT nullif({name_key('name_core')}, '') AS key FROM {corpus})"
    keys = "link_parties" if corpus == "parties" else keyed
    facts.execute(_SOLES.replace("CORPUS", corpus).replace("KEYS", keys), {"chance": CHANCE})

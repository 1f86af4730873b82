"""What is compared under one spelling: towns across languages, legal forms across languages and reforms.

link_towns   country, city (as in parties), town
link_forms   form (as in parties), kin
"""

from __future__ import annotations

from functools import cache

import duckdb
import pyarrow as pa

from leads.kinds.parts import rows

TABLES = ("link_towns", "link_forms", "link_known_towns")

KIN = {
    **dict.fromkeys(("LTD", "CIC", "LLC", "TOV", "OOO", "TOO"), "limited"),
    **dict.fromkeys(("AO", "OAO", "ZAO", "PAO", "AT", "VAT", "ZAT", "PAT", "PRAT"), "shares"),
    **dict.fromkeys(("INC", "CORP", "CO"), "corporation"),
}
"""Legal forms that one company may bear in two sources: ТОВ in a register is LTD on a web site; ЗАО became АО, ВАТ became ПАТ, then
АТ, when the law was reformed (99-ФЗ of 2014; Law of Ukraine 514-VI); a community interest company is a limited one (Companies (Audit,
Investigations and Community Enterprise) Act 2004, s. 26), and often called so. Other forms are kin of themselves only."""

_TOWNS = r"""
CREATE OR REPLACE TEMP TABLE link_towns AS
WITH spelled AS (
    SELECT country, city, nullif(trim(regexp_replace(
        regexp_replace(replace(lower(strip_accents(city)), 'ё', 'е'), '^(м|г|с|смт|пгт|місто|город|city of)[. ]+', ''),
        '[^\p{L}\p{N}]+', ' ', 'g')), '') AS words
    FROM (SELECT DISTINCT country, city FROM parties WHERE city IS NOT NULL))
SELECT s.country, city, coalesce(k.town, s.words) AS town
FROM spelled s LEFT JOIN link_known_towns k ON k.country = s.country AND k.words = s.words
WHERE s.words IS NOT NULL
"""


def make_spellings(facts: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables above. A form that is no code of ours is left out: free words differ without meaning to."""
    _store(facts, "link_forms", {"form": list(forms()), "kin": list(forms().values())})
    towns = {(country, words): town for country, words, town in _known_towns()}
    columns = {
        "country": [country for country, _ in towns],
        "words": [words for _, words in towns],
        "town": list(towns.values()),
    }
    _store(facts, "link_known_towns", columns)
    facts.execute(_TOWNS)


@cache
def forms() -> dict[str, str]:
    """Code of a legal form → what it is compared as."""
    codes = sorted({row["form"] for row in rows("legal_forms")})
    return {code: KIN.get(code, code) for code in codes}


@cache
def _known_towns() -> list[tuple[str, str, str]]:
    found = []
    for row in rows("cities"):
        town = row["city"].lower()
        found += [
            (row["country"], words.lower().replace("ё", "е"), town)
            for words in (row["city"], *row["also"].split("|"))
            if words
        ]
    return found


def _store(facts: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[str]]) -> None:
    facts.register("link_incoming", pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))
    facts.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM link_incoming")
    facts.unregister("link_incoming")

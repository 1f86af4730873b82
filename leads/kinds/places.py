"""Countries, regions and towns.

Tables: `countries.csv` (words in some twenty languages → ISO 3166-1), `regions.csv` (words and codes of a country's regions →
ISO 3166-2) and `cities.csv` (larger towns with their region and centre), all in `leads/tables`. ISO 3166-2 has no Greater London:
London is GB-LND, the code of its City.
"""

from __future__ import annotations

from leads.kinds.parts import Answer, Lookup, Part, rows, text

COMPLETE = ("UA", "RU", "NO", "US")
"""Countries all of whose regions are in `regions.csv`: only there an unknown region has a reason.

Elsewhere (GB's historic counties that ISO 3166-2 does not know, and every other country) it is NULL without one: nothing is wrong with it.
"""


def folded(words: str) -> str:
    """Words of a place as the tables are searched: lower case, ё as е, straight apostrophes."""
    return words.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'").strip()


def _towns() -> dict[str, Answer]:
    """Towns by `<country>:<words>`; a name that is in two regions says nothing and is left out."""
    found: dict[str, set[str]] = {}
    for row in rows("cities"):
        for words in (row["city"], *row["also"].split("|")):
            if words:
                found.setdefault(f"{row['country']}:{folded(words)}", set()).add(row["region"])
    return {key: {"value": next(iter(regions))} for key, regions in found.items() if len(regions) == 1}


def lookups() -> list[Lookup]:
    """Words of countries; of regions and towns within a country, as `<country>:<words>`."""
    return [
        Lookup(
            "kinds_countries", {row["words"]: {"value": row["country"]} for row in rows("countries")}, ("value", "why")
        ),
        Lookup(
            "kinds_regions",
            {f"{row['country']}:{row['words']}": {"value": row["region"]} for row in rows("regions")},
            ("value", "why"),
        ),
        Lookup("kinds_towns", _towns(), ("value", "why")),
    ]


_NONE = "{'value': NULL::VARCHAR, 'why': NULL::VARCHAR}"
_COMPLETE = ", ".join(text(country) for country in COMPLETE)

_REGION_WORDS = (
    r"^(г(ор)?\.|м(істо)?\.|обл(\.|асть )|респ(\.|ублика )|республіка |город |місто |м |г |state of |county of |the county of )\s*"
    r"|\s*\b(oblast'?|region|fylke|county)$|\s*(область|обл\.?|край|автономный округ|автономная область|ао|а\.о\.|[ ,]г\.?)$"
)
"""Words of kind and their abbreviations at either end: the table needs each region's own name only."""

_TOWN_WORDS = r"^(г\.|м\.|город |місто |м |г |с\.|смт\.? |пгт\.? |city of )\s*|\s+(г\.?|city)$|,.*$"

_SETTLEMENT = r"^(?:(?:м\.|м |місто |г\.|г |гор\.|город |с\.|с |с-ще |село |селище |смт\.? |пгт\.? )\s*)*(\S.*?)(?:\s+(?:г|м)\.?)*$"
"""A name with the words for town and village that Ukrainian and Russian registers write before (or after) it; something always remains."""
_NO_SETTLEMENT = r"(?i)(?:(?:м|місто|г|гор|город|с|с-ще|село|селище|смт|пгт)(?:\.\s*|\s+|$))+"
"""Such words alone."""

PART = Part(
    lookups=lookups,
    macros=(
        """kinds_words(words) AS trim(replace(lower(words), '’', ''''), ' .,"''')""",
        f"""clean_country(text) AS CASE
            WHEN text IS NULL OR kinds_words(text) = '' THEN {_NONE}
            ELSE coalesce((SELECT v FROM kinds_countries WHERE k = kinds_words(text)),
                {{'value': NULL, 'why': 'unknown country'}}) END""",
        "kinds_folded(words) AS replace(replace(replace(lower(words), 'ё', 'е'), '’', ''''), 'ʼ', '''')",
        f"""kinds_region_words(words) AS trim(regexp_replace(
            regexp_replace(kinds_folded(words), {text(_REGION_WORDS)}, '', 'g'), '\\s+', ' ', 'g'), ' .,"')""",
        f"""kinds_region(words, country, plain) AS CASE
            WHEN words IS NULL OR trim(words) = '' OR country IS NULL THEN {_NONE}
            ELSE coalesce(
                (SELECT v FROM kinds_regions WHERE k = country || ':' || trim(kinds_folded(words))),
                (SELECT v FROM kinds_regions WHERE k = country || ':' || plain),
                (SELECT v FROM kinds_towns WHERE k = country || ':' || plain),
                {{'value': NULL, 'why': CASE WHEN country IN ({_COMPLETE}) THEN 'unknown region' END}}) END""",
        # Codes of KLADR and of Norwegian municipalities begin with the region's; the plain table answers most words.
        """clean_region(text, country) AS kinds_region(text, country, CASE
            WHEN country = 'RU' AND regexp_full_match(text, '[0-9]{11,17}') THEN left(text, 2)
            WHEN country = 'NO' AND regexp_full_match(text, '[0-9]{4}') THEN left(text, 2)
            ELSE kinds_region_words(text) END)""",
        f"""clean_town(text) AS {{
            'value': CASE WHEN NOT regexp_full_match(clean_text(text).value, {text(_NO_SETTLEMENT)})
                THEN trim(regexp_replace(clean_text(text).value, {text(_SETTLEMENT)}, '\\1', 'i')) END,
            'why': clean_text(text).why}}""",
        f"kinds_town_words(city) AS trim(regexp_replace(kinds_folded(city), {text(_TOWN_WORDS)}, '', 'g'), ' .\"')",
        "city_region(city, country) AS (SELECT v.value FROM kinds_towns WHERE k = country || ':' || kinds_town_words(city))",
    ),
)

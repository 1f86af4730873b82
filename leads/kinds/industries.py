"""Industry and product codes: canonical code, and the division of NACE Rev. 2 it belongs to.

OKVED2, KVED, SN2007, UK SIC 2007 and OKPD2 share their first two digits with NACE Rev. 2. CPV (and DK021, which is CPV),
NAICS, SIC of the United States and the industry words of SEC's Form D go through tables in `leads/tables`.
"""

from __future__ import annotations

from collections.abc import Iterator

from leads.kinds.parts import Answer, Lookup, Part, rows

_WIDTH = 4
"""Digits that decide a division; the tables' prefixes are at most as long."""


def _filled(prefixes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every four digits under the prefixes, each with the division of its longest prefix."""
    for prefix in sorted(prefixes, key=lambda p: (len(p), p)):
        free = _WIDTH - len(prefix)
        for number in range(10**free):
            yield (prefix + (f"{number:0{free}}" if free else "")), prefixes[prefix]


def lookups() -> list[Lookup]:
    """One table of all schemes: a letter for the scheme's family, then the digits that decide."""
    found: dict[str, Answer] = {"N" + row["division"]: {"nace": row["division"]} for row in rows("nace")}
    for letter, table in (("C", "cpv_nace"), ("A", "naics_nace"), ("S", "sic_us_nace")):
        found |= {letter + digits: {"nace": nace} for digits, nace in _filled({r["code"]: r["nace"] for r in rows(table)})}
    found |= {"F" + row["words"].lower(): {"nace": row["nace"]} for row in rows("sec_nace")}
    return [Lookup("kinds_industries", found, ("nace",))]


_NONE = "{'value': NULL::VARCHAR, 'nace': NULL::VARCHAR, 'why': NULL::VARCHAR}"

PART = Part(
    lookups=lookups,
    macros=(
        # The code as its scheme writes it, without check digit or words; NULL where the shape is wrong.
        r"""kinds_code(written, scheme) AS nullif(CASE
            WHEN scheme = 'SIC-GB' THEN lpad(regexp_extract(written, '^([0-9]{4,5})($|[^0-9])', 1), 5, '0')
            WHEN scheme IN ('NACE2', 'OKVED2', 'KVED', 'SN2007', 'OKPD2')
                THEN regexp_extract(written, '^(?:[A-U]\.?)?([0-9]{2}(?:\.?[0-9]+)*)', 1)
            WHEN scheme IN ('CPV', 'DK021') THEN regexp_extract(written, '^([0-9]{8})($|[^0-9])', 1)
            WHEN scheme = 'NAICS' THEN regexp_extract(written, '^([0-9]{2,6})($|[^0-9])', 1)
            WHEN scheme = 'SIC-US' THEN lpad(regexp_extract(written, '^([0-9]{2,4})($|[^0-9])', 1), 4, '0')
            WHEN scheme = 'SEC-INDUSTRY' THEN written END, '')""",
        """kinds_code_key(code, scheme) AS CASE
            WHEN scheme IN ('SIC-GB', 'NACE2', 'OKVED2', 'KVED', 'SN2007', 'OKPD2') THEN 'N' || left(code, 2)
            WHEN scheme IN ('CPV', 'DK021') THEN 'C' || left(code, 4)
            WHEN scheme = 'NAICS' THEN 'A' || rpad(left(code, 4), 4, '0')
            WHEN scheme = 'SIC-US' THEN 'S' || left(code, 4)
            WHEN scheme = 'SEC-INDUSTRY' THEN 'F' || lower(code) END""",
        f"""kinds_industry(written, scheme, code, nace) AS CASE
            WHEN scheme = 'SIC-GB' AND code = '99999' THEN {{'value': NULL::VARCHAR, 'nace': NULL::VARCHAR, 'why': 'dormant'}}
            WHEN nace IS NOT NULL THEN {{'value': code, 'nace': nace, 'why': NULL}}
            WHEN written IS NULL OR written = '' OR written = 'None Supplied' THEN {_NONE}
            WHEN code IS NULL AND kinds_code('01110000', scheme) IS NULL THEN {{'value': NULL, 'nace': NULL, 'why': 'unknown scheme'}}
            ELSE {{'value': NULL, 'nace': NULL, 'why': CASE WHEN code IS NULL THEN 'not a code' ELSE 'unknown code' END}} END""",
        """clean_industry(code, scheme) AS kinds_industry(trim(code), scheme, kinds_code(trim(code), scheme),
            (SELECT v.nace FROM kinds_industries WHERE k = kinds_code_key(kinds_code(trim(code), scheme), scheme)))""",
    ),
)

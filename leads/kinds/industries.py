"""Industry and product codes: canonical code, and the division of NACE Rev. 2 it belongs to.

OKVED2, KVED, SN2007, UK SIC 2007 and OKPD2 share their first two digits with NACE Rev. 2. Companies House still has four-digit codes
of UK SIC 2003 (NACE Rev. 1.1), where 52 is retail trade and 05 fishing: they have a table. CPV (and DK021, which is CPV),
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
    for letter, table in (("G", "sic2003_nace"), ("C", "cpv_nace"), ("A", "naics_nace"), ("S", "sic_us_nace")):
        found |= {
            letter + digits: {"nace": nace} for digits, nace in _filled({r["code"]: r["nace"] for r in rows(table)})
        }
    found |= {"F" + row["words"].lower(): {"nace": row["nace"]} for row in rows("sec_nace")}
    return [Lookup("kinds_industries", found, ("nace",))]


_NONE = "{'value': NULL::VARCHAR, 'nace': NULL::VARCHAR, 'why': NULL::VARCHAR}"
_NACE = "('NACE2', 'OKVED2', 'KVED', 'SN2007', 'OKPD2')"
_SCHEMES = "('SIC-GB', 'NACE2', 'OKVED2', 'KVED', 'SN2007', 'OKPD2', 'CPV', 'DK021', 'NAICS', 'SIC-US', 'SEC-INDUSTRY')"
_END = "($|[^0-9])"

PART = Part(
    lookups=lookups,
    macros=(
        # The code as its scheme writes it, without check digit, section letter or words; NULL where the shape is wrong.
        f"""kinds_code(written, scheme) AS nullif(CASE
            WHEN scheme = 'SIC-GB' THEN regexp_extract(written, '^([0-9]{{4,5}}){_END}', 1)
            WHEN scheme IN {_NACE} THEN regexp_extract(written, '^(?:[A-U]\\.?)?([0-9]{{2}}(?:\\.?[0-9]+)*)', 1)
            WHEN scheme IN ('CPV', 'DK021') THEN regexp_extract(written, '^([0-9]{{8}}){_END}', 1)
            WHEN scheme = 'NAICS' THEN regexp_extract(written, '^([0-9]{{2,6}}){_END}', 1)
            WHEN scheme = 'SIC-US' AND regexp_matches(written, '^[0-9]{{2,4}}{_END}')
                THEN lpad(regexp_extract(written, '^[0-9]+'), 4, '0')
            WHEN scheme = 'SEC-INDUSTRY' THEN written END, '')""",
        # What `kinds_industries` is searched by: the family's letter and the deciding digits.
        """kinds_code_key(written, scheme) AS CASE
            WHEN scheme = 'SIC-GB' AND regexp_matches(written, '^[0-9]{4}($|[^0-9])') THEN 'G' || left(written, 4)
            WHEN scheme = 'SIC-GB' THEN 'N' || left(written, 2)
            WHEN scheme IN ('CPV', 'DK021') THEN 'C' || left(written, 4)
            WHEN scheme = 'NAICS' THEN 'A' || rpad(left(regexp_extract(written, '^[0-9]+'), 4), 4, '0')
            WHEN scheme = 'SIC-US' THEN 'S' || lpad(regexp_extract(written, '^[0-9]+'), 4, '0')
            WHEN scheme = 'SEC-INDUSTRY' THEN 'F' || lower(written)
            ELSE 'N' || regexp_extract(written, '[0-9]{2}') END""",
        f"""kinds_industry(written, scheme, code, nace) AS CASE
            WHEN scheme = 'SIC-GB' AND code IN ('99999', '9999') THEN {{'value': NULL::VARCHAR, 'nace': NULL::VARCHAR, 'why': 'dormant'}}
            WHEN code IS NOT NULL AND nace IS NOT NULL THEN {{'value': code, 'nace': nace, 'why': NULL}}
            WHEN written IS NULL OR written = '' OR written = 'None Supplied' THEN {_NONE}
            ELSE {{'value': NULL, 'nace': NULL, 'why': CASE
                WHEN coalesce(scheme NOT IN {_SCHEMES}, true) THEN 'unknown scheme'
                WHEN code IS NULL THEN 'not a code' ELSE 'unknown code' END}} END""",
        """clean_industry(code, scheme) AS list_transform([{
                'written': trim(code),
                'code': kinds_code(trim(code), scheme),
                'nace': (SELECT v.nace FROM kinds_industries WHERE k = kinds_code_key(trim(code), scheme))}],
            lambda _x: kinds_industry(_x.written, scheme, _x.code, _x.nace))[1]""",
    ),
)

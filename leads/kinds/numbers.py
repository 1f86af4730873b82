"""Register and tax numbers: canonical digits, check digits by python-stdnum.

Most numbers are decided column-wise by their length and shape; only those that could be right are checked in Python.
"""

from __future__ import annotations

from collections.abc import Callable

from stdnum.no import orgnr
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou
from stdnum.exceptions import ValidationError

from leads.kinds.parts import Answer, Function, Part

_CHECKS: dict[str, Callable[[str], str]] = {
    "NO-ORGNR": orgnr.validate,
    "RU-INN": inn.validate,
    "RU-OGRN": ogrn.validate,
    "UA-EDRPOU": edrpou.validate,
}


def checked(number: str, register: str | None) -> Answer:
    """A number of the right length for its register, with a right check digit; `why` otherwise."""
    check = _CHECKS.get(register or "")
    if check is None:
        return {"why": "unknown register"}
    try:
        check(number)
    except ValidationError:
        return {"why": "wrong check digit"}
    return {"value": number}


_ANSWER = (("value", "VARCHAR"), ("why", "VARCHAR"))

PART = Part(
    functions=(Function("kinds_checked", checked, 2, _ANSWER),),
    macros=(
        """kinds_no_number(why) AS {'value': NULL::VARCHAR, 'why': why::VARCHAR}""",
        """kinds_sized(digits, register, size) AS CASE
            WHEN length(digits) <> size THEN kinds_no_number('wrong length')
            ELSE kinds_checked(digits, register) END""",
        # digits: the number without blanks and separators; a register's own prefix (NO, UA) is not part of it
        """kinds_number(digits, register) AS CASE
            WHEN digits IS NULL OR digits = '' THEN kinds_no_number(NULL)
            WHEN register = 'GB-COH' THEN CASE
                WHEN regexp_full_match(digits, '0+|([A-Z]{2})0+') THEN kinds_no_number('placeholder')
                WHEN regexp_full_match(digits, '[0-9]{1,8}') THEN {'value': lpad(digits, 8, '0'), 'why': NULL::VARCHAR}
                WHEN regexp_full_match(digits, '[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z]|R[0-9]{7}') THEN {'value': digits, 'why': NULL::VARCHAR}
                WHEN regexp_full_match(digits, '[A-Z]{2}[0-9]{1,5}')
                    THEN {'value': left(digits, 2) || lpad(substr(digits, 3), 6, '0'), 'why': NULL::VARCHAR}
                ELSE kinds_no_number(CASE WHEN regexp_full_match(digits, '[A-Z]{0,2}[0-9]+') THEN 'wrong length' ELSE 'not a number' END) END
            WHEN register IN ('GB-SRS', 'GB-CFS', 'XX-OTHER') THEN {'value': digits, 'why': NULL::VARCHAR}
            WHEN NOT regexp_full_match(digits, '[0-9]+') THEN kinds_no_number('not a number')
            WHEN regexp_full_match(digits, '0+|1+|2+|3+|4+|5+|6+|7+|8+|9+') AND length(digits) > 5 OR regexp_full_match(digits, '0+')
                THEN kinds_no_number('placeholder')
            WHEN register = 'RU-INN' THEN CASE
                WHEN length(digits) = 12 THEN kinds_no_number('belongs to a person') ELSE kinds_sized(digits, register, 10) END
            WHEN register = 'RU-OGRN' THEN CASE
                WHEN length(digits) = 15 THEN kinds_no_number('belongs to a person') ELSE kinds_sized(digits, register, 13) END
            WHEN register = 'RU-KPP' THEN CASE
                WHEN length(digits) = 9 THEN {'value': digits, 'why': NULL::VARCHAR} ELSE kinds_no_number('wrong length') END
            WHEN register = 'NO-ORGNR' THEN kinds_sized(digits, register, 9)
            WHEN register = 'UA-EDRPOU' THEN CASE
                WHEN length(digits) = 10 THEN kinds_no_number('belongs to a person')
                ELSE kinds_sized(CASE WHEN length(digits) BETWEEN 5 AND 7 THEN lpad(digits, 8, '0') ELSE digits END, register, 8) END
            WHEN register = 'US-CIK' THEN CASE
                WHEN length(ltrim(digits, '0')) > 10 THEN kinds_no_number('wrong length')
                ELSE {'value': lpad(ltrim(digits, '0'), 10, '0'), 'why': NULL::VARCHAR} END
            WHEN register IN ('US-CO', 'US-NY') THEN CASE
                WHEN length(digits) > 12 THEN kinds_no_number('wrong length') ELSE {'value': digits, 'why': NULL::VARCHAR} END
            ELSE kinds_no_number('unknown register') END""",
        """clean_number(text, register) AS kinds_number(CASE
            WHEN regexp_full_match(text, '[0-9]+') THEN text
            WHEN register IN ('GB-SRS', 'GB-CFS', 'XX-OTHER') THEN trim(text)
            WHEN register = 'NO-ORGNR' THEN regexp_replace(upper(text), '^\\s*NO|[\\s.\\-\\x{00a0}\\x{202f}]+|MVA\\s*$', '', 'g')
            ELSE regexp_replace(upper(text), '[\\s.\\-\\x{00a0}\\x{202f}]+', '', 'g') END, register)""",
    ),
)

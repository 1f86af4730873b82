"""Register and tax numbers: canonical digits, check digits by python-stdnum.

Most numbers are decided column-wise by their length and shape; only those that could be right are checked in Python.
"""

from __future__ import annotations

from collections.abc import Callable

from stdnum.exceptions import ValidationError
from stdnum.no import orgnr
from stdnum.ru import inn, ogrn
from stdnum.ua import edrpou

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

_OK = "{'value': digits, 'why': NULL::VARCHAR}"

PART = Part(
    functions=(Function("kinds_checked", checked, 2, _ANSWER),),
    macros=(
        "kinds_no_number(why) AS {'value': NULL::VARCHAR, 'why': why::VARCHAR}",
        """kinds_sized(digits, register, size) AS CASE
            WHEN length(digits) <> size THEN kinds_no_number('wrong length')
            ELSE kinds_checked(digits, register) END""",
        # Eight characters: digits, or two letters and digits, padded; some old societies end in a letter.
        f"""kinds_company_number(digits) AS CASE
            WHEN regexp_full_match(digits, '[0-9]{{8}}') AND digits <> '00000000' THEN {_OK}
            WHEN regexp_full_match(digits, '([A-Z]{{2}})?0+') THEN kinds_no_number('placeholder')
            WHEN regexp_full_match(digits, '[0-9]{{1,7}}') THEN {{'value': lpad(digits, 8, '0'), 'why': NULL}}
            WHEN regexp_full_match(digits, '[A-Z]{{2}}[0-9]{{6}}|[A-Z]{{2}}[0-9]{{5}}[A-Z]|R[0-9]{{7}}') THEN {_OK}
            WHEN regexp_full_match(digits, '[A-Z]{{2}}[0-9]{{1,5}}')
                THEN {{'value': left(digits, 2) || lpad(substr(digits, 3), 6, '0'), 'why': NULL}}
            WHEN regexp_full_match(digits, '[A-Z]{{0,2}}[0-9]+') THEN kinds_no_number('wrong length')
            ELSE kinds_no_number('not a number') END""",
        # `digits` is the number without blanks and separators.
        f"""kinds_number(digits, register) AS CASE
            WHEN digits IS NULL OR digits = '' THEN kinds_no_number(NULL)
            WHEN register = 'GB-COH' THEN kinds_company_number(digits)
            WHEN register IN ('GB-SRS', 'GB-CFS', 'XX-OTHER') THEN {_OK}
            WHEN NOT regexp_full_match(digits, '[0-9]+') THEN kinds_no_number('not a number')
            WHEN ltrim(digits, left(digits, 1)) = '' AND (length(digits) > 5 OR left(digits, 1) = '0')
                THEN kinds_no_number('placeholder')
            WHEN register = 'RU-INN' THEN CASE
                WHEN length(digits) = 12 THEN kinds_no_number('belongs to a person') ELSE kinds_sized(digits, register, 10) END
            WHEN register = 'RU-OGRN' THEN CASE
                WHEN length(digits) = 15 THEN kinds_no_number('belongs to a person') ELSE kinds_sized(digits, register, 13) END
            WHEN register = 'RU-KPP' THEN CASE WHEN length(digits) = 9 THEN {_OK} ELSE kinds_no_number('wrong length') END
            WHEN register = 'NO-ORGNR' THEN kinds_sized(digits, register, 9)
            WHEN register = 'UA-EDRPOU' THEN CASE
                WHEN length(digits) = 10 THEN kinds_no_number('belongs to a person')
                ELSE kinds_sized(CASE WHEN length(digits) BETWEEN 5 AND 7 THEN lpad(digits, 8, '0') ELSE digits END, register, 8) END
            WHEN register = 'US-CIK' THEN CASE
                WHEN length(ltrim(digits, '0')) > 10 THEN kinds_no_number('wrong length')
                ELSE {{'value': lpad(ltrim(digits, '0'), 10, '0'), 'why': NULL}} END
            WHEN register IN ('US-CO', 'US-NY') THEN CASE
                WHEN length(digits) > 12 THEN kinds_no_number('wrong length') ELSE {_OK} END
            ELSE kinds_no_number('unknown register') END""",
        r"""clean_number(text, register) AS kinds_number(CASE
            WHEN regexp_full_match(text, '[0-9]+') THEN text
            WHEN register IN ('GB-SRS', 'GB-CFS', 'XX-OTHER') THEN trim(text)
            WHEN register = 'NO-ORGNR' THEN regexp_replace(upper(text), '^\s*NO|[\s.\-\x{a0}\x{202f}]+|MVA\s*$', '', 'g')
            ELSE regexp_replace(upper(text), '[\s.\-\x{a0}\x{202f}]+', '', 'g') END, register)""",
    ),
)

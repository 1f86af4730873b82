"""Texts, whole numbers and the status of a company."""

from __future__ import annotations

import html
import re
import unicodedata

from leads.kinds.parts import Answer, Function, Lookup, Part, rows, text

LETTERS = "À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žЀ-ҁҊ-ӿ"
"""Letters beyond ASCII that are their own NFKC form, as the inside of a character class."""

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINES = re.compile(r" ?\n ?")
_MANY_LINES = re.compile(r"\n{3,}")


def tidied(given: str) -> str:
    """Text with entities unescaped, invisible characters out, blanks single, at most one empty line between lines.

    Repeated until nothing changes, so that tidying a tidy text changes nothing; eight rounds are more than any source needs.
    """
    for _ in range(8):
        before = given
        given = _INVISIBLE.sub("", html.unescape(given))
        given = re.sub("\r\n?|[\u0085\u2028\u2029]", "\n", given)
        given = unicodedata.normalize("NFC", given)
        given = _MANY_LINES.sub("\n\n", _AROUND_LINES.sub("\n", _BLANKS.sub(" ", given))).strip()
        if given == before:
            break
    return given


def _tidied(given: str) -> Answer:
    return {"value": tidied(given)}


def statuses() -> list[Lookup]:
    """`leads/tables/statuses.csv`: the words of registers, in lower case, and what they mean."""
    known: dict[str, Answer] = {row["words"]: {"value": row["status"]} for row in rows("statuses")}
    return [Lookup("kinds_statuses", known, ("value", "why"))]


_TIDY = f"[!-~¡-¬®-¿{LETTERS}–—‘’“”„•…№€₴₽]".replace("'", "''")
"""A character that needs no tidying in a text; `[!-~]` spans the apostrophe without naming it."""

_SENTENCES = (
    (
        "insolvent",
        "банкр|конкурсн|внешнее управление|наблюдени|санац|bankrupt|insolven|konkurs|receiver|in administration"
        "|administration order|voluntary arrangement",
    ),
    (
        "closed",
        "^(юридическое лицо )?(ликвидировано|прекращен|прекратил)|^припинен|деятельность прекращена|исключен[оа]? из егр|^dissolved"
        "|dissolved$|^closed|converted.closed|struck off|withdrawn|^merged|^slettet|^removed",
    ),
    (
        "liquidation",
        "ликвид|ліквід|предстоящем исключении|припинення|liquidat|avvikling|strike off|winding up|dissolution",
    ),
    (
        "active",
        "реорганизац|изменении места нахождения|уменьшении уставного|действу|зареєстрован|зарегистрирован|good standing|^active|^live",
    ),
)
"""How longer statuses are recognised where the table does not hold them word for word; the first that fits counts.

'liquidation' is a company on its way out of its register, whoever began it: also 'Active - Proposal to Strike off', and Russia's
'принято решение о предстоящем исключении'.
"""

_STATUS = " ".join(f"WHEN regexp_matches(words, {text(pattern)}) THEN {text(status)}" for status, pattern in _SENTENCES)

PART = Part(
    lookups=statuses,
    functions=(Function("kinds_tidied", _tidied, 1, (("value", "VARCHAR"),)),),
    macros=(
        f"""clean_text(text) AS {{
            'value': CASE
                WHEN NOT (contains(text, '&') AND regexp_matches(text, '&[#A-Za-z]'))
                    AND regexp_matches(text, '^{_TIDY}+( {_TIDY}+)*$') THEN text
                WHEN text IS NOT NULL THEN nullif(kinds_tidied(text).value, '') END,
            'why': NULL::VARCHAR}}""",
        r"""kinds_whole(written) AS CASE
            WHEN written IS NULL OR written = '' THEN {'value': NULL::BIGINT, 'why': NULL::VARCHAR}
            WHEN regexp_full_match(written, '[-−] ?[0-9][0-9., ]*') THEN {'value': NULL, 'why': 'negative'}
            WHEN regexp_full_match(written, '[0-9]{1,18}\.0+')
                THEN {'value': try_cast(string_split(written, '.')[1] AS BIGINT), 'why': NULL}
            WHEN regexp_full_match(written, '[0-9]{1,3}([ ,][0-9]{3}){1,5}')
                THEN {'value': try_cast(replace(replace(written, ' ', ''), ',', '') AS BIGINT), 'why': NULL}
            WHEN regexp_full_match(written, '[0-9]{1,18}') THEN {'value': try_cast(written AS BIGINT), 'why': NULL}
            WHEN regexp_full_match(written, '[0-9]+[.,][0-9]+') THEN {'value': NULL, 'why': 'not a whole number'}
            WHEN regexp_full_match(written, '[0-9]{19,}') THEN {'value': NULL, 'why': 'too large'}
            ELSE {'value': NULL, 'why': 'not a number'} END""",
        r"""clean_count(text) AS CASE
            WHEN regexp_full_match(text, '[0-9]{1,18}') THEN {'value': try_cast(text AS BIGINT), 'why': NULL::VARCHAR}
            ELSE kinds_whole(trim(regexp_replace(text, '[\s\x{00a0}\x{202f}]+', ' ', 'g'))) END""",
        f"kinds_status_of(words) AS CASE {_STATUS} END",
        """kinds_status(words) AS CASE
            WHEN words IS NULL OR words = '' THEN {'value': NULL::VARCHAR, 'why': NULL::VARCHAR}
            ELSE coalesce(
                (SELECT v FROM kinds_statuses WHERE k = words),
                {'value': kinds_status_of(words),
                 'why': CASE WHEN kinds_status_of(words) IS NULL THEN 'unknown status' END}) END""",
        "clean_status(text) AS kinds_status(trim(lower(text)))",
    ),
)

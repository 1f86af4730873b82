"""Names of organisations: tidied, legal form split off, and one key across scripts.

The legal forms and where they stand are in `leads/tables/legal_forms.csv`; how letters are folded, in `leads.folding`.
"""

from __future__ import annotations

import re

from leads.folding import BEYOND, name_key, replaced
from leads.kinds.letters import QUOTES, tidied_name
from leads.kinds.parts import Answer, Function, Part, rows, text
from leads.kinds.texts import LETTERS, tidied

LONGEST = 1000
"""Characters of a name; what is longer is a text that strayed into its field."""

PLACEHOLDERS = (
    "n/a", "na", "n.a.", "none", "null", "nil", "-", "--", "---", ".", "test", "not available", "not applicable", "unknown", "no name",
    "noname", "tbc", "tba", "to be confirmed", "xxx", "нет", "нет данных", "не указано", "не указан", "отсутствует", "тест", "немає",
    "немає даних", "не вказано", "відсутнє", "відсутній", "ukjent", "ikke oppgitt", "none supplied", "name not available",
)  # fmt: skip
"""What people write where a name is asked for, in lower case."""

COMMON = (
    "ltd", "limited", "обществосограниченнойответственностью", "ооо", "тов", "llc", "inc", "as", "plc", "llp", "пп",
    "товариствозобмеженоювідповідальністю", "cic", "corp", "enk", "ао", "осбб", "фг", "го", "кп",
)  # fmt: skip
"""Legal forms of most companies, squeezed."""

AS_WRITTEN = {
    "": "", " limited": "LTD", " ltd": "LTD", " ltd.": "LTD", " llc": "LLC", ", llc": "LLC", " inc.": "INC", ", inc.": "INC", " plc": "PLC",
    " llp": "LLP", " inc": "INC", " limited.": "LTD", " l.l.c.": "LLC", " corp": "CORP", " corporation": "CORP", " c.i.c.": "CIC",
}  # fmt: skip
"""The commonest ends of names in lower case, and their code; the first is of names without a form."""

_STATUS_SUFFIX = (
    r", *(?:delinquent|(?:voluntarily |administratively |judicially )?dissolved|withdrawn|noncompliant|merged|converted|expired|revoked"
    r"|colorado authority relinquished|relinquished|cancell?ed|forfeited) [a-z]{3,9}\.? [0-9]{1,2},? [0-9]{4}$"
)
"""What Colorado's register appends to a name: ', Delinquent May 1, 2022'."""
_STATUS = re.compile(_STATUS_SUFFIX, re.IGNORECASE)


def tidied_one(written: str) -> Answer:
    """A name that is not tidy as published: entities, odd blanks and letters, quotes, a register's suffix of status.

    Repeated until nothing changes: what one step makes may be another's to tidy.
    """
    for _ in range(8):
        before = written
        written = tidied_name(tidied(written))
        for quote, plain in QUOTES:
            written = written.replace(quote, plain)
        written = _STATUS.sub("", " ".join(written.split()))
        if written == before:
            break
    return {"value": written}


_LOOSE = ' .,;"():-'
"""Signs that may stand in or around a legal form and mean nothing."""


def squeezed(spelling: str) -> str:
    """A spelling of a legal form as it is looked up: lower case, without blanks and signs."""
    return re.sub(f"[{re.escape(_LOOSE)}]", "", spelling.lower())


def _pattern(spelling: str) -> str:
    """The expression of one spelling: short ones also with dots and blanks between letters, words with any of them between."""
    words = spelling.lower().split(" ")
    if len(words) == 1 and spelling.isalpha() and len(spelling) <= 4 and spelling == spelling.upper():
        return r"\.? ?".join(re.escape(letter) for letter in words[0]) if len(spelling) > 2 else r"\.?".join(words[0])
    return "[ .,]+".join(re.escape(word.rstrip(".")) + (r"\.?" if word.endswith(".") else "") for word in words)


def _alternatives(place: str) -> str:
    """All spellings that stand at one end of a name, longest first, so that the longest one wins."""
    spellings = {row["spelling"] for row in rows("legal_forms") if row["place"] in (place, "both")}
    return "|".join(dict.fromkeys(_pattern(s) for s in sorted(spellings, key=lambda s: (-len(s), s))))


def _forms() -> tuple[str, str]:
    """SQL of two lists: squeezed spellings, the commonest first because they are searched in order, and the code of each.

    Where a spelling counts in some countries only, they stand before the code: 'DK,NO:KS'.
    """
    found: dict[str, tuple[str, set[str], bool]] = {}
    for row in rows("legal_forms"):
        code, countries, narrow = found.setdefault(squeezed(row["spelling"]), (row["form"], set(), bool(row["only"])))
        countries.add(row["country"])
        assert code == row["form"], f"two codes for {row['spelling']}"
        assert narrow == bool(row["only"]), f"{row['spelling']} is both narrow and wide"
    order = sorted(
        found, key=lambda spelling: (COMMON.index(spelling) if spelling in COMMON else len(COMMON), spelling)
    )
    codes = [
        (",".join(sorted(countries)) + ":" if narrow else "") + code
        for code, countries, narrow in map(found.__getitem__, order)
    ]
    return f"[{', '.join(map(text, order))}]", f"[{', '.join(map(text, codes))}]"


def _end() -> str:
    return text(rf'[ ,]+(?:- *)?\(?(?:{_alternatives("end")})(?: *\(the\))?[.),;" ]*$')


def _front() -> str:
    return text(rf'^"?(?:{_alternatives("front")})(?:[ ,.:-]+|["(]|$)')


_EITHER = f"[A-Za-z0-9{BEYOND}]"
_LETTER = f"[A-Za-z{BEYOND}]"


def _words(letters: str) -> str:
    """SQL of the pattern of words with single blanks between."""
    return f"'[{letters}]+( [{letters}]+)*'"


_QUOTED = f"!-~«»„“”‘’№–—{LETTERS}"
_NONE = "{'value': NULL::VARCHAR, 'core': NULL::VARCHAR, 'form': NULL::VARCHAR, 'why': NULL::VARCHAR}"
_BAD = "{'value': NULL, 'core': NULL, 'form': NULL, 'why': "

_FORMS = _forms()
_AS_WRITTEN = (f"[{', '.join(map(text, AS_WRITTEN))}]", f"[{', '.join(map(text, AS_WRITTEN.values()))}]")
_SQUEEZED = replaced("replace(spelled, '(the)', '')", tuple((sign, "") for sign in _LOOSE))


def with_names(rows: str, column: str, country: str) -> str:
    """SELECT of `rows` (a SELECT) and `c_name`: `clean_name` of a column, `country` the SQL of the country.

    Each step is a SELECT of its own instead of a lambda: half the time where there are millions.
    """
    return f"""
        SELECT * EXCLUDE (_told), kinds_read_name(_told) AS c_name FROM (
            SELECT * EXCLUDE (_cut), kinds_told(_cut, {country}) AS _told FROM (
                SELECT * EXCLUDE (_split), kinds_cut(_split) AS _cut FROM (
                    SELECT *, kinds_split(kinds_tidy_name({column})) AS _split FROM ({rows}))))"""


PART = Part(
    functions=(Function("kinds_tidied_name", tidied_one, 1, (("value", "VARCHAR"),)),),
    macros=(
        # Most names are tidy: they are recognised column-wise, the others go through Python. The `|| ''` makes a function of
        # the CASE, which DuckDB then works out once for all its uses.
        f"""kinds_tidy_name(name) AS CASE
            WHEN contains(name, '&') AND contains(name, ';') OR contains(name, '''''')
                OR right(name, 1) BETWEEN '0' AND '9' AND contains(name, ', ') AND regexp_matches(lower(name), {text(_STATUS_SUFFIX)})
                THEN kinds_tidied_name(name).value
            WHEN regexp_matches(name, '^[!-~]+( [!-~]+)*$') THEN name
            WHEN regexp_full_match(name, '[ -~]*') THEN trim(regexp_replace(name, ' +', ' ', 'g'))
            WHEN NOT regexp_full_match(name, {_words(_QUOTED)}) OR regexp_matches(name, '[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]')
                THEN kinds_tidied_name(name).value
            WHEN regexp_matches(name, '[«»„“”‘’–—]') THEN {replaced("name", QUOTES)}
            ELSE name END || ''""",
        f"name_key(core) AS {name_key('core')}",
        r"""kinds_unquoted(core) AS CASE
            WHEN NOT contains(core, '"') THEN core
            WHEN regexp_full_match(core, '"[^"]*"|".*""') THEN trim(substr(core, 2, length(core) - 2))
            WHEN regexp_full_match(core, '"[^"]*("[^"]*"[^"]*)*') THEN trim(substr(core, 2))
            WHEN regexp_full_match(core, '[^"]*"') THEN trim(left(core, length(core) - 1))
            ELSE core END""",
        f"""kinds_form(spelled) AS coalesce(({_AS_WRITTEN[1]})[list_position({_AS_WRITTEN[0]}, spelled)],
            ({_FORMS[1]})[list_position({_FORMS[0]}, {_SQUEEZED})], '')""",
        # In Latin letters the end counts before the front (AS ROOFING LIMITED), else the front before the end.
        "kinds_at_end(name, front, back) AS back <> '' AND (front = '' OR strlen(name) = length(name))",
        # A front form takes the blank behind it along, but not an opening quote or bracket.
        """kinds_rest(name, front, back) AS CASE
            WHEN kinds_at_end(name, front, back) THEN left(name, length(name) - length(back))
            WHEN front = '' THEN name
            WHEN right(front, 1) IN ('"', '(') THEN substr(name, length(front))
            ELSE ltrim(substr(name, length(front) + 1), ' ,-') END""",
        f"""kinds_form_in(form, country, rest) AS CASE
            WHEN form = '' OR length(rest) < 6 AND NOT regexp_matches(rest, '{_EITHER}') THEN NULL
            WHEN NOT contains(form, ':') THEN form
            WHEN contains(string_split(form, ':')[1], country) THEN string_split(form, ':')[2] END""",
        f"""kinds_name_why(name, form) AS CASE
            WHEN form = '' AND length(name) < 25 AND list_position([{", ".join(map(text, PLACEHOLDERS))}], lower(name)) > 0
                THEN 'placeholder'
            WHEN length(name) > {LONGEST} THEN 'too long'
            WHEN name = '' THEN ''
            WHEN NOT regexp_matches(name, '{_LETTER}') THEN 'no letters' END""",
        f"""kinds_named(name, core, form, why) AS CASE
            WHEN name IS NULL OR why = '' THEN {_NONE}
            WHEN why IS NOT NULL THEN {_BAD}why}}
            ELSE {{'value': name, 'core': core, 'form': form, 'why': NULL}} END""",
        # All legal forms are searched outside of lambdas: inside, DuckDB would prepare patterns and lists anew for every 2,048 rows.
        # What occurs several times here is worked out once, because it does not stand in a CASE.
        "kinds_found(name, front, back) AS"
        " {'name': name, 'front': front, 'back': back, 'front_form': kinds_form(front), 'back_form': kinds_form(back)}",
        f"kinds_split(name) AS kinds_found(name, regexp_extract(lower(name), {_front()}), regexp_extract(lower(name), {_end()}))",
        """kinds_cut(x) AS {'name': x.name, 'rest': kinds_rest(x.name, x.front, x.back),
            'form': CASE WHEN kinds_at_end(x.name, x.front, x.back) THEN x.back_form ELSE x.front_form END}""",
        """kinds_told(x, country) AS
            {'name': x.name, 'rest': x.rest, 'why': kinds_name_why(x.name, x.form), 'form': kinds_form_in(x.form, country, x.rest)}""",
        """kinds_read_name(x) AS
            kinds_named(x.name, kinds_unquoted(CASE WHEN x.form IS NULL THEN x.name ELSE x.rest END), x.form, x.why)""",
        """clean_name(text, country) AS list_transform(list_transform(list_transform(
            [kinds_split(kinds_tidy_name(text))], lambda _x: kinds_cut(_x)), lambda _x: kinds_told(_x, country)),
            lambda _x: kinds_read_name(_x))[1]""",
    ),
)

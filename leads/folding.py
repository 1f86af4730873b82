"""One Latin spelling for names in any script, as SQL of DuckDB's own functions alone: a table can hold it as a generated column.

A folded name finds candidates, it proves nothing: г, ґ, х, g, h and kh are one letter, and GOLD is HOLD.
"""

from __future__ import annotations

_OFTEN = dict(zip("абвгґдеёєжзиіїйклмнопрстуфхцчшщыэ", "abvhhdeeezziiiiklmnoprstufhccssie", strict=True))
_SELDOM = dict(zip("ўѣәғқңөұүһђјћџљњøđłıħŧŋð", "ueahknouuhdicdlnodlihtnd", strict=True))

_CYRILLIC = ("".join(_OFTEN) + "ъь", "".join(_OFTEN.values()))
"""Ukrainian and Russian letters in lower case and the letter of the skeleton each becomes, one to one; ъ and ь fall away.

Kept short: DuckDB's `translate` takes time in proportion to this table.
"""

_OTHERS = ("".join(_SELDOM), "".join(_SELDOM.values()))
"""The same for letters of Belarusian, Kazakh, Serbian, Norwegian, Polish … that lose no accent to `strip_accents`."""

_DOUBLE_CYRILLIC = (("я", "ia"), ("ю", "iu"))
_DOUBLE_LATIN = (("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("þ", "th"))
"""Letters that become two."""

_SOUNDS = (
    ("g", "h"), ("kh", "h"), ("hh", "h"), ("sh", "s"), ("ch", "c"), ("zh", "z"), ("ts", "c"), ("tz", "c"), ("sc", "s"), ("ph", "f"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("ie", "e"), ("ii", "i"),
)  # fmt: skip
"""Sounds that romanisations write differently, in the order they are folded: what remains is one spelling for all of them.

г is h in Ukrainian, g in Russian; х is kh or h; и, і, ї, й, ы are y, i or j; ц is ts or c; є and е are ie, ye or e. The fold is made
after the letters of Cyrillic became Latin ones, so that с+х and 'sh' end alike too.
"""

_SEPARATORS = ((" ", ""), (".", ""), ("-", ""), ("'", ""))
"""What a key leaves out; anything else that is neither letter nor digit goes in a second, rarer pass."""

_UNUSUAL = "[^ -~А-Яа-яЁёІіЇїЄєҐґ№«»„“”’–—]"
"""What a name in English, Ukrainian or Russian has none of."""

BEYOND = r"\x{c0}-\x{1fff}\x{2c00}-\x{10ffff}"
"""Letters beyond ASCII: all but the signs of Latin-1 and the blocks of punctuation. `\\pL` would take DuckDB long to compile."""


def latin(lowered: str) -> str:
    """SQL of a text in lower case (SQL too) in Latin letters."""
    return f"CASE WHEN strlen({lowered}) = length({lowered}) THEN {lowered} ELSE {_from_others(_from_cyrillic(lowered))} END"


def sounded(lowered: str) -> str:
    """SQL of a text in lower-case Latin letters with one spelling for each sound."""
    return replaced(lowered, _SOUNDS)


def name_key(core: str) -> str:
    """SQL of the key of a name without its legal form (SQL too): small letters and digits only; NULL where the name is."""
    lowered = f"replace(lower({core}), '&', 'and')"
    # Signs become blanks before sounds are folded, so that no sound is made across them; only names that are not plain have any.
    words = f"""CASE
        WHEN regexp_full_match({core}, '[A-Za-z0-9 .&''-]*') THEN {lowered}
        WHEN regexp_matches({core}, '{_UNUSUAL}') THEN {_worded(_from_others(_from_cyrillic(lowered)))}
        ELSE {_worded(_from_cyrillic(lowered))} END"""
    return replaced(sounded(words), _SEPARATORS)


def replaced(given: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """SQL of a text (SQL too) in which each of some pairs has been replaced, in their order."""
    for old, new in pairs:
        given = f"replace({given}, {_text(old)}, {_text(new)})"
    return given


def _from_cyrillic(lowered: str) -> str:
    return replaced(f"translate({lowered}, {_text(_CYRILLIC[0])}, {_text(_CYRILLIC[1])})", _DOUBLE_CYRILLIC)


def _from_others(lowered: str) -> str:
    return replaced(f"translate(strip_accents({lowered}), {_text(_OTHERS[0])}, {_text(_OTHERS[1])})", _DOUBLE_LATIN)


def _worded(lowered: str) -> str:
    return f"regexp_replace({lowered}, '[^a-z0-9{BEYOND}]+', ' ', 'g')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

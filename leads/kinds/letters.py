"""Letters of several scripts: look-alikes, and one Latin skeleton for names written in any of them."""

from __future__ import annotations

import re
import unicodedata

ALIKE_LATIN = "AaBCcEeHIiKMOoPpTXxyj"
ALIKE_CYRILLIC = "АаВСсЕеНІіКМОоРрТХхуј"
"""Letters that look alike, pairwise."""

_TO_CYRILLIC = str.maketrans(ALIKE_LATIN, ALIKE_CYRILLIC)
_TO_LATIN = str.maketrans(ALIKE_CYRILLIC, ALIKE_LATIN)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")


def one_script(written: str) -> str:
    """Each word in one script, where its letters of the other script all are look-alikes; other mixtures stay."""
    return _WORD.sub(lambda match: _repaired(match.group()), written)


def _repaired(word: str) -> str:
    latin, cyrillic = len(_LATIN_LETTER.findall(word)), len(_CYRILLIC_LETTER.findall(word))
    if not latin or not cyrillic:
        return word
    as_cyrillic, as_latin = word.translate(_TO_CYRILLIC), word.translate(_TO_LATIN)
    fits_cyrillic, fits_latin = not _LATIN_LETTER.search(as_cyrillic), not _CYRILLIC_LETTER.search(as_latin)
    if fits_cyrillic and fits_latin:
        return as_cyrillic if cyrillic >= latin else as_latin
    return as_cyrillic if fits_cyrillic else as_latin if fits_latin else word


def tidied_name(written: str) -> str:
    """A name in NFKC (№ kept), one script a word."""
    kept = written.replace("№", "\ue000")
    return one_script(unicodedata.normalize("NFKC", kept).replace("\ue000", "№"))


QUOTES = (
    ("«", '"'), ("»", '"'), ("„", '"'), ("“", '"'), ("”", '"'), ("‟", '"'), ("″", '"'),
    ("‘", "'"), ("’", "'"), ("ʼ", "'"), ("′", "'"), ("–", "-"), ("—", "-"), ("‐", "-"), ("‑", "-"), ("−", "-"), ("''", '"'),
)  # fmt: skip
"""Quotes, apostrophes and dashes, and what they become in a name."""

_OFTEN = dict(zip("абвгґдеёєжзиіїйклмнопрстуфхцчшщыэ", "abvhhdeeezziiiiklmnoprstufhccssie", strict=True))
_SELDOM = dict(zip("ўѣәғқңөұүһђјћџљњøđłıħŧŋð", "ueahknouuhdicdlnodlihtnd", strict=True))

CYRILLIC = ("".join(_OFTEN) + "ъь", "".join(_OFTEN.values()))
"""Ukrainian and Russian letters in lower case and the letter of the skeleton each becomes, one to one; ъ and ь fall away.

Kept short: DuckDB's `translate` takes time in proportion to this table.
"""

SELDOM = ("".join(_SELDOM), "".join(_SELDOM.values()))
"""The same for letters of Belarusian, Kazakh, Serbian, Norwegian, Polish … that lose no accent to `strip_accents`."""

DOUBLE_CYRILLIC = (("я", "ia"), ("ю", "iu"))
DOUBLE_LATIN = (("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("þ", "th"))
"""Letters that become two."""

FOLDS = (
    ("g", "h"), ("kh", "h"), ("hh", "h"), ("sh", "s"), ("ch", "c"), ("zh", "z"), ("ts", "c"), ("tz", "c"), ("sc", "s"), ("ph", "f"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("ie", "e"), ("ii", "i"),
)  # fmt: skip
"""Sounds that romanisations write differently, in the order they are folded: what remains is one spelling for all of them.

г is h in Ukrainian, g in Russian; х is kh or h; и, і, ї, й, ы are y, i or j; ц is ts or c; є and е are ie, ye or e. The fold is made
after the letters of Cyrillic became Latin ones, so that с+х and 'sh' end alike too. It is coarse (GOLD is HOLD): a key finds
candidates, it proves nothing.
"""

SEPARATORS = (" ", ".", "-", "'")
"""What a key leaves out; anything else that is neither letter nor digit goes in a second, rarer pass."""

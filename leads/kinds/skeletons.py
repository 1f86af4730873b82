"""Skeletons: one Latin spelling for a word however it was romanised, and its stem where it is a Slavic word in some case or gender.

`leads.folding` folds for the cleaner's key inside SQL; this goes further (Greek, Turkish, Kazakh, sounds of English) because it is
asked once for each distinct word, not once for each row.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "ғ": "h", "д": "d", "е": "e", "ё": "e", "є": "e", "э": "e", "ж": "z",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h",
    "һ": "h", "ц": "s", "ч": "C", "ш": "s", "щ": "s", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "ә": "a", "ѣ": "e", "ј": "i",
    "љ": "li", "њ": "ni", "ђ": "dz", "ћ": "C", "џ": "dz", "ѓ": "h", "ќ": "k",
})  # fmt: skip
_GREEK = str.maketrans({
    "α": "a", "β": "v", "γ": "h", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "t", "ι": "i", "κ": "k", "λ": "l", "μ": "m",
    "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "h", "ψ": "ps",
    "ω": "o",
})  # fmt: skip
_GREEK_SOUNDS = (
    ("ου", "u"), ("ει", "i"), ("οι", "i"), ("αι", "e"), ("ευ", "ev"), ("αυ", "av"), ("μπ", "b"), ("ντ", "d"), ("γκ", "h"), ("γγ", "nh"),
)  # fmt: skip
_LATIN = str.maketrans({
    "č": "C", "ç": "C", "ć": "C", "š": "s", "ş": "s", "ș": "s", "ś": "s", "ž": "z", "ż": "z", "ź": "z", "ß": "ss", "ø": "o",
    "ł": "l", "đ": "d", "ð": "d", "þ": "t", "æ": "e", "œ": "o", "ı": "i", "ħ": "h", "ə": "a", "ţ": "s", "ț": "s", "ğ": "h",
    "ʹ": "", "ʺ": "",
})  # fmt: skip

_GREEK_CH = re.compile(
    r"(?<=te)ch|(?<=me)ch(?=[ai])|^ch(?=r[oi]|lor|em|im(?!e))|(?<=ar)ch(?=i)|(?<=psi)ch|(?<=psy)ch|(?<=e)ch(?=o)"
)
"""'ch' that is χ in Greek and х in Cyrillic: tech, mechanic, chrome, chemical, archive, psychology, echo."""

_SOUNDS = (
    ("schtsch", "s"), ("shch", "s"), ("dzh", "dz"), ("dsch", "dz"), ("tsch", "C"), ("tch", "C"), ("cz", "C"), ("sch", "s"),
    ("ch", "C"), ("sh", "s"), ("zh", "z"), ("kh", "h"), ("gh", "h"), ("g", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"),
    ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"), ("q", "k"), ("tz", "s"), ("ts", "s"), ("x", "ks"), ("w", "v"),
    ("ee", "i"), ("y", "i"), ("j", "i"), ("oo", "u"), ("ou", "u"), ("oe", "o"), ("ie", "e"), ("ue", "u"),
)  # fmt: skip
"""Spellings of one sound in the romanisations of passports, libraries, ISO 9, German, English and Polish, in the order they are folded.

г, ґ, х, g, h, kh are one letter (Ukrainian H, Russian G; Haus is Хаус or Гаус); ж and з, ш and с fall together; й, и, і, ї, ы, y, j are i.
A capital C stands for ч until the end, so that it is not taken for a c. It is coarse on purpose: what it makes alike is then weighed by
similarity, not believed.
"""

_DOUBLED = re.compile(r"(.)\1+")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The skeleton of one word in lower case, letters and digits only: 'Щербаков', 'Shcherbakov', 'Ščerbakov' all give 'serbakov'."""
    if word.isdigit() and word.isascii():
        return word.lstrip("0") or "0"
    folded = word if word.isascii() else _in_latin(word)
    if "ch" in folded:
        folded = _GREEK_CH.sub("h", folded)
    for written, sounded in _SOUNDS:
        if written in folded:
            folded = folded.replace(written, sounded)
    if folded.endswith(("off", "eff")):
        folded = folded[:-2] + "v"
    folded = _DOUBLED.sub(r"\1", folded)
    if "ie" in folded:
        folded = _DOUBLED.sub(r"\1", folded.replace("ie", "e"))
    folded = folded.replace("C", "c")
    return folded if folded.isalnum() else _SIGNS.sub("", folded)


def _in_latin(word: str) -> str:
    """A word in Latin letters: Cyrillic and Greek by their tables, accents off, other scripts by anyascii's."""
    folded = word.replace("šč", "s").translate(_LATIN).translate(_CYRILLIC)
    if folded.isascii():
        return folded
    folded = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    folded = folded.translate(_LATIN).translate(_CYRILLIC)
    if any("α" <= sign <= "ω" for sign in folded):
        for written, sounded in _GREEK_SOUNDS:
            folded = folded.replace(written, sounded)
        folded = folded.translate(_GREEK)
    return (
        folded if folded.isascii() else "".join(sign if sign.isascii() else anyascii(sign).lower() for sign in folded)
    )


_LETTERS = (
    ("ts", "s"), ("tz", "s"), ("kh", "h"), ("gh", "h"), ("g", "h"), ("shch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "s"),
    ("zh", "z"), ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"),
)  # fmt: skip


def letters(word: str) -> str:
    """A word letter by letter, for acronyms: nothing doubled is dropped ('НИИТМ' and 'NIITM' give 'niitm', 'ЦКБ' and 'TsKB' give 'skb')."""
    if not word.isascii():
        return "".join(map(_letter, word))
    for written, sounded in _LETTERS:
        if written in word:
            word = word.replace(written, sounded)
    return word


@lru_cache(maxsize=10_000)
def _letter(sign: str) -> str:
    return sign if sign.isascii() else skeleton(sign)[:1]


_ENDINGS = frozenset(
    "aia iaia oe ee oie eie oho eho aho iaho omu emu amu oiu uiu iuiu imi ami iami ih ah iah im om em am"
    " iam ov ev ei oi iei ii ie ia iu a e i o u"
    .split()
)  # fmt: skip
"""Endings of Slavic adjectives and nouns, as skeletons."""

_LONGEST_ENDING = max(map(len, _ENDINGS))

_SHORTEST_STEM = 4


def stem(skeletal: str) -> str:
    """A Slavic word's skeleton without its ending: case, gender and number do not count ('konstruktorskoe' → 'konstruktorsk')."""
    for length in range(min(_LONGEST_ENDING, len(skeletal) - _SHORTEST_STEM), 0, -1):
        if skeletal[-length:] in _ENDINGS:
            return skeletal[:-length]
    return skeletal

"""Letters of several scripts: look-alikes told apart, quotes and dashes made alike."""

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

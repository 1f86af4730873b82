"""The text of a file whose encoding nobody told: by its mark, else UTF-8, else the Cyrillic or Western page that reads best."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encoding each tells."""

PAGES = ("cp1251", "cp866", "koi8-u", "cp1252")
"""Eight-bit pages tried where a text is not UTF-8; of equals the first is taken."""

LOOKED_AT = 200_000
"""Bytes from which a page is judged."""

_WORDS = re.compile(r"[^\W\d_]+")
_USUAL = frozenset("оеаинтсрвлкмдпуіяьéèüöäåøæßñç")


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; bytes that no letter stands for become �."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace"), name.removesuffix("-sig")
    head = content[:LOOKED_AT]
    if wide := _wide(head):
        return content.decode(wide, "replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        page = max(PAGES, key=lambda name: _likeness(head.decode(name, "replace")))
        return content.decode(page, "replace"), page


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the ASCII in it is zero."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) * 8 < len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _likeness(text: str) -> float:
    """How much the letters beyond ASCII look like words: usual letters count, capitals inside a word and signs count against."""
    good = bad = 0
    for word in _WORDS.findall(text):
        strange = [letter for letter in word if letter > "\x7f"]
        good += sum(letter.lower() in _USUAL for letter in strange)
        bad += 0 if word.isupper() else sum(letter.isupper() for letter in word[1:])
        bad += 2 * (bool(strange) and any("a" <= letter.lower() <= "z" for letter in word) and word[0] > "ÿ")
    signs = sum(letter > "\x7f" and not letter.isalpha() and letter not in "№«»„“”–—’ " for letter in text)
    return good - 2 * bad - 2 * signs

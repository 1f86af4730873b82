"""Amounts as people write them in tables: one column has one sign before its cents, which its unmistakable amounts tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’]+(?=\d)")
_COMMA = re.compile(r"\d,\d{1,2}(?!\d)|\.\d{3},\d")
_POINT = re.compile(r"\d\.\d{1,2}(?!\d)|,\d{3}\.\d")
_THREES = re.compile(r"\D*\d{1,3}(?:[.,]\d{3})+\D*")
_NEGATIVE = re.compile(r"\s*(?:[-−–]\s*(?P<after>.+)|\((?P<inside>[^()]*\d[^()]*)\)|(?P<before>.*\d)\s*[-−–])\s*")


def cents_after(texts: Iterable[str]) -> str:
    """The sign before the cents in a column: `,` or `.`; empty where each amount must tell by itself."""
    comma = point = comma_threes = point_threes = 0
    for text in texts:
        has_comma, has_point = bool(_COMMA.search(text)), bool(_POINT.search(text))
        comma += has_comma and not has_point
        point += has_point and not has_comma
        if not has_comma and not has_point and _THREES.fullmatch(text):
            comma_threes += "," in text
            point_threes += "." in text
    if comma and point:
        return ""
    if comma or point:
        return "," if comma else "."
    # Where every amount has three digits behind its sign, the sign groups thousands.
    return "." if comma_threes and not point_threes else "," if point_threes and not comma_threes else ""


def plain(text: str, cents: str) -> tuple[str, bool]:
    """An amount without blanks and groups, ready for the cleaner of money, and whether it is negative."""
    given = text.strip()
    negative = _NEGATIVE.fullmatch(given)
    if negative:
        given = negative["after"] or negative["inside"] or negative["before"]
    written = _BLANKS.sub("", given.strip()) if re.search(r"\d\s", given) else given.strip()
    if cents == ",":
        written = re.sub(r"(?<=\d)\.(?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    elif cents == ".":
        written = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", written)
    return written, bool(negative)

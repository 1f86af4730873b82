"""What the values of a profile's parameters must look like; each check returns a complaint, '' where there is none."""

from __future__ import annotations

import re
from difflib import get_close_matches

import pycountry

from leads.kinds.places import folded
from pipelines.score import gazetteer
from pipelines.score.happenings import HAPPENINGS


def at_least_one(number: int) -> str:
    """A count of days or of things."""
    return "" if 1 <= number <= 36500 else f"{number} is not between 1 and 36500"


def at_least_zero(number: int) -> str:
    """A bound that may be nought."""
    return "" if number >= 0 else f"{number} is below 0"


def cpv(text: str) -> str:
    """The beginning of a CPV (ДК 021) code, two to eight digits."""
    return (
        ""
        if re.fullmatch(r"\d{2,8}", text)
        else f"'{text}' does not begin a CPV code; write two to eight digits, such as \"909\""
    )


def nace(text: str) -> str:
    """A NACE Rev. 2 division, or the beginning of a group or class."""
    if re.fullmatch(r"\d{2}(\.\d{1,2})?", text):
        return ""
    return f'\'{text}\' is not a NACE division or group; write "14" or "14.1"'


def region(text: str) -> str:
    """A region, ISO 3166-2."""
    known = sorted(s.code for s in pycountry.subdivisions)
    if text in known:
        return ""
    near = get_close_matches(text, [code for code in known if code[:2] == text[:2]], 1, 0.6)
    hint = f'did you mean "{near[0]}"?' if near else 'write a code of ISO 3166-2, such as "UA-46" for Lviv oblast'
    return f"there is no region '{text}'; {hint}"


def currency(text: str) -> str:
    """A currency, ISO 4217."""
    return (
        ""
        if pycountry.currencies.get(alpha_3=text) is not None
        else f"there is no currency '{text}'; write such as \"UAH\""
    )


def place(text: str) -> str:
    """A town of the gazetteer, with its country before a colon where several have one."""
    if gazetteer.find(text) is not None:
        return ""
    near = get_close_matches(folded(text.rpartition(":")[2]), gazetteer.names(), 1, 0.6)
    hint = (
        f"did you mean '{near[0].title()}'?" if near else 'write the nearest larger town, such as "Львів" or "GB:Leeds"'
    )
    return f"there is no town '{text}' in the gazetteer; {hint}"


def event(text: str) -> str:
    """A kind of event that the news tell."""
    if text in HAPPENINGS:
        return ""
    near = get_close_matches(text, list(HAPPENINGS), 1, 0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(HAPPENINGS)}"
    return f"there is no event '{text}'; {hint}"


def searched(text: str) -> str:
    """A word or phrase to look for; a star at the end of a word stands for any ending."""
    if re.search(r"\*\w|\w\*\w", text):
        return f"'{text}' has a star inside a word; a star stands for any ending, so it comes last"
    return "" if re.search(r"\w", text) else f"'{text}' has no letter or digit to look for"


def pattern(words: list[str]) -> str:
    """A regular expression (RE2, one group: what was found) for whole words in any case, whatever their apostrophes and ё."""
    alternatives = [r"\s+".join(_word(w) for w in phrase.split()) for phrase in words]
    return rf"(?i)(?:^|[^\p{{L}}\p{{N}}])({'|'.join(alternatives)})(?:$|[^\p{{L}}\p{{N}}])"


def _word(word: str) -> str:
    made = ""
    for letter in word:
        if letter == "*":
            made += r"[\p{L}\p{N}’'ʼ-]*"
        elif letter in "еёЕЁ":
            made += "[её]"
        elif letter in "’'ʼ`":
            made += "[’'ʼ`]"
        else:
            made += letter if letter.isalnum() else rf"\x{{{ord(letter):x}}}"
    return made


def cpv_pattern(prefixes: list[str]) -> str:
    """A regular expression for texts that hold, among codes parted by blanks, a CPV code of eight digits with one of the prefixes."""
    alternatives = "|".join(rf"{p}\d{{{8 - len(p)}}}" for p in prefixes)
    return rf"(?:^|[ :])(?:{alternatives})(?:-\d)?(?:$| )"


def nace_pattern(prefixes: list[str]) -> str:
    """A regular expression for a code without dots that begins with one of the groups."""
    return rf"^(?:{'|'.join(p.replace('.', '') for p in prefixes)})"

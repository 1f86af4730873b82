"""Words of organisations' names: each becomes a code that is the same in every script and language, or its skeleton.

    завод, zavod, plant, factory, works, usine      ~plant
    Московский, Moskovskiy, Moscow, Москва          @moscow
    второй, second, 2nd, II                         2
    Щербаков, Shcherbakov                           serbakov
    of, и, та, und                                  nothing

The tables are in `leads/tables` and read by `leads.kinds.lexicon`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from leads.kinds.letters import one_script
from leads.kinds.skeletons import skeleton, stem

CONCEPT, PLACE = "~", "@"
"""First letter of the codes of concepts and places; skeletons and numbers have none."""

NAMED = "~named_after"
"""The code of 'имени', 'named after': what follows honours somebody and is often left out."""

GENERIC = frozenset(
    {
        "~company",
        "~organization",
        "~corporation",
        "~firm",
        "~limited",
        "~branch",
        "~enterprise",
        "~so_called",
        "~society",
    }
)
"""Concepts that say no more than that there is an organisation: they take no part in the key."""

STOP = frozenset(
    "the of for and und et y e i a an in on at to by de del della di da do dos das du des la le les el los las der die den"
    " dem van von och og ve ile и й і та з із с со в во у на по для при от об о к до за ab a/k/a al ul"
    .split()
)  # fmt: skip
"""Words without meaning of their own in the languages of the tables; they are dropped."""

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´′‛\u200b\u200c\u200d\ufeff\u00ad")
BRACKETS = ("(", ")")
"""Kept as tokens: what stands between them is said aside."""

INITIAL = "\u2024"
"""Marks one or two letters that had a dot each: a person's initials, unless they are a legal form (N.V.) or a country (U.S.)."""
_INITIALS = re.compile(r"(?<![^\W_])(?<!(?<![^\W_])[^\W\d_]\.)[^\W\d_]\.(?:[^\W\d_]\.)?(?![^\W\d_]\b)(?![^\W\d_]\.)")
_LATIN = re.compile("[a-z]")
_DOTTED = re.compile(r"\.(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})\.")
_TOKEN = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e00-\u0e7f])+\u2024?|[()]")
_BRACKETS = str.maketrans("[]{}（）【】", "()()()()")
_AROUND = '"«»“”„,;'
_KATAKANA_DASH = re.compile("(?<=[\u30a0-\u30ff])[-－‐](?=[\u30a0-\u30ff])")
_VOWEL = re.compile("[aeiouyаеёиоуыэюяіїє]")
EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}


def pieces(written: str) -> tuple[str, ...]:
    """The tokens of what stands between two blanks: words and numbers in lower case, brackets; dots of abbreviations closed up."""
    core = written.strip(_AROUND)
    if core.isalpha() and (core.isascii() or _plain(core)):
        return (core.lower(),)
    if any(sign in written for sign in "ÃÂÐÑ"):
        written = _decoded(written)
    plain = (
        unicodedata.normalize("NFKC", _KATAKANA_DASH.sub("ー", written))
        .translate(_BRACKETS)
        .translate(_APOSTROPHES)
        .lower()
    )
    plain = unicodedata.normalize("NFC", plain.replace("i̇", "i"))
    if not plain.isascii() and _LATIN.search(plain):
        plain = one_script(plain)
    plain = _INITIALS.sub(lambda found: " " + found.group().replace(".", "") + INITIAL + " ", plain)
    tokens = _TOKEN.findall(_DOTTED.sub(". ", plain).replace(".", ""))
    return tuple(_ordinal(token) if token[0].isdigit() else token for token in tokens)


def _plain(word: str) -> bool:
    """Whether a word needs nothing but lower case: composed letters, all Cyrillic."""
    return min(word) >= "А" and max(word) <= "ӿ" and unicodedata.is_normalized("NFKC", word)


def _decoded(written: str) -> str:
    """UTF-8 that was read as Western European, read rightly; other texts as they are, without the trace of a lost blank."""
    try:
        return written.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return written.rstrip("Â") or written


def _ordinal(token: str) -> str:
    digits = token.rstrip("sthnrd")
    return str(int(digits)) if digits.isdecimal() else token


def words_of(text: str) -> list[str]:
    """All tokens of a text, brackets left out."""
    return [token.rstrip(INITIAL) for written in text.split() for token in pieces(written) if token not in BRACKETS]


@dataclass
class Lexicon:
    """All tables of words, ready for looking up single tokens."""

    exact: dict[str, str] = field(default_factory=dict)
    """A word as written in lower case → its code."""
    skeletons: dict[str, str] = field(default_factory=dict)
    """Skeleton of a word of a Cyrillic language → its code: how its romanisations are recognised."""
    stems: dict[str, str] = field(default_factory=dict)
    """The same without ending."""
    phrases: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Several codes that are one concept: (~design, ~bureau) → ~design_bureau."""
    forms: dict[tuple[str, ...], tuple[str, bool]] = field(default_factory=dict)
    """Tokens of a legal form → its family, and whether it is one wherever it stands (others only at either end)."""
    initials_ru: dict[str, str] = field(default_factory=dict)
    """Code → initials of its Russian words, for acronyms: ~research_institute → nii."""
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Code of a compound concept → those it consists of: ~research_institute → (~research, ~institute)."""
    near: frozenset[tuple[str, str]] = frozenset()
    """Concepts that translators take for each other, both ways: (~technology, ~engineering)."""
    eastern: dict[str, str] = field(default_factory=dict)
    """Words of scripts without blanks → their code."""
    longest_eastern: int = 1

    def codes(self, token: str) -> tuple[str, ...]:
        """The codes of one token of `pieces`: none of a stop word, several of a Chinese or Japanese text without blanks."""
        if not token.isascii() and EAST.search(token):
            return self._segmented(token)
        code = self.code(token)
        return (code,) if code else ()

    def code(self, token: str) -> str:
        """The code of one word; '' of a stop word."""
        if token in STOP:
            return ""
        if token[-1] == INITIAL:
            return self.exact.get(token[:-1], "")
        if token[0].isdigit():
            return token
        found = self.exact.get(token)
        if found is None and token.startswith("ال") and len(token) > 4:
            found = self.exact.get(token[2:])
            token = token[2:]
        if found is None and token in _ROMAN:
            return _ROMAN[token]
        if found is None and len(token) > 4 and token.isascii() and token[-1] == "s":
            found = self.exact.get(token[:-1]) or (self.exact.get(token[:-3] + "y") if token.endswith("ies") else None)
        if found is not None:
            return found
        bones = skeleton(token)
        if not bones:
            return ""
        found = self.skeletons.get(bones)
        if found is not None:
            return found
        if len(bones) >= 5:
            root = stem(bones)
            found = self.stems.get(bones) or self.stems.get(root)
            if found is not None:
                return found
            if root.endswith("sk") and len(root) >= 6 and root != bones:
                return self.stems.get(root[:-2], root)
        return bones

    def acronym_like(self, token: str, codes: tuple[str, ...]) -> bool:
        """Whether a token stands for several words: it has no vowel, or it is a compound concept in few letters (НИИ, ОКБ)."""
        return (
            2 <= len(token) <= 6
            and token.isalpha()
            and (not _VOWEL.search(token) or (len(codes) == 1 and codes[0] in self.parts and len(token) <= 5))
        )

    def _segmented(self, token: str) -> tuple[str, ...]:
        found: list[str] = []
        rest = ""
        at = 0
        while at < len(token):
            for length in range(min(self.longest_eastern, len(token) - at), 0, -1):
                code = self.eastern.get(token[at : at + length])
                if code is not None:
                    break
            else:
                rest += token[at]
                at += 1
                continue
            if rest:
                found.append(skeleton(rest))
                rest = ""
            if code:
                found.append(code)
            at += length
        if rest:
            found.append(skeleton(rest))
        return tuple(code for code in found if code)

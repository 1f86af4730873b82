"""The tables of words, read once into a `leads.kinds.words.Lexicon`.

Sources, in `leads/tables`: `organisation_words.csv` (a concept a row, its words in several languages, the Russian one first),
`near_words.csv` (concepts that translators take for each other), `place_words.csv` (towns and countries), `organisation_forms.csv` and
`legal_forms.csv` (legal forms), `number_words.csv`. Each row names its origin: `own` (written for Firstcall), `rigour` (OpenSanctions'
rigour 1.3.10, MIT licence, copyright 2023-2024 OpenSanctions Datenbanken GmbH), `geonames` (GeoNames, CC-BY 4.0), `cldr` (Unicode CLDR).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations

from leads.kinds.parts import rows
from leads.kinds.skeletons import letters, skeleton, stem
from leads.kinds.words import CONCEPT, EAST, PLACE, Lexicon, words_of

FAMILIES = {
    "LLC": "LTD SARL GMBH DOO SRO SRL TOV TOO SPZOO OOO BV LLC UG STI SOOO PLLC LTDSTI OU OOD ODO TDV EOOD KFT SIA UAB APS"
    " EPE IKE EHF BVBA LDA SL LLC-FOREIGN MB MPP CIC",
    "JSC": "SA AS AO PLC PJSC AG NV JSC AB ZAO OJSC OAO INC CORP CJSC VAT SPA SAS PAO OYJ OY AT ZRT ZAT PRAT PAT NYRT EAD"
    " AD ASA KA AE RTM SE CO SAS-IT DAC",
    "LP": "GMBHCOKG LLP KS KG LP SNC SOK SPK SPJ SC OHG LLLP CV KDP HB TNV GBR SCI GS PC",
    "SP": "IP FOP ENK EKFOR EK TMI KFH",
    "SOE": "GBU UP MBU MKU MAU KP KGP FGBU GAU GKU KU MUP FGKU FGAU GUP FKP FGUP KNP DP",
    "NGO": "OO ANO BO FOND NP NKO ASSOCIATION STICHTING ZS RY CIO PROFSPILKA RO",
    "COOP": "GSK SCARL EG PO PK SVK ZHSK AMBA",
    "HOA": "SNT TSN OSBB TSZH DNP DNT",
}  # fmt: skip
"""Families of legal forms → the codes of `legal_forms.csv`: only families are compared, because one company is ТОВ here and Ltd
there. A community interest company is limited by guarantee or by shares."""

NO_FORMS = frozenset(
    (word,) for word in "company corporation corp co compagnie firma firm cooperative coop group holding".split()
)
"""Words that the tables have as legal forms, but that belong to a name as often as not: they stay, as concepts."""

_STRONG = frozenset(
    "llc llp plc gmbh ооо зао оао пао тов ват зат пат прат jsc ojsc cjsc pjsc ooo oao zao pao тоо ао oo limited ltd inc"
    " incorporated ltda sarl ag srl sro ooд eood фгуп фгбу фгбоу гуп муп уп одо сооо ab оу aps spzoo doo aktiengesellschaft"
    " fgup gup fgbu фгку фку фгаоу ao ано ano fsue fsbi фкп fkp sue"
    .split()
)  # fmt: skip
"""One-word legal forms that are nothing else wherever they stand in a name."""


@cache
def lexicon() -> Lexicon:
    """The tables, read once."""
    found = Lexicon()
    _add_forms(found)
    several = _add_concepts(found)
    _add_places(found)
    _add_phrases(found, several)
    _add_numbers(found)
    _add_parts(found)
    pairs = [(CONCEPT + row["concept"], CONCEPT + row["near"]) for row in rows("near_words")]
    found.near = frozenset(pairs) | frozenset((near, concept) for concept, near in pairs)
    found.longest_eastern = max(map(len, found.eastern), default=1)
    return found


def _add_forms(into: Lexicon) -> None:
    family = {code: name for name, codes in FAMILIES.items() for code in codes.split()}
    given: Iterator[tuple[str, str]] = (
        (row["spelling"], family[row["form"]]) for row in rows("legal_forms") if row["form"] in family
    )
    for spelling, name in (*given, *((row["spelling"], row["family"]) for row in rows("organisation_forms"))):
        tokens = tuple(words_of(spelling))
        if not tokens:
            continue
        if tokens in NO_FORMS:
            continue
        if any(EAST.search(token) for token in tokens):
            into.eastern.setdefault("".join(tokens), "")
            continue
        strong = (len("".join(tokens)) > 3 and len(tokens) > 1) or tokens[0] in _STRONG or len(tokens[0]) >= 12
        into.forms.setdefault(tokens, (name, strong))
        joined = "".join(tokens)
        if max(map(len, tokens)) == 1 and len(tokens) > 1:
            into.forms.setdefault((joined,), (name, joined in _STRONG))
        bones = tuple(map(skeleton, tokens))
        if len(joined) > 12 and all(bones) and not joined.isascii():
            into.forms.setdefault(bones, (name, True))


def _add_places(into: Lexicon) -> None:
    for row in rows("place_words"):
        code = PLACE + row["place"]
        for word in row["words"].split("|"):
            _add_word(into, word, code)


def _add_concepts(into: Lexicon) -> list[tuple[str, str]]:
    """Single words of concepts; returns the phrases, each with its concept, which need all words."""
    several: list[tuple[str, str]] = []
    for row in sorted(rows("organisation_words"), key=lambda row: row["source"] != "own"):
        code = CONCEPT + row["concept"]
        for word in row["words"].split("|"):
            tokens = words_of(word)
            if row["source"] != "own" and len(tokens) == 1 and into.code(tokens[0])[:1] == CONCEPT:
                continue
            if len(tokens) == 1:
                _add_word(into, tokens[0], code)
            elif tokens:
                several.append((word, code))
            if code not in into.initials_ru and re.search("[а-я]", word.lower()):
                into.initials_ru[code] = "".join(letters(token)[:1] for token in tokens)
    return several


def _add_phrases(into: Lexicon, several: list[tuple[str, str]]) -> None:
    for phrase, concept in several:
        codes = tuple(code for token in words_of(phrase) if (code := _of_phrase(into, token)))
        for spelled in dict.fromkeys((codes, _shortened(into, codes))):
            if len(spelled) > 1:
                for order in _orders(spelled):
                    into.phrases.setdefault(order, concept)


def _add_parts(into: Lexicon) -> None:
    """A concept whose name consists of names of others is those others: what two names share of it can then be seen."""
    concepts = {row["concept"] for row in rows("organisation_words")}
    places = {row["place"] for row in rows("place_words")}
    for concept in sorted(concepts):
        parts = _split(concept.split("_"), concepts, places, concept)
        if parts:
            into.parts[CONCEPT + concept] = parts
    for concept in into.parts:
        while any(part in into.parts for part in into.parts[concept]):
            into.parts[concept] = tuple(
                deeper for part in into.parts[concept] for deeper in into.parts.get(part, (part,))
            )


def _split(words: list[str], concepts: set[str], places: set[str], whole: str) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(len(words) - at, 0, -1):
            part = "_".join(words[at : at + length])
            if part != whole and (part in concepts or part in places):
                found.append((CONCEPT if part in concepts else PLACE) + part)
                at += length
                break
        else:
            return ()
    return tuple(found)


def _shortened(into: Lexicon, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of a phrase in which a shorter one is one concept: (~instrument, ~production, ~plant) → (~instrument_making, ~plant)."""
    at, found = 0, []
    while at < len(codes):
        for length in range(min(4, len(codes) - at), 0, -1):
            code = into.phrases.get(codes[at : at + length]) if 1 < length < len(codes) else None
            if code is not None or length == 1:
                found.append(code or codes[at])
                at += length
                break
    return tuple(found)


def _orders(codes: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Concepts of a phrase stand in any order in another language; other words do not."""
    return permutations(codes) if len(codes) <= 3 and all(code[0] == CONCEPT for code in codes) else (codes,)


def _of_phrase(into: Lexicon, token: str) -> str:
    """A word that is known only as part of a phrase still loses its ending."""
    code = into.code(token)
    if code and code[0] not in CONCEPT + PLACE and not token.isascii():
        root = stem(code)
        if root != code:
            into.stems.setdefault(root, root)
        return into.code(token)
    return code


def _add_word(into: Lexicon, word: str, code: str) -> None:
    tokens = words_of(word)
    if len(tokens) != 1:
        if tokens and not EAST.search(word):
            codes = tuple(found for token in tokens if (found := into.code(token)))
            if len(codes) > 1:
                into.phrases.setdefault(codes, code)
        return
    token = tokens[0]
    if EAST.search(token):
        into.eastern.setdefault(token, code)
        return
    into.exact.setdefault(token, code)
    if max(token) < "ɏ" and not token.isascii():
        into.exact.setdefault(_without_accents(token), code)
    if not (
        "а" <= token[0] <= "ӿ" or "ά" <= token[0] <= "ώ" or (code[0] == PLACE and token.isascii() and len(token) > 4)
    ):
        return
    bones = skeleton(token)
    if len(bones) < 4:
        return
    into.skeletons.setdefault(bones, code)
    if "а" <= token[0] <= "ӿ" and len(bones) >= 5:
        into.stems.setdefault(stem(bones), code)


_BARRED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae"})


def _without_accents(word: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", word.translate(_BARRED)) if not unicodedata.combining(sign)
    )


def _add_numbers(into: Lexicon) -> None:
    for tens in range(20, 100, 10):
        for ones in range(1, 10):
            into.phrases[str(tens), str(ones)] = str(tens + ones)
    for row in rows("number_words"):
        for word in row["words"].split("|"):
            into.exact.setdefault(word, row["number"])
            if not word.isascii() and len(word) > 5:
                into.stems.setdefault(stem(skeleton(word)), row["number"])

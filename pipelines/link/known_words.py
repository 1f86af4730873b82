"""What is known of words met so far, as columns that numpy can index: pieces → tokens → codes, worked out once for each distinct one."""

from __future__ import annotations

from functools import cache

import numpy as np

from leads.kinds.lexicon import lexicon
from leads.kinds.skeletons import letters, skeleton
from leads.kinds.words import BRACKETS, CONCEPT, INITIAL, PLACE, Lexicon, pieces
from pipelines.link.phrases import Ints, PhraseTrie

SCRIPTS = ("latin", "cyrillic", "greek", "arabic", "cjk", "other")

LONGEST_ACRONYM = 8
"""Letters of a word that may be an acronym."""


class KnownWords:
    """What is known of every piece, token and code met so far, as arrays that numpy can index."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.forms = list(words.forms)
        self.form_trie = PhraseTrie(self.forms)
        families = sorted({family for family, _ in words.forms.values()})
        self.families = [*families]
        self.family_of = np.array([families.index(words.forms[form][0]) for form in self.forms], np.int64)
        self.strong = np.array([words.forms[form][1] for form in self.forms], bool)
        self.phrases = list(words.phrases)
        self.phrase_trie = PhraseTrie(self.phrases)
        self.forget()

    def forget(self) -> None:
        self.piece_ids: dict[str, int] = {}
        self.piece_tokens = _Lists()
        self.token_ids: dict[str, int] = {}
        self.token_codes = _Lists()
        self.token_form = _Numbers()
        self.token_letter: list[str] = []
        self.token_acronym: list[str] = []
        self.token_short: list[str] = []
        self.token_kind = _Numbers()
        self.token_bones: list[str] = []
        self.code_ids: dict[str, int] = {}
        self.codes: list[str] = []
        self.code_phrase = _Numbers()
        self.code_parts = _Lists()
        self._parted = 0
        self._english: list[str] = []
        self._russian: list[str] = []
        for bracket in BRACKETS:
            self._token(bracket)
        self.phrase_code = np.array([self._code(self.words.phrases[phrase]) for phrase in self.phrases], np.int64)

    def piece(self, written: str) -> int:
        at = self.piece_ids.get(written)
        if at is None:
            at = self.piece_ids[written] = len(self.piece_ids)
            self.piece_tokens.add([self._token(token) for token in pieces(written)])
        return at

    def _token(self, token: str) -> int:
        at = self.token_ids.get(token)
        if at is None:
            at = self.token_ids[token] = len(self.token_ids)
            bracket = token in BRACKETS
            codes = () if bracket else self.words.codes(token)
            bones = skeleton(token) if codes else ""
            self.token_codes.add([self._code(code) for code in codes])
            plain = token.rstrip(INITIAL)
            form = self.form_trie.words.get(plain, -1)
            if form < 0 and len(bones) > 3:
                form = self.form_trie.words.get(bones, -1)
            self.token_form.add(form)
            spelled = letters(token) if codes and token.isalpha() else ""
            self.token_letter.append(spelled[:1])
            self.token_acronym.append(spelled if self.words.acronym_like(token, codes) else spelled[:1])
            brief = 2 <= len(spelled) <= LONGEST_ACRONYM and len(codes) == 1 and codes[0][0] not in CONCEPT + PLACE
            self.token_short.append(spelled if brief else "")
            self.token_kind.add(_script(token))
            self.token_bones.append(bones)
        return at

    def _code(self, code: str) -> int:
        at = self.code_ids.get(code)
        if at is None:
            at = self.code_ids[code] = len(self.codes)
            self.codes.append(code)
            self.code_phrase.add(self.phrase_trie.words.get(code, -1))
        return at

    def parts(self, code: Ints) -> tuple[Ints, Ints]:
        """The codes that compound concepts consist of, all others as they are, and the place in code that each belongs to."""
        for text in self.codes[self._parted :]:
            parts = self.words.parts.get(text)
            self.code_parts.add([self._code(part) for part in parts] if parts else [self.code_ids[text]])
            self._parted += 1
        return self.code_parts.expand(code)

    def initials(self) -> tuple[list[str], list[str]]:
        """Of every code, the first letters of its words in English and in Russian."""
        for text in self.codes[len(self._english) :]:
            self._english.append(_english(text))
            self._russian.append(self.words.initials_ru.get(text) or self._english[-1])
        return self._english, self._russian

    @property
    def size(self) -> int:
        return len(self.piece_ids)


class _Numbers:
    """A growing column of numbers."""

    def __init__(self) -> None:
        self._values: list[int] = []
        self._array: Ints = np.zeros(0, np.int64)

    def add(self, value: int) -> None:
        self._values.append(value)

    def array(self) -> Ints:
        if len(self._array) != len(self._values):
            self._array = np.concatenate((self._array, np.array(self._values[len(self._array) :], np.int64)))
        return self._array


class _Lists:
    """A growing column of lists of numbers."""

    def __init__(self) -> None:
        self._length = _Numbers()
        self._values = _Numbers()

    def add(self, values: list[int]) -> None:
        self._length.add(len(values))
        for value in values:
            self._values.add(value)

    def expand(self, ids: Ints) -> tuple[Ints, Ints]:
        """All values of the lists with these numbers, one after the other, and the place in ids that each belongs to."""
        length = self._length.array()
        start = np.cumsum(length) - length
        counts = length[ids]
        owner = np.repeat(np.arange(len(ids)), counts)
        at = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._values.array()[np.repeat(start[ids], counts) + at], owner


@cache
def known_words() -> KnownWords:
    return KnownWords(lexicon())


def _script(token: str) -> int:
    for sign in token:
        if sign <= "ɏ":
            if sign.isalpha():
                return 0
        elif "Ѐ" <= sign <= "ӿ":
            return 1
        elif "Ͱ" <= sign <= "Ͽ" or "ἀ" <= sign <= "῿":
            return 2
        elif "؀" <= sign <= "ۿ":
            return 3
        elif "぀" <= sign <= "鿿" or "가" <= sign <= "힯":
            return 4
        elif sign.isalpha():
            return 5
    return -1


def _english(code: str) -> str:
    if code[0] in CONCEPT + PLACE:
        return "".join(letters(word)[:1] for word in code[1:].split("_"))
    return "" if code[0].isdigit() else code[:1]

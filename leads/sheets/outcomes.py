"""What a salesperson may note of a lead, in their words: on pages, in files, and read back from files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leads.sheets.draft import LANGUAGES, Texts

OUTCOMES: Mapping[str, Texts] = {
    "good": {"en": "good", "ru": "подходит", "uk": "підходить"},
    "bad": {"en": "bad", "ru": "не подходит", "uk": "не підходить"},
    "called": {"en": "called", "ru": "звонил", "uk": "дзвонив"},
    "won": {"en": "won", "ru": "договор", "uk": "договір"},
    "lost": {"en": "lost", "ru": "отказ", "uk": "відмова"},
    "do_not_call": {"en": "asked not to be called", "ru": "просил не звонить", "uk": "просив не дзвонити"},
    "wrong_phone": {"en": "wrong phone", "ru": "неверный телефон", "uk": "хибний телефон"},
}
"""Each kind of mark as it is shown; the order is that of a menu."""

_ALSO = {
    "good": "взял взяв годится ok да yes yep",
    "bad": "не тот профиль|не той профіль|плохой|поганий|не годится|bad lead",
    "called": "дозвонился|додзвонився|додзвонилась|встреча|зустріч|meeting|call|позвонил|подзвонив",
    "won": "выиграл|виграв|сделка|угода|deal|win",
    "lost": "нет интереса|немає інтересу|no interest|проиграл|програв|loss",
    "do_not_call": "не звонить|не дзвонити|do not call|don't call|dnc",
    "wrong_phone": "телефон неверный|wrong number|не тот номер|не той номер",
}
"""Other words people write."""


def outcome_text(kind: str, language: str) -> str:
    """How a kind of mark is shown; the kind itself where it has no words, nothing where there is no mark."""
    return OUTCOMES[kind][language] if kind in OUTCOMES else kind


def outcome_of(text: str) -> str | None:
    """The kind of mark somebody wrote in any language; None where it cannot be told."""
    return _words().get(" ".join(text.casefold().replace("ё", "е").split()).strip(" .!"))


@cache
def _words() -> dict[str, str]:
    found = {kind: kind for kind in OUTCOMES}
    for kind, words in _ALSO.items():
        found |= dict.fromkeys(words.split("|") if "|" in words else words.split(), kind)
    for kind, texts in OUTCOMES.items():
        found |= {texts[language].replace("ё", "е"): kind for language in LANGUAGES}
    return found

"""Why parties were joined, or may be one company, in English, Russian and Ukrainian."""

from __future__ import annotations

from collections.abc import Sequence

from leads.profile import LANGUAGES
from pipelines.link.evidence import TABLE

HOW: dict[str, dict[str, str]] = {
    "first": {"en": "First seen", "ru": "Встретилась первой", "uk": "Трапилася першою"},
    "number": {
        "en": "Same register number",
        "ru": "Тот же регистрационный номер",
        "uk": "Той самий реєстраційний номер",
    },
    "site": {
        "en": "Same name, legal form and web domain",
        "ru": "То же название, та же форма и тот же домен сайта",
        "uk": "Та сама назва, та сама форма і той самий домен сайту",
    },
    "place": {
        "en": "Same name, legal form and address",
        "ru": "То же название, та же форма и тот же адрес",
        "uk": "Та сама назва, та сама форма і та сама адреса",
    },
    "word": {"en": "A person said so", "ru": "Так решил человек", "uk": "Так вирішила людина"},
}
"""`how` of a member of a company → what people read; of evidence the rows that held are read instead."""

CAUSES: dict[str, dict[str, str]] = {
    "between": {
        "en": "the evidence is not enough to join them, and too much to ignore",
        "ru": "доказательств мало, чтобы объединить, но слишком много, чтобы не заметить",
        "uk": "доказів замало, щоб об'єднати, але забагато, щоб не помітити",
    },
    "two_ways": {
        "en": "the evidence leads to two companies equally",
        "ru": "доказательства в равной мере ведут к двум компаниям",
        "uk": "докази однаково ведуть до двох компаній",
    },
    "numbers": {
        "en": "they look like one, but carry different numbers of one register",
        "ru": "похожи на одну, но номера в одном реестре разные",
        "uk": "схожі на одну, але номери в одному реєстрі різні",
    },
    "mean": {
        "en": "one pair is alike, but the other parties of the two companies contradict it",
        "ru": "одна пара похожа, но остальные упоминания двух компаний этому противоречат",
        "uk": "одна пара схожа, але решта згадок двох компаній цьому суперечить",
    },
    "large": {
        "en": "joined, but the company has grown suspiciously large; this is its weakest link",
        "ru": "объединены, но компания стала подозрительно большой; это самая слабая связь",
        "uk": "об'єднані, але компанія стала підозріло великою; це найслабший зв'язок",
    },
}
"""Why a person is asked about a pair."""

_TEXTS = {row.name: row.texts for row in TABLE}
_POINTS = {"en": "points", "ru": "баллов", "uk": "балів"}


def evidence_text(word: str, language: str) -> str:
    """A row of the table of evidence in a language."""
    return _TEXTS[word][language]


def reason(how: str, held: Sequence[str], weight: float | None, language: str) -> str:
    """Why a party belongs to its company; `held` are the rows of evidence that held, `weight` their sum.

    Raises KeyError for a `how` or a word nobody wrote.
    """
    if how != "evidence":
        return HOW[how][language]
    said = ", ".join(_TEXTS[word][language] for word in held)
    return f"{said[:1].upper()}{said[1:]} ({weight or 0:g} {_POINTS[language]})"


def reasons(how: str, held: Sequence[str], weight: float | None) -> dict[str, str]:
    """`reason` in all languages."""
    return {language: reason(how, held, weight, language) for language in LANGUAGES}


DECISIONS: dict[str, dict[str, str]] = {
    "number": {
        "en": "One company: they carry the same register number.",
        "ru": "Одна компания: у них один и тот же регистрационный номер.",
        "uk": "Одна компанія: у них той самий реєстраційний номер.",
    },
    "site": {
        "en": "One company: same name, legal form and web domain.",
        "ru": "Одна компания: то же название, та же форма и тот же домен сайта.",
        "uk": "Одна компанія: та сама назва, та сама форма і той самий домен сайту.",
    },
    "place": {
        "en": "One company: same name, legal form and address.",
        "ru": "Одна компания: то же название, та же форма и тот же адрес.",
        "uk": "Одна компанія: та сама назва, та сама форма і та сама адреса.",
    },
    "evidence": {
        "en": "One company: the evidence joined them (it takes {threshold} points).",
        "ru": "Одна компания: их объединили доказательства (нужно {threshold} баллов).",
        "uk": "Одна компанія: їх об'єднали докази (потрібно {threshold} балів).",
    },
    "word": {
        "en": "One company: a person said so.",
        "ru": "Одна компания: так решил человек.",
        "uk": "Одна компанія: так вирішила людина.",
    },
    "apart": {
        "en": "Two companies: a person said so.",
        "ru": "Две компании: так решил человек.",
        "uk": "Дві компанії: так вирішила людина.",
    },
    "numbers": {
        "en": "Two companies: they carry different numbers of one register ({registers}).",
        "ru": "Две компании: разные номера в одном реестре ({registers}).",
        "uk": "Дві компанії: різні номери в одному реєстрі ({registers}).",
    },
    "two_ways": {
        "en": "Left alone: the evidence leads to several companies equally.",
        "ru": "Не объединены: доказательства в равной мере ведут к нескольким компаниям.",
        "uk": "Не об'єднані: докази однаково ведуть до кількох компаній.",
    },
    "mean": {
        "en": "Two companies: this pair is alike, but their other parties contradict it.",
        "ru": "Две компании: эта пара похожа, но остальные упоминания этому противоречат.",
        "uk": "Дві компанії: ця пара схожа, але решта згадок цьому суперечить.",
    },
    "too_little": {
        "en": "Two companies: the evidence sums to {total} points, and it takes {threshold}.",
        "ru": "Две компании: сумма доказательств {total}, а нужно {threshold}.",
        "uk": "Дві компанії: сума доказів {total}, а потрібно {threshold}.",
    },
    "not_compared": {
        "en": "Two companies: the evidence would do, but another link or rule kept them apart.",
        "ru": "Две компании: доказательств хватило бы, но другая связь или правило их разделяет.",
        "uk": "Дві компанії: доказів вистачило б, але інший зв'язок або правило їх розділяє.",
    },
}
"""What decided, as a sentence."""

"""Kinds of events that make the news: the words by which headlines tell them, and what a salesperson calls them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Happening:
    """One kind of event: its words (a star stands for any ending), and its name by language."""

    words: tuple[str, ...]
    names: dict[str, str]


HAPPENINGS: dict[str, Happening] = {
    "opening": Happening(
        (
            "відкри*",
            "запрац*",
            "запусти*",
            "запуска*",
            "новий офіс",
            "открыва*",
            "откры*",
            "запусти*",
            "запуска*",
            "новый офис",
            "opens",
            "opened",
            "opening",
            "launches",
            "launched",
            "new site",
            "new office",
            "new store",
            "åpner",
            "åpnet",
        ),
        {"en": "opens something new", "ru": "открытие", "uk": "відкриття"},
    ),
    "expansion": Happening(
        (
            "розширю*",
            "розширен*",
            "нові потужності",
            "збільшить виробництво",
            "расширя*",
            "расширит*",
            "расширен*",
            "вложит",
            "новые мощности",
            "expands",
            "expanding",
            "expansion",
            "to create",
            "new jobs",
            "grows",
            "utvider",
            "utvidelse",
        ),
        {"en": "expands", "ru": "расширение", "uk": "розширення"},
    ),
    "investment": Happening(
        (
            "інвест*",
            "залучи*",
            "фінансуван*",
            "инвест*",
            "привлек*",
            "финансирован*",
            "invests",
            "investment",
            "funding",
            "raises",
            "raised",
            "grant",
            "investerer",
        ),
        {"en": "investment", "ru": "инвестиции", "uk": "інвестиції"},
    ),
    "contract": Happening(
        (
            "контракт*",
            "виграла тендер",
            "переможцем",
            "договір на",
            "госконтракт*",
            "выиграла тендер",
            "победителем",
            "договор на",
            "wins contract",
            "awarded",
            "contract",
            "kontrakt*",
        ),
        {"en": "won a contract", "ru": "получен контракт", "uk": "отримано контракт"},
    ),
    "hiring": Happening(
        (
            "набір персоналу",
            "вакансі*",
            "нових робочих місць",
            "наберёт",
            "набор персонала",
            "рабочих мест",
            "вакансий",
            "is hiring",
            "recruits",
            "recruiting",
            "vacancies",
            "ansetter",
        ),
        {"en": "takes on people", "ru": "набор людей", "uk": "набір людей"},
    ),
    "move": Happening(
        (
            "переїха*",
            "переїжджа*",
            "релокац*",
            "переехал*",
            "переезжа*",
            "переезд*",
            "relocat*",
            "moves to",
            "moved to",
            "new headquarters",
            "flytter",
        ),
        {"en": "moves", "ru": "переезд", "uk": "переїзд"},
    ),
    "merger": Happening(
        (
            "злиття",
            "поглинан*",
            "придбала",
            "купила компанію",
            "слияни*",
            "поглощени*",
            "приобрела",
            "купила компанию",
            "acquires",
            "acquired",
            "acquisition",
            "merger",
            "merges",
            "takeover",
            "oppkjøp",
            "fusjon*",
        ),
        {"en": "merger or purchase", "ru": "слияние или покупка", "uk": "злиття чи купівля"},
    ),
    "trouble": Happening(
        (
            "банкрут*",
            "ліквідаці*",
            "скорочу*",
            "скорочен*",
            "закриває*",
            "закрила",
            "банкрот*",
            "ликвидаци*",
            "сокраща*",
            "сокращени*",
            "закрывает*",
            "bankrupt*",
            "insolven*",
            "layoff*",
            "lays off",
            "redundanc*",
            "closes",
            "closure",
            "konkurs*",
        ),
        {"en": "trouble", "ru": "трудности", "uk": "труднощі"},
    ),
}
"""Kinds of events by the word a profile uses."""


def event_name(event: str, language: str) -> str:
    """What a kind of event is called; Raises KeyError for an unknown one."""
    return HAPPENINGS[event].names[language]

"""The sheets that explain a list: its columns and signals, what may be done with it, and the sources to be named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leads.chances import UNKNOWN, Standing
from leads.sheets.columns import COLUMNS, Column, reason_cell
from leads.sheets.draft import LeadDraft, ListDraft, ReasonDraft
from leads.sheets.headings import HEADINGS
from leads.sheets.permissions import WORDS, rule

SHEET_NAMES = {
    "en": ("Leads", "How to read", "Do and don't", "Sources"),
    "ru": ("Лиды", "Как читать", "Можно и нельзя", "Источники"),
    "uk": ("Ліди", "Як читати", "Можна і не можна", "Джерела"),
}
"""The sheets in order."""

_HEADS = {
    "en": ("What", "Meaning", "Name in files"),
    "ru": ("Что", "Значение", "Имя в файлах"),
    "uk": ("Що", "Значення", "Ім’я у файлах"),
}
_RULE_HEADS = {
    "en": ("Rule", "Why", "Countries"),
    "ru": ("Правило", "Почему", "Страны"),
    "uk": ("Правило", "Чому", "Країни"),
}
_SOURCE_HEADS = {
    "en": ("Source and licence", "Words its licence asks you to show", "Leads with facts of it"),
    "ru": ("Источник и лицензия", "Слова, которых требует лицензия", "Лидов с его фактами"),
    "uk": ("Джерело й ліцензія", "Слова, яких вимагає ліцензія", "Лідів із його фактами"),
}
_SIGNAL = {"en": "Signal: {}", "ru": "Сигнал: {}", "uk": "Сигнал: {}"}
_EXAMPLE = {
    "en": "{} of {} leads have it; for example: {}",
    "ru": "есть у {} из {} лидов; например: {}",
    "uk": "є у {} з {} лідів; наприклад: {}",
}
_LIST = {"en": "This list", "ru": "Этот список", "uk": "Цей список"}

_GENERAL: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        (
            "Do: work from the top.",
            "The order is what counts: bands are cut by how many calls the team can make, not by the score.",
        ),
        ("Do: open with “Why now”, and check the link.", "Every reason can be read at its source."),
        (
            "Do: note at once when somebody asks not to be called.",
            "They are suppressed everywhere from that moment: in all lists, files and the CRM.",
        ),
        (
            "Don't: call whom you found in an old file.",
            "Files do not forget: take today's list, suppressed companies have left it.",
        ),
        (
            "Don't: look for private phones of directors or sole traders.",
            "Sole traders and private persons are not in the list on purpose: their data is personal.",
        ),
        ("Don't: mail or dial automatically.", "The list is made for single calls by people."),
        ("Don't: sell or publish the list.", "It was made for your own calls; licences ask the sources to be named."),
    ),
    "ru": (
        ("Можно и нужно: идти сверху вниз.", "Важен порядок: группы нарезаны по числу звонков, а не по баллу."),
        ("Можно и нужно: начать с «Почему сейчас» и открыть ссылку.", "Каждую причину можно прочитать в источнике."),
        (
            "Нужно: сразу отметить, если просили не звонить.",
            "С этой минуты компания исчезнет отовсюду: из списков, файлов и CRM.",
        ),
        (
            "Нельзя: звонить по старому файлу.",
            "Файл не забывает: возьмите сегодняшний список, из него запрещённые уже убраны.",
        ),
        (
            "Нельзя: искать личные телефоны директоров и ИП.",
            "Физических лиц и ИП здесь нет намеренно: это персональные данные.",
        ),
        ("Нельзя: автообзвон и массовая рассылка.", "Список сделан для звонков, которые делает человек."),
        (
            "Нельзя: продавать и публиковать список.",
            "Он сделан для ваших звонков; лицензии требуют называть источники.",
        ),
    ),
    "uk": (
        ("Можна й треба: іти згори вниз.", "Важливий порядок: групи нарізано за кількістю дзвінків, а не за балом."),
        ("Можна й треба: почати з «Чому зараз» і відкрити посилання.", "Кожну причину можна прочитати в джерелі."),
        (
            "Треба: одразу позначити, якщо просили не дзвонити.",
            "З цієї хвилини компанія зникне звідусіль: зі списків, файлів і CRM.",
        ),
        (
            "Не можна: дзвонити за старим файлом.",
            "Файл не забуває: візьміть сьогоднішній список, з нього заборонених уже прибрано.",
        ),
        (
            "Не можна: шукати особисті телефони директорів і ФОП.",
            "Фізичних осіб і ФОП тут немає навмисно: це персональні дані.",
        ),
        ("Не можна: автодзвінки й масова розсилка.", "Список зроблено для дзвінків, які робить людина."),
        (
            "Не можна: продавати й публікувати список.",
            "Його зроблено для ваших дзвінків; ліцензії вимагають називати джерела.",
        ),
    ),
}

_CONTACT = {
    "en": "Office phone: {}. Mobile: {}. Mailbox of the company: {}.",
    "ru": "Телефон офиса: {}. Мобильный: {}. Ящик компании: {}.",
    "uk": "Телефон офісу: {}. Мобільний: {}. Скринька компанії: {}.",
}


@dataclass(frozen=True)
class Seen:
    """What the explaining sheets say of the leads: so that nobody has to hold all of them."""

    leads: int
    countries: frozenset[str]
    signals: Mapping[str, tuple[int, ReasonDraft]]
    """For each signal in how many leads it is, and one of its reasons."""


def seen_in(leads: Iterable[LeadDraft]) -> Seen:
    """What there is to say of leads."""
    count, countries, signals = 0, set(), dict[str, tuple[int, ReasonDraft]]()
    for lead in leads:
        count += 1
        countries.add(lead.country)
        for reason in lead.reasons:
            times, example = signals.get(reason.signal, (0, reason))
            signals[reason.signal] = (times + 1, example)
    return Seen(count, frozenset(countries), signals)


def explained(
    draft: ListDraft, seen: Seen, language: str, columns: Sequence[Column] = COLUMNS, standing: Standing = UNKNOWN
) -> list[Mapping[str, str]]:
    """The second sheet: which list this is, why it shows chances or none, every column, every signal with an example of this list."""
    rows = [(_LIST[language], f"{draft.title.get(language, draft.profile)} · {draft.day.isoformat()}", draft.profile)]
    rows.append((HEADINGS["chance"].head[language], standing.why[language], ""))
    rows += [(column.head[language], column.meaning[language], column.name) for column in columns]
    for signal, (count, reason) in sorted(seen.signals.items()):
        said = _EXAMPLE[language].format(count, seen.leads, reason_cell(reason, language))
        rows.append((_SIGNAL[language].format(signal_label(draft, signal, language)), said, signal))
    return [dict(zip(_HEADS[language], row, strict=True)) for row in rows]


def signal_label(draft: ListDraft, signal: str, language: str) -> str:
    """The short name of a signal, as the list was published with it."""
    return draft.signals.get(signal, {}).get(language, signal)


def permitted(seen: Seen, language: str) -> list[Mapping[str, str]]:
    """The third sheet: what to do and not to do, and the rule of every country on the list."""
    rows = [(title, why, "") for title, why in _GENERAL[language]]
    for country in sorted(seen.countries):
        given = rule(country)
        words = (WORDS[verdict][language] for verdict in (given.phone, given.mobile, given.email))
        rows.append((_CONTACT[language].format(*words), given.why[language], country))
    return [dict(zip(_RULE_HEADS[language], row, strict=True)) for row in rows]


def told(draft: ListDraft, language: str) -> list[Mapping[str, str]]:
    """The fourth sheet: every source with its licence and the words it asks for."""
    rows = [
        (" · ".join(filter(None, (source.title, source.licence))), source.attribution, str(source.leads))
        for source in draft.sources
    ]
    return [dict(zip(_SOURCE_HEADS[language], row, strict=True)) for row in rows or [("", "", "")]]

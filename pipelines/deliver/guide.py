"""The sheets that explain a list: its columns and signals, what may be done with it, and the sources to be named."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.deliver.columns import COLUMNS, reason_cell
from pipelines.deliver.draft import ListDraft
from pipelines.deliver.permissions import WORDS, rule
from pipelines.score.words import label

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


def explained(draft: ListDraft, language: str) -> list[Mapping[str, str]]:
    """The second sheet: which list this is, every column, every signal with an example of this list."""
    heads = _HEADS[language]
    rows = [(_LIST[language], f"{draft.title.get(language, draft.profile)} · {draft.day.isoformat()}", draft.profile)]
    rows += [(column.head[language], column.meaning[language], column.name) for column in COLUMNS]
    examples: dict[str, tuple[int, str]] = {}
    for lead in draft.leads:
        for reason in lead.reasons:
            seen, example = examples.get(reason.signal, (0, reason_cell(reason, language)))
            examples[reason.signal] = (seen + 1, example)
    for signal, (seen, example) in sorted(examples.items()):
        said = _EXAMPLE[language].format(seen, len(draft.leads), example)
        rows.append((_SIGNAL[language].format(label(signal, language)), said, signal))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def permitted(draft: ListDraft, language: str) -> list[Mapping[str, str]]:
    """The third sheet: what to do and not to do, and the rule of every country on the list."""
    heads = _RULE_HEADS[language]
    rows = [(title, why, "") for title, why in _GENERAL[language]]
    for country in sorted({lead.country for lead in draft.leads}):
        given = rule(country)
        words = (WORDS[verdict][language] for verdict in (given.phone, given.mobile, given.email))
        rows.append((_CONTACT[language].format(*words), given.why[language], country))
    return [dict(zip(heads, row, strict=True)) for row in rows]


def told(draft: ListDraft, language: str) -> list[Mapping[str, str]]:
    """The fourth sheet: every source with its licence and the words it asks for."""
    heads = _SOURCE_HEADS[language]
    rows = [
        (" · ".join(filter(None, (source.title, source.licence))), source.attribution, str(source.leads))
        for source in draft.sources
    ]
    return [dict(zip(heads, row, strict=True)) for row in rows or [("", "", "")]]

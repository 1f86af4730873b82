"""Heads and meanings of the columns, in English, Russian and Ukrainian."""

from __future__ import annotations

from dataclasses import dataclass

from leads.sheets.draft import LANGUAGES, Texts


@dataclass(frozen=True)
class Heading:
    """What stands over a column, and what the second sheet says of it."""

    head: Texts
    meaning: Texts


def _h(heads: str, *meanings: str) -> Heading:
    return Heading(dict(zip(LANGUAGES, heads.split("|"), strict=True)), dict(zip(LANGUAGES, meanings, strict=True)))


def _reason(place: int) -> Heading:
    return _h(
        f"Reason {place}|Причина {place}|Причина {place}",
        "Why it is on the list, with the points it adds; all reasons sum to the score.",
        "Почему компания в списке и сколько баллов это даёт; все причины в сумме дают балл.",
        "Чому компанія в списку і скільки балів це дає; усі причини в сумі дають бал.",
    )


HEADINGS: dict[str, Heading] = {
    "rank": _h(
        "Rank|Место|Місце",
        "Place on the list; start from 1.",
        "Место в списке; начинайте с 1.",
        "Місце в списку; починайте з 1.",
    ),
    "band": _h(
        "Band|Группа|Група",
        "A fits what the team can call today, B this week, C next week, D this month, E later.",
        "A — на сегодня, B — на эту неделю, C — на следующую, D — на месяц, E — позже.",
        "A — на сьогодні, B — на цей тиждень, C — на наступний, D — на місяць, E — пізніше.",
    ),
    "score": _h(
        "Score|Балл|Бал", "Points: the sum of all reasons.", "Баллы: сумма всех причин.", "Бали: сума всіх причин."
    ),
    "chance": _h(
        "Chance, %|Шанс, %|Шанс, %",
        "How many of a hundred such leads are won, as the newest outcomes bear out.",
        "Сколько из ста таких лидов выигрывают; новейшие итоги это подтверждают.",
        "Скільки зі ста таких лідів виграють; найновіші підсумки це підтверджують.",
    ),
    "company": _h(
        "Company|Компания|Компанія", "Name as published.", "Название, как опубликовано.", "Назва, як опубліковано."
    ),
    "why_now": _h(
        "Why now|Почему сейчас|Чому зараз",
        "What just happened: how to open the call.",
        "Что произошло только что: с чего начать разговор.",
        "Що сталося щойно: з чого почати розмову.",
    ),
    "what_they_do": _h(
        "What they do|Чем занимаются|Чим займаються",
        "Its main activity, from its register.",
        "Основная деятельность по данным реестра.",
        "Основна діяльність за даними реєстру.",
    ),
    "city": _h("City|Город|Місто", "Town of its address.", "Населённый пункт.", "Населений пункт."),
    "phone": _h(
        "Phone|Телефон|Телефон",
        "Its published number, international form.",
        "Опубликованный номер в международном виде.",
        "Опублікований номер у міжнародному вигляді.",
    ),
    "phone_ok": _h(
        "May I call?|Можно звонить?|Чи можна дзвонити?",
        "yes, ask first, or no; the third sheet says why, country by country.",
        "можно, спросить или нельзя; почему — на третьем листе, по странам.",
        "можна, запитати або не можна; чому — на третьому аркуші, за країнами.",
    ),
    "best_time": _h(
        "When to call|Когда звонить|Коли дзвонити",
        "Office hours in the time zone of the number; empty where the zone is not certain.",
        "Рабочие часы в часовом поясе номера; пусто, если пояс не ясен.",
        "Робочі години в часовому поясі номера; порожньо, якщо пояс не ясний.",
    ),
    "owner": _h("Owner|Ответственный|Відповідальний", "Whose lead it is.", "Чей это лид.", "Чий це лід."),
    "status": _h(
        "Status|Статус|Статус",
        "What was noted last; choose from the menu and send the file back.",
        "Что отмечено последним; выберите из меню и верните файл.",
        "Що позначено останнім; виберіть із меню й поверніть файл.",
    ),
    "note": _h(
        "Your note|Ваша заметка|Ваша нотатка",
        "In your own words; comes back with the file.",
        "Своими словами; вернётся вместе с файлом.",
        "Своїми словами; повернеться разом із файлом.",
    ),
    "deadline": _h(
        "Deadline|Срок|Строк",
        "The next day something must be handed in.",
        "Ближайший срок подачи.",
        "Найближчий строк подання.",
    ),
    **{f"reason_{place}": _reason(place) for place in range(1, 6)},
    "more_reasons": _h(
        "More reasons|Ещё причины|Ще причини",
        "Reasons beyond the fifth.",
        "Причины после пятой.",
        "Причини після п’ятої.",
    ),
    "signals": _h(
        "Signals|Сигналы|Сигнали",
        "Words of the scorecard behind the reasons, in the same order.",
        "Слова профиля, стоящие за причинами, в том же порядке.",
        "Слова профілю, що стоять за причинами, у тому ж порядку.",
    ),
    "signal_day": _h(
        "Day of the news|Дата события|Дата події",
        "The day of the freshest reason.",
        "День самой свежей причины.",
        "День найсвіжішої причини.",
    ),
    "signal_url": _h(
        "Proof|Источник|Джерело",
        "Where you can read it yourself.",
        "Где это можно прочитать самому.",
        "Де це можна прочитати самому.",
    ),
    "registered_on": _h(
        "Registered|Зарегистрирована|Зареєстровано",
        "The day its register entered it.",
        "День внесения в реестр.",
        "День внесення до реєстру.",
    ),
    "founded_on": _h("Founded|Основана|Засновано", "The day it was founded.", "День основания.", "День заснування."),
    "first_seen_at": _h(
        "First seen, UTC|Впервые замечена, UTC|Уперше помічено, UTC",
        "When we first read of it.",
        "Когда мы впервые о ней прочитали.",
        "Коли ми вперше про неї прочитали.",
    ),
    "numbers": _h(
        "Register numbers|Номера в реестрах|Номери в реєстрах",
        "Register and tax numbers, each after its register's name.",
        "Регистрационные и налоговые номера с названием реестра.",
        "Реєстраційні та податкові номери з назвою реєстру.",
    ),
    "legal_form": _h("Legal form|Форма|Форма", "As published.", "Как опубликовано.", "Як опубліковано."),
    "employees": _h("Employees|Сотрудники|Працівники", "How many work there.", "Сколько работает.", "Скільки працює."),
    "capital": _h(
        "Capital|Капитал|Капітал", "Registered capital.", "Зарегистрированный капитал.", "Зареєстрований капітал."
    ),
    "currency": _h("Currency|Валюта|Валюта", "Of the capital.", "Валюта капитала.", "Валюта капіталу."),
    "nace": _h(
        "NACE|NACE|NACE",
        "Division of its main activity, NACE Rev. 2.",
        "Раздел основной деятельности, NACE Rev. 2.",
        "Розділ основної діяльності, NACE Rev. 2.",
    ),
    "country": _h("Country|Страна|Країна", "ISO 3166-1.", "ISO 3166-1.", "ISO 3166-1."),
    "region": _h("Region|Регион|Регіон", "ISO 3166-2.", "ISO 3166-2.", "ISO 3166-2."),
    "postcode": _h("Postcode|Индекс|Індекс", "Of its address.", "Почтовый индекс.", "Поштовий індекс."),
    "address": _h("Address|Адрес|Адреса", "As published.", "Как опубликовано.", "Як опубліковано."),
    "other_phones": _h(
        "Other phones|Другие телефоны|Інші телефони",
        "Further published numbers.",
        "Остальные опубликованные номера.",
        "Решта опублікованих номерів.",
    ),
    "email": _h(
        "E-mail|E-mail|E-mail",
        "A published mailbox of the company; none is ever guessed.",
        "Опубликованный ящик компании; адреса не угадываются.",
        "Опублікована скринька компанії; адреси не вгадуються.",
    ),
    "email_ok": _h(
        "May I write?|Можно писать?|Чи можна писати?",
        "yes, ask first, or no; see the third sheet.",
        "можно, спросить или нельзя; см. третий лист.",
        "можна, запитати або не можна; див. третій аркуш.",
    ),
    "website": _h("Web site|Сайт|Сайт", "As published.", "Как опубликовано.", "Як опубліковано."),
    "sources": _h(
        "Sources|Источников|Джерел",
        "How many sources know it.",
        "Сколько источников о ней знают.",
        "Скільки джерел про неї знають.",
    ),
    "checked_at": _h(
        "Last checked, UTC|Проверено, UTC|Перевірено, UTC",
        "When one of its sources was last read.",
        "Когда последний раз читали её источники.",
        "Коли востаннє читали її джерела.",
    ),
    "is_new": _h(
        "New|Новый|Новий",
        "Was not on the list before this one.",
        "Не было в предыдущем списке.",
        "Не було в попередньому списку.",
    ),
    "lead_id": _h(
        "Lead id|Код лида|Код ліда",
        "The same on every list; keep it when you send the file back.",
        "Один и тот же во всех списках; не удаляйте, если вернёте файл.",
        "Той самий у всіх списках; не видаляйте, якщо повернете файл.",
    ),
    "company_id": _h(
        "Company id|Код компании|Код компанії",
        "The same in all profiles and in the CRM.",
        "Один и тот же во всех профилях и в CRM.",
        "Той самий у всіх профілях і в CRM.",
    ),
}

"""What the report calls things, in English, Russian and Ukrainian."""

# ruff: noqa: E501 - tables are read row by row; a wrapped row is harder to check than a long one

from __future__ import annotations

import gettext
from functools import cache

import pycountry
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from leads.sheets.industries import industry_label

LANGUAGES = ("en", "ru", "uk")

Texts = dict[str, str]


def _t(en: str, ru: str, uk: str) -> Texts:
    return {"en": en, "ru": ru, "uk": uk}


CLASSES: dict[str, tuple[Texts, Texts]] = {
    "A": (
        _t("Brings much, will bring much", "Приносит много и принесёт ещё", "Приносить багато і принесе ще"),
        _t(
            "Own manager, first in every queue", "Личный менеджер, во всём первые", "Особистий менеджер, у всьому перші"
        ),
    ),
    "B": (
        _t(
            "Brings much now, little more to come",
            "Приносит много, ждать большего трудно",
            "Приносить багато, більшого чекати важко",
        ),
        _t(
            "Keep: ask what is changing for them",
            "Удержать: спросить, что у них меняется",
            "Утримати: спитати, що в них змінюється",
        ),
    ),
    "C": (
        _t(
            "Brings little now, can bring much",
            "Приносит мало, может принести много",
            "Приносить мало, може принести багато",
        ),
        _t("Grow: offer more of what they buy", "Растить: предложить больше", "Вирощувати: запропонувати більше"),
    ),
    "D": (
        _t("Brings little, little to come", "Приносит мало, ждать нечего", "Приносить мало, чекати нічого"),
        _t("Serve without visits", "Обслуживать без визитов", "Обслуговувати без візитів"),
    ),
    "E": (
        _t("Brings a loss", "Приносит убыток", "Приносить збиток"),
        _t("New price or good-bye", "Новая цена или прощание", "Нова ціна або прощання"),
    ),
}
"""Class → what it means, what to do."""

SEGMENTS: dict[str, tuple[Texts, Texts]] = {
    "champions": (_t("Champions", "Чемпионы", "Чемпіони"), _t("Thank them, ask for a recommendation", "Благодарить, просить рекомендацию", "Дякувати, просити рекомендацію")),
    "loyal": (_t("Loyal", "Верные", "Вірні"), _t("Offer the next thing they lack", "Предложить то, чего у них нет", "Запропонувати те, чого в них немає")),
    "potential": (_t("Could be loyal", "Могут стать верными", "Можуть стати вірними"), _t("Bring them to a third order", "Довести до третьего заказа", "Довести до третього замовлення")),
    "new": (_t("New", "Новые", "Нові"), _t("Call within a week of the first order", "Позвонить за неделю после первого заказа", "Зателефонувати за тиждень після першого замовлення")),
    "promising": (_t("Promising", "Подающие надежды", "Перспективні"), _t("A reason for the second order", "Дать повод ко второму заказу", "Дати привід для другого замовлення")),
    "attention": (_t("Need attention", "Требуют внимания", "Потребують уваги"), _t("Ask how it went, make an offer with a date", "Спросить, как дела, и предложить с датой", "Спитати, як справи, і запропонувати з датою")),
    "fading": (_t("Fading", "Затихают", "Затихають"), _t("Remind before they forget", "Напомнить, пока не забыли", "Нагадати, поки не забули")),
    "at_risk": (_t("At risk", "Под угрозой", "Під загрозою"), _t("Call this week: what went wrong?", "Позвонить на этой неделе: что не так?", "Зателефонувати цього тижня: що не так?")),
    "cant_lose": (_t("Must not be lost", "Терять нельзя", "Втрачати не можна"), _t("The head of sales calls", "Звонит руководитель продаж", "Телефонує керівник продажів")),
    "hibernating": (_t("Asleep", "Спящие", "Сплячі"), _t("Write once a season", "Писать раз в сезон", "Писати раз на сезон")),
    "lost": (_t("Lost", "Потерянные", "Втрачені"), _t("Leave them, or ask why they left", "Оставить или спросить, почему ушли", "Лишити або спитати, чому пішли")),
}  # fmt: skip
"""RFM segment → its name, what to do."""

STAGES: dict[str, Texts] = {
    "prospect": _t("No order yet", "Ещё без заказа", "Ще без замовлення"),
    "new": _t("First order", "Первый заказ", "Перше замовлення"),
    "one_time": _t("Ordered once", "Один заказ", "Одне замовлення"),
    "growing": _t("Growing", "Растут", "Зростають"),
    "repeat": _t("Regular", "Постоянные", "Постійні"),
    "declining": _t("Declining", "Снижают", "Знижують"),
    "sleeping": _t("Quiet", "Молчат", "Мовчать"),
    "lost": _t("Lost", "Потеряны", "Втрачені"),
}
"""Stage of the life cycle, in its order."""

TRAITS: dict[str, Texts] = {
    "industry": _t("Industry", "Отрасль", "Галузь"),
    "region": _t("Region", "Регион", "Регіон"),
    "size": _t("Size", "Размер", "Розмір"),
    "form": _t("Legal form", "Правовая форма", "Правова форма"),
    "age": _t("Age", "Возраст", "Вік"),
}
_SIZES = {
    "1": _t("up to 9 people", "до 9 человек", "до 9 осіб"),
    "2": _t("10–49 people", "10–49 человек", "10–49 осіб"),
    "3": _t("50–249 people", "50–249 человек", "50–249 осіб"),
    "4": _t("250 people or more", "от 250 человек", "від 250 осіб"),
}
_AGES = {
    "1": _t("under a year", "меньше года", "менше року"),
    "2": _t("1–3 years", "1–3 года", "1–3 роки"),
    "3": _t("3–10 years", "3–10 лет", "3–10 років"),
    "4": _t("over 10 years", "больше 10 лет", "понад 10 років"),
}

TEXTS: dict[str, Texts] = {
    "title": _t("Our clients", "Наши клиенты", "Наші клієнти"),
    "as_of": _t("as of {day}, the newest order imported", "на {day}, день последнего загруженного заказа", "на {day}, день останнього завантаженого замовлення"),
    "profit": _t("profit", "прибыль", "прибуток"),
    "revenue": _t("revenue", "выручка", "виручка"),
    "worth_is": _t("Worth is {worth}, in {currency}.", "Ценность — {worth}, {currency}.", "Цінність — {worth}, {currency}."),
    "pareto_line": _t(
        "The best fifth, {best} of {buyers} clients, brought {share} of the {worth}; {few} clients together bring 80 %.",
        "Лучшая пятая часть, {best} из {buyers} клиентов, принесла {share} ({worth}); 80 % приносят {few} клиентов.",
        "Найкраща п’ята частина, {best} з {buyers} клієнтів, принесла {share} ({worth}); 80 % приносять {few} клієнтів.",
    ),
    "year_line": _t("The last twelve months: {year}, {change} against the twelve before.", "За последние 12 месяцев: {year}, {change} к предыдущим 12.", "За останні 12 місяців: {year}, {change} до попередніх 12."),
    "wake_line": _t("{count} clients are silent longer than usual: they were worth {worth} a year.", "Молчат дольше обычного: {count}; они приносили {worth} в год.", "Мовчать довше, ніж зазвичай: {count}; вони приносили {worth} на рік."),
    "next_line": _t("{count} clients should order within 30 days.", "Должны заказать за 30 дней: {count}.", "Мають замовити за 30 днів: {count}."),
    "year": _t("Last 12 months", "Последние 12 месяцев", "Останні 12 місяців"),
    "expected_year": _t("Expected in 12 months", "Ожидается за 12 месяцев", "Очікується за 12 місяців"),
    "average_order": _t("Average order", "Средний чек", "Середній чек"),
    "retention": _t("Retention", "Удержание", "Утримання"),
    "retention_says": _t("of last year’s buyers came back", "покупавших год назад вернулись", "тих, хто купував рік тому, повернулися"),
    "conversion": _t("Conversion", "Конверсия", "Конверсія"),
    "conversion_says": _t("of clients ordered; {second} of buyers again", "клиентов заказали; {second} из них снова", "клієнтів замовили; {second} з них знову"),
    "interval": _t("Usual interval", "Обычный интервал", "Звичайний інтервал"),
    "days": _t("{count} days", "{count} дн.", "{count} дн."),
    "wake_up": _t("Wake them up", "Разбудить", "Розбудити"),
    "wake_says": _t("Good clients who are silent longer than they used to be; those with fresh news first.", "Хорошие клиенты, молчащие дольше своего обычного; первыми — те, о ком есть новости.", "Добрі клієнти, що мовчать довше, ніж звикли; першими — ті, про кого є новини."),
    "expected": _t("Orders expected soon", "Скоро ждём заказов", "Скоро чекаємо замовлень"),
    "classes": _t("ABC: where effort pays", "ABC: куда вкладывать усилия", "ABC: куди вкладати зусилля"),
    "classes_says": _t("What they bring now × what may come. High is who together bring the first 80 %.", "Что приносят сейчас × что могут принести. Высоко — кто вместе даёт первые 80 %.", "Що приносять зараз × що можуть принести. Високо — хто разом дає перші 80 %."),
    "segments": _t("RFM: how they buy", "RFM: как покупают", "RFM: як купують"),
    "segments_says": _t("Recency × frequency and money, by fifths.", "Давность × частота и деньги, по пятым долям.", "Давність × частота і гроші, за п’ятими частками."),
    "stages": _t("Life cycle", "Жизненный цикл", "Життєвий цикл"),
    "months": _t("Month by month", "По месяцам", "По місяцях"),
    "pareto": _t("Who brings the money", "Кто приносит деньги", "Хто приносить гроші"),
    "cohorts": _t("Do they come back?", "Возвращаются ли они?", "Чи повертаються вони?"),
    "cohorts_says": _t("Share of clients that order again, by quarter of the first order.", "Доля заказавших снова, по кварталу первого заказа.", "Частка тих, хто замовив знову, за кварталом першого замовлення."),
    "portrait": _t("Portrait of the best fifth", "Портрет лучшей пятой части", "Портрет найкращої п’ятої частини"),
    "portrait_says": _t("{linked} of {clients} clients were found among the companies, {best} of them of the best.", "Среди компаний найдено клиентов: {linked} из {clients}, лучших — {best}.", "Серед компаній знайдено клієнтів: {linked} з {clients}, найкращих — {best}."),
    "portrait_none": _t("Nothing sets them apart yet: too few of the best were found among the companies.", "Пока ничто их не отличает: среди компаний найдено слишком мало лучших.", "Поки ніщо їх не вирізняє: серед компаній знайдено замало найкращих."),
    "client": _t("Client", "Клиент", "Клієнт"),
    "owner": _t("Owner", "Менеджер", "Менеджер"),
    "last_order": _t("Last order", "Последний заказ", "Останнє замовлення"),
    "silence": _t("Silent, days", "Молчит, дней", "Мовчить, днів"),
    "usual": _t("Usual, days", "Обычно, дней", "Зазвичай, днів"),
    "a_year": _t("Worth a year", "Ценность в год", "Цінність на рік"),
    "news": _t("News", "Новость", "Новина"),
    "expected_on": _t("Expected", "Ожидается", "Очікується"),
    "class": _t("Class", "Класс", "Клас"),
    "segment": _t("Segment", "Сегмент", "Сегмент"),
    "stage": _t("Stage", "Стадия", "Стадія"),
    "meaning": _t("Who they are", "Кто это", "Хто це"),
    "action": _t("What to do", "Что делать", "Що робити"),
    "clients": _t("Clients", "Клиенты", "Клієнти"),
    "share": _t("Share", "Доля", "Частка"),
    "of_best": _t("of the best", "среди лучших", "серед найкращих"),
    "of_others": _t("of the other clients", "среди прочих клиентов", "серед інших клієнтів"),
    "of_all": _t("of all companies", "среди всех компаний", "серед усіх компаній"),
    "times": _t("Times as often", "Во сколько раз чаще", "У скільки разів частіше"),
    "value": _t("Value, 12 months", "Ценность за 12 мес.", "Цінність за 12 міс."),
    "month": _t("Month", "Месяц", "Місяць"),
    "quarter": _t("Quarters later", "Кварталов спустя", "Кварталів потому"),
    "cohort": _t("First order", "Первый заказ", "Перше замовлення"),
    "share_clients": _t("Share of clients", "Доля клиентов", "Частка клієнтів"),
    "share_worth": _t("Share of worth", "Доля ценности", "Частка цінності"),
    "recency": _t("Recency", "Давность", "Давність"),
    "frequency_money": _t("Frequency and money", "Частота и деньги", "Частота і гроші"),
    "summary": _t("Summary", "Итог", "Підсумок"),
    "elsewhere": _t("{count} clients pay in another currency: they are ranked among themselves, not summed here.", "Клиентов с другой валютой: {count}; они сравниваются между собой и здесь не суммируются.", "Клієнтів з іншою валютою: {count}; їх порівняно між собою, тут не підсумовано."),
    "notes": _t("How it is counted", "Как посчитано", "Як пораховано"),
    "note_rfm": _t("RFM: fifths of all buyers, 5 is best; a single order is always frequency 1.", "RFM: пятые доли всех покупателей, 5 — лучшее; один заказ — всегда частота 1.", "RFM: п’яті частки всіх покупців, 5 — найкраще; одне замовлення — завжди частота 1."),
    "note_ltv": _t("Expected worth: the orders each client’s own rhythm lets expect (Pareto/NBD), times what its next order should be worth (gamma-gamma).", "Ожидаемая ценность: число заказов из ритма клиента (модель Pareto/NBD) × ожидаемая ценность его следующего заказа (gamma-gamma).", "Очікувана цінність: кількість замовлень з ритму клієнта (модель Pareto/NBD) × очікувана цінність його наступного замовлення (gamma-gamma)."),
    "note_check": _t("Checked on your own past: for the last {days} days {foretold} orders of {clients} clients would have been foretold; {came} came.", "Проверено на вашем прошлом: на последние {days} дн. было бы предсказано заказов: {foretold} (клиентов: {clients}); пришло {came}.", "Перевірено на вашому минулому: на останні {days} дн. було б передбачено замовлень: {foretold} (клієнтів: {clients}); надійшло {came}."),
    "none": _t("Nobody.", "Никого.", "Нікого."),
    "more": _t("and {count} more in the workbook", "и ещё {count} — в книге Excel", "і ще {count} — у книзі Excel"),
    "orders": _t("Orders", "Заказы", "Замовлення"),
    "first_order": _t("First order", "Первый заказ", "Перше замовлення"),
    "currency": _t("Currency", "Валюта", "Валюта"),
    "before": _t("12 months before", "12 месяцев до того", "12 місяців перед тим"),
    "worth": _t("Worth, all time", "Ценность за всё время", "Цінність за весь час"),
    "alive": _t("Still buys, chance", "Ещё покупает, шанс", "Ще купує, шанс"),
    "best": _t("Best fifth", "Лучшая пятая часть", "Найкраща п’ята частина"),
    "company": _t("Company id", "Код компании", "Код компанії"),
    "country": _t("Country", "Страна", "Країна"),
    "city": _t("Town", "Город", "Місто"),
    "yes": _t("yes", "да", "так"),
    "rfm": _t("RFM", "RFM", "RFM"),
    "product": _t("Product", "Товар", "Товар"),
    "products": _t("What they buy", "Что покупают", "Що купують"),
    "trait": _t("Trait", "Признак", "Ознака"),
    "is": _t("Is", "Значение", "Значення"),
}  # fmt: skip


def text(key: str, language: str, **given: object) -> str:
    """A text of the report with its places filled."""
    return TEXTS[key][language].format(**given)


def money(amount: float | None, language: str) -> str:
    """A whole amount as the language groups it."""
    return "" if amount is None else str(format_decimal(round(amount), locale=language))


def percent(share: float | None, language: str) -> str:
    """A share in whole per cent; a dash where there is none."""
    return "—" if share is None else str(format_percent(share, format="#,##0 %", locale=language))


def day(value: object, language: str) -> str:
    """A day as the language writes it shortly."""
    return "" if value is None else str(format_date(value, format="medium", locale=language))  # type: ignore[arg-type]


def trait_value(trait: str, value: str, language: str) -> str:
    """What a value of a trait is called."""
    match trait:
        case "industry":
            return industry_label(value, language)
        case "region":
            code = value.partition(":")[2]
            found = _names().get(code)
            return _regions(language).gettext(found) if found else code
        case "size":
            return _SIZES[value][language]
        case "age":
            return _AGES[value][language]
        case _:
            return value


@cache
def _names() -> dict[str, str]:
    return {found.code: found.name for found in pycountry.subdivisions}


@cache
def _regions(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[language], fallback=True)

"""What segments and cards call things, in English, Russian and Ukrainian."""

from __future__ import annotations

from pipelines.customers.words import CLASSES, SEGMENTS, STAGES, TRAITS, trait_value
from pipelines.score.template import render
from pipelines.score.words import label

Texts = dict[str, str]


def _t(en: str, ru: str, uk: str) -> Texts:
    return {"en": en, "ru": ru, "uk": uk}


KINDS: dict[str, Texts] = {
    **{kind: TRAITS[kind] for kind in ("region", "industry", "size", "age")},
    "signal": _t("Signal", "Сигнал", "Сигнал"),
    "abc": _t("Class", "Класс", "Клас"),
    "rfm": _t("How they buy", "Как покупают", "Як купують"),
    "stage": _t("Life cycle", "Жизненный цикл", "Життєвий цикл"),
}

TEXTS: dict[str, Texts] = {
    "segment": _t("Segment", "Сегмент", "Сегмент"),
    "who": _t("Who they are", "Кто это", "Хто це"),
    "what": _t("What they do", "Чем заняты", "Чим займаються"),
    "where": _t("Where found", "Где найдены", "Де знайдені"),
    "action": _t("Target action", "Целевое действие", "Цільова дія"),
    "opening": _t("Opening line", "Первая фраза", "Перша фраза"),
    "entered": _t("Entered since {day}", "Вошли с {day}", "Увійшли з {day}"),
    "left": _t("Left since {day}", "Вышли с {day}", "Вийшли з {day}"),
    "first": _t("First to call", "Звонить первыми", "Телефонувати першими"),
    "nobody": _t("nobody", "никто", "ніхто"),
    "unknown": _t("not known", "неизвестно", "невідомо"),
    "companies": _t(
        "{count:company|companies}", "{count:компания|компании|компаний}", "{count:компанія|компанії|компаній}"
    ),
    "with_phone": _t("with a phone: {count}", "с телефоном: {count}", "з телефоном: {count}"),
    "of": _t("{count} of {whole}", "{count} из {whole}", "{count} із {whole}"),
    "hello": _t(
        "Good day. We offer: {sells}. In open sources we saw of you: {why} Is it a good moment to talk?",
        "Здравствуйте! Мы предлагаем: {sells}. В открытых источниках мы увидели о вас: {why} Удобно сейчас поговорить?",
        "Добрий день! Ми пропонуємо: {sells}. У відкритих джерелах ми побачили про вас: {why} Зручно зараз поговорити?",
    ),
    "hello_client": _t(
        "Good day, how did the last order work out? We have something for you.",
        "Здравствуйте, как прошёл последний заказ? У нас есть для вас предложение.",
        "Добрий день, як вам останнє замовлення? Маємо для вас пропозицію.",
    ),
    "card_who": _t("Who", "Кто", "Хто"),
    "card_what": _t("What", "Что", "Що"),
    "card_why": _t("Why", "Почему", "Чому"),
    "card_when": _t("When", "Когда", "Коли"),
    "card_where": _t("Where", "Где", "Де"),
    "freshest": _t("newest fact {days:ago}", "самый свежий факт {days:ago}", "найсвіжіший факт {days:ago}"),
    "until": _t("until {until:day}", "до {until:day}", "до {until:day}"),
    "hours": _t("call {hours}", "звонить {hours}", "телефонувати {hours}"),
    "band_A": _t("call today", "звонить сегодня", "телефонувати сьогодні"),
    "band_B": _t("call this week", "звонить на этой неделе", "телефонувати цього тижня"),
    "band_C": _t("call next week", "звонить на следующей неделе", "телефонувати наступного тижня"),
    "band_D": _t("call this month", "звонить в этом месяце", "телефонувати цього місяця"),
    "band_E": _t("call when there is time", "звонить, когда будет время", "телефонувати, коли буде час"),
}

ACTIONS: dict[str, Texts] = {
    "tender": _t(
        "Get the documents and make an offer in time",
        "Взять документы и вовремя подать предложение",
        "Взяти документи й вчасно подати пропозицію",
    ),
    "buyer": _t(
        "Be on the list before the next purchase is announced",
        "Попасть в список до объявления следующей закупки",
        "Потрапити до списку до оголошення наступної закупівлі",
    ),
    "new": _t(
        "First call: offer what a new firm lacks",
        "Первый звонок: предложить то, чего нет у новой фирмы",
        "Перший дзвінок: запропонувати те, чого бракує новій фірмі",
    ),
    "hiring": _t(
        "Offer what spares them hiring, or what the new people need",
        "Предложить то, что избавит от найма или нужно новым людям",
        "Запропонувати те, що позбавить найму або потрібне новим людям",
    ),
    "money": _t(
        "Offer while the money is being spent",
        "Предложить, пока деньги тратятся",
        "Запропонувати, поки гроші витрачаються",
    ),
    "client": _t(
        "The owner calls: ask, remind, offer",
        "Звонит ответственный: спросить, напомнить, предложить",
        "Телефонує відповідальний: спитати, нагадати, запропонувати",
    ),
    "fit": _t(
        "Get to know them: who decides, and when it is time",
        "Познакомиться: кто решает и когда придёт время",
        "Познайомитися: хто вирішує й коли настане час",
    ),
}

_ACTION_OF = {
    "tender": ("tender_open", "deadline_near", "tender_planned"),
    "buyer": ("tender_buyer", "next_purchase", "buys_related"),
    "new": ("new_company", "newly_seen"),
    "hiring": ("hires", "hires_for", "hires_again", "hiring_growth", "asks_skills", "pays"),
    "money": ("raised_money", "tender_won", "big_contract", "news_event", "news_mention"),
    "client": ("client", "client_to_wake"),
}


def text(key: str, language: str, **given: object) -> str:
    """A text with its values filled in."""
    return render(TEXTS[key][language], given, language)


def action(signals: list[str], language: str) -> str:
    """What to do about members whose weightiest signals these are; the first that says something decides."""
    for signal in signals:
        for name, words in _ACTION_OF.items():
            if signal in words:
                return ACTIONS[name][language]
    return ACTIONS["fit"][language]


def key_name(kind: str, key: str, language: str) -> str:
    """What a segment is called."""
    match kind:
        case "signal":
            return label(key, language)
        case "region":
            return trait_value("region", f"{key[:2]}:{key}", language)
        case "industry" | "size" | "age":
            return trait_value(kind, key, language)
        case "abc":
            return f"{key}: {CLASSES[key][0][language]}"
        case "rfm":
            return SEGMENTS[key][0][language]
        case _:
            return STAGES[key][language]


def client_action(kind: str, key: str, language: str) -> str:
    """What to do about a segment of clients."""
    if kind == "abc":
        return CLASSES[key][1][language]
    return SEGMENTS[key][1][language] if kind == "rfm" else ACTIONS["client"][language]

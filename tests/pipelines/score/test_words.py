"""Reasons in three languages: plural forms, days, money, and what is left out when it is not known."""

from __future__ import annotations

import json

import pytest

from pipelines.score.signals import EXCLUSIONS, SIGNALS
from pipelines.score.template import MissingValueError, plural, render
from pipelines.score.words import LANGUAGES, Reason, label, meaning, reason_text, why_now
from tests.pipelines.score.conftest import PARAMETERS
from tests.pipelines.score.market import Market, card, line, scored

DAYS = ["день", "дня", "дней"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0 дней"),
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (112, "112 дней"),
        (1004, "1 004 дня"),
    ],
)
def test_russian_plurals(number: int, text: str) -> None:
    assert plural(number, DAYS, "ru") == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "1 день"), (2, "2 дні"), (5, "5 днів"), (11, "11 днів"), (22, "22 дні")]
)
def test_ukrainian_plurals(number: int, text: str) -> None:
    assert plural(number, ["день", "дні", "днів"], "uk") == text


def test_english_plurals() -> None:
    assert [plural(n, ["job", "jobs"], "en") for n in (0, 1, 2, 21)] == ["0 jobs", "1 job", "2 jobs", "21 jobs"]


@pytest.mark.parametrize(
    ("days", "texts"),
    [
        (0, ("registered today (Львів)", "зарегистрирована сегодня (Львів)", "зареєстрована сьогодні (Львів)")),
        (1, ("registered yesterday (Львів)", "зарегистрирована вчера (Львів)", "зареєстрована вчора (Львів)")),
        (
            6,
            (
                "registered 6 days ago (Львів)",
                "зарегистрирована 6 дней назад (Львів)",
                "зареєстрована 6 днів тому (Львів)",
            ),
        ),
        (
            22,
            (
                "registered 22 days ago (Львів)",
                "зарегистрирована 22 дня назад (Львів)",
                "зареєстрована 22 дні тому (Львів)",
            ),
        ),
    ],
)
def test_new_company(days: int, texts: tuple[str, str, str]) -> None:
    assert (
        tuple(reason_text("new_company", {"days": days, "city": "Львів"}, language) for language in LANGUAGES) == texts
    )


def test_what_is_not_known_is_left_out() -> None:
    assert reason_text("new_company", {"days": 6, "city": None}, "en") == "registered 6 days ago"
    params = json.dumps({"days": 2, "count": 1, "since": None, "value": None, "currency": None, "title": ""})
    assert reason_text("tender_won", params, "ru") == "выиграла 1 контракт 2 дня назад"


def test_history_of_purchases() -> None:
    params = {
        "days": 12,
        "count": 3,
        "since": "2026-05-03",
        "value": 1234567,
        "currency": "UAH",
        "title": "Прибирання  приміщень",
    }
    assert [reason_text("tender_buyer", params, language) for language in LANGUAGES] == [
        "bought this 3 times for UAH 1.2M since May 3, 2026, last 12 days ago: “Прибирання приміщень”",
        "закупала это 3 раза на 1,2 млн ₴ с 3 мая 2026 г., последний раз 12 дней назад: «Прибирання приміщень»",
        "закуповувала це 3 рази на 1,2 млн ₴ з 3 травня 2026 р., востаннє 12 днів тому: «Прибирання приміщень»",
    ]


def test_one_is_not_counted_aloud() -> None:
    once = {"days": 12, "count": 1, "since": None, "value": 5000, "currency": "UAH", "title": "", "word": "швея"}
    assert reason_text("tender_buyer", once, "en") == "bought this for UAH 5K 12 days ago"
    assert reason_text("hires_for", once, "ru") == "ищет «швея», вакансия опубликована 12 дней назад"
    assert reason_text("hires_for", once | {"count": 2}, "uk") == "шукає «швея»: 2 вакансії, остання 12 днів тому"
    assert reason_text("hires", once, "en") == "offers 1 job, published 12 days ago"


def test_open_tender() -> None:
    params = {"days": 1, "left": 9, "more": 2, "title": "Х" * 100, "value": None}
    text = reason_text("tender_open", params, "en")
    assert text == f"takes offers: “{'Х' * 79}…”, closes in 9 days, 2 more tenders open"
    assert (
        reason_text("tender_open", params | {"left": 1, "more": None, "title": None}, "uk")
        == "приймає пропозиції, строк спливає завтра"
    )


def test_regions_are_named_in_the_language() -> None:
    params = {"region": "UA-46", "city": "Стрий"}
    assert reason_text("region", params, "uk") == "розташування: Львівська область, Стрий"
    assert reason_text("region", params, "ru") == "находится: Львовская область, Стрий"
    assert reason_text("region", {"region": "XX-1"}, "en") == "in XX-1"


def test_money_has_its_currency() -> None:
    params = {"days": 1, "value": 45_000, "currency": "GBP"}
    assert reason_text("raised_money", params, "en") == "reported raising money yesterday: £45K"
    assert reason_text("raised_money", params, "uk") == "повідомила про залучення грошей вчора: 45 тис. GBP"


def test_why_now_tells_the_two_weightiest_dated_reasons() -> None:
    reasons = [
        Reason("region", 90, {"region": "UA-46"}),
        Reason("news_mention", 5, {"days": 3, "title": "Відкриття"}),
        Reason("new_company", 20, {"days": 6}),
        Reason("hires", 20, {"days": 2, "count": 2, "title": None}),
        Reason("mass_address", -30, {"count": 50}),
    ]
    assert why_now(reasons, "en") == "Offers 2 jobs, the last 2 days ago; registered 6 days ago."
    assert why_now(reversed(reasons), "uk") == "Пропонує 2 вакансії, остання 2 дні тому; зареєстрована 6 днів тому."


def test_why_now_says_where_nothing_is_new() -> None:
    reasons = [Reason("has_phone", 6, {"count": 1}), Reason("region", 20, {"region": "UA-46"})]
    assert (
        why_now(reasons, "en") == "Nothing new lately; fits the profile: in Lvivska oblast; its phone number is known."
    )
    assert why_now([], "en") == ""


def test_every_signal_speaks_all_languages_with_the_params_it_gives(crowded: Market) -> None:
    lines = []
    for name, declared in SIGNALS.items():
        lines.append(line(name, **{k: v for k, v in PARAMETERS.items() if k in declared.word.parameters}))
    _, con = scored(crowded, card(*lines))
    rows = con.execute("SELECT signal, params FROM reasons").fetchall()
    assert {row[0] for row in rows} == set(SIGNALS)
    for signal, params in rows:
        for language in LANGUAGES:
            text = reason_text(signal, params, language)
            assert text == text.strip()
            assert not set("{}[]|") & set(text), text
            assert "None" not in text


def test_labels_and_meanings() -> None:
    assert label("new_company", "uk") == "нова компанія"
    assert label("closed", "ru") == "закрыта"
    assert meaning("closed") == "Ceased, in liquidation or insolvent."
    assert EXCLUSIONS.keys() & SIGNALS.keys() == {"words_in_name", "client"}


def test_a_missing_value_outside_brackets_is_an_error() -> None:
    with pytest.raises(MissingValueError):
        render("{city}", {"city": None}, "en")
    with pytest.raises(KeyError):
        reason_text("no_such_signal", {}, "en")

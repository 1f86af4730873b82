"""Segments of a list and of clients, their sheets, and the card of a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from leads.profile import LANGUAGES
from leads.sheets.draft import LeadDraft, ReasonDraft
from pipelines.segments import Member, card, cut, of_clients, of_leads, sheet
from pipelines.segments.cut import KINDS
from pipelines.segments.words import key_name
from tests.pipelines.score.market import Market, ago

DAY = date(2026, 11, 20)
TEXTS = {"en": "closes in 4 days", "ru": "закрывается через 4 дня", "uk": "закривається через 4 дні"}
SELLS = {"en": "Cleaning", "ru": "Уборка", "uk": "Прибирання"}


def _lead(rank: int, **columns: object) -> LeadDraft:
    reason = ReasonDraft("deadline_near", 20, {"left": 4}, TEXTS, source="ua_prozorro")
    why = {language: f"{text[:1].upper()}{text[1:]}." for language, text in TEXTS.items()}
    lead = LeadDraft(
        f"l{rank}", f"c{rank}", rank, "A", 20, DAY - timedelta(days=2), f"Фірма {rank}", why, (reason,), country="UA", region="UA-46",
        city="Львів", nace="14", employees=30, registered_on=DAY - timedelta(days=500), phones=({"value": "+380671234567", "label": "office"},),
        numbers=({"register": "UA-EDRPOU", "number": "12345678"},),
    )  # fmt: skip
    return replace(lead, **columns)  # type: ignore[arg-type]


def test_a_list_is_cut_with_who_entered_and_left() -> None:
    now = of_leads([_lead(1), _lead(2, region="UA-30"), _lead(3)])
    before = of_leads([_lead(1), _lead(2), _lead(9)])
    lviv, kyiv = cut(now, before, "region", DAY, DAY - timedelta(days=1))
    assert (lviv.key, [member.company_id for member in lviv.members]) == ("UA-46", ["c1", "c3"])
    assert [member.company_id for member in lviv.entered] == ["c3"]
    assert [member.company_id for member in lviv.left] == ["c2", "c9"]
    assert [member.company_id for member in kyiv.entered] == ["c2"]
    assert cut(now, [], "region", DAY)[0].entered == ()


@pytest.mark.parametrize(
    ("kind", "member", "keys"),
    [
        ("size", Member("c", "n", 1, employees=9), ["1"]),
        ("size", Member("c", "n", 1, employees=250), ["4"]),
        ("size", Member("c", "n", 1), []),
        ("age", Member("c", "n", 1, born=DAY - timedelta(days=300)), ["1"]),
        ("age", Member("c", "n", 1, born=DAY - timedelta(days=4000)), ["4"]),
        ("industry", Member("c", "n", 1, nace="14.1"), ["14"]),
        ("signal", Member("c", "n", 1, signals=("hires", "size", "hires")), ["hires", "size"]),
        ("rfm", Member("c", "n", 1, rfm="champions"), ["champions"]),
    ],
)
def test_what_a_company_is_sorted_by(kind: str, member: Member, keys: list[str]) -> None:
    assert [segment.key for segment in cut([member], [], kind, DAY)] == keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_answers_everything_on_one_page(language: str) -> None:
    members = of_leads([_lead(1, name="<b>Фірма</b>"), _lead(2)])
    for kind in ("region", "industry", "size", "age", "signal"):
        (segment,) = cut(members, members[:1], kind, DAY)
        text = sheet(segment, language, DAY, DAY - timedelta(days=1), SELLS, {"ua_prozorro": "Prozorro"})
        assert key_name(kind, segment.key, language) in text
        assert "Prozorro (2)" in text
        assert TEXTS[language] in text
        assert SELLS[language] in text
        assert "<b>" not in text
        assert not {"{{", "None"} & set(text.split())


def test_clients_are_cut_by_class_segment_and_stage() -> None:
    market = Market()
    for number, (abc, rfm, stage) in enumerate((("A", "champions", "repeat"), ("E", "lost", "lost"))):
        company = market.company(f"Клієнт {number}", region="UA-46", registered_on=ago(5))
        market.add(
            "customers",
            company_id=company,
            customer_id=str(number),
            name=f"Клієнт {number}",
            abc=abc,
            segment=rfm,
            stage=stage,
            value=10 - number,
        )
    members = of_clients([market.open()])
    assert [member.abc for member in members] == ["A", "E"]
    for kind in KINDS:
        for segment in cut(members, [], kind, DAY):
            assert key_name(kind, segment.key, "uk")
            assert "Клієнт" in sheet(segment, "uk", DAY, None, {}, {})


def test_a_card_answers_five_questions() -> None:
    made = card(_lead(1, deadline=date(2026, 11, 24)), "uk", DAY, "Mon-Fri 09:00-18:00 Europe/Kyiv")
    told = dict(made.lines)
    assert list(told) == ["Хто", "Що", "Чому", "Коли", "Де"]
    assert told["Хто"] == "Фірма 1, UA-EDRPOU 12345678, 10–49 осіб"
    assert told["Чому"] == "закривається через 4 дні (+20)"
    assert (
        told["Коли"]
        == "телефонувати сьогодні, до 24 листопада 2026 р., найсвіжіший факт 2 дні тому, телефонувати пн-пт 09:00-18:00 Europe/Kyiv"
    )
    assert told["Де"] == "Львівська область, Львів, +380671234567"
    assert dict(card(_lead(1, nace="", employees=None, phones=()), "en", DAY).lines)["What"] == "not known"

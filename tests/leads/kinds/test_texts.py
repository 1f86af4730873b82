"""Texts, whole numbers, statuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain text", "plain text"),
        ("  two   blanks\u00a0here ", "two blanks here"),
        ("R&amp;amp;D &lt;b&gt;", "R&D <b>"),
        ("R&D", "R&D"),
        ("first\r\n\r\n\r\n  second \n third", "first\n\nsecond\nthird"),
        ("zero\u200bwidth\x00", "zerowidth"),
        ("и\u0306", "й"),
    ],
)
def test_text(ask: Ask, text: str, value: str) -> None:
    assert ask("clean_text", text) == {"value": value, "why": None}


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("12", 12, None),
        ("0", 0, None),
        ("12.0", 12, None),
        ("1 234", 1234, None),
        ("1\u00a0234", 1234, None),
        ("1,234,567", 1234567, None),
        ("-1", None, "negative"),
        ("1.5", None, "not a whole number"),
        ("10-49", None, "not a number"),
        ("багато", None, "not a number"),
        ("9" * 19, None, "too large"),
    ],
)
def test_count(ask: Ask, text: str, value: int | None, why: str | None) -> None:
    assert ask("clean_count", text) == {"value": value, "why": why}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Active", "active"),
        ("GOOD STANDING", "active"),
        ("Delinquent", "active"),
        ("зареєстровано", "active"),
        ("Юридическим лицом принято решение об изменении места нахождения", "active"),
        ("Юридическое лицо находится в процессе реорганизации в форме присоединения", "active"),
        ("Active - Proposal to Strike off", "liquidation"),
        ("Liquidation", "liquidation"),
        ("в стані припинення", "liquidation"),
        ("Находится в стадии ликвидации", "liquidation"),
        ("Регистрирующим органом принято решение о предстоящем исключении юридического лица из ЕГРЮЛ", "liquidation"),
        ("under tvangsavvikling", "liquidation"),
        ("In Administration", "insolvent"),
        ("Voluntary Arrangement", "insolvent"),
        ("konkurs", "insolvent"),
        ("В отношении юридического лица введено наблюдение (дело о банкротстве)", "insolvent"),
        ("Юридическое лицо прекращено в связи с исключением из ЕГРЮЛ", "closed"),
        ("Voluntarily Dissolved", "closed"),
        ("slettet", "closed"),
        ("припинено", "closed"),
    ],
)
def test_status(ask: Ask, text: str, value: str) -> None:
    assert ask("clean_status", text) == {"value": value, "why": None}


def test_no_status(ask: Ask) -> None:
    answer: dict[str, Any] = ask("clean_status", "сонячно")
    assert answer == {"value": None, "why": "unknown status"}

"""Amounts in many notations: the column tells what its commas and points mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leads.kinds import cleaned
from pipelines.customers.amounts import cents_after, plain


def values(*texts: str) -> list[Decimal | None]:
    cents = cents_after(texts)
    written = [plain(text, cents) for text in texts]
    answers = cleaned(None, "clean_money", [(text, "UAH") for text, _ in written])
    return [
        None if answer["amount"] is None else -answer["amount"] if negative else answer["amount"]
        for answer, (_, negative) in zip(answers, written, strict=True)
    ]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["1 234,56", "1.234"], ["1234.56", "1234"]),
        (["1,234.56", "1,234"], ["1234.56", "1234"]),
        (["1.234", "12.500"], ["1234", "12500"]),
        (["1,234", "12,500"], ["1234", "12500"]),
        (["0.5", "7"], ["0.5", "7"]),
        (["1\u00a0200,00 грн", "300"], ["1200", "300"]),
        (["-300,00", "(15,5)", "20-", "−7"], ["-300", "-15.5", "-20", "-7"]),
        (["1'200.50"], ["1200.50"]),
        (["abc", "5"], [None, "5"]),
    ],
)
def test_a_column_of_amounts(texts: list[str], wanted: list[str | None]) -> None:
    assert values(*texts) == [None if each is None else Decimal(each) for each in wanted]

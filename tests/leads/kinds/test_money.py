"""Amounts in the notations of registers and tenders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "given", "amount", "currency"),
    [
        ("121200000.0", "UAH", "121200000.00", "UAH"),
        ("1 234,56", "RUR", "1234.56", "RUB"),
        ("1\u00a0234,56", "руб.", "1234.56", "RUB"),
        ("2000,00", "грн", "2000.00", "UAH"),
        ("1,234,567.89", "GBP", "1234567.89", "GBP"),
        ("1.234.567,89", "EUR", "1234567.89", "EUR"),
        ("£1.2m", None, "1200000.00", "GBP"),
        ("1,5 млн грн", None, "1500000.00", "UAH"),
        ("$100", None, "100.00", "USD"),
        ("$100", "CAD", "100.00", "CAD"),
        ("kr 100", "NOK", "100.00", "NOK"),
        ("100 €", "UAH", "100.00", "EUR"),
        ("1e5", "UAH", "100000.00", "UAH"),
        ("0", "USD", "0.00", "USD"),
        ("5", None, "5.00", None),
        ("12.345", "USD", "12.35", "USD"),
    ],
)
def test_amount(ask: Ask, text: str, given: str | None, amount: str, currency: str | None) -> None:
    assert ask("clean_money", text, given) == {"amount": Decimal(amount), "currency": currency, "why": None}


@pytest.mark.parametrize(
    ("text", "given", "why"),
    [
        ("-5", "UAH", "negative"),
        ("-1 000,00 грн", "UAH", "negative"),
        ("1e9999", "UAH", "not a number"),
        ("NaN", "UAH", "not a number"),
        ("от 101900", "RUB", "not a number"),
        ("100-200", "RUB", "not a number"),
        ("5", "золотих дукатів", "unknown currency"),
        ("5 дукатів", "UAH", "not a number"),
        ("kr 5", None, "not a number"),
        ("999999999999999999999", "USD", "too large"),
        ("1e80", "USD", "too large"),
    ],
)
def test_no_amount(ask: Ask, text: str, given: str | None, why: str) -> None:
    assert ask("clean_money", text, given) == {"amount": None, "currency": None, "why": why}

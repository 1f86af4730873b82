"""Register and tax numbers."""

from __future__ import annotations

import pytest

from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "register", "value"),
    [
        ("923609016", "NO-ORGNR", "923609016"),
        ("NO 923 609 016 MVA", "NO-ORGNR", "923609016"),
        ("7707083893", "RU-INN", "7707083893"),
        ("1027700132195", "RU-OGRN", "1027700132195"),
        ("773601001", "RU-KPP", "773601001"),
        ("00032112", "UA-EDRPOU", "00032112"),
        ("32112", "UA-EDRPOU", "00032112"),
        ("123", "GB-COH", "00000123"),
        ("07382019", "GB-COH", "07382019"),
        ("sc123", "GB-COH", "SC000123"),
        ("IP12345R", "GB-COH", "IP12345R"),
        ("1961089", "US-CIK", "0001961089"),
        ("0001961089", "US-CIK", "0001961089"),
        ("20261714629", "US-CO", "20261714629"),
        ("7938482", "US-NY", "7938482"),
        (" GB-CFS-338456 ", "GB-CFS", "GB-CFS-338456"),
    ],
)
def test_number(ask: Ask, text: str, register: str, value: str) -> None:
    assert ask("clean_number", text, register) == {"value": value, "why": None}


@pytest.mark.parametrize(
    ("text", "register", "why"),
    [
        ("923609017", "NO-ORGNR", "wrong check digit"),
        ("92360901", "NO-ORGNR", "wrong length"),
        ("7707083894", "RU-INN", "wrong check digit"),
        ("500100732259", "RU-INN", "belongs to a person"),
        ("1027700132196", "RU-OGRN", "wrong check digit"),
        ("304500116000157", "RU-OGRN", "belongs to a person"),
        ("00032113", "UA-EDRPOU", "wrong check digit"),
        ("3048506217", "UA-EDRPOU", "belongs to a person"),
        ("00000000", "UA-EDRPOU", "placeholder"),
        ("11111111", "UA-EDRPOU", "placeholder"),
        ("00000000", "GB-COH", "placeholder"),
        ("123456789", "GB-COH", "wrong length"),
        ("немає", "UA-EDRPOU", "not a number"),
        ("LTD", "GB-COH", "not a number"),
        ("12", "RU-KPP", "wrong length"),
        ("12345678901", "US-CIK", "wrong length"),
        ("12345", "XX-NOWHERE", "unknown register"),
    ],
)
def test_no_number(ask: Ask, text: str, register: str, why: str) -> None:
    assert ask("clean_number", text, register) == {"value": None, "why": why}


def test_a_number_of_no_register(ask: Ask) -> None:
    assert ask("clean_number", "12345", None) == {"value": None, "why": "unknown register"}

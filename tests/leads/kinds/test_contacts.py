"""Phones, e-mails, web sites."""

from __future__ import annotations

import pytest

from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("text", "country", "value", "label"),
    [
        ("+380 32 123 45 67", "UA", "+380321234567", "office"),
        ("(032) 123-45-67", "UA", "+380321234567", "office"),
        ("067 123 45 67", "UA", "+380671234567", "mobile"),
        ("380671234567", "UA", "+380671234567", "mobile"),
        ("8 (383) 222-33-44", "RU", "+73832223344", "office"),
        ("8 800 555 35 35", "RU", "+78005553535", "toll_free"),
        ("22 86 44 00", "NO", "+4722864400", "office"),
        ("020 7219 3000", "GB", "+442072193000", "office"),
        ("424-313-1550", "US", "+14243131550", "unknown"),
        ("+47 22 86 44 00", "UA", "+4722864400", "office"),
        ("+4722864400", None, "+4722864400", "office"),
    ],
)
def test_phone(ask: Ask, text: str, country: str | None, value: str, label: str) -> None:
    assert ask("clean_phone", text, country) == {"value": value, "label": label, "why": None}


@pytest.mark.parametrize(
    ("text", "country", "why"),
    [
        ("0000000000", "UA", "placeholder"),
        ("+7 999 999-99-99", "RU", "placeholder"),
        ("немає", "UA", "not a phone"),
        ("12", "UA", "impossible phone"),
        ("020 7219 3000", None, "unknown country of phone"),
        ("+380671234567, +380501234567", "UA", "several phones"),
    ],
)
def test_no_phone(ask: Ask, text: str, country: str | None, why: str) -> None:
    assert ask("clean_phone", text, country) == {"value": None, "label": None, "why": why}


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("Info@Firma.UA", "info@firma.ua", "role"),
        ("mailto:sales@firma.no", "sales@firma.no", "role"),
        ("<zakupki@firma.ru>;", "zakupki@firma.ru", "role"),
        ("sales.kyiv@firma.ua", "sales.kyiv@firma.ua", "role"),
        ("petro.zorya@firma.ua", "petro.zorya@firma.ua", "personal"),
        ("zorya54@firma.ua", "zorya54@firma.ua", "unknown"),
        ("пошта@зоря.укр", "пошта@зоря.укр", "unknown"),
    ],
)
def test_email(ask: Ask, text: str, value: str, label: str) -> None:
    assert ask("clean_email", text) == {"value": value, "label": label, "why": None}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("removed7@firma.ru", "placeholder"),
        ("noreply@firma.ru", "placeholder"),
        ("test@firma.ru", "placeholder"),
        ("info@example.com", "placeholder"),
        ("www.firma.ru", "not an e-mail"),
        ("a@b", "not an e-mail"),
        ("a b@firma.ru", "not an e-mail"),
    ],
)
def test_no_email(ask: Ask, text: str, why: str) -> None:
    assert ask("clean_email", text) == {"value": None, "label": None, "why": why}


@pytest.mark.parametrize(
    ("text", "value", "domain"),
    [
        ("firma.com.ua", "http://firma.com.ua", "firma.com.ua"),
        ("www.firma.com.ua/", "http://www.firma.com.ua", "firma.com.ua"),
        ("HTTPS://Shop.Firma.CO.UK/Uk?a=1", "https://shop.firma.co.uk/Uk?a=1", "firma.co.uk"),
        ("http//firma.no", "http://firma.no", "firma.no"),
        ("http://http://firma.no", "http://firma.no", "firma.no"),
        ("https:/firma.no", "https://firma.no", "firma.no"),
        ("зоря.укр", "http://зоря.укр", "зоря.укр"),
        ("https://facebook.com/firma", "https://facebook.com/firma", None),
        ("vk.com/firma", "http://vk.com/firma", None),
        ("https://no.linkedin.com/company/firma", "https://no.linkedin.com/company/firma", None),
    ],
)
def test_website(ask: Ask, text: str, value: str, domain: str | None) -> None:
    assert ask("clean_website", text) == {"value": value, "domain": domain, "why": None}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("info@firma.ua", "an e-mail"),
        ("немає", "not a web site"),
        ("192.168.1.1", "not a web site"),
        ("firma.ua, inshe.ua", "not a web site"),
        ("http://", "not a web site"),
        ("http://[::1", "not a web site"),
        ("www.example.com", "placeholder"),
    ],
)
def test_no_website(ask: Ask, text: str, why: str) -> None:
    assert ask("clean_website", text) == {"value": None, "domain": None, "why": why}

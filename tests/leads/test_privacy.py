"""Privacy: who is a natural person, which mailbox is somebody's own, and what is left of them in a listing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from leads.privacy import SOLE_TRADER, person, personal_mailbox, protect


@pytest.mark.parametrize(
    "party",
    [
        {"name": "ФОП Вигаданий Іван Петрович"},
        {"name": "Фізична особа-підприємець ВИГАДАНА ОЛЬГА ІВАНІВНА"},
        {"name": "фізична особа - підприємець Вигадана"},
        {"name": "Вигаданий Іван Петрович"},
        {"name": "ВИГАДАНА ОЛЬГА ІВАНІВНА"},
        {"name": "Вигадана О. І., ФОП"},
        {"name": "ИП Выдуманный И.И."},
        {"name": "Индивидуальный предприниматель Выдуманный"},
        {"name": "Глава КФХ Выдуманный И.И."},
        {"name": "Выдуманная Анна Сергеевна"},
        {"name": "Адвокат Вигаданий"},
        {"name": "Mr John Madeup"},
        {"name": "John Madeup t/a Madeup Cleaning"},
        {"name": "KARI OPPDIKTET", "legal_form": "ENK"},
        {"name": "Выдуманный", "legal_form": "50102"},
        {"name": "Кафе", "numbers": [{"register": "RU-INN", "number": "500100732259"}]},
        {"name": "Кафе", "numbers": [{"register": "RU-OGRN", "number": "304500116000157"}]},
        {"name": "Кафе", "numbers": [{"register": "UA-EDRPOU", "number": "3184710691"}]},
        {"name": "Кафе", "numbers": [{"register": "UA-EDRPOU", "number": "АА123456"}]},
    ],
)
def test_a_natural_person_is_recognised(party: Mapping[str, Any]) -> None:
    assert person(party)


@pytest.mark.parametrize(
    "party",
    [
        {"name": "ТОВ «ФОП-Сервіс»"},
        {"name": "ФОПТОРГ"},
        {"name": 'ООО "ИП Ромашка"'},
        {"name": 'ИП "Ромашка"'},
        {"name": "ІП «Кока»"},
        {"name": "Мале приватне підприємство Вікторія"},
        {"name": "MR BYGG AS"},
        {"name": "John Smith Limited"},
        {"name": "Oslo Kommune", "legal_form": "KOMM"},
        {"name": "ABG ASA", "legal_form": "ASA", "numbers": [{"register": "NO-ORGNR", "number": "883603362"}]},
        {
            "name": "Завод",
            "numbers": [
                {"register": "RU-INN", "number": "7707083893"},
                {"register": "RU-OGRN", "number": "1027700132195"},
            ],
        },
        {"name": "Завод", "numbers": [{"register": "UA-EDRPOU", "number": "14360570"}]},
        {"role": "buyer"},
    ],
)
def test_an_organisation_is_none(party: Mapping[str, Any]) -> None:
    assert not person(party)


@pytest.mark.parametrize(
    ("address", "personal"),
    [
        ("info@firm.example", False),
        ("office.lviv@ukr.net", False),
        ("tender_2024@gmail.com", False),
        ("post@bygg.example", False),
        ("romashka@firm.example", False),
        ("olena.vyhadana@firm.example", True),
        ("o.vyhadana@firm.example", True),
        ("olena@firm.example", True),
        ("Vyhadana77@UKR.NET", True),
        ("vyhadana+spam@gmail.com", True),
        ("berg.bygg@berg.example", False),
        ("no at sign", False),
    ],
)
def test_whose_mailbox_it_is(address: str, personal: bool) -> None:
    assert personal_mailbox(address) is personal


def tokens(values: Iterable[str]) -> Mapping[str, str]:
    return {value: f"vault:{number}" for number, value in enumerate(dict.fromkeys(values))}


def test_a_person_who_supplies_keeps_a_token_and_nothing_that_leads_to_them() -> None:
    name, number = "ФОП Вигаданий Іван Петрович", "3184710691"
    supplier = {
        "role": "supplier",
        "name": name,
        "numbers": [{"register": "UA-EDRPOU", "number": number}],
        "street": "вул. Вигадана, 1",
        "city": "Львів",
        "postcode": "79000",
        "phones": ["+380671234567"],
        "emails": ["info@firm.example"],
        "region": "Львівська область",
        "value": "100",
    }
    listing = {
        "source_id": "1",
        "url": f"https://example.org/{number}",
        "title": f"Договір з {name}",
        "parties": [{"role": "buyer"}, supplier],
    }
    assert protect([listing], "tender", tokens) == [None]
    assert listing["parties"][1] == {
        "role": "supplier",
        "region": "Львівська область",
        "value": "100",
        "name": "vault:0",
        "subject": "person",
    }
    assert listing["url"] == "https://example.org/vault:1"
    assert listing["title"] == "Договір з vault:0"


def test_a_registration_of_a_person_is_refused_and_personal_mailboxes_become_tokens() -> None:
    sole: dict[str, Any] = {"parties": [{"role": "registered", "name": "KARI OPPDIKTET", "legal_form": "ENK"}]}
    firm: dict[str, Any] = {
        "parties": [{"role": "registered", "name": "FIRM AS", "emails": ["post@firm.example", "kari.o@firm.example"]}]
    }
    asked: list[list[str]] = []

    def ask(values: Iterable[str]) -> Mapping[str, str]:
        asked.append(list(values))
        return tokens(asked[-1])

    assert protect([sole, firm], "registration", ask) == [SOLE_TRADER, None]
    assert firm["parties"][0]["emails"] == ["post@firm.example", "vault:0"]
    assert asked == [["kari.o@firm.example"]]


def test_a_page_without_persons_asks_the_vault_nothing() -> None:
    def never(_values: Iterable[str]) -> Mapping[str, str]:
        raise AssertionError("the vault was asked")

    assert protect([{"parties": [{"role": "buyer", "name": "FIRM AS"}]}, {"parties": []}], "tender", never) == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "number"),
    [("2067117679", "ФОП Кравець Олена Петрівна"), ("2067117679", "х"), ("Ательє", "ФОП Кравець Олена Петрівна")],
)
def test_name_and_number_in_each_others_place(name: str, number: str) -> None:
    party = {"role": "supplier", "name": name, "numbers": [{"register": "UA-EDRPOU", "number": number}]}
    assert person(party)


def test_a_company_whose_number_holds_words_is_no_person() -> None:
    party = {"role": "supplier", "name": "ТОВ Ромашка", "numbers": [{"register": "UA-EDRPOU", "number": "немає"}]}
    assert not person(party)

"""trudvsem: zero salaries, nothing chosen, contact persons."""

from __future__ import annotations

from typing import Any

from spiders.vacancies.ru_trudvsem import RuTrudvsem


def vacancy(**more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "id": "5f37",
        "region": {"region_code": "2200000000000", "name": "Алтайский край"},
        "company": {
            "name": 'ООО "НИТЬ"',
            "inn": "2205006790",
            "ogrn": "1022200704900",
            "kpp": "220501001",
            "email": "info@nit.example",
            "site": "http://nit.example",
            "hr-agency": True,
        },
        "creation-date": "2026-05-18",
        "date_modify": "2026-09-15T04:06:21+0300",
        "salary": "от 101900",
        "salary_min": 101900,
        "salary_max": 179800,
        "job-name": "Швея",
        "vac_url": "https://trudvsem.ru/vacancy/card/1/5f37",
        "requirements": "Опыт",
        "duty": "Пошив",
        "addresses": {"address": [{"location": "Алтайский край, г Заринск, Зеленая улица, 51"}]},
        "contact_list": [{"contact_type": "Телефон", "contact_value": "+7(913) 000-00-06"}],
        "contact_person": "Иванова Анна Петровна",
        "work_places": 2,
        "typicalPosition": "Швея",
        "skills": ["Шитьё", "Шитьё"],
        "currency": "«руб.»",
    }
    return {"vacancy": whole | more}


def test_vacancy_and_employer() -> None:
    found = RuTrudvsem().pick(vacancy())
    assert (found["title"], found["salary_min"], found["salary_max"], found["currency"]) == (
        "Швея",
        "101900",
        "179800",
        "RUB",
    )
    assert (found["openings"], found["skills"], found["description"]) == ("2", ["Шитьё"], "Пошив\nОпыт")
    (employer,) = found["parties"]
    assert employer["numbers"] == [
        {"register": "RU-INN", "number": "2205006790"},
        {"register": "RU-OGRN", "number": "1022200704900"},
        {"register": "RU-KPP", "number": "220501001"},
    ]
    assert (employer["role"], employer["region"], employer["website"]) == (
        "employer",
        "Алтайский край",
        "http://nit.example",
    )
    assert employer["address"] == "Алтайский край, г Заринск, Зеленая улица, 51"


def test_contact_person_and_its_phone_are_not_read() -> None:
    found = repr(RuTrudvsem().pick(vacancy()))
    assert "Иванова" not in found
    assert "913" not in found


def test_zero_is_no_salary_and_nothing_chosen_no_occupation() -> None:
    found = RuTrudvsem().pick(vacancy(salary_min=0, salary_max=0, typicalPosition="Ничего не выбрано", skills=[]))
    assert {"salary_min", "salary_max", "occupation", "skills"}.isdisjoint(found)

"""Работа России (trudvsem.ru), Russia: the state's vacancy portal."""

from __future__ import annotations

from typing import Any

from leads.declaration import Expectations
from spiders.picks import Const, Join, Lookup, Many, Match, Pair
from spiders.platforms.json_pages import JsonPages

ABOVE_ZERO = r"^(.*[1-9].*)$"
"""0 means 'not said'."""


class RuTrudvsem(JsonPages):
    """Vacancies with the employer's tax and register numbers; the contact person and its phone are not read.

    A vacancy of a recruitment agency (`hr-agency`) names the agency as employer: its title is all that is known of the
    client.
    """

    name = "ru_trudvsem"
    title = "Россия: вакансии «Работа России»"
    kind, country = "vacancy", "RU"
    licence, attribution = "trudvsem open data", "Роструд, «Работа России» (trudvsem.ru)"
    access, terms_url, terms_checked = "api", "https://trudvsem.ru/opendata/api", "2026-11-21"
    delay = 0.5
    timezone, currency, language = "Europe/Moscow", "RUB", "ru"
    mandatory = ("source_id", "title", "party.name")
    expects = Expectations(at_least=1, fill={"party.numbers": 0.9, "salary_min": 0.5, "party.region": 0.9})
    endpoint = "https://opendata.trudvsem.ru/api/v1/vacancies"
    rows_at, total_at, status_at = "/results/vacancies", "/meta/total", "/status"
    listing = {
        "source_id": "/vacancy/id",
        "url": "/vacancy/vac_url",
        "title": "/vacancy/job-name",
        "description": Join("/vacancy/duty", "/vacancy/requirements", separator="\n"),
        "country": Const("RU"),
        "language": Const("ru"),
        "published": "/vacancy/creation-date",
        "modified": "/vacancy/date_modify",
        "salary_min": Match("/vacancy/salary_min", ABOVE_ZERO),
        "salary_max": Match("/vacancy/salary_max", ABOVE_ZERO),
        "currency": Lookup("/vacancy/currency", {"«руб.»": "RUB"}),
        "openings": "/vacancy/work_places",
        "occupation": Lookup("/vacancy/typicalPosition", {"Ничего не выбрано": ""}),
        "skills": Many("/vacancy/skills/*"),
    }
    parties = [
        {
            "role": "employer",
            "name": "/vacancy/company/name",
            "numbers": [
                Pair("RU-INN", "/vacancy/company/inn"),
                Pair("RU-OGRN", "/vacancy/company/ogrn"),
                Pair("RU-KPP", "/vacancy/company/kpp"),
            ],
            "country": Const("RU"),
            "region": "/vacancy/region/name",
            "address": "/vacancy/addresses/address/0/location",
            "website": "/vacancy/company/site",
            "emails": Many("/vacancy/company/email"),
            "phones": Many("/vacancy/company/phone"),
        }
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_code = {"region"} if self.region and self.region.isdigit() else set()
        self.asks |= by_code | ({"keywords"} if len(self.keywords) == 1 else set())

    def address(self) -> str:
        """The search of one region where `region` is its code (2 or 13 digits); a name is held against the rows."""
        return f"{self.endpoint}/region/{self.region}" if "region" in self.asks else self.endpoint

    def query(self) -> dict[str, str]:
        """One keyword is asked of the API; several are alternatives, which it does not know."""
        return {"text": self.keywords[0]} if "keywords" in self.asks else {}

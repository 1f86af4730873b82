"""Russia: the register of legal entities (ЕГРЮЛ), one ZIP of windows-1251 XML a day.

Access needs an agreement with the Federal Tax Service (ФНС); the address of a day's file is the setting RU_EGRUL_URL.
Directors and founders stand beside every company: the landed file keeps only what is picked here. Two shapes of
address: АдресРФ (КЛАДР) and СвАдрЮЛФИАС. A company without a status is active.
"""

from __future__ import annotations

from leads.declaration import Bulk, Expectations
from spiders.picks import Const, First, Join, Many, Pair
from spiders.platforms.bulk_file import DayFiles

KLADR, FIAS = "СвАдресЮЛ/АдресРФ", "СвАдресЮЛ/СвАдрЮЛФИАС"
STREET = First(
    Join(
        f"{KLADR}/Улица/@ТипУлица",
        f"{KLADR}/Улица/@НаимУлица",
        f"{KLADR}/@Дом",
        f"{KLADR}/@Корпус",
        f"{KLADR}/@Кварт",
    ),
    Join(
        f"{FIAS}/ЭлУлДорСети/@Тип",
        f"{FIAS}/ЭлУлДорСети/@Наим",
        f"{FIAS}/Здание/@Тип",
        f"{FIAS}/Здание/@Номер",
        f"{FIAS}/ПомещЗдания/@Тип",
        f"{FIAS}/ПомещЗдания/@Номер",
    ),
)


class RuEgrul(DayFiles):
    """Companies that were entered, changed or closed on a day."""

    name = "ru_egrul"
    title = "Russia: register of legal entities (ЕГРЮЛ)"
    kind, country, language, currency = "registration", "RU", "ru", "RUB"
    licence, attribution = "FNS agreement", "ФНС России, ЕГРЮЛ"
    access, terms_url, terms_checked = "bulk", "https://www.nalog.gov.ru/rn77/service/egrip2/", "2026-11-21"
    delay, timezone = 2.0, "Europe/Moscow"
    mandatory = ("source_id", "party.name", "party.numbers")
    expects = Expectations(at_least=1, fill={"party.codes": 0.9, "party.region": 0.9, "registered_on": 0.99})
    template = "RU_EGRUL_URL"
    bulk = Bulk(format="xml", member="*.[Xx][Mm][Ll]", record="СвЮЛ", adds_up=True)
    listing = {
        "source_id": "@ОГРН",
        "registered_on": "@ДатаОГРН",
        "ceased_on": "СвПрекрЮЛ/@ДатаПрекрЮЛ",
        "modified": "@ДатаВып",
    }
    parties = (
        {
            "role": "registered",
            "name": "СвНаимЮЛ/@НаимЮЛПолн",
            "short_name": "СвНаимЮЛ/СвНаимЮЛСокр/@НаимСокр",
            "legal_form": "@КодОПФ",
            "numbers": [Pair("RU-OGRN", "@ОГРН"), Pair("RU-INN", "@ИНН"), Pair("RU-KPP", "@КПП")],
            "codes": [Pair("OKVED2", "СвОКВЭД/СвОКВЭДОсн/@КодОКВЭД")],
            "country": Const("RU"),
            "region": First(f"{KLADR}/Регион/@НаимРегион", f"{FIAS}/НаимРегион/text()", f"{KLADR}/@КодРегион"),
            "city": First(
                f"{KLADR}/Город/@НаимГород",
                f"{KLADR}/НаселПункт/@НаимНаселПункт",
                f"{FIAS}/НаселенПункт/@Наим",
                f"{FIAS}/ГородСелПоселен/@Наим",
            ),
            "street": STREET,
            "postcode": First(f"{KLADR}/@Индекс", f"{FIAS}/@Индекс"),
            "emails": Many("СвАдрЭлПочты/@E-mail"),
            "status": First(
                "СвПрекрЮЛ/СпПрекрЮЛ/@НаимСпПрекрЮЛ", "СвСтатус/СвСтатус/@НаимСтатусЮЛ", Const("Действующее")
            ),
            "founded_on": "@ДатаОГРН",
            "capital": "СвУстКап/@СумКап",
        },
    )

"""Names: one key across scripts, legal forms split off, dirt of registers taken away."""

from __future__ import annotations

import duckdb
import pytest

from leads.kinds import cleaned
from leads.kinds.names import AS_WRITTEN, squeezed
from leads.kinds.parts import rows
from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (["«Карпати-Буд»", "Karpaty Bud", "КАРПАТИ БУД", 'ТОВ "Карпати-Буд"', "Karpaty-Bud LLC"], "karpatibud"),
        (["Новий Харків", "Novyi Kharkiv", "Novy Kharkiv"], "noviharkiv"),
        (["ООО «Югтехносвязь»", "OOO Yugtekhnosvyaz", "ЮГТЕХНОСВЯЗЬ"], "iuhtehnosviaz"),
        (["Згода", "Zghoda", "Zhoda"], "zoda"),
        (["Экспорт-Цемент", "Eksport Tsement", "Export-Cement"], "eksportcement"),
        (["Об'єднання", "Obiednannia", "Обʼєднання"], "obednannia"),
        (["Щедрый Восход", "Shchedry Voskhod"], "sedrivosod"),
        (["Ørsted Fisk AS", "ORSTED FISK"], "orstedfisk"),
        (["Қазақстан Құрылыс ЖШС", "Qazaqstan Qurylys"], "kazakstankurilis"),
        (["Müller & Söhne GmbH", "Muller and Sohne"], "mullerandsohne"),
    ],
)
def test_one_key_for_all_spellings(kinds: duckdb.DuckDBPyConnection, names: list[str], key: str) -> None:
    given = [(name, {"ORSTED FISK": "NO", "Ørsted Fisk AS": "NO"}.get(name, "UA")) for name in names]
    cores = [(answer["core"],) for answer in cleaned(kinds, "clean_name", given)]
    assert [kinds.execute("SELECT name_key(?)", core).fetchall() for core in cores] == [[(key,)]] * len(names)


@pytest.mark.parametrize(
    ("name", "country", "core", "form"),
    [
        ("BRIGHT HORIZON TRADING LIMITED", "GB", "BRIGHT HORIZON TRADING", "LTD"),
        ("Bright Horizon (UK) Ltd.", "GB", "Bright Horizon (UK)", "LTD"),
        ("SIMON CHEMICAL CO., LTD", "GB", "SIMON CHEMICAL", "LTD"),
        ('"SOBERNESS" PROJECT LIMITED(THE)', "GB", '"SOBERNESS" PROJECT', "LTD"),
        ("AS ROOFING LIMITED", "GB", "AS ROOFING", "LTD"),
        ("Harbour Crest Limtied", "GB", "Harbour Crest", "LTD"),
        ("GREEN STREETS C.I.C.", "GB", "GREEN STREETS", "CIC"),
        ("RIVER PARTNERS LLP", "GB", "RIVER PARTNERS", "LLP"),
        ("1885 38th REIT, L.L.C.", "US", "1885 38th REIT", "LLC"),
        ("Summit Holdings, Inc.", "US", "Summit Holdings", "INC"),
        ("Summit Holding Company", "US", "Summit Holding", "CO"),
        ("Summit Holding Company", "GB", "Summit Holding Company", None),
        ("FJORD AS", "NO", "FJORD", "AS"),
        ("Fjord og Sønn ENK", "NO", "Fjord og Sønn", "ENK"),
        ("Fjord DA", "NO", "Fjord", "DA"),
        ("Fjord DA", "PT", "Fjord DA", None),
        ("AB Nordsten", "SE", "Nordsten", "AB"),
        ("Zdrowie Sp. z o.o.", "PL", "Zdrowie", "SPZOO"),
        ("Süßwaren GmbH & Co. KG", "DE", "Süßwaren", "GMBHCOKG"),
        ("Товариство з обмеженою відповідальністю «Зоря»", "UA", "Зоря", "TOV"),
        ("ТОВ «Торговий дім «Зоря»", "UA", 'Торговий дім "Зоря"', "TOV"),
        ("Приватне підприємство Зоря", "UA", "Зоря", "PP"),
        ("Зоря, ТОВ", "UA", "Зоря", "TOV"),
        ('TOB "Зоря"', "UA", "Зоря", "TOV"),
        ('ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ "ЗАРЯ"', "RU", "ЗАРЯ", "OOO"),
        ('ООО ТД "ЗАРЯ"', "RU", 'ТД "ЗАРЯ"', "OOO"),
        ('ООО "БИЗНЕС-ШКОЛА "ЗАРЯ"', "RU", 'БИЗНЕС-ШКОЛА "ЗАРЯ"', "OOO"),
        ('МУНИЦИПАЛЬНОЕ БЮДЖЕТНОЕ УЧРЕЖДЕНИЕ КУЛЬТУРЫ "ДОМ"', "RU", "ДОМ", "MBU"),
        ('LLC "CAPITAL GROVE"', "RU", "CAPITAL GROVE", "LLC"),
        ("LIMITED", "GB", "LIMITED", None),
        ("! LTD", "GB", "! LTD", None),
        ("Limited Editions", "GB", "Limited Editions", None),
        ("Тов Мороз", "RU", "Мороз", "TOV"),
    ],
)
def test_legal_form(ask: Ask, name: str, country: str, core: str, form: str | None) -> None:
    found = ask("clean_name", name, country)
    assert (found["core"], found["form"], found["why"]) == (core, form, None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("12345678", "no letters"),
        ("--- !!", "no letters"),
        ("n/a", "placeholder"),
        ("NOT AVAILABLE", "placeholder"),
        ("-", "placeholder"),
        ("Немає", "placeholder"),
        ("Test", "placeholder"),
        ("очень длинно " * 100, "too long"),
    ],
)
def test_what_is_no_name(ask: Ask, name: str, why: str) -> None:
    assert ask("clean_name", name, "UA") == {"value": None, "core": None, "form": None, "why": why}


@pytest.mark.parametrize(
    ("published", "value"),
    [
        ("  Fjord \t AS\n", "Fjord AS"),
        ("Smith &amp;amp; Sons", "Smith & Sons"),
        ("ТОВ «Зоря»", 'ТОВ "Зоря"'),
        ("ТОВ ''Зоря''", 'ТОВ "Зоря"'),
        ("Обʼєднання Львів", "Об'єднання Львів"),
        ("Львiв Cервіс", "Львів Сервіс"),
        ("Mаnchеstеr Tools", "Manchester Tools"),
        ("Школа № 5", "Школа № 5"),
        ("ＦＪＯＲＤ", "FJORD"),
        ("State Barn LLC, Delinquent May 1, 2022", "State Barn LLC"),
        ("State Barn LLC, Voluntarily Dissolved March 21, 2019", "State Barn LLC"),
        ("Taylor, May 1, 2022 LLC", "Taylor, May 1, 2022 LLC"),
        ("АВТОМАШ GROUP", "АВТОМАШ GROUP"),
    ],
)
def test_names_are_tidied(ask: Ask, published: str, value: str) -> None:
    assert ask("clean_name", published, "US")["value"] == value


def test_a_name_from_an_unknown_country_keeps_forms_that_count_everywhere(ask: Ask) -> None:
    assert ask("clean_name", "Fjord GmbH", None)["form"] == "GMBH"
    assert ask("clean_name", "Fjord DA", None)["form"] is None


def test_the_table_of_legal_forms(kinds: duckdb.DuckDBPyConnection) -> None:
    table = rows("legal_forms")
    assert len({row["spelling"] for row in table}) >= 150
    wide = [row for row in table if not row["only"] and row["place"] != "front"]
    answers = cleaned(kinds, "clean_name", [(f"Qwertz {row['spelling']}", row["country"]) for row in wide])
    lost = [row["spelling"] for row, found in zip(wide, answers, strict=True) if found["form"] != row["form"]]
    assert lost == []
    front = [row for row in table if row["place"] != "end" and row["country"] in ("UA", "RU")]
    answers = cleaned(kinds, "clean_name", [(f"{row['spelling']} «Йцукен»", row["country"]) for row in front])
    lost = [row["spelling"] for row, found in zip(front, answers, strict=True) if found["form"] != row["form"]]
    assert lost == []
    assert len({squeezed(row["spelling"]) for row in table}) >= 500


def test_the_short_cut_agrees_with_the_table() -> None:
    codes = {squeezed(row["spelling"]): row["form"] for row in rows("legal_forms") if not row["only"]}
    assert {end: codes[squeezed(end)] for end in AS_WRITTEN if end} == {
        end: code for end, code in AS_WRITTEN.items() if end
    }


def test_a_key_of_its_own(kinds: duckdb.DuckDBPyConnection) -> None:
    assert kinds.execute("SELECT name_key('Карпати – Буд №1 (Львів)!')").fetchall() == [("karpatibud1lviv",)]
    assert kinds.execute("SELECT name_key(NULL)").fetchall() == [(None,)]

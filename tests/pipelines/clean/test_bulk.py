"""Bulk files: registers of CSV and XML become the same typed rows as lines do, record by record."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from leads.declaration import Declaration
from spiders.picks import Const, First, Join, Many, Pair, plain
from tests.pipelines.clean.landed import cleaned, declared, dump, land_file, rows

HEADER = "CompanyName, CompanyNumber,Street1, Street2,Town,Status,Closed,Entered,Sic1,Sic2"
RECORDS = [
    '"SILVER OAK, TRADING LIMITED",00000123,1 HIGH ST,,LEEDS,Active,,01/02/2026,62012 - Software,99999 - Dormant Company',
    '"THE ""GREEN"" SHOP LTD",OC1234,2 LOW ST,FLAT 1,Leeds,Liquidation,,31/02/2026,,',
    "-,00000777,,,,Active,,01/02/2026,,",
    "OLD NAME LTD,00000123,,,,Active,,01/02/2020,,",
    "NO NUMBER LTD,,,,,Active,,01/02/2020,,",
]


def register(**given: Any) -> Declaration:
    picks = {
        "source_id": "CompanyNumber", "url": Join(Const("https://gov.example/"), "CompanyNumber", separator=""), "registered_on": "Entered",
        "ceased_on": "Closed",
        "parties": [{
            "role": "registered", "name": "CompanyName", "numbers": [Pair("GB-COH", "CompanyNumber")], "city": "Town", "status": "Status",
            "codes": [Pair("SIC-GB", "Sic1"), Pair("SIC-GB", "Sic2")], "street": Join("Street1", "Street2", separator=", "),
        }],
    }  # fmt: skip
    values = {
        "country": "GB", "access": "bulk", "day_format": "%d/%m/%Y", "currency": "GBP", "timezone": "Europe/London",
        "bulk": {"format": "csv", "member": "*.csv"}, "picks": plain(picks),
    }  # fmt: skip
    return declared("gb_companies_house", **(values | given))


def table(*records: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *records, ""]).encode()


def zipped(**members: bytes) -> bytes:
    with io.BytesIO() as made:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name.replace("_", "."), content)
        return made.getvalue()


@pytest.mark.parametrize("packed", ["plain", "zip", "nested", "chunks"])
def test_a_csv_register_becomes_parties(tmp_path: Path, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content, suffix = table(*RECORDS), ".csv"
    if packed == "zip":
        content, suffix = zipped(readme_txt=b"CompanyName\nNOT THIS", data_csv=content), ".zip"
    elif packed == "nested":
        content, suffix = zipped(inner_zip=zipped(data_csv=content)), ".zip"
    elif packed == "chunks":
        monkeypatch.setattr("pipelines.clean.fill.CHUNK", 2)
    land_file(tmp_path / "l", register(), content, suffix)
    con, report = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT source_id, line, registered_on, url FROM listings ORDER BY line") == [
        ("OC1234", 2, None, "https://gov.example/OC1234"), ("00000777", 3, date(2026, 2, 1), "https://gov.example/00000777"),
        ("00000123", 4, date(2020, 2, 1), "https://gov.example/00000123"),
    ]  # fmt: skip
    assert rows(con, "SELECT name, name_core, legal_form, street, status FROM parties ORDER BY name") == [
        ("OLD NAME LTD", "OLD NAME", "LTD", None, "active"), ('THE "GREEN" SHOP LTD', 'THE "GREEN" SHOP', "LTD", "2 LOW ST, FLAT 1", "liquidation"),
    ]  # fmt: skip
    assert rows(con, "SELECT number FROM numbers ORDER BY ALL") == [("00000123",), ("OC001234",)]
    assert rows(con, "SELECT line, field, text, why FROM rejects ORDER BY ALL") == [
        (2, "registered_on", "31/02/2026", "impossible day"), (3, "party.name", "-", "placeholder"),
    ]  # fmt: skip
    assert report.nameless == {"gb_companies_house": 1} and report.warnings == [
        "gb_companies_house: 1 rows without source_id were left out"
    ]
    assert not list((tmp_path / "work").rglob("*.*")), "nothing unpacked is left behind"


def test_codes_of_a_record_and_its_main_activity(tmp_path: Path) -> None:
    land_file(tmp_path / "l", register(), table(RECORDS[0]))
    con, report = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT scheme, code, nace, ordinal FROM codes") == [("SIC-GB", "62012", "62", 1)]
    assert rows(con, "SELECT nace FROM parties") == [("62",)]
    assert report.rejects == {("gb_companies_house", "party.codes", "dormant"): 1}
    assert report.fill("gb_companies_house", "party.codes") == report.fill("gb_companies_house", "party.numbers") == 1.0


def test_a_missing_column_is_told_once_and_stays_empty(tmp_path: Path) -> None:
    land_file(tmp_path / "l", register(), table("ACME LTD,00000123", header="CompanyName, CompanyNumber"))
    con, report = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT name, city, status FROM parties") == [("ACME LTD", None, None)]
    assert len([each for each in report.warnings if "has no column Entered" in each]) == 1 and not report.rejects


def test_records_that_cannot_be_told_apart_are_counted_and_do_not_shift_the_others(tmp_path: Path) -> None:
    land_file(tmp_path / "l", register(), table(RECORDS[0], "A,B,C", RECORDS[2].replace("-", "ACME LTD", 1)))
    con, report = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT source_id, line FROM listings ORDER BY ALL") == [("00000123", 1), ("00000777", 2)]
    assert "1 records of" in report.warnings[0]


def test_a_register_in_another_encoding(tmp_path: Path) -> None:
    bulk = {"format": "csv", "encoding": "windows-1251", "delimiter": ";"}
    content = "CompanyName;CompanyNumber\nООО «Ромашка»;00000123\n".encode("windows-1251")
    land_file(tmp_path / "l", register(bulk=bulk), content)
    con, _ = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT name_core, legal_form FROM parties") == [("Ромашка", "OOO")]


def test_the_newest_whole_file_of_a_full_register_replaces_the_others(tmp_path: Path) -> None:
    land_file(tmp_path / "l", register(), table("GONE LTD,00000009,,,,,,,,", "ACME LTD,00000001,,,,,,,,"), day=0)
    land_file(tmp_path / "l", register(), table("ACME LIMITED,00000001,,,,,,,,", "NEW LTD,00000002,,,,,,,,"), day=1)
    land_file(tmp_path / "l", register(), table("HALF LTD,00000003,,,,,,,,"), day=2, outcome="partial")
    con, _ = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "SELECT name, day(first_seen_at), day(fetched_at) FROM parties JOIN listings USING (listing_id, first_seen_at) ORDER BY ALL") == [
        ("ACME LIMITED", 1, 2), ("NEW LTD", 2, 2),
    ]  # fmt: skip


def test_a_damaged_archive_is_told_and_gives_nothing(tmp_path: Path) -> None:
    whole = zipped(data_csv=table(*RECORDS))
    at = whole.index(b"data.csv") + 20
    land_file(tmp_path / "l", register(), whole[:at] + bytes(8) + whole[at + 8 :], ".zip")
    con, report = cleaned(tmp_path / "l", tmp_path, "GB")
    assert rows(con, "FROM parties") == [] and "is a damaged archive" in report.warnings[0]


XML = """<?xml version="1.0" encoding="windows-1251"?>
<records>
  <СвЮЛ ОГРН="1027700132195" ДатаОГРН="2002-08-16"><СвНаимЮЛ НаимЮЛПолн="ПАО «СБЕРБАНК»"/><Почта E-mail="info@sber.example.ru"/>
    <Почта E-mail="vault:x"/><Текст>  </Текст><Текст>Первый</Текст></СвЮЛ>
  <СвЮЛ ОГРН="1027739019142"><СвНаимЮЛ НаимЮЛПолн="ООО &quot;РОМАШКА&quot;"/><СвПрекрЮЛ Дата="2026-10-01"/></СвЮЛ>
</records>"""


def egrul(**given: Any) -> Declaration:
    picks = {
        "source_id": "@ОГРН", "registered_on": "@ДатаОГРН", "ceased_on": "СвПрекрЮЛ/@Дата", "description": First("Ничего/text()", "Текст/text()"),
        "parties": [{
            "role": "registered", "name": "СвНаимЮЛ/@НаимЮЛПолн", "numbers": [Pair("RU-OGRN", "@ОГРН")],
            "emails": Many("Почта/@E-mail"), "status": First("СвСтатус/@Наим", Const("Действующее")),
        }],
    }  # fmt: skip
    values = {
        "country": "RU",
        "access": "bulk",
        "picks": plain(picks),
        "bulk": {"format": "xml", "record": "СвЮЛ", "adds_up": True},
    }
    return declared("ru_egrul", **(values | given))


def test_an_xml_register_becomes_parties(tmp_path: Path) -> None:
    land_file(tmp_path / "l", egrul(), zipped(a_xml=XML.encode("windows-1251")), ".zip")
    con, report = cleaned(tmp_path / "l", tmp_path, "RU")
    assert rows(con, "SELECT line, source_id, registered_on, ceased_on, description FROM listings ORDER BY line") == [
        (1, "1027700132195", date(2002, 8, 16), None, "Первый"), (2, "1027739019142", None, date(2026, 10, 1), None),
    ]  # fmt: skip
    assert rows(con, "SELECT name_core, legal_form, status FROM parties ORDER BY ordinal, name") == [
        ("РОМАШКА", "OOO", "active"), ("СБЕРБАНК", "PAO", "active"),
    ]  # fmt: skip
    assert rows(con, "SELECT kind, value FROM contacts") == [("email", "info@sber.example.ru")]
    assert report.vaulted == {"ru_egrul": 1}


def test_day_files_add_up_and_the_newest_word_counts(tmp_path: Path) -> None:
    land_file(tmp_path / "l", egrul(), zipped(a_xml=XML.encode("windows-1251")), ".zip", day=0)
    later = XML.replace("СБЕРБАНК", "СБЕР").replace("1027739019142", "1047796343910")
    land_file(tmp_path / "l", egrul(), zipped(b_xml=later.encode("windows-1251")), ".zip", day=1)
    con, _ = cleaned(tmp_path / "l", tmp_path, "RU")
    assert rows(con, "SELECT name_core FROM parties ORDER BY ALL") == [("РОМАШКА",), ("РОМАШКА",), ("СБЕР",)]


def test_xml_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = XML.encode("windows-1251")
    land_file(tmp_path / "l", egrul(), zipped(a_xml=whole[: whole.rindex(b"<\xd1\xe2\xde\xcb")], b_xml=whole), ".zip")
    con, report = cleaned(tmp_path / "l", tmp_path, "RU")
    assert rows(con, "SELECT source_id, line FROM listings ORDER BY line") == [
        ("1027700132195", 2),
        ("1027739019142", 3),
    ]
    assert "a.xml breaks off" in report.warnings[0]


def test_xml_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    evil = f"""<!DOCTYPE r [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}"><!ENTITY y "LAUGH">]>
        <r><СвЮЛ ОГРН="1027700132195"><СвНаимЮЛ НаимЮЛПолн="ООО РОМАШКА"/><Текст>&x;</Текст></СвЮЛ></r>"""
    land_file(tmp_path / "l", egrul(), evil.encode(), ".xml")
    con, _ = cleaned(tmp_path / "l", tmp_path, "RU")
    assert rows(con, "SELECT name, description FROM parties JOIN listings USING (listing_id)") == [
        ("ООО РОМАШКА", None)
    ]


def test_threads_change_nothing_in_bulk(tmp_path: Path) -> None:
    records = [f'"FIRM {n} LTD",{n % 4500:08d},{n} ST,,LEEDS,Active,,01/02/2026,62012 - x,' for n in range(5000)]
    land_file(tmp_path / "l", register(), table(*records))
    dumps = []
    for threads in (1, 2):
        con, _ = cleaned(tmp_path / "l", tmp_path / str(threads), "GB", threads)
        con.execute("UPDATE crawls SET cache = ''")
        dumps.append(dump(con))
    assert dumps[0] == dumps[1] and len(dumps[0]["parties"]) == 4500

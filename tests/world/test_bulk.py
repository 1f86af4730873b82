"""Bulk files: the day ZIPs of ЕГРЮЛ, the monthly ZIP of Companies House with ETag, ranges and 304."""

from __future__ import annotations

import csv
import io
import zipfile
from xml.etree import ElementTree

import httpx
from stdnum.ru import inn, ogrn

from world.listings.gb_companies_house import COLUMNS

EGRUL = "/ftp.egrul.nalog.ru/EGRUL_406"
HOUSE = "/download.companieshouse.gov.uk"
MONTH = f"{HOUSE}/BasicCompanyDataAsOneFile-2026-11-01.zip"


def _documents(client: httpx.Client, day: str) -> list[ElementTree.Element]:
    y, m, d = day.split("-")
    answer = client.get(f"{EGRUL}/{d}.{m}.{y}/EGRUL_{day}_1.zip")
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    found = []
    for name in archive.namelist():
        assert name.startswith("VO_RUGFO_")
        body = archive.read(name)
        assert body.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
        root = ElementTree.fromstring(body)
        assert int(root.attrib["КолДок"]) == len(root.findall("Документ"))
        found += root.findall("Документ/СвЮЛ")
    return found


def test_a_day_file_holds_new_and_changed_companies(client: httpx.Client) -> None:
    rows = [row for day in ("2026-11-16", "2026-11-17", "2026-11-18") for row in _documents(client, day)]
    new = [row for row in rows if row.attrib["ДатаОГРН"] >= "2026-11-16"]
    assert 0 < len(new) < len(rows)
    assert all(ogrn.is_valid(row.attrib["ОГРН"]) for row in rows)
    assert all(row.find("СведДолжнФЛ/СвФЛ") is not None for row in rows)


def test_the_files_have_both_address_shapes_and_the_known_traps(client: httpx.Client) -> None:
    days = [
        f"2026-{m}-{d:02d}"
        for m, d in [("10", d) for d in (1, 2, 5, 6, 7, 8, 9, 12, 13, 14)]
        + [("11", d) for d in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
    ]
    rows = [row for day in days for row in _documents(client, day)]
    assert {child.tag for row in rows for child in row.findall("СвАдресЮЛ/*")} == {"АдресРФ", "СвАдрЮЛФИАС"}
    assert any(row.find("СвАдрЭлПочты") is not None for row in rows)
    assert any(row.find("СвПрекрЮЛ") is not None for row in rows)
    assert any(row.find("СвСтатус/СвСтатус") is not None for row in rows)
    assert any(not inn.is_valid(row.attrib["ИНН"]) for row in rows)


def test_no_file_at_weekends_in_the_future_or_under_a_wrong_name(client: httpx.Client) -> None:
    assert client.get(f"{EGRUL}/15.11.2026/EGRUL_2026-11-15_1.zip").status_code == 404
    assert client.get(f"{EGRUL}/23.11.2026/EGRUL_2026-11-23_1.zip").status_code == 404
    assert client.get(f"{EGRUL}/17.11.2026/EGRUL_2026-11-18_1.zip").status_code == 404


def test_the_page_names_the_newest_file(client: httpx.Client) -> None:
    assert 'href="BasicCompanyDataAsOneFile-2026-11-01.zip"' in client.get(f"{HOUSE}/en_output.html").text
    assert client.get(f"{HOUSE}/BasicCompanyDataAsOneFile-2026-10-01.zip").status_code == 404


def test_the_monthly_file_has_the_real_columns_and_only_older_companies(client: httpx.Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get(MONTH).content))
    rows = list(csv.reader(io.StringIO(archive.read(archive.namelist()[0]).decode())))
    assert tuple(rows[0]) == COLUMNS
    assert len(COLUMNS) == 55
    place = COLUMNS.index("IncorporationDate")
    assert all(len(row) == 55 for row in rows)
    assert all(tuple(reversed(row[place].split("/"))) < ("2026", "11", "01") for row in rows[1:])
    assert len({row[1] for row in rows[1:]}) == len(rows) - 1 > 100


def test_the_file_answers_304_and_ranges(client: httpx.Client) -> None:
    whole = client.get(MONTH)
    etag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]
    assert client.get(MONTH, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(MONTH, headers={"If-Modified-Since": modified}).status_code == 304
    assert client.get(MONTH, headers={"If-None-Match": '"other"'}).status_code == 200
    first = client.get(MONTH, headers={"Range": "bytes=0-999"})
    rest = client.get(MONTH, headers={"Range": "bytes=1000-", "If-Range": etag})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.headers["Content-Range"] == f"bytes 0-999/{len(whole.content)}"
    assert first.content + rest.content == whole.content
    assert client.get(MONTH, headers={"Range": "bytes=1000-", "If-Range": '"old"'}).status_code == 200
    assert client.get(MONTH, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    assert client.get(MONTH, headers={"Range": "bytes=-10"}).content == whole.content[-10:]

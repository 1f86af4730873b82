"""The national register as CSV, and the ground truth beside the world."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from world import register_csv
from world.country import Country
from world.listings.gb_companies_house import COLUMNS
from world.register_csv import write
from world.truth import fits, mentions, write_truth

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def country() -> Country:
    return Country(1000, 3, DAY)


def test_the_register_has_all_columns_and_readable_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "register.csv"
    written = write(path, 3000, 1, DAY)
    assert path.stat().st_size == written
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 3000
    assert tuple(rows[0]) == COLUMNS
    assert {
        " CompanyNumber",
        " RegAddress.AddressLine2",
        " PreviousName_1.CompanyName",
        " PreviousName_2.CONDATE",
    } < set(COLUMNS)
    assert len({row[" CompanyNumber"] for row in rows}) == 3000
    assert len({row["CompanyName"] for row in rows}) > 2950
    assert all(datetime.strptime(row["IncorporationDate"], "%d/%m/%Y").date() <= DAY for row in rows)
    assert any('"' in row["CompanyName"] for row in rows)
    assert all(row["SICCode.SicText_1"] for row in rows)
    assert "3,000 of 3,000 rows" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_register_zipped_or_not(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", 500, 4, DAY)
    write(tmp_path / "b.zip", 500, 4, DAY)
    write(tmp_path / "c.csv", 500, 5, DAY)
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "b.zip").read_bytes()))
    assert archive.namelist() == ["BasicCompanyDataAsOneFile-2026-11-01.csv"]
    assert archive.read(archive.namelist()[0]) == (tmp_path / "a.csv").read_bytes() != (tmp_path / "c.csv").read_bytes()
    assert not list(tmp_path.glob("*.part"))


def test_chunks_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_csv, "CHUNK", 300)
    path = tmp_path / "register.csv"
    write(path, 1010, 1, DAY)
    with path.open(encoding="utf-8", newline="") as lines:
        numbers = [row[1] for row in csv.reader(lines)][1:]
    assert len(set(numbers)) == len(numbers) == 1010


def test_every_mention_resolves_to_a_company_of_the_right_country(country: Country) -> None:
    lands = {"no": "NO", "us": "US", "ru": "RU", "gb": "GB", "ua": "UA"}
    found = list(mentions(country, DAY))
    assert {mention.source for mention in found} == {
        "no_brreg", "us_co_business", "us_ny_corporations", "ru_egrul", "gb_companies_house", "us_sec_form_d",
        "ua_prozorro", "gb_contracts_finder", "ru_trudvsem", "news_feeds",
    }  # fmt: skip
    for mention in found:
        company = country.population.find(mention.wid)
        assert company.day <= DAY
        assert lands.get(mention.source[:2], company.country) == company.country
        assert mention.printed


def test_companies_appear_in_several_sources_under_several_spellings(country: Country) -> None:
    sources: dict[str, set[str]] = {}
    spellings: dict[str, set[str]] = {}
    for mention in mentions(country, DAY):
        sources.setdefault(mention.wid, set()).add(mention.source)
        spellings.setdefault(mention.wid, set()).add(mention.printed)
    assert sum(len(found) > 1 for found in sources.values()) > 50
    assert sum(len(found) > 2 for found in spellings.values()) > 50


def test_each_profile_has_fitting_companies_of_the_right_kind(country: Country) -> None:
    found: dict[str, list[str]] = {}
    for wid, profile, fit in fits(country, DAY):
        assert 0 < fit <= 100
        found.setdefault(profile, []).append(wid)
    assert {"cleaning_lviv", "it_public_buyers", "sewing_equipment"} == set(found)
    assert all(len(wids) >= 20 for wids in found.values())
    assert all(country.population.find(wid).place.region == "Львівська область" for wid in found["cleaning_lviv"])
    assert all(country.population.find(wid).public for wid in found["it_public_buyers"])
    assert all(country.population.find(wid).trade.nace[:2] in ("13", "14") for wid in found["sewing_equipment"])


def test_truth_files_agree_with_each_other(country: Country, tmp_path: Path) -> None:
    counts = write_truth(country, DAY, tmp_path)
    companies = pq.read_table(tmp_path / "companies.parquet")
    known = set(companies.column("world_id").to_pylist())
    assert len(known) == companies.num_rows == counts["companies"] == 1000
    told = pq.read_table(tmp_path / "mentions.parquet").column("world_id").to_pylist()
    assert set(told) <= known
    fitting = pq.read_table(tmp_path / "fits.parquet").to_pylist()
    assert {row["world_id"] for row in fitting} <= known
    assert {row["world_id"] for row in fitting if row["visible"]} <= set(told)
    assert any(row["visible"] for row in fitting)

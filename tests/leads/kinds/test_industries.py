"""Industry codes and the division of NACE Rev. 2 they belong to."""

from __future__ import annotations

import pytest

from leads.kinds.parts import rows
from tests.leads.kinds.conftest import Ask


@pytest.mark.parametrize(
    ("code", "scheme", "value", "nace"),
    [
        ("62012 - Business and domestic software development", "SIC-GB", "62012", "62"),
        ("01110 - Growing of cereals", "SIC-GB", "01110", "01"),
        ("4521 - Gen construction & civil engineer", "SIC-GB", "4521", "41"),
        ("5212 - Other retail non-specialised stores", "SIC-GB", "5212", "47"),
        ("0501 - Fishing", "SIC-GB", "0501", "03"),
        ("56.101", "SN2007", "56.101", "56"),
        ("85.42", "OKVED2", "85.42", "85"),
        ("62.01 Комп'ютерне програмування", "KVED", "62.01", "62"),
        ("C10.51", "NACE2", "10.51", "10"),
        ("14.12.11.110", "OKPD2", "14.12.11.110", "14"),
        ("90910000-9", "DK021", "90910000", "81"),
        ("90500000", "CPV", "90500000", "38"),
        ("72000000-5", "CPV", "72000000", "62"),
        ("48000000", "CPV", "48000000", "62"),
        ("45000000", "CPV", "45000000", "41"),
        ("45230000-8", "CPV", "45230000", "42"),
        ("45310000-3", "CPV", "45310000", "43"),
        ("33600000-6", "CPV", "33600000", "21"),
        ("33100000-1", "CPV", "33100000", "32"),
        ("18100000-0", "CPV", "18100000", "14"),
        ("42700000", "CPV", "42700000", "28"),
        ("541511", "NAICS", "541511", "62"),
        ("561720", "NAICS", "561720", "81"),
        ("315", "NAICS", "315", "14"),
        ("7372", "SIC-US", "7372", "62"),
        ("100", "SIC-US", "0100", "01"),
        ("Pooled Investment Fund", "SEC-INDUSTRY", "Pooled Investment Fund", "64"),
        ("biotechnology", "SEC-INDUSTRY", "biotechnology", "72"),
    ],
)
def test_industry(ask: Ask, code: str, scheme: str, value: str, nace: str) -> None:
    assert ask("clean_industry", code, scheme) == {"value": value, "nace": nace, "why": None}


@pytest.mark.parametrize(
    ("code", "scheme", "why"),
    [
        ("99999 - Dormant Company", "SIC-GB", "dormant"),
        ("9999 - Dormant company", "SIC-GB", "dormant"),
        ("04.1", "NACE2", "unknown code"),
        ("99999999-9", "DK021", "unknown code"),
        ("прибирання", "DK021", "not a code"),
        ("909", "CPV", "not a code"),
        ("Wizardry", "SEC-INDUSTRY", "unknown code"),
        ("62.01", "PLANETS", "unknown scheme"),
        ("62.01", None, "unknown scheme"),
    ],
)
def test_no_industry(ask: Ask, code: str, scheme: str | None, why: str) -> None:
    assert ask("clean_industry", code, scheme) == {"value": None, "nace": None, "why": why}


def test_companies_house_words_for_nothing(ask: Ask) -> None:
    assert ask("clean_industry", "None Supplied", "SIC-GB") == {"value": None, "nace": None, "why": None}


def test_tables_name_only_divisions_that_exist() -> None:
    divisions = {row["division"] for row in rows("nace")}
    assert len(divisions) == 88
    for table, least in (
        ("cpv_nace", 120),
        ("sic2003_nace", 60),
        ("naics_nace", 90),
        ("sic_us_nace", 80),
        ("sec_nace", 40),
    ):
        table_rows = rows(table)
        assert len(table_rows) >= least, table
        assert {row["nace"] for row in table_rows} <= divisions, table


def test_labels_in_three_languages() -> None:
    for table, count in (("nace", 88), ("cpv", 45)):
        labels = rows(table)
        assert len(labels) == count
        assert all(row["division"].isdigit() and row["en"] and row["ru"] and row["uk"] for row in labels)
    cpv = {row["division"] for row in rows("cpv")}
    assert cpv == {row["code"] for row in rows("cpv_nace") if len(row["code"]) == 2}

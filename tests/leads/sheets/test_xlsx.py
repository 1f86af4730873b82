"""The workbook, as openpyxl reads it and as LibreOffice opens it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.sheets.columns import COLUMNS, Sheet
from leads.sheets.draft import LANGUAGES, ListDraft
from leads.sheets.xlsx import MOST_LINKS, write_xlsx
from tests.pipelines.deliver.samples import draft, lead, reason, texts

SHEET = Sheet("en", owners={"c000000000001": "olena"}, statuses={"x": "called"})


def opened(made: ListDraft, folder: Path, sheet: Sheet = SHEET) -> Any:
    target = folder / "list.xlsx"
    write_xlsx(made, sheet, target)
    return openpyxl.load_workbook(target)


def row_of(page: Any, number: int = 2) -> dict[str, Any]:
    """Cells of a row by column name."""
    return dict(zip((column.name for column in COLUMNS), page[number], strict=True))


def test_cells_have_the_type_of_what_they_hold(tmp_path: Path) -> None:
    cells = row_of(opened(draft(1), tmp_path).worksheets[0])
    assert (cells["rank"].value, cells["rank"].data_type) == (1, "n")
    assert (cells["score"].value, cells["capital"].value, cells["employees"].value) == (30, 1000.5, 12)
    assert cells["registered_on"].value == datetime(2026, 11, 18)
    assert cells["registered_on"].number_format == "yyyy-mm-dd"
    assert cells["first_seen_at"].value == datetime(2026, 11, 20, 23, 0, 5)
    for name in ("phone", "numbers", "lead_id", "company_id", "postcode", "nace"):
        assert cells[name].data_type == "s", name
    assert cells["phone"].value == "+380322220001"
    assert cells["signal_url"].hyperlink.target == "https://data.example.org/enheter/1"
    assert cells["website"].hyperlink.target == "https://romashka1.example.org"


def test_the_first_twelve_columns_are_what_a_salesperson_reads(tmp_path: Path) -> None:
    page = opened(draft(1), tmp_path).worksheets[0]
    assert [cell.value for cell in page[1]][:12] == [
        "Rank", "Band", "Score", "Company", "Why now", "What they do", "City", "Phone", "May I call?", "When to call",
        "Owner", "Status",
    ]  # fmt: skip
    cells = row_of(page)
    assert (cells["phone_ok"].value, cells["best_time"].value) == ("yes", "09:00–17:00 Europe/Kyiv")
    assert cells["owner"].value == "olena"
    assert cells["reason_1"].value == "registered 3 days ago in Львів (+30)"


def test_header_is_frozen_and_can_be_filtered(tmp_path: Path) -> None:
    page = opened(draft(3), tmp_path).worksheets[0]
    assert page.freeze_panes == "E2"
    assert page.auto_filter.ref.startswith("A1:")
    assert page.auto_filter.ref.endswith("4")
    assert page["A1"].font.bold


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_sheets(language: str, tmp_path: Path) -> None:
    book = opened(draft(2), tmp_path, Sheet(language))
    leads, reading, permitted, sources = book.worksheets
    assert leads.max_row == 3
    explained = {row[2].value for row in reading.iter_rows(min_row=2)}
    assert {column.name for column in COLUMNS} <= explained
    assert "new_company" in explained
    assert permitted.max_row > 8
    assert [row[2].value for row in permitted.iter_rows(min_row=2)][-1] == "UA"
    assert [cell.value for cell in sources[2]] == [
        "Norway: register of legal entities · NLOD-2.0", "Contains data under NLOD", "2",
    ]  # fmt: skip
    heads = [cell.value for cell in leads[1]]
    assert len(set(heads)) == len(COLUMNS)


def test_a_signal_is_explained_by_an_example_of_this_list(tmp_path: Path) -> None:
    reading = opened(draft(2), tmp_path).worksheets[1]
    rows = {row[2].value: row[1].value for row in reading.iter_rows(min_row=2)}
    assert rows["new_company"] == "2 of 2 leads have it; for example: registered 3 days ago in Львів (+30)"


formulas = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", "{=", " =", "="]), st.text(max_size=20)
)
printable = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(formulas | printable, min_size=4, max_size=4))
def test_whatever_is_published_stays_text(tmp_path: Path, dirt: list[str]) -> None:
    name, why, city, url = dirt
    made = draft(
        (lead(name=name, why_now=texts(why), city=city, website=url, reasons=(reason(url=url, text=texts(why)),)),)
    )
    page = opened(made, tmp_path).worksheets[0]
    cells = row_of(page)
    for each in page[2]:
        assert each.data_type != "f", each.coordinate
    assert (
        cells["city"].value in {city, None}
        or any(character in city for character in "\t\r\n_\x00")
        or not city.isprintable()
    )
    assert cells["website"].hyperlink is None or not cells["website"].hyperlink.target.startswith(("javascript:", "="))


def test_long_text_and_long_links_are_cut_as_a_sheet_demands(tmp_path: Path) -> None:
    made = draft((lead(name="я" * 40_000, website="https://example.org/" + "x" * 3_000),))
    cells = row_of(opened(made, tmp_path).worksheets[0])
    assert len(cells["company"].value) == 32_767
    assert cells["website"].hyperlink is None
    assert len(cells["website"].value) > 3_000


def test_an_empty_list_still_has_its_header(tmp_path: Path) -> None:
    page = opened(draft(0), tmp_path).worksheets[0]
    assert [cell.value for cell in page[1]][:2] == ["Rank", "Band"]


def test_more_links_than_a_sheet_may_hold_are_shown_as_text(tmp_path: Path) -> None:
    one = lead(1)
    many = draft(tuple(replace(one, rank=place) for place in range(1, MOST_LINKS // 2 + 3)))
    target = tmp_path / "list.xlsx"
    write_xlsx(many, SHEET, target)
    page = openpyxl.load_workbook(target, read_only=True).worksheets[0]
    assert page.max_row == len(many.leads) + 1


def soffice(source: Path, kind: str, folder: Path) -> Path:
    """Convert with LibreOffice; skips loudly where it is not installed."""
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc-nogui)")
    done = subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", folder,
         source],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    target = folder / f"{source.stem}.{kind.partition(':')[0]}"
    assert target.exists(), done.stderr
    assert "repair" not in (done.stderr + done.stdout).lower()
    return target


@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_shows_the_same_cells(language: str, tmp_path: Path) -> None:
    dirty = lead(
        2, name="=HYPERLINK(\"https://evil.example.org\")", city="+380", capital=Decimal("1234567.89"),
        why_now=texts("@SUM(1)", "-2+3", "\t=1+1"),
    )  # fmt: skip
    source = tmp_path / "list.xlsx"
    write_xlsx(draft((lead(1), dirty)), Sheet(language), source)
    # Separator, quote, UTF-8, first line, then: save cell contents as shown, so that a formula would show its result.
    converted = soffice(source, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", tmp_path)
    rows = list(csv.reader(converted.read_text("utf-8").splitlines()))
    first, second = (dict(zip((column.name for column in COLUMNS), row, strict=False)) for row in rows[1:3])
    assert (first["rank"], first["phone"], first["registered_on"]) == ("1", "+380322220001", "2026-11-18")
    assert (first["company"], first["numbers"]) == ("ТОВ «Ромашка 1»", "EDRPOU 00131311")
    assert (second["company"], second["city"]) == ('=HYPERLINK("https://evil.example.org")', "+380")
    assert second["why_now"].strip() == {"en": "@SUM(1)", "ru": "-2+3", "uk": "=1+1"}[language]
    assert second["capital"].replace(",", "") == "1234567.89"


def test_libreoffice_prints_it(tmp_path: Path) -> None:
    source = tmp_path / "list.xlsx"
    write_xlsx(draft(3), Sheet("uk"), source)
    assert soffice(source, "pdf", tmp_path).read_bytes().startswith(b"%PDF")

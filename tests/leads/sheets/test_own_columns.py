"""The user's own columns of clients stand in every export, and nowhere else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl

from leads.sheets.columns import Sheet, own_headings
from leads.sheets.csvs import excel_ru
from leads.sheets.xlsx import write_xlsx
from pipelines.deliver.canonical import canonical_csv, canonical_json
from tests.pipelines.deliver.samples import draft, lead

LIST = draft((lead(1, custom={"Канал": "ярмарок", "Note": "=1+1"}), lead(2)))
SHEET = Sheet("ru", custom=own_headings(each.custom for each in LIST.leads))


def rows(raw: bytes, separator: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=separator))


def test_csv_and_json_carry_them() -> None:
    plain = rows(canonical_csv(LIST))
    assert [row["custom.Канал"] for row in plain] == ["ярмарок", ""]
    assert [each["custom"] for each in json.loads(canonical_json(LIST))["leads"]] == [
        {"Канал": "ярмарок", "Note": "=1+1"},
        {},
    ]
    shown = rows(excel_ru(LIST, SHEET), ";")
    assert [row["custom.Note"] for row in shown] == ["'=1+1", ""]


def test_the_workbook_carries_and_explains_them(tmp_path: Path) -> None:
    write_xlsx(LIST, SHEET, tmp_path / "list.xlsx")
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    first, second = (
        list(book[book.sheetnames[0]].iter_rows(values_only=True)),
        list(book[book.sheetnames[1]].iter_rows(values_only=True)),
    )
    assert first[0][-2:] == ("custom.Note", "custom.Канал")
    assert first[1][-2:] == ("=1+1", "ярмарок")
    assert ("custom.Канал", "Ваш столбец из загруженного файла клиентов.", "custom.Канал") in second


def test_a_list_without_clients_has_no_such_column() -> None:
    assert not [name for name in rows(canonical_csv(draft(2)))[0] if name.startswith("custom")]

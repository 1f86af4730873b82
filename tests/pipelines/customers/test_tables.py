"""Reading files: any encoding, separator and layout gives the same table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipelines.customers.headings import known
from pipelines.customers.tables import Table, UnreadableFile, read
from tests.pipelines.customers.samples import CLIENTS_RU, workbook, write


def one(path: Path) -> Table:
    (table,) = read(path, known)
    return table


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "koi8-u", "cp866"])
def test_the_same_table_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = CLIENTS_RU.replace("№ п/п", "п/п") if encoding == "koi8-u" else CLIENTS_RU  # KOI-8 has no №
    table = one(write(tmp_path / "clients.csv", text, encoding))
    assert table.headings[1] == "Наименование контрагента"
    assert table.columns.column("c1").to_pylist()[0] == 'ООО "Ромашка"'
    assert table.columns.column("row").to_pylist() == [4, 5, 6, 7]
    assert table.totals == 1


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_separator(tmp_path: Path, separator: str) -> None:
    text = "Client;Town;Note\nAlpha Ltd;Leeds;x\nBeta Ltd;York;y\n".replace(";", separator)
    table = one(write(tmp_path / "clients.csv", text, "utf-8"))
    assert table.headings == ("Client", "Town", "Note")
    assert table.rows == 2


def test_excel_may_name_the_separator_in_the_first_line(tmp_path: Path) -> None:
    table = one(write(tmp_path / "clients.csv", "sep=|\nClient|Town\nAlpha, Ltd|Leeds\n", "utf-8"))
    assert table.columns.column("c0").to_pylist() == ["Alpha, Ltd"]


def test_a_firm_called_total_is_no_row_of_totals(tmp_path: Path) -> None:
    text = "Client;Town;Phone\nTotal;Leeds;x\nИтого;;5\nИтого маркет;York;\n"
    table = one(write(tmp_path / "clients.csv", text, "utf-8"))
    assert table.columns.column("c0").to_pylist() == ["Total", "Итого маркет"]
    assert table.totals == 1


def test_headings_repeated_on_every_printed_page_are_left_out(tmp_path: Path) -> None:
    table = one(write(tmp_path / "clients.csv", "Client;Town\nA Ltd;Leeds\nClient;Town\nB Ltd;York\n", "utf-8"))
    assert table.rows == 2


def test_headings_over_merged_cells_are_joined_with_those_below(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Клиент", "Контакты", None, "Заказ", None], [None, "Телефон", "Почта", "Дата", "Сумма"],
                ["ООО Альфа", "84951234567", "info@alpha.ru", "01.02.2026", 10]):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "clients.xlsx")
    table = one(tmp_path / "clients.xlsx")
    assert table.headings == ("Клиент", "Контакты: Телефон", "Контакты: Почта", "Заказ: Дата", "Заказ: Сумма")
    assert table.rows == 1


def test_a_workbook_gives_a_table_for_each_sheet_with_days_as_days(tmp_path: Path) -> None:
    clients, orders = read(workbook(tmp_path / "all.xlsx"), known)
    assert (clients.name, orders.name) == ("Клієнти", "Замовлення")
    assert clients.columns.column("c1").to_pylist()[0] == "00032129"
    assert orders.columns.column("c0").to_pylist() == ["2026-03-04", "2026-04-04"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b""), ("a.csv", b"just one line"), ("a.csv", b"PK\x03\x04x"), ("a.xlsx", b"no workbook")],
)
def test_what_is_no_table_is_refused_with_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=name):
        read(tmp_path / name, known)


def test_rows_without_headings_are_all_taken_where_they_speak_for_themselves(tmp_path: Path) -> None:
    table = one(write(tmp_path / "names.csv", "ТОВ Ромашка;Львів\nПП Квітка;Стрий\n", "utf-8"))
    assert table.headings == ("column 1", "column 2")
    assert table.columns.column("c0").to_pylist() == ["ТОВ Ромашка", "ПП Квітка"]


def test_cells_beyond_the_headings_are_told(tmp_path: Path) -> None:
    rows = "".join(f"Firm {nr} Ltd;Leeds\n" for nr in range(40))
    table = one(write(tmp_path / "clients.csv", f"Client;Town\n{rows}Late Ltd;York;lost\n", "utf-8"))
    assert table.longer == (42,)

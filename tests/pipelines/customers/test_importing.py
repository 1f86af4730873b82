"""Importing: what is taken, what is left out, and that the same file again changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leads.decisions import models
from leads.vault import Vault
from pipelines.customers.importing import ImportReport, NotImported, Wish, import_file
from pipelines.customers.storing import orders
from tests.pipelines.customers.samples import CLIENTS_RU, ORDERS_RU, workbook, write

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RU = Wish(country="RU", currency="RUB")


def take(path: Path, data: Path, wish: Wish = RU) -> ImportReport:
    return import_file(path, data, wish, "olena", NOW)


def clients(**given: str) -> list[models.Customer]:
    return list(models.Customer.objects.filter(**given))


def test_clients_and_orders_come_in_and_the_same_files_again_change_nothing(store: Path, tmp_path: Path) -> None:
    listed, sold = write(tmp_path / "clients.csv", CLIENTS_RU), write(tmp_path / "orders.csv", ORDERS_RU)
    assert (take(listed, store).new, take(sold, store).new) == (3, 1)
    before = [(row.customer_id, row.changed_at, row.custom) for row in clients()], orders().to_pylist()
    again, more = take(listed, store), take(sold, store)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert (more.orders.new, more.orders.changed, more.orders.unchanged) == (0, 0, 3)
    assert ([(row.customer_id, row.changed_at, row.custom) for row in clients()], orders().to_pylist()) == before
    rows = {row["number"]: row for row in orders().to_pylist()}
    assert Decimal(rows["15"]["profit"]) == Decimal("4500.5")  # amount less cost
    assert Decimal(rows["19"]["amount"]) == -300
    assert rows["15"]["customer_id"] == rows["16"]["customer_id"]  # ООО "Ромашка" and Ромашка ООО
    assert models.CustomerOrder.objects.get(number="15").custom == {"Канал": "сайт"}


def test_what_cannot_be_read_is_told_with_row_column_text_and_why(data: Path, tmp_path: Path) -> None:
    report = take(write(tmp_path / "orders.csv", ORDERS_RU), data)
    told = {(each.row, each.column, each.text, each.why) for each in report.rejects}
    assert (4, "Сумма, руб.", "abc", "not a number") in told
    assert report.refused == 1
    assert report.tables[0].totals == 1


def test_persons_never_come_in_and_their_names_are_tokens(data: Path, tmp_path: Path) -> None:
    report = take(write(tmp_path / "clients.csv", CLIENTS_RU), data)
    sold = take(write(tmp_path / "orders.csv", ORDERS_RU), data)
    assert (report.persons, sold.persons_orders) == (1, 1)
    kept = (
        repr([vars(row) for row in clients()])
        + repr(list(models.CustomerImport.objects.values()))
        + repr(report)
        + repr(sold)
    )
    for secret in ("Сидоров", "500100732259", "Петров", "ivan.petrov"):
        assert secret not in kept
    (row,) = clients(code="", name='ООО "Ромашка"')
    with Vault(data) as vault:
        assert vault.reveal(row.custom["Контактное лицо"]) == "Петров Петр Петрович"


def test_a_changed_file_changes_what_it_says(data: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "orders.csv", ORDERS_RU)
    take(path, data)
    report = take(write(path, ORDERS_RU.replace("1 200,00", "1 300,00")), data)
    assert (report.orders.new, report.orders.changed, report.orders.unchanged) == (0, 1, 2)
    assert models.CustomerOrder.objects.get(number="16").amount == 1300
    shorter = "\n".join(line for line in ORDERS_RU.splitlines() if ";16;" not in line)
    assert take(write(path, shorter), data).orders.removed == 0
    assert models.CustomerOrder.objects.count() == 3
    gone = take(path, data, Wish(country="RU", currency="RUB", replace=True))
    assert (gone.orders.removed, models.CustomerOrder.objects.count()) == (1, 2)


def test_a_list_of_clients_corrects_what_orders_said(data: Path, tmp_path: Path) -> None:
    take(write(tmp_path / "orders.csv", ORDERS_RU), data)
    report = take(write(tmp_path / "clients.csv", CLIENTS_RU), data)
    assert (report.new, report.changed) == (1, 2)
    (row,) = clients(owner="Иванова")
    assert (row.city, row.phone, row.numbers) == (
        "Москва",
        "+74951234567",
        [{"register": "RU-INN", "number": "7707083893"}],
    )


def test_two_sheets_of_one_workbook(data: Path, tmp_path: Path) -> None:
    report = take(workbook(tmp_path / "all.xlsx"), data, Wish(currency="UAH"))
    assert [table.kind for table in report.tables] == ["clients", "orders"]
    (row,) = clients(name='ТОВ "Калина"')
    assert (row.country, row.custom) == ("UA", {"Знижка": "5"})
    assert {(each["day"], float(each["profit"])) for each in orders().to_pylist()} == {
        ("2026-03-04", 300.0),
        ("2026-04-04", -20.0),
    }


def test_namesakes_are_told_apart_by_number_code_and_town_else_the_row_is_rejected(data: Path, tmp_path: Path) -> None:
    listed = "Client id;Client;Town\n1;Alpha Ltd;Leeds\n2;Alpha Ltd;York\n"
    take(write(tmp_path / "clients.csv", listed, "utf-8"), data, Wish(country="GB"))
    sold = "Date;Client id;Client;Amount\n2026-01-02;2;Alpha Ltd;10\n2026-01-03;;Alpha Ltd;20\n"
    report = take(write(tmp_path / "orders.csv", sold, "utf-8"), data, Wish(country="GB", currency="GBP"))
    assert (report.orders.new, report.refused) == (1, 1)
    assert models.CustomerOrder.objects.get().customer.city == "York"
    assert [each.why for each in report.rejects] == ["several clients have this name"]


def test_a_correction_is_remembered_for_files_with_the_same_headings(data: Path, tmp_path: Path) -> None:
    text = "Datum;Wer;Wert\n2026-01-02;Alpha;10\n"
    path = write(tmp_path / "first.csv", text, "utf-8")
    with pytest.raises(NotImported, match="Wer"):
        take(path, data)
    said = {"Datum": "day", "Wer": "name", "Wert": "amount"}
    take(path, data, Wish(said, "GB", "GBP"))
    report = take(write(tmp_path / "second.csv", text.replace("10", "11"), "utf-8"), data)
    assert {column.heading: (column.field, column.why) for column in report.tables[0].columns} == {
        heading: (field, "remembered") for heading, field in said.items()
    }
    with pytest.raises(NotImported, match="'Who'"):
        take(path, data, Wish({"Who": "name"}))


def test_a_dry_run_writes_nothing(data: Path, tmp_path: Path) -> None:
    report = take(write(tmp_path / "clients.csv", CLIENTS_RU), data, Wish(country="RU", dry=True))
    assert report.new == 3
    assert not clients()
    assert not models.ColumnMapping.objects.exists()
    assert not models.CustomerImport.objects.exists()


def test_orders_without_numbers_keep_their_identity(data: Path, tmp_path: Path) -> None:
    text = "Client;Date;Amount\nAlpha Ltd;03.02.2026;10\nAlpha Ltd;03.02.2026;10\nAlpha Ltd;04.02.2026;7\n"
    take(write(tmp_path / "orders.csv", text, "utf-8"), data, Wish(country="GB", currency="GBP"))
    report = take(write(tmp_path / "copy.csv", text, "utf-8"), data, Wish(country="GB", currency="GBP"))
    assert (report.orders.new, report.orders.unchanged) == (0, 3)
    assert sorted(models.CustomerOrder.objects.values_list("day", flat=True)) == [date(2026, 2, 3)] * 2 + [
        date(2026, 2, 4)
    ]

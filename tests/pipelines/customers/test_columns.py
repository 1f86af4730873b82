"""Which column is which: guessed in three languages, by contents, corrected and remembered."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.customers.columns import WrongMapping, fingerprint, mapped
from pipelines.customers.tables import Table


def table(**columns: list[str]) -> Table:
    values = list(columns.values())
    cells = {"row": list(range(2, 2 + len(values[0]))), **{f"c{place}": column for place, column in enumerate(values)}}
    return Table("", tuple(heading.replace("_", " ") for heading in columns), pa.table(cells), 0)


def fields(given: Table, **said: str) -> dict[str, str]:
    words = {heading.replace("_", " "): field for heading, field in said.items()}
    return {column.heading: column.field for column in mapped(given, {}, words).columns}


def test_orders_in_three_languages() -> None:
    money, days, names = ["10,50"], ["01.02.2026"], ["ТОВ Ява"]
    wanted = ["day", "name", "amount", "currency", "profit", "product"]
    for headings in (
        ("Order_date", "Client", "Amount", "Currency", "Profit", "Product"),
        ("Дата_заказа", "Покупатель", "Сумма_с_НДС", "Валюта", "Прибыль", "Товар"),
        ("Дата_замовлення", "Замовник", "Сума_з_ПДВ", "Валюта", "Прибуток", "Послуга"),
    ):
        found = fields(table(**dict(zip(headings, (days, names, money, ["UAH"], money, ["x"]), strict=True))))
        assert list(found.values()) == wanted


def test_a_heading_that_its_values_deny_is_not_believed() -> None:
    found = fields(table(Client=["Alpha Ltd"], Date=["soon"], Amount=["5"]))
    assert found["Date"] == "custom"


def test_contents_alone_name_a_column() -> None:
    found = fields(
        table(A=["ООО Ромашка", "АО Вектор"], B=["7707083893", "7736050003"], C=["info@a.ru", "b@b.ru"], D=["x", "y"])
    )
    assert found == {"A": "name", "B": "number", "C": "email", "D": "custom"}


def test_a_column_of_persons_is_known_by_its_contents() -> None:
    found = mapped(table(Client=["A Ltd"], Who=["Петренко Іван Іванович"]), {}, {}).columns[1]
    assert (found.field, found.example) == ("person", "")


def test_row_numbers_are_left_out_but_document_numbers_are_not() -> None:
    found = fields(
        table(N=["1", "2"], Client=["A Ltd", "B Ltd"], Date=["2026-01-01"] * 2, Sum=["5", "6"], Order_no=["1", "2"])
    )
    assert found["N"] == "skip"
    assert found["Order no"] == "order_number"


def test_what_people_say_wins_and_unknown_fields_are_refused() -> None:
    given = table(Client=["A Ltd"], Sum=["5"], Weight=["7"], Date=["2026-01-01"])
    assert fields(given, Weight="amount", Sum="custom")["Weight"] == "amount"
    with pytest.raises(WrongMapping, match="'colour'"):
        fields(given, Weight="colour")


def test_without_money_a_day_is_since_when() -> None:
    assert fields(table(Client=["A Ltd"], Date=["2026-01-01"]))["Date"] == "since"


def test_the_fingerprint_knows_headings_in_any_order() -> None:
    assert fingerprint(("Client", "Sum")) == fingerprint(("SUM ", "client"))
    assert fingerprint(("Client", "Sum")) != fingerprint(("Client", "Sums"))


def test_a_heading_of_two_meanings_gives_way_to_the_surer_column() -> None:
    found = fields(
        table(Company_name=["Acme Ltd"], Company_owner=["Ola"], Create_date=["2026-01-02"], Annual_revenue=["100"])
    )
    assert list(found.values()) == ["name", "owner", "since", "custom"]


def test_a_list_of_orders_may_say_created_at() -> None:
    found = fields(
        table(Order_ID=["#1"], Created_at=["2026-01-02 10:00:00"], Customer=["Acme Ltd"], Total=["£1,200.00"])
    )
    assert list(found.values()) == ["order_number", "day", "name", "amount"]

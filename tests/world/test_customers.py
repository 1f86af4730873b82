"""The seller's clients in the world: the same every time, with an ideal client planted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from statistics import mean

import openpyxl
import pytest

from world import customers
from world.population import Population

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def population() -> Population:
    return Population(7, 2000, DAY)


def test_the_same_seed_gives_the_same_file(population: Population, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        customers.write(tmp_path / name, Population(7, 2000, DAY), "UA", 60, DAY)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    assert customers.write(tmp_path / "all.xlsx", population, "GB", 50, DAY) == 50
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert book.sheetnames == ["clients", "orders"]
    assert book["clients"].max_row == 51


def test_those_like_the_ideal_buy_more(population: Population) -> None:
    found = customers.clients(population, "RU", 120)
    assert len(found) == 120
    likely, others = (
        mean(
            sum(amount for _, amount, _ in customers.orders(client, DAY, 7))
            for client in found
            if (client.fit >= 2) is like
        )
        for like in (True, False)
    )
    assert likely > 2 * others
    assert all(day <= DAY for client in found for day, _, _ in customers.orders(client, DAY, 7))

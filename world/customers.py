"""The clients of one seller in the world: a workbook (or CSV) of clients and their orders, with an ideal client planted in it.

Who buys: old companies of one country, those of the ideal trades, region and size much likelier and with more money. Every
client has a rhythm; some have left. Names and numbers are written as a seller writes them: short, sometimes without a
number, with columns nobody else has, and with sole traders among them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import write_worksheets

from world.dice import Dice
from world.population import Company, Population

TRADES = frozenset({"hotel", "restaurant", "retail", "medical"})
"""The planted ideal: these trades, in the region of the country that comes first, with twelve people or more."""
YEARS = 3
"""Years of orders before the day."""
_OWNERS = ("olena", "petro", "iryna")
_HEADS = {
    "UA": (
        ("Назва контрагента", "Код за ЄДРПОУ", "Місто", "Сайт", "Ел. пошта", "Телефон", "Відповідальний", "Знижка, %"),
        ("Дата", "Номер накладної", "Контрагент", "ЄДРПОУ", "Сума, грн", "Прибуток", "Товар", "Канал"),
    ),
    "RU": (
        ("Наименование контрагента", "ИНН", "Город", "Сайт", "Эл. почта", "Телефон", "Ответственный", "Скидка, %"),
        ("Дата", "Номер накладной", "Контрагент", "ИНН", "Сумма, руб.", "Прибыль", "Товар", "Канал"),
    ),
}
_ENGLISH = (
    ("Client name", "Company number", "Town", "Web site", "E-mail", "Phone", "Account manager", "Discount, %"),
    ("Date", "Invoice no", "Client", "Company number", "Amount", "Profit", "Product", "Channel"),
)
_PRODUCTS = ("Contract cleaning", "Window cleaning", "Supplies", "Carpet care")


@dataclass(frozen=True)
class Client:
    """A client with its worth to the seller."""

    company: Company
    fit: int
    """How many of trade, region and size are those of the ideal client."""
    written: str
    number: str


Row = tuple[str | int | float | date | None, ...]


def clients(population: Population, land: str, count: int) -> list[Client]:
    """About `count` clients, fewer where the country has not that many old companies."""
    known = [population.company(land, position) for position in range(population.timelines[land].old)]
    regions = [company.place.region for company in known]
    home = max(sorted(set(regions)), key=regions.count) if regions else ""
    drawn = []
    for company in known:
        if company.public:
            continue
        fit = (company.trade.key in TRADES) + (company.place.region == home) + (company.size >= 12)
        dice = Dice(population.seed, f"client {land}", company.position)
        luck = (dice.below(1 << 30) + 1) / (1 << 30)
        drawn.append((luck ** (1 / (0.2, 0.6, 2, 9)[fit]), company, fit, dice))
    drawn.sort(key=lambda each: (-each[0], each[1].position))
    found = []
    for _, company, fit, dice in drawn[:count]:
        name = company.full if dice.chance(0.2) else company.name if dice.chance(0.1) else company.short
        number = company.tax if land == "RU" else company.number
        found.append(Client(company, fit, name, number if dice.chance(0.75) else ""))
    return found


def orders(client: Client, day: date, seed: int) -> Iterator[tuple[date, float, float]]:
    """Day, amount and profit of each order of a client up to the day, in its own rhythm."""
    company = client.company
    dice = Dice(seed, f"orders {company.country}", company.position)
    interval = dice.between(12, 45) if client.fit == 3 else dice.between(25, 150)
    at = max(day - timedelta(days=dice.between(60, 365 * YEARS)), company.day + timedelta(days=10))
    end = day - timedelta(days=dice.between(150, 600)) if dice.chance(0.3) else day
    usual = (400 + company.size * 10) * (1, 2, 4, 10)[client.fit]
    margin = -0.05 if dice.chance(0.05) else dice.between(8, 35) / 100
    while at <= end:
        amount = round(usual * dice.between(60, 150) / 100, 2)
        yield at, amount, round(amount * margin, 2)
        at += timedelta(days=max(1, interval * dice.between(70, 130) // 100))


def write(path: Path, population: Population, land: str, count: int, day: date) -> int:
    """Write clients and orders to a workbook of two sheets, or orders with their clients to a CSV; gives how many clients."""
    found = clients(population, land, count)
    heads, order_heads = _HEADS.get(land, _ENGLISH)
    listed: list[Row] = []
    sold: list[tuple[date, int, Row]] = []
    for client in found:
        company, dice = client.company, Dice(population.seed, f"card {land}", client.company.position)
        listed.append((client.written, client.number, company.place.town, company.domain, company.email, company.phone,
                       dice.pick(_OWNERS), dice.pick((0, 3, 5, 10))))  # fmt: skip
        for at, amount, profit in orders(client, day, population.seed):
            product, channel = dice.pick(_PRODUCTS), dice.pick(("web", "phone", "fair"))
            sold.append((at, company.position, (client.written, client.number, amount, profit, product, channel)))
    sold.sort(key=lambda each: each[:2])
    rows: list[Row] = [(at, number, *rest) for number, (at, _, rest) in enumerate(sold, start=1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        pages: list[tuple[str, Any]] = [("clients", _records(heads, listed)), ("orders", _records(order_heads, rows))]
        write_worksheets(pages, str(path))
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.writer(handle, delimiter=";")
            writer.writerow(order_heads)
            writer.writerows([f"{row[0]:%d.%m.%Y}", *row[1:]] for row in rows)
    return len(found)


def _records(heads: tuple[str, ...], rows: list[Row]) -> list[dict[str, str | int | float | date | None]]:
    return [dict(zip(heads, row, strict=True)) for row in rows]

"""The report: a page that needs nothing else, a workbook with the user's own columns, the same bytes every time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from leads import decisions
from leads.decisions import models
from leads.facts import open_facts
from pipelines.customers.known import write_known
from pipelines.customers.page import page
from pipelines.customers.report import write_report
from pipelines.customers.summary import NoOrders, Summary, summarise
from pipelines.customers.words import LANGUAGES, TEXTS

DAY = date(2026, 11, 20)


def seller(data: Path) -> None:
    """Twenty clients: the first four, hotels in Lviv, bring most; one of them fell silent and published a tender since."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    (data / "facts").mkdir()
    with open_facts(data / "facts" / "UA.duckdb") as facts:
        for nr in range(20):
            customer = models.Customer.objects.create(
                customer_id=f"k{nr:02}",
                name=f"<b>Client {nr}</b>",
                country="UA",
                owner="olena",
                custom={"Channel": "fair"},
                changed_at=at,
            )
            every, amount = (30, 1000) if nr < 4 else (120, 50)
            for place, ago in enumerate(range(150 if nr == 3 else 2 + nr, 700, every)):
                models.CustomerOrder.objects.create(
                    order_id=f"o{nr:02}{place:03}", customer=customer, day=DAY - timedelta(days=ago), amount=Decimal(amount),
                    currency="UAH", profit=Decimal(amount) / 5, product="Cleaning",
                )  # fmt: skip
        for nr in range(60):
            facts.execute(
                "INSERT INTO companies (company_id, country, region, nace) VALUES (?, 'UA', ?, ?)",
                [f"c{nr:02}", "UA-46" if nr < 6 else "UA-30", "55" if nr < 4 or nr == 59 else "47"],
            )
        facts.execute(
            """INSERT INTO customers (company_id, customer_id, how, best, stage, custom)
            SELECT 'c' || right(company_id, 2), 'k' || right(company_id, 2), 'number', company_id < 'c04', 'repeat', '{}' FROM companies
            WHERE company_id < 'c20'"""
        )
        facts.execute(
            "INSERT INTO signals (company_id, kind, role, day, title, url, listing_id) VALUES ('c03', 'tender', 'buyer', ?, 'Floors', 'https://x.ua/1', 'x:1')",
            [DAY - timedelta(days=3)],
        )


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """What there is to tell of that seller, made once."""
    folder = tmp_path_factory.mktemp("seller")
    decisions.open_decisions(folder)
    seller(folder)
    found = summarise(folder, date.max)
    decisions.close_decisions()
    return found


@pytest.fixture(scope="module")
def written(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its report."""
    folder = tmp_path_factory.mktemp("report")
    write_report(summary, folder)
    return folder


def test_the_figures_of_the_whole(summary: Summary) -> None:
    assert (summary.day, summary.currency, summary.by_profit) == (DAY - timedelta(days=2), "UAH", True)
    assert (summary.clients, summary.buyers, summary.best) == (20, 20, 4)
    assert 0.8 < summary.best_share < 1
    assert summary.retention == 1
    assert summary.average_order == pytest.approx(sum(row["revenue"] for row in summary.months[-12:]) / 88, rel=0.2)
    assert sum(row["clients"] for row in summary.classes) == sum(row["clients"] for row in summary.segments) == 20


def test_the_silent_good_client_is_first_to_be_woken_with_its_news(summary: Summary) -> None:
    first = summary.wake_up[0]
    assert (first["customer_id"], first["title"], first["url"]) == ("k03", "Floors", "https://x.ua/1")


def test_the_portrait_names_what_sets_the_best_apart(summary: Summary) -> None:
    told = {(each.trait, each.value): each for each in summary.portrait.traits}
    assert set(told) == {("industry", "55"), ("region", "UA:UA-46")}
    hotels = told["industry", "55"]
    assert (hotels.best, hotels.best_of, hotels.others, hotels.companies) == (4, 4, 0, 5)
    assert hotels.times == pytest.approx(12)


def test_the_page_needs_nothing_else_and_shows_names_as_text(written: Path) -> None:
    pages = sorted(written.glob("*.html"))
    assert len(pages) == 3
    for path in pages:
        shown = path.read_text("utf-8")
        language = {"clients": "en", "clients.ru": "ru", "clients.uk": "uk"}[path.stem]
        assert TEXTS["title"][language] in shown
        assert "<script" not in shown
        assert "&lt;b&gt;Client 3&lt;/b&gt;" in shown
        assert "<b>Client 3</b>" not in shown
        assert set(re.findall(r'(?:src|href)="(https?://[^"]*)"', shown)) == {"https://x.ua/1"}
        assert shown.count("<svg") == 5


def test_the_workbook_keeps_the_users_own_columns(written: Path) -> None:
    for language in LANGUAGES:
        book = openpyxl.load_workbook(written / ("clients.xlsx" if language == "en" else f"clients.{language}.xlsx"))
        sheet = book[TEXTS["clients"][language]]
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][-1] == "custom.Channel"
        assert [row[-1] for row in rows[1:]] == ["fair"] * 20


def test_the_same_clients_give_the_same_page_and_the_same_file_for_the_night(
    data: Path, summary: Summary, written: Path
) -> None:
    seller(data)
    assert page(summarise(data, date.max), "en") == (written / "clients.html").read_text("utf-8")
    first = write_known(data, DAY)
    assert first is not None
    before = first.read_bytes()
    assert write_known(data, DAY) == first
    assert first.read_bytes() == before


def test_without_orders_there_is_nothing_to_report(data: Path) -> None:
    with pytest.raises(NoOrders, match="customers import"):
        summarise(data, date.max)
    assert write_known(data, DAY) is None

"""A morning at work in a real Chromium, against the real server."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, Page, expect

from leads import decisions
from leads.models import Territory, TerritoryMember
from tests.portal.conftest import PASSWORD, published, varied
from tests.portal.serving import served
from tests.portal.visiting import CHROMIUM, NONE, Visit, chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NONE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal with two lists and three people; gives its address."""
    folder = tmp_path_factory.mktemp("portal")
    decisions.open_decisions(folder)
    published(varied(60))
    published(varied(3, profile="sewing"))
    for name, role, regions in (("olena", "sales", ["UA-46"]), ("petro", "sales", ["UA-32"]), ("root", "operator", [])):
        user = User.objects.create_user(name, password=PASSWORD)
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        if regions:
            territory = Territory.objects.create(name=name, regions=regions)
            TerritoryMember.objects.create(territory=territory, user=name)
    decisions.close_decisions()
    with served(folder) as address:
        yield address
    decisions.open_decisions(folder)
    decisions.close_decisions()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    made = Visit(browser, site)
    yield made
    made.page.context.close()
    assert not made.foreign
    assert not made.complaints


def companies(page: Page) -> list[str]:
    return [re.sub(r"\s*new$", "", text) for text in page.locator("td.company").all_inner_texts()]


def test_a_morning_at_work(visit: Visit, browser: Browser, site: str, tmp_path: Path) -> None:
    page = visit.sign_in("olena")
    page.get_by_role("link", name="Cleaning, Lviv").first.click()

    # Filter: the script applies a choice at once, and the address holds it.
    page.get_by_label("A", exact=True).check(force=True)
    page.wait_for_url("**?band=A**")
    assert companies(page) == [f"ТОВ «Ромашка {place}»" for place in (1, 11, 21, 31, 41, 51)]
    page.fill("#q", "РОМАШКА 11")
    page.keyboard.press("Enter")
    expect(page.locator("td.company")).to_have_count(1)
    page.get_by_role("link", name="Clear").click()

    # Download, and open the workbook.
    page.select_option("#format", "xlsx")
    with page.expect_download() as coming:
        page.get_by_role("button", name="these").click()
    target = tmp_path / coming.value.suggested_filename
    coming.value.save_as(target)
    assert target.name == "cleaning_2026-11-21_olena_30.xlsx"
    sheet = openpyxl.load_workbook(target).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 31
    place = {head: at for at, head in enumerate(rows[0])}

    # Open a lead by the keyboard, and mark it.
    page.locator("td.company a").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ромашка 1")
    page.fill("#note", "asked for an offer")
    page.get_by_role("button", name="called", exact=True).click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    expect(page.locator(".history")).to_contain_text("asked for an offer")

    # Send a filled-in file back: one outcome, one objection to be called.
    file = tmp_path / "back.csv"
    with file.open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["lead_id", "status", "note"])
        writer.writerow([rows[2][place["Lead id"]], "won", "yes!"])
        writer.writerow([rows[3][place["Lead id"]], "asked not to be called", ""])
    page.get_by_role("link", name="Send a file back").click()
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Show what would be noted").click()
    expect(page.get_by_text("2 to note, 0 in conflict")).to_be_visible()
    page.get_by_role("button", name="Note what is ticked").click()
    expect(page.get_by_text("2 marks were noted.")).to_be_visible()

    # Who asked not to be called is gone from pages and files, for everybody.
    gone = rows[3][place["Company"]]
    root = Visit(browser, site)
    for other in (page, root.sign_in("root")):
        other.goto(f"{site}/lists/cleaning/")
        assert companies(other)
        assert gone not in companies(other)
    with page.expect_download() as coming:
        page.get_by_role("button", name="these").click()
    coming.value.save_as(target)
    names = {row[place["Company"]] for row in openpyxl.load_workbook(target).worksheets[0].values}
    assert len(names) == 30
    assert gone not in names
    root.page.context.close()


def test_another_persons_leads_cannot_be_reached(visit: Visit, browser: Browser, site: str) -> None:
    page = visit.sign_in("olena")
    page.goto(f"{site}/lists/cleaning/")
    address = page.locator("td.company a").first.get_attribute("href") or ""
    petro = Visit(browser, site)
    petro.sign_in("petro")
    for path in (address, address.partition("?")[0]):
        answer: Any = petro.page.goto(site + path)
        assert answer.status == 404
    for path in ("/people/", "/audit/"):
        refused: Any = petro.page.goto(site + path)
        assert refused.status == 403
    petro.page.context.close()
    visit.complaints.clear()

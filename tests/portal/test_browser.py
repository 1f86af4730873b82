"""A morning at work in a real Chromium, against the real server; and no violation of axe-core's rules."""

from __future__ import annotations

import csv
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's own loop runs in this thread

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leads import decisions
from leads.models import Territory, TerritoryMember
from tests.portal.conftest import PASSWORD, published, varied

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal as `firstcall portal` serves it, with two lists and three people; gives its address."""
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
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "portal",
        "--data",
        str(folder),
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _answering(port, server, folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        decisions.open_decisions(folder)
        decisions.close_decisions()


def _answering(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server takes connections."""
    for _attempt in range(600):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    pytest.fail(f"the portal did not answer: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Visit:
    """One person's browser; notes requests to other sites and what the console complains of."""

    def __init__(self, browser: Browser, site: str, width: int = 1280) -> None:
        self.site = site
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = browser.new_context(viewport={"width": width, "height": 800}, locale="en").new_page()
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", lambda message: self._said(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.foreign.append(url)

    def _said(self, kind: str, text: str) -> None:
        if kind == "error" and "404" not in text:
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def sign_in(self, name: str) -> Page:
        page = self.open("/sign-in/")
        page.fill("#username", name)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.site}/")
        return page


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


@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_is_accessible_and_fits(width: int, browser: Browser, site: str) -> None:
    made = Visit(browser, site, width)
    axe = Axe()
    found: dict[str, str] = {}

    def check(path: str) -> None:
        page = made.open(path)
        result = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
        if result.violations_count:
            found[path] = result.generate_report()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path

    check("/sign-in/")
    page = made.sign_in("root")
    page.goto(f"{site}/lists/sewing/")
    lead = (page.locator("td.company a").first.get_attribute("href") or "").partition("?")[0]
    listed = page.url.removeprefix(site)
    for path in (
        "/", listed, f"{listed}?region=UA-32&q=x", lead, f"{listed}print/", "/follow-ups/", "/downloads/", "/marks/upload/",
        "/people/", "/audit/", "/nothing-here/",
    ):  # fmt: skip
        check(path)
    page.context.close()
    assert not found, "\n".join(found.values())
    assert not made.foreign

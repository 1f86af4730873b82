"""Every page of the portal in a real Chromium: no violation of axe-core's rules, and it fits on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern
from playwright.sync_api import Page

from leads import decisions
from portal.urls import urlpatterns
from tests.portal.everything import store
from tests.portal.serving import served
from tests.portal.visiting import CHROMIUM, NONE, Visit, chromium

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NONE)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
NO_PAGES = {
    "download", "current_list", "mark", "not_the_same", "follow_up_done", "follow_ups_calendar", "undo_download", "revoke_token", "hand_over",
    "chart", "give_out", "holiday", "territory", "answer", "logout", "set_language",
}  # fmt: skip
"""Addresses that take a form, lead to a page, or give a file or a picture."""
OUTSIDE = ("login", "welcome")
"""Pages of those who have not signed in."""
PHONE = ("lists", "list", "call_list", "lead", "team", "questions")
"""Pages that are laid out anew on a phone: looked at there too."""
LONGEST = "uk"
"""The language whose words are longest: what fits in it fits in all."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The portal with something on every page; gives its address and those of its pages by name."""
    folder: Path = tmp_path_factory.mktemp("portal")
    pages = store(folder)
    with served(folder) as address:
        yield address, pages
    decisions.open_decisions(folder)
    decisions.close_decisions()


def too_wide(page: Page) -> bool:
    """Whether one must scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_every_page_is_known_here(shown: tuple[str, dict[str, list[str]]]) -> None:
    names = {each.name for each in urlpatterns if isinstance(each, URLPattern)}
    assert names == set(shown[1]) | NO_PAGES


def test_every_page_is_accessible_and_fits(shown: tuple[str, dict[str, list[str]]]) -> None:
    site, pages = shown
    axe, found = Axe(), list[str]()
    with chromium() as browser:
        visit = Visit(browser, site)

        def look(name: str, path: str) -> None:
            page = visit.open(path)
            for width in (1280, 375):
                page.set_viewport_size({"width": width, "height": 800})
                if too_wide(page):
                    found.append(f"{path} is wider than {width} px")
                if width > 375 or name in PHONE:
                    result = axe.run(page, options=RULES)
                    found.extend([f"{path} at {width} px", result.generate_report()] if result.violations_count else [])

        for name in OUTSIDE:
            look(name, pages[name][0])
        visit.sign_in("root")
        for name, paths in pages.items():
            for path in paths if name not in OUTSIDE else ():
                look(name, path)
        look("", "/nothing-here/")
        page = visit.page
        page.context.add_cookies([{"name": "django_language", "value": LONGEST, "url": site}])
        for name, paths in pages.items():
            if name not in OUTSIDE:
                visit.open(paths[0])
                assert page.locator("html").get_attribute("lang") == LONGEST
                for width in (1280, 375):
                    page.set_viewport_size({"width": width, "height": 800})
                    found += [f"{paths[0]} in {LONGEST} is wider than {width} px"] if too_wide(page) else []
    assert not found, "\n".join(found)
    assert not visit.foreign
    assert not visit.complaints

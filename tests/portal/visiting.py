"""A person's browser for tests: a real Chromium that notes requests to other sites and what the console complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's own loop runs in this thread

from playwright.sync_api import Browser, Page, sync_playwright

from tests.portal.conftest import PASSWORD

CHROMIUM = shutil.which("chromium")
NONE = "Chromium is not installed (apt-get install chromium)"


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for many visits."""
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

"""Downloading a bulk file: to disk as it arrives, and whole or not at all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from leads.landing import Landing, Manifest, Outcome
from tests.spiders import site

ROOT = Path(__file__).resolve().parents[2]
NAME = "BasicCompanyDataAsOneFile-2026-11-01.zip"
MEGABYTES = 160
MEASURED = """
import atexit, os, re
peak = lambda: re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
atexit.register(lambda: open(os.environ["PEAK"], "w").write(peak()))
from scrapy.cmdline import execute
execute(["scrapy", "crawl", "gb_companies_house", "--nolog", "-s", "RETRY_TIMES=1"])
"""
"""The crawl, telling its peak memory itself: the kernel's figure for a child begins with its parent's."""


def archive(megabytes: int) -> bytes:
    """A stored ZIP of so many megabytes with a CSV of Companies House's header."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("data.csv", b"CompanyName, CompanyNumber\n" + (b"x" * 1023 + b"\n") * 1024 * megabytes)
    return out.getvalue()


def crawl(tmp_path: Path, answer: Callable[[str], site.Reply]) -> tuple[Manifest, int, list[str]]:
    """Crawl gb_companies_house from a site; the manifest, peak memory in MiB, and what was asked."""
    with site.running(answer) as server:
        environment = os.environ | {
            "FIRSTCALL_REHOST": server.url,
            "FIRSTCALL_DATA": str(tmp_path),
            "FIRSTCALL_LANDING": str(tmp_path / "landing"),
            "PEAK": str(tmp_path / "peak"),
        }
        done = subprocess.run(
            [sys.executable, "-c", MEASURED], cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False
        )
    [sealed] = Landing(str(tmp_path / "landing")).manifests("gb_companies_house")
    assert done.returncode == (0 if sealed.outcome is Outcome.complete else 1)
    return sealed, int((tmp_path / "peak").read_text()) // 1024, server.asked


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    body = archive(MEGABYTES)

    def answer(path: str) -> site.Reply:
        if path.endswith(".html"):
            return 200, {"Content-Type": "text/html"}, f'<a href="{NAME}">'.encode()
        return (200, {"ETag": '"1"'}, body) if path.endswith(".zip") else (404, {}, b"")

    sealed, peak, _ = crawl(tmp_path, answer)
    assert (sealed.outcome, sealed.bytes) == (Outcome.complete, len(body))
    assert (tmp_path / "landing" / "gb_companies_house" / str(sealed.file)).read_bytes() == body
    assert sealed.state == {"name": NAME, "etag": '"1"', "last_modified": None}
    assert peak < MEGABYTES, f"{peak} MiB for a file of {MEGABYTES}"


def test_a_download_that_breaks_off_is_tried_again_and_never_lands(tmp_path: Path) -> None:
    body = archive(1)

    def answer(path: str) -> site.Reply:
        if path.endswith(".html"):
            return 200, {"Content-Type": "text/html"}, f'<a href="{NAME}">'.encode()
        promised = {"Content-Length": str(len(body)), "Connection": "close"}
        return (200, promised, body[: len(body) // 2]) if path.endswith(".zip") else (404, {}, b"")

    sealed, _, asked = crawl(tmp_path, answer)
    assert sealed.outcome is Outcome.broken
    assert sealed.reason == f"https://download.companieshouse.gov.uk/{NAME} breaks off in the middle of its answer"
    assert len([path for path in asked if path.endswith(".zip")]) == 2
    assert [path.suffix for path in (tmp_path / "landing" / "gb_companies_house").iterdir()] == [".json"]

"""Writing the report: a page and a workbook in each language, each whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipelines.customers.page import page
from pipelines.customers.summary import Summary
from pipelines.customers.words import LANGUAGES
from pipelines.customers.workbook import write_workbook


def write_report(summary: Summary, folder: Path) -> list[Path]:
    """Write `clients.html` and `clients.xlsx` in English, `.ru` and `.uk` before the ending in the others; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        suffix = "" if language == "en" else f".{language}"
        writers: dict[str, Callable[[Path], object]] = {
            f"clients{suffix}.html": partial(_text, page(summary, language)),
            f"clients{suffix}.xlsx": partial(write_workbook, summary, language),
        }
        written += [_whole(folder / name, write) for name, write in writers.items()]
    return written


def _text(content: str, target: Path) -> None:
    target.write_text(content, "utf-8")


def _whole(target: Path, write: Callable[[Path], object]) -> Path:
    part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    try:
        write(part)
        return part.replace(target)
    finally:
        part.unlink(missing_ok=True)

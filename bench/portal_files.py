"""A download of 100,000 leads as one workbook, beside two other writers; memory must not grow with the leads.

    python bench/portal_files.py [--rows 20000 100000] [--data FOLDER]

Every writer gets the same leads from the same database with the same columns, in a process of its own: ours as the portal does it
(streamed, four sheets, links, formats), openpyxl's write-only mode and pandas, both one plain sheet. Peak memory is beside that of
a process that only opened the store.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["FIRSTCALL_SECRET"] = "0b" * 32
os.environ.pop("DATABASE_URL", None)

WRITERS = ("ours", "openpyxl", "pandas")


def filled(data: Path, rows: int) -> None:
    """A store with one list of so many leads, all with reasons."""
    from bench.portal_list import fill
    from leads import decisions

    decisions.open_decisions(data)
    fill(rows, rows)


def measured(writer: str, data: Path, rows: int) -> None:
    """What one process does: leads from the database, one workbook; prints one line."""
    from leads import decisions

    decisions.open_decisions(data)
    from leads.decisions import models
    from leads.sheets.columns import COLUMNS
    from leads.sheets.stored import head_of
    from leads.sheets.xlsx import cell, write_book
    from portal.downloads import seen_of, sheet_of, stream

    keys = list(models.LeadEntry.objects.order_by("rank").values_list("pk", flat=True)[:rows])
    before = peak()
    began, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list.xlsx"
        row = models.PublishedList.objects.get()
        sheet = sheet_of("en", keys, row)
        heads = [column.head["en"] for column in COLUMNS]
        cells = ([cell(column, lead, sheet) for column in COLUMNS] for lead in stream(keys))
        if writer == "ours":
            write_book(head_of(row), stream(keys), seen_of(keys), sheet, target)
        elif writer == "openpyxl":
            by_openpyxl(heads, cells, target)
        else:
            by_pandas(heads, cells, target)
        size = target.stat().st_size / 1e6
    print(
        f"{writer:8} rows={len(keys)} cpu={time.process_time() - cpu:.1f} s wall={time.perf_counter() - began:.1f} s "
        f"peak={peak():.0f} MB (+{peak() - before:.0f}) file={size:.1f} MB"
    )


def by_openpyxl(heads: list[str], cells: Iterable[list[Any]], target: Path) -> None:
    """A workbook by openpyxl's write-only mode, which streams too."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    for values in _with(heads, cells):
        page.append(values)
    book.save(target)


def by_pandas(heads: list[str], cells: Iterable[list[Any]], target: Path) -> None:
    """A workbook by pandas, which holds everything."""
    import pandas

    pandas.DataFrame(list(cells), columns=heads).to_excel(target, index=False, engine="openpyxl")


def peak() -> float:
    """Megabytes this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _with(heads: list[str], cells: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield heads
    yield from cells


def main() -> None:
    """Each number of rows by each writer."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--data", type=Path, help="a store that `bench/portal.py --data` left; default: a new one")
    parser.add_argument("--writer", choices=WRITERS, action="append")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.fill:
        filled(chosen.data, chosen.rows[0])
    elif chosen.inside:
        measured(chosen.writer[0], chosen.data, chosen.rows[0])
    if chosen.inside:
        return
    with ExitStack() as stack:
        data = chosen.data
        if data is None:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            command = [
                sys.executable,
                __file__,
                "--inside",
                "--fill",
                "--data",
                str(data),
                "--rows",
                str(max(chosen.rows)),
            ]
            subprocess.run(command, check=True, cwd=ROOT)
        for rows in chosen.rows:
            for writer in chosen.writer or WRITERS:
                subprocess.run(
                    [sys.executable, __file__, "--inside", "--writer", writer, "--data", str(data), "--rows", str(rows)],
                    check=True,
                    cwd=ROOT,
                )  # fmt: skip


if __name__ == "__main__":
    main()

"""A file of clients or orders as tables of text: CSV in any encoding and with any separator, XLSX, XLS or ODS.

Titles above the headings, blank rows, repeated headings and rows of totals are left out; headings over merged cells are joined
with those below them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from pathlib import Path
from statistics import median

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, ZipError

from pipelines.customers.contents import told
from pipelines.customers.encodings import decoded

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Endings of files that are read as workbooks; everything else is read as CSV."""
SEPARATORS = (";", ",", "\t", "|")
HEAD = 30
"""Rows among which the headings are looked for."""
BATCH = 50_000
"""Rows that become columns at a time."""
WIDEST = 500
"""Columns a table may have; more is a broken separator."""

TOTALS = re.compile(
    r"\s*(?:итого|всего|подытог|общий итог|разом|всього|усього|підсумок|загальний підсумок|(?:grand |sub)?total|sum)\b[\s:.]*",
    re.IGNORECASE,
)
"""How a row of totals begins."""

Row = list[str]


class UnreadableFile(ValueError):
    """A file that is no table; one sentence says why."""


@dataclass(frozen=True)
class Table:
    """One table: headings and text columns `c0`, `c1`, …, with the row of the file in `row` (from 1)."""

    name: str
    """Name of the sheet; empty for CSV."""
    headings: tuple[str, ...]
    columns: pa.Table
    totals: int
    """Rows of totals that were left out."""
    longer: tuple[int, ...] = ()
    """Rows of the file with more cells than headings; what is beyond is left out."""

    @property
    def rows(self) -> int:
        """How many rows hold data."""
        return int(self.columns.num_rows)


def read(path: Path, knows: Callable[[str], bool]) -> list[Table]:
    """The tables of a file; `knows` tells whether a cell could be a heading.

    Raises UnreadableFile where there is no table in it, OSError where it cannot be opened.
    """
    sheets = _workbook(path) if path.suffix.lower() in WORKBOOKS else _csv(path)
    tables = [table for name, rows in sheets if (table := _table(name, rows, knows)) is not None]
    if not tables:
        raise UnreadableFile(f"{path.name} holds no table with headings and rows under them")
    return tables


def _csv(path: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(f"{path.name} is a workbook under another name: give it the ending .xlsx or .xls")
    text, _ = decoded(content)
    lines = text.splitlines()
    if not lines:
        raise UnreadableFile(f"{path.name} is empty")
    given = re.fullmatch(r"\ufeff?sep=(.)", lines[0])
    separator = given[1] if given else _separator(lines[:HEAD])
    csv.field_size_limit(10_000_000)
    rows = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    yield "", ([] if given and number == 1 else row for number, row in enumerate(rows, start=1))


def _separator(lines: Sequence[str]) -> str:
    """The separator that gives most rows the same number of cells, more than one."""

    def fits(separator: str) -> tuple[int, float]:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        wide = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width)) if widths else 0
        return (widths.count(wide) if wide > 1 else 0), wide

    return max(SEPARATORS, key=fits)


def _workbook(path: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height:
                    yield name, _sheet(sheet)
    except (CalamineError, ZipError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else "it is damaged or has a password"
        raise UnreadableFile(f"{path.name} cannot be read as a workbook: {said}") from None


def _sheet(sheet: CalamineSheet) -> Iterator[Row]:
    skipped = sheet.start[0] if sheet.start else 0
    for _ in range(skipped):
        yield []
    for row in sheet.iter_rows():
        yield [_shown(cell) for cell in row]


def _shown(cell: object) -> str:
    """A typed cell as the text that is read later."""
    match cell:
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
        case timedelta() | time() | int():
            return str(cell)
        case _:
            return str(cell)


def _table(name: str, rows: Iterator[Row], knows: Callable[[str], bool]) -> Table | None:
    head = [[" ".join(cell.split()) for cell in row] for row in islice(rows, HEAD)]
    place = _headings_at(head, knows)
    if place is not None:
        headings, first = _headings(head, place, knows)
    elif _speaks(head):
        headings, first = tuple(f"column {place}" for place in range(1, max(map(len, head)) + 1)), 0
    else:
        return None
    body = _numbered(head[first:], rows, first)
    longer: list[int] = []
    columns, totals = _columns(body, headings, longer)
    return Table(name, headings, columns, totals, tuple(longer)) if columns.num_rows else None


def _headings_at(head: Sequence[Row], knows: Callable[[str], bool]) -> int | None:
    """The row with most cells that are known headings; without any, the first row that is as wide as the table, if it is words
    that no column holds."""
    known = [sum(knows(cell) for cell in row) for row in head]
    if head and max(known) >= 2:
        return known.index(max(known))
    filled = [sum(bool(cell) for cell in row) for row in head]
    usual = median([count for count in filled if count] or [0])
    for place, row in enumerate(head):
        texts = [cell for cell in row if cell]
        if texts and len(texts) >= max(1, usual * 0.7):
            return None if any(re.search(r"\d{2}|@", cell) or told([cell]) for cell in texts) else place
    return None


def _speaks(head: Sequence[Row]) -> bool:
    """Whether rows without headings tell by themselves what some column is."""
    columns = zip_longest(*head, fillvalue="")
    return any(told([cell for cell in column if cell]) for column in columns)


def _headings(head: Sequence[Row], place: int, knows: Callable[[str], bool]) -> tuple[tuple[str, ...], int]:
    """The headings, each once, and the row where the data begin (from 0). Groups of headings above or below are joined."""
    width = min(max(len(row) for row in head), WIDEST)
    row, first = _wide(head[place], width), place + 1
    over = _wide(head[place - 1], width) if place else []
    if place + 1 < len(head) and _second(head[place], head[place + 1], knows):
        row, over, first = _wide(head[place + 1], width), row, place + 2
    if sum(bool(cell) for cell in over) > 0 and sum(bool(cell) for cell in over) >= 2:
        spread, last = [], ""
        for above, below in zip(over, row, strict=True):
            last = above or (last if below else "")
            spread.append(last)
        row = [
            below if not above or above == below else f"{above}: {below}" if below else above
            for above, below in zip(spread, row, strict=True)
        ]
    named: list[str] = []
    for number, cell in enumerate(row, start=1):
        heading = cell or f"column {number}"
        again = 2
        while heading in named:
            heading, again = f"{cell or f'column {number}'} ({again})", again + 1
        named.append(heading)
    return tuple(named), first


def _second(row: Row, below: Row, knows: Callable[[str], bool]) -> bool:
    """Whether the row below holds headings too: known ones under the gaps that a merged cell leaves."""
    gaps = [place for place, cell in enumerate(below) if cell and (place >= len(row) or not row[place])]
    return (
        bool(gaps) and all(knows(below[place]) for place in gaps) and not any(re.search(r"\d", cell) for cell in below)
    )


def _wide(row: Row, width: int) -> Row:
    return [*row, *[""] * (width - len(row))][:width]


def _numbered(head: Iterable[Row], rest: Iterator[Row], first: int) -> Iterator[tuple[int, Row]]:
    number = first
    for row in head:
        number += 1
        yield number, row
    for row in rest:
        number += 1
        yield number, row


def _columns(body: Iterator[tuple[int, Row]], headings: tuple[str, ...], longer: list[int]) -> tuple[pa.Table, int]:
    """The rows as columns, and how many were totals; numbers of rows that hold more than the headings go to `longer`."""
    width, totals = len(headings), 0
    names = ["row", *(f"c{place}" for place in range(width))]
    schema = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in names[1:])])
    folded = [heading.casefold() for heading in headings]

    def kept() -> Iterator[tuple[int | str, ...]]:
        nonlocal totals
        for number, row in body:
            first = next((cell for cell in row if cell.strip()), "")
            if not first:
                continue
            if TOTALS.match(first) and _sums(row):
                totals += 1
            elif [cell.strip().casefold() for cell in row[:width]] != folded[: len(row)]:
                if any(cell.strip() for cell in row[width:]):
                    longer.append(number)
                yield (number, *row[:width], *("",) * (width - len(row)))

    batches, rows = [], kept()
    while chunk := list(islice(rows, BATCH)):
        cells = zip(*chunk, strict=True)
        batches.append(pa.record_batch([pa.array(column) for column in cells], schema=schema))
    return pa.Table.from_batches(batches, schema), totals


def _sums(row: Row) -> bool:
    """Whether nothing but numbers follows: a firm may be called 'Итого'."""
    rest = [cell for cell in row if cell.strip()][1:]
    return not rest or all(re.fullmatch(r"[\d\s.,()%₴$€₽-]+(?:\D{1,5})?", cell.strip()) for cell in rest)

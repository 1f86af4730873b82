"""The list as an XLSX workbook: leads, what the columns mean, what may be done with them, where they come from.

Cells are typed (numbers, days, text, links); ids and phones are text; no cell is ever a formula, whatever a source
published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheets

from pipelines.deliver.columns import COLUMNS, Column, Kind, Sheet
from pipelines.deliver.draft import LeadDraft, ListDraft
from pipelines.deliver.guide import SHEET_NAMES, explained, permitted, told

LONGEST_TEXT = 32_767
"""Characters Excel allows in a cell."""
LONGEST_LINK = 2_080
"""Characters Excel allows in a link; a longer one is shown as text."""
MOST_LINKS = 65_530
"""Links Excel allows on a sheet; further ones are shown as text."""

LINE = 15.0
"""Points of one line of text."""
MOST_LINES = 5
"""Lines a row of leads may take; more would hide the next leads."""
TEXT_WIDTHS = (44.0, 90.0, 30.0)
"""Widths of the explaining sheets."""
PRINTED = 12
"""Columns on paper: those a salesperson reads; more would be too small to read."""
A4 = 9
"""Paper size by Excel's numbers."""

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "number": "#,##0.##",
    "day": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "link": "@",
}


_WRAPPED = [place for place, column in enumerate(COLUMNS) if column.kind == "text" and column.width >= 24]
"""Columns whose text runs over several lines."""


def write_xlsx(draft: ListDraft, sheet: Sheet, target: Path) -> None:
    """Write the workbook in the sheet's language. Raises OSError where it cannot be written."""
    language = sheet.language
    names = SHEET_NAMES[language]
    heads = [column.head[language] for column in COLUMNS]
    links = _links_that_fit(draft)
    pages: list[tuple[str, Any]] = [
        (
            names[0],
            [dict(zip(heads, (cell(column, lead, sheet) for column in COLUMNS), strict=True)) for lead in draft.leads],
        ),
        (names[1], _texts(explained(draft, language))),
        (names[2], _texts(permitted(draft, language))),
        (names[3], _texts(told(draft, language))),
    ]
    if not draft.leads:
        # A sheet without rows would lose its header; one blank row keeps it.
        pages[0] = (names[0], [dict.fromkeys(heads)])
    write_worksheets(
        pages,
        str(target),
        freeze_panes={names[0]: {"row": 1, "col": 4}, **{name: {"row": 1, "col": 0} for name in names[1:]}},
        autofilter={names[0]: True},
        column_widths={
            names[0]: dict(zip(heads, (float(column.width) for column in COLUMNS), strict=True)),
            **{name: list(TEXT_WIDTHS) for name in names[1:]},
        },
        column_formats={
            names[0]: dict(zip(heads, (_format(column) for column in COLUMNS), strict=True)),
            **{name: [_wrapped(), _wrapped(), _wrapped()] for name in names[1:]},
        },
        row_heights={
            names[0]: _heights(pages[0][1], [float(column.width) for column in COLUMNS], _WRAPPED),
            **{name: _heights(rows, list(TEXT_WIDTHS), range(3)) for name, rows in pages[1:]},
        },
        header_format={name: _header() for name in names},
        url_columns={names[0]: [column.head[language] for column in links]},
        ignore_errors={names[0]: [column.head[language] for column in COLUMNS if column.kind == "text"]},
        page_setup={
            names[0]: {
                "landscape": True,
                "paper_size": A4,
                "repeat_rows": 0,
                "fit_to_pages": (1, 0),
                "print_area": (0, 0, max(len(draft.leads), 1), PRINTED - 1),
            },
            **{name: {"landscape": True, "paper_size": A4, "fit_to_pages": (1, 0)} for name in names[1:]},
        },
    )


def cell(column: Column, lead: LeadDraft, sheet: Sheet) -> Any:
    """A cell's value in the type a spreadsheet shows: None where there is nothing to show."""
    value = column.value(lead, sheet)
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value[:LONGEST_TEXT] if isinstance(value, str) else value


def _links_that_fit(draft: ListDraft) -> list[Column]:
    """Columns of links, as many as Excel takes on one sheet."""
    links = [column for column in COLUMNS if column.kind == "link"]
    return links[: MOST_LINKS // max(len(draft.leads), 1)]


def _texts(rows: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{head: text[:LONGEST_TEXT] for head, text in row.items()} for row in rows]


def _format(column: Column) -> Format:
    shown = Format().set_num_format(_FORMATS[column.kind]).set_align("top")
    return shown.set_text_wrap() if COLUMNS.index(column) in _WRAPPED else shown


def _heights(rows: list[dict[str, Any]], widths: list[float], wrapped: Iterable[int]) -> dict[int, float]:
    """Height of every row: LibreOffice leaves rows as high as they are written, and text would run into the next one."""
    places = list(wrapped)

    def lines(texts: list[Any]) -> int:
        return max((ceil(1.15 * len(str(texts[place] or "")) / widths[place]) for place in places), default=1)

    heads = lines(list(rows[0])) if rows else 1
    high = {
        number: LINE * min(max(lines(list(row.values())), 1), MOST_LINES) for number, row in enumerate(rows, start=1)
    }
    return {0: LINE * max(heads, 2), **high}


def _wrapped() -> Format:
    return Format().set_num_format("@").set_text_wrap().set_align("top")


def _header() -> Format:
    return Format().set_bold().set_text_wrap().set_background_color("#E8EEF4").set_align("top")

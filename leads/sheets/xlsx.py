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

from leads.sheets.columns import COLUMNS, Column, Kind, Sheet, columns_of
from leads.sheets.draft import LeadDraft, ListDraft
from leads.sheets.guide import SHEET_NAMES, Seen, explained, permitted, seen_in, told
from leads.sheets.headings import HEADINGS
from leads.sheets.outcomes import OUTCOMES

LONGEST_TEXT = 32_767
"""Characters Excel allows in a cell."""
LONGEST_LINK = 2_080
"""Characters Excel allows in a link; a longer one is shown as text."""
MOST_LINKS = 65_530
"""Links Excel allows on a sheet; further ones are shown as text."""

ROOMY = 5_000
"""Leads of a sheet whose texts run over several lines; a longer sheet has one line a row and is not held in memory."""
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


_WRAPPED = frozenset(column for column in COLUMNS if column.kind == "text" and column.width >= 24)
"""Columns whose text runs over several lines."""


def write_xlsx(draft: ListDraft, sheet: Sheet, target: Path) -> None:
    """Write the workbook of a whole list in the sheet's language. Raises OSError where it cannot be written."""
    write_book(draft, draft.leads, seen_in(draft.leads), sheet, target)


def write_book(draft: ListDraft, leads: Iterable[LeadDraft], seen: Seen, sheet: Sheet, target: Path) -> None:
    """Write the workbook of leads that come one after the other; above ROOMY of them memory does not grow with their number.

    `draft` gives title, day, sources and signals; `seen` what the leads are. Raises OSError where it cannot be written.
    """
    language, columns = sheet.language, columns_of(sheet)
    names = SHEET_NAMES[language]
    heads = [column.head[language] for column in columns]
    links = _links_that_fit(seen.leads)
    roomy = seen.leads <= ROOMY
    rows: Iterable[dict[str, Any]] = (
        dict(zip(heads, (cell(column, lead, sheet) for column in columns), strict=True)) for lead in leads
    )
    if roomy:
        # A sheet without rows would lose its header; one blank row keeps it.
        rows = list(rows) or [dict.fromkeys(heads)]
    texts = [
        _texts(explained(draft, seen, language, columns, sheet.standing)),
        _texts(permitted(seen, language)),
        _texts(told(draft, language)),
    ]
    pages: list[tuple[str, Any]] = list(zip(names, [rows, *texts], strict=True))
    heights = {name: _heights(page, list(TEXT_WIDTHS), range(3)) for name, page in zip(names[1:], texts, strict=True)}
    if roomy:
        wrapped = [place for place, column in enumerate(columns) if column in _WRAPPED]
        heights[names[0]] = _heights(pages[0][1], [float(column.width) for column in columns], wrapped)
    write_worksheets(
        pages,
        str(target),
        freeze_panes={names[0]: {"row": 1, "col": 4}, **{name: {"row": 1, "col": 0} for name in names[1:]}},
        autofilter={names[0]: True},
        column_widths={
            names[0]: dict(zip(heads, (float(column.width) for column in columns), strict=True)),
            **{name: list(TEXT_WIDTHS) for name in names[1:]},
        },
        column_formats={
            names[0]: dict(zip(heads, (_format(column, roomy) for column in columns), strict=True)),
            **{name: [_wrapped(), _wrapped(), _wrapped()] for name in names[1:]},
        },
        row_heights=heights,
        header_format={name: _header() for name in names},
        url_columns={names[0]: [column.head[language] for column in links]},
        data_validations={names[0]: {HEADINGS["status"].head[language]: _menu(language)}},
        ignore_errors={names[0]: [column.head[language] for column in columns if column.kind == "text"]},
        page_setup={
            names[0]: {
                "landscape": True,
                "paper_size": A4,
                "repeat_rows": 0,
                "fit_to_pages": (1, 0),
                "print_area": (0, 0, max(seen.leads, 1), PRINTED - 1),
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


def _menu(language: str) -> dict[str, Any]:
    """The outcomes to choose from; what somebody writes instead is taken too."""
    return {"type": "list", "values": [texts[language] for texts in OUTCOMES.values()], "error_style": "information"}


def _links_that_fit(leads: int) -> list[Column]:
    """Columns of links, as many as Excel takes on one sheet."""
    links = [column for column in COLUMNS if column.kind == "link"]
    return links[: MOST_LINKS // max(leads, 1)]


def _texts(rows: list[Mapping[str, str]]) -> list[dict[str, str]]:
    return [{head: text[:LONGEST_TEXT] for head, text in row.items()} for row in rows]


def _format(column: Column, roomy: bool) -> Format:
    shown = Format().set_num_format(_FORMATS[column.kind]).set_align("top")
    return shown.set_text_wrap() if roomy and column in _WRAPPED else shown


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

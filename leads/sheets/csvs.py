"""The list as CSV for people who open it in a Russian or Ukrainian Excel, or import it elsewhere, in their language.

`excel-ru`: semicolon, byte order mark, CRLF, decimal comma, days as 21.11.2026, and no cell that a spreadsheet
program would run: a text that begins with = + - @ TAB or CR is preceded by an apostrophe. The plain form for machines
is the canonical CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from leads.sheets.columns import Sheet, columns_of
from leads.sheets.draft import LeadDraft, ListDraft

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program run a cell (OWASP, CSV injection)."""


def excel_ru(draft: ListDraft, sheet: Sheet) -> bytes:
    """A whole list for Excel with Russian or Ukrainian regional settings."""
    return b"".join(excel_ru_lines(draft.leads, sheet))


def excel_ru_lines(leads: Iterable[LeadDraft], sheet: Sheet) -> Iterator[bytes]:
    """The same line by line, for leads that come one after the other."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.head[sheet.language] for column in columns_of(sheet)])
    yield b"\xef\xbb\xbf" + _taken(out)
    for lead in leads:
        writer.writerow([_shown(column.value(lead, sheet)) for column in columns_of(sheet)])
        yield _taken(out)


def plain_lines(leads: Iterable[LeadDraft], sheet: Sheet) -> Iterator[bytes]:
    """The columns under their names in files: comma, UTF-8, LF, ISO days, decimal point; harmless as the other."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns_of(sheet)])
    yield _taken(out)
    for lead in leads:
        writer.writerow([_plain(column.value(lead, sheet)) for column in columns_of(sheet)])
        yield _taken(out)


def harmless(text: str) -> str:
    """A text that no spreadsheet program runs.

    Leading blanks do not hide a formula from Excel, so they are looked through.
    """
    return f"'{text}" if text.lstrip(" \n\u00a0\ufeff").startswith(DANGEROUS) else text


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d.%m.%Y %H:%M}"
        case date():
            return f"{value:%d.%m.%Y}"
        case Decimal():
            return f"{value.normalize():f}".replace(".", ",")
        case float():
            return str(value).replace(".", ",")
        case int():
            return str(value)
        case _:
            return harmless(str(value))


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case str():
            return harmless(value)
        case _:
            return str(value)


def _taken(out: io.StringIO) -> bytes:
    """What was written so far; the buffer is empty afterwards."""
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()

"""The list as CSV for people who open it in a Russian or Ukrainian Excel, or import it elsewhere, in their language.

`excel-ru`: semicolon, byte order mark, CRLF, decimal comma, days as 21.11.2026, and no cell that a spreadsheet
program would run: a text that begins with = + - @ TAB or CR is preceded by an apostrophe. The plain form for machines
is the canonical CSV.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pipelines.deliver.columns import COLUMNS, Sheet
from pipelines.deliver.draft import ListDraft

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program run a cell (OWASP, CSV injection)."""


def excel_ru(draft: ListDraft, sheet: Sheet) -> bytes:
    """The list for Excel with Russian or Ukrainian regional settings."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.head[sheet.language] for column in COLUMNS])
    for lead in draft.leads:
        writer.writerow([_shown(column.value(lead, sheet)) for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


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

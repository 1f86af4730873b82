"""The report as an XLSX workbook: the summary, every client with all measures and the user's own columns, and each list in full."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheets

from pipelines.customers.page import a_year
from pipelines.customers.summary import Row, Summary
from pipelines.customers.words import CLASSES, SEGMENTS, STAGES, TRAITS, text, trait_value

CUSTOM = "custom."
"""Before the headings of the user's own columns."""
WIDTHS = {"text": 26.0, "number": 14.0, "day": 12.0}
_FORMATS = {"text": "@", "number": "#,##0", "share": "0%", "day": "yyyy-mm-dd", "few": "0.0"}
Page = tuple[str, list[dict[str, Any]], list[str]]
"""Name, rows by heading, and the kind of each column."""

_CLIENT: tuple[tuple[str, str, Callable[[Row, str], Any]], ...] = (
    ("client", "text", lambda row, _: row["name"]),
    ("owner", "text", lambda row, _: row["owner"]),
    ("class", "text", lambda row, _: row["abc"]),
    ("rfm", "text", lambda row, _: row["rfm"]),
    ("segment", "text", lambda row, language: SEGMENTS[row["segment"]][0][language] if row["segment"] else None),
    ("stage", "text", lambda row, language: STAGES[row["stage"]][language]),
    ("orders", "number", lambda row, _: row["orders"]),
    ("first_order", "day", lambda row, _: row["first_order"]),
    ("last_order", "day", lambda row, _: row["last_order"]),
    ("silence", "number", lambda row, _: row["silence"]),
    ("usual", "number", lambda row, _: row["interval"]),
    ("expected_on", "day", lambda row, _: row["expected_on"]),
    ("currency", "text", lambda row, _: row["currency"]),
    ("revenue", "number", lambda row, _: row["revenue"]),
    ("profit", "number", lambda row, _: row["profit"]),
    ("worth", "number", lambda row, _: row["worth"]),
    ("year", "number", lambda row, _: row["year"]),
    ("before", "number", lambda row, _: row["before"]),
    ("expected_year", "number", lambda row, _: row["value"]),
    ("a_year", "number", lambda row, _: round(a_year(row), 2) if row["first_order"] else None),
    ("alive", "share", lambda row, _: row["alive"]),
    ("best", "text", lambda row, language: text("yes", language) if row["best"] else None),
    ("wake_up", "text", lambda row, language: text("yes", language) if row["wake_up"] else None),
    (
        "news",
        "text",
        lambda row, _: " · ".join(str(part) for part in (row["seen"], row["title"], row["url"]) if part) or None,
    ),
    ("country", "text", lambda row, _: row["country"] or None),
    ("city", "text", lambda row, _: row["city"] or None),
    ("company", "text", lambda row, _: row["company_id"]),
)


def write_workbook(summary: Summary, language: str, target: Path) -> None:
    """Write the workbook in a language. Raises OSError where it cannot be written."""
    pages = [
        _totals(summary, language),
        _clients("wake_up", summary.wake_up, language),
        _clients("expected", summary.expected, language),
        _clients("clients", summary.all, language),
        _shares(
            "classes", "class", summary.classes, "abc", {key: words for key, (words, _) in CLASSES.items()}, language
        ),
        _shares(
            "segments",
            "segment",
            summary.segments,
            "segment",
            {key: words for key, (words, _) in SEGMENTS.items()},
            language,
        ),
        _portrait(summary, language),
    ]
    names = [name for name, _, _ in pages]
    heads = {name: list(rows[0]) for name, rows, _ in pages}
    write_worksheets(
        [(name, rows) for name, rows, _ in pages],
        str(target),
        freeze_panes={name: {"row": 1, "col": 1} for name in names},
        autofilter=dict.fromkeys(names[1:], True),
        column_widths={
            name: {head: WIDTHS.get(kind, 14.0) for head, kind in zip(heads[name], kinds, strict=True)} for name, _, kinds in pages
        },
        column_formats={
            name: {head: Format().set_num_format(_FORMATS[kind]).set_align("top") for head, kind in zip(heads[name], kinds, strict=True)}
            for name, _, kinds in pages
        },
        header_format={name: Format().set_bold().set_text_wrap().set_background_color("#E8EEF4").set_align("top") for name in names},
    )  # fmt: skip


def _clients(key: str, rows: Sequence[Row], language: str) -> Page:
    """Clients with all measures, and every column of the user's own that any of them has."""
    customs = [json.loads(row["custom"]) for row in rows]
    extra = sorted({heading for custom in customs for heading in custom})
    shown = [
        {text(head, language): cell(row, language) for head, _, cell in _CLIENT}
        | {f"{CUSTOM}{heading}": custom.get(heading) for heading in extra}
        for row, custom in zip(rows, customs, strict=True)
    ]
    kinds = [kind for _, kind, _ in _CLIENT] + ["text"] * len(extra)
    blank = dict.fromkeys(
        [text(head, language) for head, _, _ in _CLIENT] + [f"{CUSTOM}{heading}" for heading in extra]
    )
    return _name(key, language), shown or [blank], kinds


def _shares(
    key: str, head: str, rows: Sequence[Row], column: str, words: Mapping[str, Mapping[str, str]], language: str
) -> Page:
    meant = {"abc": CLASSES, "segment": SEGMENTS}[column]
    shown = [
        {
            text(head, language): row[column] if column == "abc" else words[row[column]][language],
            text("meaning", language): words[row[column]][language],
            text("clients", language): row["clients"],
            text("year", language): row["year"],
            text("worth", language): row["worth"],
            text("expected_year", language): row["value"],
            text("action", language): meant[row[column]][1][language],
        }
        for row in rows
    ]
    return _name(key, language), shown, ["text", "text", "number", "number", "number", "number", "text"]


def _portrait(summary: Summary, language: str) -> Page:
    heads = [text(key, language) for key in ("trait", "is", "of_best", "of_others", "of_all", "times")]
    shown = [
        dict(zip(heads, (TRAITS[each.trait][language], trait_value(each.trait, each.value, language), each.share, each.share_others,
                         each.share_companies, each.times), strict=True))
        for each in summary.portrait.traits
    ]  # fmt: skip
    return (
        _name("portrait", language),
        shown or [dict.fromkeys(heads)],
        ["text", "text", "share", "share", "share", "few"],
    )


def _totals(summary: Summary, language: str) -> Page:
    figures: tuple[tuple[str, Any], ...] = (
        ("clients", summary.clients), ("orders", summary.orders), ("currency", summary.currency), ("year", summary.year),
        ("before", summary.before), ("revenue", summary.revenue), ("expected_year", summary.value),
        ("average_order", round(summary.average_order, 2)), ("best", summary.best), ("share", summary.best_share),
        ("retention", summary.retention), ("conversion", summary.buyers / summary.clients), ("usual", summary.interval),
    )  # fmt: skip
    heads = (text("title", language), text("as_of", language, day=summary.day.isoformat()))
    rows = [dict(zip(heads, (text(key, language), value), strict=True)) for key, value in figures]
    return _name("summary", language), rows, ["text", "few"]


def _name(key: str, language: str) -> str:
    """The name of a sheet: Excel allows 31 characters and no colon."""
    return text(key, language).partition(":")[0][:31]

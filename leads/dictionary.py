"""The data dictionary, made from the strings under the fields: `python -m leads.dictionary > docs/fields.md`."""

from __future__ import annotations

import sys

from leads.records import RECORDS, Listing, Party
from leads.vocabulary import fields


def dictionary() -> str:
    """The vocabulary as Markdown: one table for what every listing has, one for each kind of listing, one for parties."""
    parts = [
        "# Data dictionary",
        "What a source may say, under the names used from landing to list. Made from `leads/records.py`; do not edit.",
        _table("Every listing", Listing, set()),
    ]
    every = set(fields(Listing))
    parts += [_table(record.__name__, record, every) for record in RECORDS.values()]
    parts.append(_table("Party", Party, set()))
    return "\n\n".join(parts) + "\n"


def _table(title: str, record: type, without: set[str]) -> str:
    lead = f"## {title}\n\n{(record.__doc__ or '').strip().splitlines()[0]}"
    rows = [
        f"| `{name}` | {field.kind.__name__}{', many' if field.many else ''} | {field.description} |"
        for name, field in fields(record).items()
        if name not in without
    ]
    return "\n".join([lead, "", "| field | kind | meaning |", "|---|---|---|", *rows])


if __name__ == "__main__":
    sys.stdout.write(dictionary())

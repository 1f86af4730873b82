"""Three-way merge of one record: what we wrote last, what the CRM holds now, what we want.

A field is written only where the CRM's value is empty or is what we last wrote. What a person changed, or emptied,
stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.deliver.crm.protocol import Fields


@dataclass(frozen=True)
class Merged:
    """Fields to write, fields left to the people who edited them, and what we then have written."""

    write: Fields
    kept: Fields
    base: Fields


def merge(base: Fields, theirs: Fields, ours: Fields) -> Merged:
    """Decide field by field; `kept` holds what we would have written."""
    write: dict[str, str] = {}
    kept: dict[str, str] = {}
    after = dict(base)
    for name, value in ours.items():
        there, last = theirs.get(name, ""), base.get(name, "")
        if same(there, value):
            after[name] = value
        elif (not there and not same(last, value)) or (there and same(there, last)):
            write[name] = after[name] = value
        else:
            kept[name] = value
    return Merged(write, kept, after)


def same(left: str, right: str) -> bool:
    """Whether two values are one: CRMs trim, reflow and reformat what they are given."""
    return _canonical(left) == _canonical(right)


def _canonical(value: str) -> str:
    text = " ".join(value.split()).casefold()
    digits = re.sub(r"[\s().-]", "", text)
    return digits if re.fullmatch(r"\+\d{7,15}", digits) else text.rstrip("/")

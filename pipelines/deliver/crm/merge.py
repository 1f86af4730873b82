"""Three-way merge of one record: what we wrote last, what the CRM holds now, what we want.

A field is written only where the CRM's value is empty or is what we last wrote. What a person changed, or emptied,
stays. crm.toml may choose another policy for a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.deliver.crm.protocol import Fields

OURS, MERGE, FILL_BLANK, CREATE_ONLY, NEVER = "ours", "merge", "fill_blank", "create_only", "never"
POLICIES = (OURS, MERGE, FILL_BLANK, CREATE_ONLY, NEVER)
"""Of a field: ours always; merge (the default); only while it is empty; only when a record is made; never."""


@dataclass(frozen=True)
class Merged:
    """Fields to write, fields left to the people who edited them, and what we then have written."""

    write: Fields
    kept: Fields
    base: Fields


def merge(base: Fields, theirs: Fields, ours: Fields, policies: Mapping[str, str] | None = None) -> Merged:
    """Decide field by field; `kept` holds what we would have written."""
    write: dict[str, str] = {}
    kept: dict[str, str] = {}
    after = dict(base)
    for name, value in ours.items():
        there, last = theirs.get(name, ""), base.get(name, "")
        if same(there, value):
            after[name] = value
        elif _may(there, last, value, (policies or {}).get(name, MERGE)):
            write[name] = after[name] = value
        else:
            kept[name] = value
    return Merged(write, kept, after)


def same(left: str, right: str) -> bool:
    """Whether two values are one: CRMs trim, reflow and reformat what they are given."""
    return _canonical(left) == _canonical(right)


def _may(there: str, last: str, value: str, policy: str) -> bool:
    if policy == OURS:
        return True
    if policy in {CREATE_ONLY, NEVER}:
        return False
    if not there:
        return not same(last, value)
    return policy == MERGE and same(there, last)


def _canonical(value: str) -> str:
    text = " ".join(value.split()).casefold()
    digits = re.sub(r"[\s().-]", "", text)
    if re.fullmatch(r"8\d{10}", digits):  # how +7 is dialled, and written, at home
        return f"7{digits[1:]}"
    return digits.removeprefix("+") if re.fullmatch(r"\+?\d{7,15}", digits) else text.rstrip("/")

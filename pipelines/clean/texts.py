"""Texts: a batch inside DuckDB, still as published, listings and parties each as one relation."""

from __future__ import annotations

from dataclasses import dataclass

from leads.records import RECORDS, Party
from leads.vocabulary import IndustryCode, RegisterNumber, fields
from pipelines.clean.crawls import Batch
from pipelines.clean.quoting import name

LINE_KEY = ("row", "crawl", "line", "fetched_at")
"""What every row of both relations begins with: its row in the batch's table, and where and when it was landed."""


@dataclass(frozen=True)
class Texts:
    """A batch as two SELECTs over one temporary table; `row` is that table's rowid."""

    batch: Batch
    table: str
    listing: str
    """SELECT row, crawl, line, fetched_at and every field of the record; fields without any text are NULL."""
    party: str
    """The same key, source_id, event, ceased_on of its listing; then ordinal, role, subject and every field of a party.

    Register numbers come as columns register_1, number_1, register_2, …, industry codes as scheme_1, code_1, …: lists cost too much
    where millions have one each.
    """
    listing_fields: frozenset[str]
    """Fields that may have text."""
    party_fields: frozenset[str]
    """Fields of parties that may have text; empty where no party is declared."""
    numbers: int
    """The most register numbers a party has."""
    codes: int
    """The most industry codes a party has."""
    parties: int
    """The most parties a listing has."""


def party_types() -> dict[str, str]:
    """The DuckDB types of a party's texts, `role` and `subject` among them; without its numbers and codes."""
    found = {
        field: "VARCHAR[]" if spec.many else "VARCHAR"
        for field, spec in fields(Party).items()
        if spec.kind not in (RegisterNumber, IndustryCode)
    }
    return found | {"subject": "VARCHAR"}


def record_of(batch: Batch) -> type:
    """The record class of a batch's listings."""
    return RECORDS[batch.declaration.kind]


def inherited(kind: str) -> list[str]:
    """SQL columns of the listing that its parties' typed values depend on."""
    record: type = RECORDS[kind]
    known = fields(record)
    return [
        name(field) if field in known else f"NULL::VARCHAR AS {name(field)}"
        for field in ("source_id", "event", "ceased_on")
    ]

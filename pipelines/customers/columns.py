"""Which column is which field: guessed by heading and contents, corrected by people, remembered by the set of headings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipelines.customers.contents import LOOKED_AT, counts_rows, holds, told
from pipelines.customers.headings import CLIENT, FIELDS, ORDER, field_of, fields_of, folded
from pipelines.customers.tables import Table

NAMED_FIT = 0.5
"""Share of values that must fit the field a heading names; below it the heading is not believed."""
MANY = ("custom", "skip", "person")
"""Fields that several columns may be."""
NUMBERISH = frozenset({"day", "since", "amount", "profit", "cost", "margin", "email", "currency"})


class WrongMapping(ValueError):
    """A mapping that names a column or field that does not exist; one sentence says which."""


@dataclass(frozen=True)
class Column:
    """How one column is read."""

    heading: str
    place: int
    """Its number in the table, from 0."""
    field: str
    why: str
    """heading, contents, remembered, yours, kept (as custom) or empty."""
    example: str
    """Its first value; of a column of persons nothing is shown."""


@dataclass(frozen=True)
class Reading:
    """How all columns of a table are read."""

    columns: tuple[Column, ...]

    def place(self, field: str) -> int | None:
        """The place of the column that is a field."""
        return next((column.place for column in self.columns if column.field == field), None)

    @property
    def is_orders(self) -> bool:
        """Whether the rows are orders: they have a day and money."""
        return self.place("day") is not None and self.place("amount") is not None

    @property
    def is_clients(self) -> bool:
        """Whether the rows say who the client is."""
        return any(self.place(field) is not None for field in ("name", "number", "code"))

    def custom(self) -> list[Column]:
        """The columns kept under their own heading."""
        return [column for column in self.columns if column.field == "custom"]


def fingerprint(headings: tuple[str, ...]) -> str:
    """The same for all files with these headings, whatever their order and capitals."""
    return hashlib.sha256("\n".join(sorted(folded(heading) for heading in headings)).encode()).hexdigest()


def mapped(table: Table, remembered: Mapping[str, str], given: Mapping[str, str]) -> Reading:
    """How a table is read: what was given wins, then what was remembered, then headings and contents.

    Raises WrongMapping where `given` names a field that does not exist.
    """
    for heading, field in given.items():
        if field not in FIELDS:
            raise WrongMapping(f"there is no field {field!r} for {heading!r}; fields are {', '.join(FIELDS)}")
    values = [_sample(table, place) for place in range(len(table.headings))]
    said = _said(table.headings, remembered, "remembered") | _said(table.headings, given, "yours")
    taken = {field for field, _ in said.values()} - set(MANY)
    guesses = _guesses(table.headings, values, set(said), taken)
    columns = []
    for place, heading in enumerate(table.headings):
        field, why = (
            said.get(place)
            or guesses.get(place)
            or ("custom" if values[place] else "skip", "kept" if values[place] else "empty")
        )
        example = "" if field == "person" else next(iter(values[place]), "")
        columns.append(Column(heading, place, field, why, example[:60]))
    return _settled(Reading(tuple(columns)), given)


def unknown_headings(tables: list[Table], given: Mapping[str, str]) -> list[str]:
    """Headings that were given a field and that no table has."""
    known = {folded(heading) for table in tables for heading in table.headings}
    return [heading for heading in given if folded(heading) not in known]


def _sample(table: Table, place: int) -> list[str]:
    found = []
    for value in table.columns.column(place + 1).slice(0, 4 * LOOKED_AT).to_pylist():
        if value and value.strip():
            found.append(value.strip())
            if len(found) == LOOKED_AT:
                break
    return found


def _said(headings: tuple[str, ...], words: Mapping[str, str], why: str) -> dict[int, tuple[str, str]]:
    by_heading = {folded(heading): field for heading, field in words.items()}
    return {
        place: (by_heading[folded(heading)], why)
        for place, heading in enumerate(headings)
        if folded(heading) in by_heading
    }


def _guesses(
    headings: tuple[str, ...], values: list[list[str]], said: set[int], taken: set[str]
) -> dict[int, tuple[str, str]]:
    """The surest pairs of column and field first, each field once; then what contents alone prove."""
    offers: list[tuple[float, int, str]] = []
    found: dict[int, tuple[str, str]] = {}
    for place, heading in enumerate(headings):
        if place in said:
            continue
        named = field_of(heading)
        if named in (None, "skip") and counts_rows(values[place]):
            found[place] = ("skip", "row numbers")
            continue
        if named is None or not values[place]:
            continue
        if named in MANY:
            found[place] = (named, "heading")
            continue
        for field, sure in fields_of(heading):
            fit = holds(values[place], field) if field in NUMBERISH else 1.0
            if fit >= NAMED_FIT and field not in MANY:
                offers.append(
                    (sure * fit, place, "margin" if "%" in heading and field in ("profit", "amount") else field)
                )
    free = set(FIELDS) - taken
    for _, place, field in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if field in free and place not in found:
            free.discard(field)
            found[place] = (field, "heading")
    for place in range(len(headings)):
        if place not in said and place not in found and values[place]:
            field_told = told(values[place])
            if field_told == "person":
                found[place] = ("person", "contents")
            elif field_told in free and field_of(headings[place]) not in ("day", "amount"):
                free.discard(field_told)
                found[place] = (field_told, "contents")
    return found


def _settled(mapping: Reading, given: Mapping[str, str]) -> Reading:
    """Guesses that make sense together: without money a day is when the client began, and a bare document number is nobody's."""
    fixed = {folded(heading) for heading in given}

    def change(field: str, to: str) -> None:
        nonlocal mapping
        mapping = Reading(
            tuple(
                replace(column, field=to, why=column.why if to != "custom" else "kept")
                if column.field == field and folded(column.heading) not in fixed and column.why != "remembered"
                else column
                for column in mapping.columns
            )
        )

    if (
        mapping.place("day") is None
        and mapping.place("amount") is not None
        and mapping.place("order_number") is not None
    ):
        change("since", "day")  # a list of orders says "created at"
    if mapping.place("day") is not None and mapping.place("amount") is None:
        if (
            mapping.place("order_number") is None
            and mapping.place("since") is None
            and mapping.place("name") is not None
        ):
            change("day", "since")
        else:
            change("day", "custom")
    if not mapping.is_orders:
        if mapping.place("code") is None and mapping.place("order_number") is not None:
            change("order_number", "code")
        for field in ORDER:
            change(field, "custom")
    return mapping


SHOWN = {field: ("client" if field in CLIENT else "order" if field in ORDER else "") for field in FIELDS}
"""What a field belongs to, for people."""

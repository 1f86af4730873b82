"""The vocabulary: every field has a kind and a description, and a landing line has a column for each."""

from __future__ import annotations

import duckdb
import pytest

from leads.landing import line_columns
from leads.records import RECORDS, Party, Registration
from leads.vocabulary import Day, Field, IndustryCode, Name, RegisterNumber, Text, fields


@pytest.mark.parametrize("record", [*RECORDS.values(), Party])
def test_every_field_has_a_kind_and_a_description(record: type) -> None:
    found = fields(record)
    assert all(each.description.endswith(".") for each in found.values())
    assert all(each.name == name for name, each in found.items())


def test_inherited_fields_come_first_in_the_order_written() -> None:
    names = list(fields(Registration))
    assert names[:3] == ["source_id", "url", "title"]
    assert names.index("published") < names.index("event") < names.index("registered_on")
    assert fields(Registration)["registered_on"].kind is Day


def test_lists_are_told_from_single_values() -> None:
    party = fields(Party)
    assert party["name"] == Field("name", Name, False, "The name in full, as published.")
    assert (party["numbers"].kind, party["numbers"].many) == (RegisterNumber, True)
    assert (party["codes"].kind, party["codes"].many) == (IndustryCode, True)


class Undescribed:
    named: Text


class Unkind:
    number: int
    """A number is no kind of field."""


def test_a_field_without_kind_or_description_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Undescribed\.named has no description"):
        fields(Undescribed)
    with pytest.raises(TypeError, match=r"Unkind\.number has no kind"):
        fields(Unkind)


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_duckdb_takes_the_columns_of_a_landing_line(kind: str) -> None:
    columns = line_columns(kind)
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE lines ({', '.join(f'{name} {type_}' for name, type_ in columns.items())})")
    made = [row[0] for row in connection.execute("DESCRIBE lines").fetchall()]
    assert made == list(columns)
    assert "subject" in columns["parties"]

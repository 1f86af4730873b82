"""Records as comparable columns: each row stays with its record, whatever the table's size and order."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.link.fields import RECORDS, prepare
from tests.pipelines.link.made_records import record, table

ROWS = 500_000
"""So many that DuckDB's threads answer out of turn."""


@pytest.fixture(scope="module")
def large() -> pa.Table:
    whole = np.arange(ROWS)
    columns = {
        "rid": pa.array([f"r{row:07}" for row in whole]),
        "name": pa.array(["Vesna"] * ROWS),
        "postcode": pa.array(whole).cast(pa.string()),
    }
    return pa.table([columns.get(field.name, pa.nulls(ROWS, field.type)) for field in RECORDS], schema=RECORDS)


def test_rows_of_a_large_table_are_those_of_its_parts_in_any_physical_order(large: pa.Table) -> None:
    """Nobody may be given somebody else's address, however DuckDB shares the work among its threads."""
    whole = prepare(large)
    some = np.arange(0, ROWS, 997)
    few = prepare(large.take(pa.array(np.random.default_rng(5).permutation(some))))
    assert few.rids.equals(whole.take(some).rids)
    assert np.array_equal(few.postcode, whole.postcode[some])


def test_a_missing_value_is_unknown_not_equal() -> None:
    fields = prepare(table([record("a", "Vesna"), record("b", "Zoria", city="Lviv", phone="12")]))
    assert fields.city[0] == 0
    assert fields.phone.tolist() == [0, 0]
    assert fields.city[1] != 0


@pytest.mark.parametrize(
    "written", ["Hauptstraße 4", "Hauptstrasse 4", "Hauptstr. 4", "HAUPTSTRASSE 4", "Haupt Straße 4"]
)
def test_a_german_street_is_the_same_however_it_is_shortened(written: str) -> None:
    fields = prepare(table([record("a", "Vesna", address=written), record("b", "Vesna", address="Hauptstr. 4")]))
    assert fields.street_hash[0] == fields.street_hash[1] != 0
    assert fields.house[0] == fields.house[1] != 0

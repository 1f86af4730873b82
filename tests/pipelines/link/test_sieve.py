"""The sieve: which pairs are never weighed, and which always are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipelines.link.comparison import Namesakes, numbers_of
from pipelines.link.fields import prepare
from pipelines.link.sieve import coarse, worth
from tests.pipelines.link.made_records import record, table

TOWNS = ("Lviv", "Kyiv", "Odesa", "Dnipro", "Kharkiv", "Sumy", "Rivne", "Lutsk", "Poltava", "Ternopil")
COMMON = [record(f"n{nr}", "Vector", city=town, number=f"{30000000 + nr}") for nr, town in enumerate(TOWNS)]
"""A name that ten companies bear."""


def _weighed(one: dict[str, Any], other: dict[str, Any], large: bool) -> bool:
    fields = prepare(table([record("a", **one), record("b", **other), *COMMON]))
    left, right = np.array([0]), np.array([1])
    borne = Namesakes.of(fields).borne(fields)
    found = worth(fields, borne, left, right, numbers_of(fields, fields, left, right), large)
    kept = coarse(fields, borne)(left, right)
    assert not found[0] or not large or kept[0] or "phone" in one
    return bool(found[0])


@pytest.mark.parametrize(
    ("one", "other", "small", "large"),
    [
        ({"name": "Vector", "city": "Lviv"}, {"name": "Vector", "city": "Kyiv"}, True, False),
        ({"name": "Zorianka", "city": "Lviv"}, {"name": "Zorianka", "city": "Kyiv"}, True, True),
        (
            {"name": "Vector", "city": "Lviv", "phone": "0442223344"},
            {"name": "Vector", "city": "Kyiv", "phone": "0442223344"},
            True,
            True,
        ),
        ({"name": "Karpaty Bud", "city": "Lviv"}, {"name": "Karpat Bud", "city": "Lviv"}, True, True),
        ({"name": "Karpaty", "city": "Lviv"}, {"name": "Karpaty Inter Transport Vesna", "city": "Lviv"}, True, False),
        ({"name": "Karpaty", "city": "Lviv"}, {"name": "Moloko", "city": "Lviv"}, False, False),
        ({"name": "Karpaty", "city": "Lviv"}, {"name": "Moloko", "city": "Kyiv"}, False, False),
        ({"name": "Karpaty", "number": "1"}, {"name": "Karpaty", "number": "2"}, False, False),
        ({"name": "Karpaty", "number": "1"}, {"name": "Moloko", "number": "1"}, True, True),
    ],
)
def test_what_is_weighed_in_small_sets_and_in_large(
    one: dict[str, Any], other: dict[str, Any], small: bool, large: bool
) -> None:
    assert (_weighed(one, other, False), _weighed(one, other, True)) == (small, large)

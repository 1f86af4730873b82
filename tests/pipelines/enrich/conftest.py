"""A stand-in server for every test of enrich."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pipelines.enrich.stand_in import StandIn, standing_in


@pytest.fixture
def hosts() -> Iterator[StandIn]:
    with standing_in() as told:
        yield told

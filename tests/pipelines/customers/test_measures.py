"""What orders say of clients: classes, fifths, stages, on histories made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from leads.facts import connect
from pipelines.customers.measures import GRID, Measured, measure
from pipelines.customers.words import CLASSES, LANGUAGES, SEGMENTS, STAGES

DAY = date(2026, 11, 20)
FIELDS = ("customer_id", "number", "day", "amount", "currency", "profit", "product")
Order = tuple[str, int, float]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        yield opened


def table(orders: list[Order], currency: str = "UAH", margin: float | None = None) -> pa.Table:
    """Orders as (client, days ago, amount)."""
    rows = [
        (
            client,
            "",
            (DAY - timedelta(days=ago)).isoformat(),
            str(amount),
            currency,
            None if margin is None else str(amount * margin),
            "",
        )
        for client, ago, amount in orders
    ]
    return pa.table({name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(FIELDS)})


def steady(client: str, every: int, amount: float, last: int = 0, first: int = 700) -> list[Order]:
    return [(client, ago, amount) for ago in range(last, first, every)]


def measured(con: duckdb.DuckDBPyConnection, orders: pa.Table) -> dict[str, dict[str, Any]]:
    measure(con, orders, DAY)
    found = con.execute("FROM measured")
    names = [column[0] for column in found.description or ()]
    return {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}


BASE = [
    *steady("big", 30, 1000), *steady("quiet", 30, 900, last=120), *steady("gone", 20, 500, last=400),
    *steady("small", 60, 20, first=730), ("fresh", 5, 30), ("once", 650, 30), *steady("mid", 45, 120),
]  # fmt: skip


def test_stages_of_the_life_cycle(con: duckdb.DuckDBPyConnection) -> None:
    found = measured(con, table(BASE))
    stages = {client: row["stage"] for client, row in found.items()}
    assert stages == {
        "big": "repeat", "quiet": "sleeping", "gone": "lost", "small": "repeat", "fresh": "new", "once": "one_time", "mid": "repeat",
    }  # fmt: skip


def test_only_good_clients_who_fell_silent_are_woken_up(con: duckdb.DuckDBPyConnection) -> None:
    assert {client for client, row in measured(con, table(BASE)).items() if row["wake_up"]} == {"quiet", "gone"}


def test_classes_follow_what_is_brought_now_and_what_may_come(con: duckdb.DuckDBPyConnection) -> None:
    found = measured(con, table(BASE))
    assert found["big"]["abc"] == "A"
    assert {found[client]["abc"] for client in ("small", "fresh", "once")} == {"D"}


def test_who_brings_a_loss_is_e(con: duckdb.DuckDBPyConnection) -> None:
    orders = pa.concat_tables([table(steady("good", 30, 100), margin=0.2), table(steady("bad", 30, 100), margin=-0.1)])
    found = measured(con, orders)
    assert (found["good"]["abc"], found["bad"]["abc"]) == ("A", "E")


def test_fifths_are_fair(con: duckdb.DuckDBPyConnection) -> None:
    found = measured(
        con, table([order for nr in range(10) for order in steady(f"k{nr}", 30 + nr, 10.0 * (nr + 1), last=nr)])
    )
    assert [found[f"k{nr}"]["m"] for nr in range(10)] == sorted(found[f"k{nr}"]["m"] for nr in range(10))
    assert {row["r"] for row in found.values()} == {1, 2, 3, 4, 5}
    assert found["k0"]["r"] == 5
    once = measured(con, table([(f"k{nr}", nr, 10.0) for nr in range(10)]))
    assert {row["f"] for row in once.values()} == {1}


def test_the_best_are_a_fifth_and_returned_goods_are_no_orders(con: duckdb.DuckDBPyConnection) -> None:
    found = measured(con, table([*BASE, ("big", 1, -50.0)]))
    assert {client for client, row in found.items() if row["best"]} == {"big", "quiet"}
    assert found["big"]["orders"] == len(steady("big", 30, 1000))
    assert found["big"]["revenue"] == 1000 * found["big"]["orders"] - 50


def test_currencies_are_never_added(con: duckdb.DuckDBPyConnection) -> None:
    orders = pa.concat_tables(
        [table(steady("here", 30, 1000)), table(steady("abroad", 30, 10), "USD"), table([("here", 3, 5.0)], "USD")]
    )
    found = measured(con, orders)
    assert (found["here"]["currency"], found["abroad"]["currency"]) == ("UAH", "USD")
    assert found["here"]["revenue"] == 1000 * len(steady("here", 30, 1000))
    assert found["abroad"]["abc"] == "A"


def test_an_old_export_makes_nobody_silent_and_later_orders_are_not_seen(con: duckdb.DuckDBPyConnection) -> None:
    orders = table(steady("big", 30, 1000, last=90))
    assert measure(con, orders, DAY) == Measured(DAY - timedelta(days=90), False, "UAH")
    assert measure(con, orders, DAY - timedelta(days=100)) == Measured(DAY - timedelta(days=120), False, "UAH")
    assert measure(con, orders, DAY - timedelta(days=9999)) is None


def test_the_next_order_is_expected_after_the_usual_interval(con: duckdb.DuckDBPyConnection) -> None:
    found = measured(con, table(BASE))
    assert abs((found["big"]["expected_on"] - DAY).days - 30) <= 2
    assert found["gone"]["expected_on"] is None
    assert 9 < found["big"]["expected"] < 13
    assert found["gone"]["alive"] < 0.2 < 0.8 < found["big"]["alive"]


def test_order_of_rows_and_threads_change_nothing(con: duckdb.DuckDBPyConnection) -> None:
    orders = table(BASE)
    turned = orders.take(list(range(orders.num_rows - 1, -1, -1)))
    with connect(threads=1) as other:
        assert measured(con, orders) == measured(other, turned)


def test_everything_has_a_name_in_three_languages() -> None:
    assert {name for row in GRID.values() for name in row} == set(SEGMENTS)
    for texts in [text for pair in (*CLASSES.values(), *SEGMENTS.values()) for text in pair] + list(STAGES.values()):
        assert all(texts[language] for language in LANGUAGES)

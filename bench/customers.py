"""Own clients: how long an import and the measures take, beside plain pandas.

python -m bench.customers                 # a million orders of 50,000 clients
python -m bench.customers --orders 100000
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

DAY = date(2026, 11, 20)
T = TypeVar("T")


def made(orders: int) -> pd.DataFrame:
    """Orders of one client in twenty, some of them thousands of times, over three years."""
    dice = np.random.default_rng(7)
    client = dice.zipf(1.4, orders) % max(orders // 20, 1)
    ago = dice.integers(0, 3 * 365, orders)
    return pd.DataFrame(
        {
            "Client": [f"Client {number} Ltd" for number in client],
            "Date": [(DAY - timedelta(days=int(days))).isoformat() for days in ago],
            "Invoice": np.arange(orders).astype(str),
            "Amount": [f"{amount:.2f}" for amount in dice.gamma(2, 500, orders)],
            "Product": dice.choice(["cleaning", "windows", "supplies"], orders),
        }
    )


def timed(name: str, work: Callable[[], T]) -> tuple[T, float]:
    """The answer and the CPU seconds it took, printed."""
    before = time.process_time()
    answer = work()
    seconds = time.process_time() - before
    print(f"{name}: {seconds:.1f} s CPU", flush=True)
    return answer, seconds


def by_pandas(table: pa.Table) -> pd.DataFrame:
    """Recency, frequency, money, fifths and usual interval the way a notebook does it; no model, no life cycle."""
    frame = table.to_pandas()
    frame["day"] = pd.to_datetime(frame["day"])
    frame["amount"] = frame["amount"].astype(float)
    newest = frame["day"].max()
    clients = frame.groupby("customer_id").agg(
        orders=("number", "nunique"),
        first=("day", "min"),
        last=("day", "max"),
        worth=("amount", "sum"),
        days=("day", "nunique"),
    )
    clients["silence"] = (newest - clients["last"]).dt.days
    clients["interval"] = (clients["last"] - clients["first"]).dt.days / (clients["days"] - 1).clip(lower=1)
    for fifth, column, up in (("r", "silence", False), ("f", "orders", True), ("m", "worth", True)):
        clients[fifth] = np.ceil(clients[column].rank(pct=True, ascending=up) * 5).clip(1, 5).astype(int)
    return clients


def main() -> None:
    """Print one line for each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=1_000_000)
    options = parser.parse_args()
    from leads import decisions
    from leads.facts import connect
    from pipelines.customers.importing import Wish, import_file
    from pipelines.customers.measures import measure
    from pipelines.customers.storing import orders as stored

    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        made(options.orders).to_csv(data / "orders.csv", index=False)
        decisions.open_decisions(data)
        wish = Wish(country="GB", currency="GBP")
        report, _ = timed(
            f"import of {options.orders:,} orders", lambda: import_file(data / "orders.csv", data, wish, "bench")
        )
        print(report.as_line())
        again, _ = timed("the same file again", lambda: import_file(data / "orders.csv", data, wish, "bench"))
        print(again.as_line())
        table, _ = timed("reading the orders", stored)
        with connect() as con:
            _, ours = timed("ABC, RFM, life cycle, LTV, next order", lambda: measure(con, table, DAY))
        _, theirs = timed("plain pandas: RFM and interval only", lambda: by_pandas(table))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"measures take {ours / theirs:.2f} of plain pandas' CPU; peak {peak:.1f} GiB, pandas' frames included")


if __name__ == "__main__":
    main()

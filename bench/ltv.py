"""How well purchases are foretold on CDNOW: `python bench/ltv.py [FILE]`.

39 weeks are learned from, the next 39 foretold, for the 2,357 buyers of the published sample. FILE is the published summary
(columns frequency_cal or frequency, recency_cal, T_cal, frequency_holdout) or the sample of transactions; without FILE that of
an installed `lifetimes` package is read: the data are not ours to copy. Prints MAE and RMSE beside simpler answers, and seconds.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.customers import ltv

BAR = 0.764
_SPLIT = date(1997, 9, 30)
_END = date(1998, 6, 30)

Floats = NDArray[np.float64]


def installed() -> Path | None:
    """The sample of transactions inside an installed package."""
    found = importlib.util.find_spec("lifetimes")
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / "datasets" / "CDNOW_sample.txt"
    return path if path.exists() else None


def summary(path: Path) -> tuple[Floats, Floats, Floats, Floats]:
    """Repeat days, recency and age in weeks before the split, and purchase days after it, of each buyer."""
    days: dict[str, set[date]] = {}
    for line in path.read_text().splitlines():
        parts = line.split()
        if len(parts) >= 4 and parts[2].isdigit():
            days.setdefault(parts[1], set()).add(date(int(parts[2][:4]), int(parts[2][4:6]), int(parts[2][6:8])))
    rows = []
    for bought in days.values():
        early = sorted(day for day in bought if day <= _SPLIT)
        if early:
            later = sum(_SPLIT < day <= _END for day in bought)
            rows.append((len(early) - 1, (early[-1] - early[0]).days / 7, (_SPLIT - early[0]).days / 7, later))
    x, last, whole, after = np.array(rows, dtype=float).T
    return x, last, whole, after


def main() -> int:
    """Fit, foretell, print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else installed()
    if path is None or not path.exists():
        sys.stderr.write(
            "ltv: give the CDNOW sample of transactions as FILE, or install the package lifetimes, which holds it\n"
        )
        return 2
    x, last, whole, after = summary(path)
    weeks = (_END - _SPLIT).days / 7
    started = time.perf_counter()
    model = ltv.fit(x, last, whole)
    told = model.expected_purchases(weeks, x, last, whole)
    seconds = time.perf_counter() - started
    for name, answer in (
        ("MBG/NBD", told),
        ("own rate", x / np.maximum(whole, 1) * weeks),
        ("always zero", np.zeros_like(x)),
    ):
        gaps = answer - after
        print(f"{name}: mae={np.abs(gaps).mean():.4f} rmse={np.sqrt(np.square(gaps).mean()):.3f}")
    mae = float(np.abs(told - after).mean())
    print(
        f"buyers={len(x)} r={model.r:.3f} alpha={model.alpha:.3f} a={model.a:.3f} b={model.b:.3f} seconds={seconds:.2f}"
    )
    print(f"{'met' if mae <= BAR and seconds < 2 else 'MISSED'}: MAE {mae:.4f} ≤ {BAR}, {seconds:.2f} s < 2 s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

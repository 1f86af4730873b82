"""Names of NACE Rev. 2 divisions in the languages of sales staff."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import leads

_TABLE = Path(leads.__file__).parent / "tables" / "nace.csv"


def industry_label(nace: str, language: str) -> str:
    """The name of a division ("14" is "wearing apparel"); the code itself where it is none."""
    row = _divisions().get(nace[:2])
    return f"{row[language]} (NACE {nace})" if row else f"NACE {nace}"


@cache
def _divisions() -> dict[str, dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as handle:
        return {row["division"]: row for row in csv.DictReader(handle)}

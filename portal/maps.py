"""Maps of leads by region, from outlines that we carry: drawn into the page as SVG, without scripts and without the web."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.charts import place_name

TOGETHER = {"GB-NNH": "GB-NTH", "GB-WNH": "GB-NTH"}
"""Regions whose outline is still that of the one they were until 2021."""
OLD_NAMES = {"GB-NTH": "Northamptonshire"}
"""Names of outlines that ISO 3166-2 has no more."""
SHADES = 6
"""Steps of colour, from `shade-1` to `shade-6` of the style sheet; 0 is no lead."""


@dataclass(frozen=True)
class Shape:
    """A region on a map."""

    code: str
    name: str
    count: int
    shade: int
    path: str


@dataclass(frozen=True)
class Map:
    """A country with its regions."""

    country: str
    name: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    elsewhere: int
    """Leads of the country without a region, or in one that has no outline."""


def maps(counts: dict[str, int], language: str) -> list[Map]:
    """A map of each country that has leads and outlines, the one with most leads first; `counts` are by region or country."""
    sums: dict[str, int] = {}
    drawn: dict[str, int] = {}
    for code, count in counts.items():
        sums[code[:2]] = sums.get(code[:2], 0) + count
        drawn[TOGETHER.get(code, code)] = drawn.get(TOGETHER.get(code, code), 0) + count
    most = max((count for code, count in drawn.items() if "-" in code), default=0)
    found = []
    for country in sorted(sums, key=lambda code: (-sums[code], code)):
        if (outline := outlines().get(country)) is None:
            continue
        shapes = tuple(
            Shape(
                code,
                OLD_NAMES.get(code) or place_name(code, language),
                drawn.get(code, 0),
                shade(drawn.get(code, 0), most),
                path,
            )
            for code, path in outline["regions"].items()
        )
        elsewhere = sums[country] - sum(shape.count for shape in shapes)
        found.append(
            Map(country, place_name(country, language), outline["width"], outline["height"], shapes, elsewhere)
        )
    return found


def shade(count: int, most: int) -> int:
    """The colour of a count beside the largest, on a logarithmic scale: one region must not make all others pale."""
    if count <= 0:
        return 0
    return 1 + min(int((SHADES - 1) * math.log1p(count) / math.log1p(max(most, 1))), SHADES - 1)


@cache
def outlines() -> dict[str, Any]:
    """Outlines by country, as `portal.geometry.extract` made them."""
    text = (Path(__file__).parent / "geometry" / "regions.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found

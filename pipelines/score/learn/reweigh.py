"""A profile's text with other points, everything else as its author wrote it: comments, order, layout."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

_TABLE = re.compile(r"^\s*\[")
_POINTS = re.compile(r"^(\s*points\s*=\s*)([-+]?[\d_]+)(.*)$")


def reweighed(text: str, factors: Mapping[str, float]) -> str:
    """Multiply the points of each [[signal]] by its word's factor; no line of the scorecard loses its sign or its last point."""
    words = [str(table.get("word", "")) for table in tomllib.loads(text).get("signal", [])]
    lines, at, inside = [], -1, False
    for line in text.splitlines(keepends=True):
        if _TABLE.match(line):
            inside = line.strip().startswith("[[signal]]")
            at += inside
        found = _POINTS.match(line.rstrip("\r\n"))
        if inside and found and words[at] in factors:
            old = int(found[2])
            new = max(1, round(abs(old) * factors[words[at]])) * (1 if old > 0 else -1)
            line = f"{found[1]}{new}{found[3]}{line[len(line.rstrip(chr(13) + chr(10))) :]}"
        lines.append(line)
    return "".join(lines)

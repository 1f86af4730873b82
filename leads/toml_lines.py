"""Where a key of a TOML file stands, so that a complaint can name the line; tomllib keeps no positions."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


class TomlLines:
    """The lines of one TOML file by table, number of the table among those of its name, and key."""

    def __init__(self, text: str) -> None:
        self._headers: dict[tuple[str, int], int] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        self._lines = text.splitlines()
        table, index, seen = "", 0, dict[str, int]()
        fence = ""
        for number, line in enumerate(self._lines, start=1):
            inside, fence = bool(fence), _fence_after(line, fence)
            if inside:
                continue
            if header := _HEADER.match(line):
                table = header.group(1)
                index = seen.get(table, 0)
                seen[table] = index + 1
                self._headers[table, index] = number
            elif key := _KEY.match(line):
                self._keys.setdefault((table, index, key.group(1)), number)

    def of(self, table: str, index: int = 0, key: str = "", text: str = "") -> int:
        """The line of a key of a table (of the table's header where the key is not there; 1 where neither is).

        With `text`, the first line from the key on that holds it, since a list may run over several lines.
        """
        start = self._keys.get((table, index, key)) or self._headers.get((table, index), 1)
        if text:
            end = min(
                (n for n in (*self._headers.values(), *self._keys.values()) if n > start), default=len(self._lines) + 1
            )
            for number in range(start, end):
                if text in self._lines[number - 1]:
                    return number
        return start


def _fence_after(line: str, fence: str) -> str:
    """Which triple quote is open after a line; empty for none."""
    rest = line if fence else line.split("#", 1)[0]
    while True:
        marks = [fence] if fence else ['"""', "'''"]
        found = min(((rest.find(m), m) for m in marks if m in rest), default=None)
        if found is None:
            return fence
        rest = rest[found[0] + 3 :]
        fence = "" if fence else found[1]

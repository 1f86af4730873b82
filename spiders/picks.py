"""Where a declaration finds its values: pointers into JSON rows, XPaths into XML rows, and a few ways to combine them.

A plain string is a path. `compile_pick` turns a pick into a fast function row → text; `plain` turns it into what a manifest
can store. Values stay verbatim: numbers and booleans become their JSON text, empty strings become None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

Getter = Callable[[Any], Any]


@dataclass(frozen=True)
class Const:
    """The same text in every listing."""

    text: str


@dataclass(frozen=True)
class First:
    """The first of several picks that has a value."""

    picks: tuple[Pick, ...]

    def __init__(self, *picks: Pick) -> None:
        object.__setattr__(self, "picks", picks)


@dataclass(frozen=True)
class Join:
    """All values of several picks, joined."""

    picks: tuple[Pick, ...]
    separator: str = " "

    def __init__(self, *picks: Pick, separator: str = " ") -> None:
        object.__setattr__(self, "picks", picks)
        object.__setattr__(self, "separator", separator)


@dataclass(frozen=True)
class Match:
    """The first group of a regular expression in a value; None where it does not match."""

    pick: Pick
    pattern: str


@dataclass(frozen=True)
class Lookup:
    """A source's code translated by a table; a code the table does not know stays as it is."""

    pick: Pick
    table: tuple[tuple[str, str], ...]

    def __init__(self, pick: Pick, table: Mapping[str, str]) -> None:
        object.__setattr__(self, "pick", pick)
        object.__setattr__(self, "table", tuple(sorted(table.items())))


@dataclass(frozen=True)
class Many:
    """All values of one or several picks, as a list; a pointer with `*` gives one value per element."""

    picks: tuple[Pick, ...]

    def __init__(self, *picks: Pick) -> None:
        object.__setattr__(self, "picks", picks)


@dataclass(frozen=True)
class Pair:
    """A (register, number) or (scheme, code) pair: the first half fixed by the declaration, the second picked."""

    first: str
    pick: Pick


Pick = str | Const | First | Join | Match | Lookup


def text(value: Any) -> str | None:
    """A JSON or XML value as the text it was written in; None where there is nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        parts = [part for part in map(text, value) if part]
        return " ".join(parts) or None
    if isinstance(value, etree._Element):
        return text("".join(value.itertext()).strip())
    return str(value)


def pointer(path: str) -> Getter:
    """A function that follows a JSON pointer (RFC 6901, with `*` for 'each element'); None where the path ends early."""
    if not path.startswith("/"):
        raise ValueError(f"a pointer begins with '/': {path!r}")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    if len(steps) == 1 and steps[0] != "*":
        key = steps[0]
        return lambda row: row.get(key) if isinstance(row, dict) else None
    return lambda row: _follow(row, steps)


def _follow(row: Any, steps: list[str]) -> Any:
    for at, step in enumerate(steps):
        if isinstance(row, dict):
            row = row.get(step)
        elif isinstance(row, list):
            if step == "*":
                rest = steps[at + 1 :]
                found = [_follow(each, rest) if rest else each for each in row]
                return [each for each in found if each is not None]
            row = row[int(step)] if step.isdigit() and int(step) < len(row) else None
        else:
            return None
        if row is None:
            return None
    return row


def xpath(path: str) -> Getter:
    """A function that evaluates an XPath on an element: the first result, or None."""
    compiled = etree.XPath(path)

    def get(row: Any) -> Any:
        found = compiled(row)
        if isinstance(found, list):
            return found[0] if found else None
        return found

    return get


def compile_pick(pick: Pick, path: Callable[[str], Getter] = pointer) -> Callable[[Any], str | None]:
    """A function row → text for a pick; `path` says how plain strings are read (pointer or xpath)."""
    if isinstance(pick, str):
        get = path(pick)
        return lambda row: text(get(row))
    if isinstance(pick, Const):
        constant = pick.text
        return lambda _row: constant
    if isinstance(pick, First):
        getters = [compile_pick(each, path) for each in pick.picks]
        return lambda row: next((value for get in getters if (value := get(row))), None)
    if isinstance(pick, Join):
        getters, separator = [compile_pick(each, path) for each in pick.picks], pick.separator
        return lambda row: separator.join(value for get in getters if (value := get(row))) or None
    if isinstance(pick, Match):
        inner, pattern = compile_pick(pick.pick, path), re.compile(pick.pattern)

        def match(row: Any) -> str | None:
            found = pattern.search(inner(row) or "")
            return found.group(1) if found else None

        return match
    inner, table = compile_pick(pick.pick, path), dict(pick.table)

    def look_up(row: Any) -> str | None:
        value = inner(row)
        return table.get(value, value) if value else None

    return look_up


def compile_many(many: Many, path: Callable[[str], Getter] = pointer) -> Callable[[Any], list[str]]:
    """A function row → list of texts."""

    def one(pick: Pick) -> Callable[[Any], list[str]]:
        if isinstance(pick, str):
            get = path(pick)

            def each(row: Any) -> list[str]:
                value = get(row)
                values = value if isinstance(value, list) else [value]
                return [found for part in values if (found := text(part))]

            return each
        single = compile_pick(pick, path)
        return lambda row: [found] if (found := single(row)) else []

    getters = [one(pick) for pick in many.picks]
    return lambda row: [value for get in getters for value in get(row)]


def plain(pick: Any) -> Any:
    """A pick as JSON for the manifest."""
    if isinstance(pick, (str, int, float)) or pick is None:
        return pick
    if isinstance(pick, Mapping):
        return {name: plain(each) for name, each in pick.items()}
    if isinstance(pick, (list, tuple)):
        return [plain(each) for each in pick]
    return {type(pick).__name__.lower(): {name: plain(value) for name, value in vars(pick).items()}}

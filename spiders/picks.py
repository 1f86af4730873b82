"""Where a declaration finds its values: pointers into JSON rows, XPaths into XML rows, columns of CSV, and ways to
combine them.

A plain string is a path. `compile_pick` turns a pick into a fast function row → text; `plain` turns it into what a
manifest can store. Values stay verbatim: numbers and booleans become their JSON text, blank strings become None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lxml import etree

Getter = Callable[[Any], Any]
"""A function row → value."""


class Read(Protocol):
    """A Getter kept as an attribute of a class (mypy takes a Callable there for a method)."""

    def __call__(self, row: Any, /) -> Any:
        """The value of a row."""


class Reader(Protocol):
    """How a plain string is read: `pointer`, `xpath` or `column`."""

    def __call__(self, path: str, /) -> Getter:
        """The getter of a path."""


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
    """A source's code translated by a table; a code the table does not know stays as it is, one translated to '' is
    dropped."""

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
    if value.__class__ is str:
        found: str = value
        return None if not found or found.isspace() else found
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return text(str(value))
    if isinstance(value, (list, tuple)):
        return " ".join(part for part in map(text, value) if part) or None
    if isinstance(value, etree._Element):
        return text("".join(map(str, value.itertext())).strip())
    return json.dumps(value, ensure_ascii=False)


def pointer(path: str) -> Getter:
    """A function that follows a JSON pointer (RFC 6901, with `*` for 'each element'); None where the path ends
    early."""
    if not path.startswith("/"):
        raise ValueError(f"a pointer begins with '/': {path!r}")
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path[1:].split("/")]
    if steps == ["*"] or len(steps) > 2 or any(step == "*" or step.isdigit() for step in steps):
        return lambda row: _follow(row, steps)
    if len(steps) == 1:
        key = steps[0]
        return lambda row: row.get(key) if row.__class__ is dict else None
    first, second = steps

    def two(row: Any) -> Any:
        if row.__class__ is not dict:
            return None
        inner = row.get(first)
        return inner.get(second) if inner.__class__ is dict else None

    return two


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


class xpath:  # noqa: N801 (used as the function it is, beside pointer and column)
    """A function that evaluates an XPath on an element: the first result, or None; `every` gives all of them."""

    def __init__(self, path: str) -> None:
        self._compiled = etree.XPath(path)

    def __call__(self, row: Any) -> Any:
        found = self._compiled(row)
        if isinstance(found, list):
            return found[0] if found else None
        return found

    def every(self, row: Any) -> list[Any]:
        """All results."""
        found = self._compiled(row)
        return found if isinstance(found, list) else [found]


def column(name: str) -> Getter:
    """A function that reads a column of a CSV row (a dict); blanks around column names do not count."""
    if name != name.strip():
        raise ValueError(f"a column is named without blanks around it: {name!r}")
    return lambda row: row.get(name)


def _one(get: Getter) -> Callable[[Any], str | None]:
    """A getter's value as text. Most values are texts already: they take no further call (this is the inner loop of a
    crawl)."""

    def one(row: Any) -> str | None:
        value = get(row)
        if value is None:
            return None
        if value.__class__ is str:
            return None if not value or value.isspace() else value
        return text(value)

    return one


def compile_pick(pick: Pick, path: Callable[[str], Getter] = pointer) -> Callable[[Any], str | None]:
    """A function row → text for a pick; `path` says how plain strings are read (pointer, xpath or column)."""
    if isinstance(pick, str):
        return _one(path(pick))
    if isinstance(pick, Const):
        constant = pick.text
        return lambda _row: constant
    if isinstance(pick, First):
        getters = [compile_pick(each, path) for each in pick.picks]

        def first(row: Any) -> str | None:
            for get in getters:
                if value := get(row):
                    return value
            return None

        return first
    if isinstance(pick, Join):
        getters, separator = [compile_pick(each, path) for each in pick.picks], pick.separator
        return lambda row: separator.join([value for get in getters if (value := get(row))]) or None
    if isinstance(pick, Match):
        inner, pattern = compile_pick(pick.pick, path), re.compile(pick.pattern)
        if pattern.groups < 1:
            raise ValueError(f"the pattern {pick.pattern!r} has no group")

        def match(row: Any) -> str | None:
            found = pattern.search(inner(row) or "")
            return text(found.group(1)) if found else None

        return match
    if not isinstance(pick, Lookup):
        raise ValueError(f"is no pick: {pick!r}")
    inner, table = compile_pick(pick.pick, path), dict(pick.table)

    def look_up(row: Any) -> str | None:
        value = inner(row)
        return table.get(value, value) or None if value else None

    return look_up


def compile_many(many: Many, path: Callable[[str], Getter] = pointer) -> Callable[[Any], list[str]]:
    """A function row → list of texts, without repetitions."""

    def one(pick: Pick) -> Callable[[Any], list[str]]:
        if isinstance(pick, str):
            get = path(pick)
            get = getattr(get, "every", get)

            def each(row: Any) -> list[str]:
                value = get(row)
                if value is None:
                    return []
                if isinstance(value, list):
                    return [found for part in value if (found := text(part))]
                found = text(value)
                return [found] if found else []

            return each
        single = compile_pick(pick, path)
        return lambda row: [found] if (found := single(row)) else []

    getters = [one(pick) for pick in many.picks]
    if len(getters) == 1:
        only = getters[0]
        return lambda row: list(dict.fromkeys(found)) if len(found := only(row)) > 1 else found
    return lambda row: list(dict.fromkeys([value for get in getters for value in get(row)]))


def paths(picks: Any) -> list[str]:
    """Every plain path that a pick, or a nest of picks, reads."""
    if isinstance(picks, str):
        return [picks]
    if isinstance(picks, Mapping):
        return [path for name, each in picks.items() if name != "role" for path in paths(each)]
    if isinstance(picks, (list, tuple)):
        return [path for each in picks for path in paths(each)]
    if isinstance(picks, (First, Join, Many)):
        return [path for each in picks.picks for path in paths(each)]
    if isinstance(picks, (Match, Lookup, Pair)):
        return paths(picks.pick)
    return []


def plain(pick: Any) -> Any:
    """A pick as JSON for the manifest."""
    if isinstance(pick, (str, int, float)) or pick is None:
        return pick
    if isinstance(pick, Mapping):
        return {name: plain(each) for name, each in pick.items()}
    if isinstance(pick, (list, tuple)):
        return [plain(each) for each in pick]
    return {type(pick).__name__.lower(): {name: plain(value) for name, value in vars(pick).items()}}

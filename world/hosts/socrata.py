"""Socrata open data portals: /resource/{id}.json with $where, $order, $limit, $offset, $select."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from world.reply import Ask, Reply, json_reply, missing, robots

Row = dict[str, Any]
MAX_LIMIT = 50_000
_TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(>=|<=|!=|<>|=|>|<|\(|\)|,)|(:?[A-Za-z_@][\w:]*)|(-?\d+(?:\.\d+)?))")


class TableRows(Protocol):
    """One dataset: its date column and the rows of a range of dates, ordered by date."""

    date_column: str

    def between(self, low: str, high: str, ask: Ask) -> Sequence[Row]:
        """Rows whose date text lies in [low, high]; hidden columns begin with a colon."""
        ...


class MalformedError(ValueError):
    """A query the portal cannot read."""


@dataclass(frozen=True)
class Condition:
    """A parsed $where: the test of a row and the bounds it puts on columns by AND."""

    test: Callable[[Row], bool]
    bounds: tuple[tuple[str, str, str], ...] = ()


class _Parser:
    """Reads `a >= 'x' AND (b = 'y' OR c IS NOT NULL) AND d between 'u' and 'v'`."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        spot = 0
        while text[spot:].strip():
            match = _TOKEN.match(text, spot)
            if not match:
                raise MalformedError(f"Could not parse SoQL query at character {spot}")
            value, sign, name, number = match.groups()
            token = (
                ("value", value.replace("''", "'"))
                if value is not None
                else ("sign", sign)
                if sign
                else ("name", name)
                if name
                else ("value", number)
            )
            self.tokens.append(token)
            spot = match.end()
        self.spot = 0

    def word(self) -> str:
        kind, text = self.tokens[self.spot] if self.spot < len(self.tokens) else ("end", "")
        return text.upper() if kind in ("name", "sign") else kind

    def take(self, kind: str) -> str:
        if self.spot >= len(self.tokens) or self.tokens[self.spot][0] != kind:
            raise MalformedError(f"Expected a {kind} at token {self.spot + 1}")
        self.spot += 1
        return self.tokens[self.spot - 1][1]

    def skip(self, *words: str) -> bool:
        if self.word() in words:
            self.spot += 1
            return True
        return False

    def parse(self) -> Condition:
        found = self.either()
        if self.spot != len(self.tokens):
            raise MalformedError(f"Unexpected token {self.tokens[self.spot][1]!r}")
        return found

    def either(self) -> Condition:
        parts = [self.both()]
        while self.skip("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Condition(lambda row: any(part.test(row) for part in parts))

    def both(self) -> Condition:
        parts = [self.single()]
        while self.skip("AND"):
            parts.append(self.single())
        return Condition(
            lambda row: all(part.test(row) for part in parts), tuple(b for part in parts for b in part.bounds)
        )

    def single(self) -> Condition:
        if self.skip("NOT"):
            inner = self.single()
            return Condition(lambda row: not inner.test(row))
        if self.skip("("):
            inner = self.either()
            if not self.skip(")"):
                raise MalformedError("A closing parenthesis is missing")
            return inner
        name = self.take("name")
        if self.skip("BETWEEN"):
            low = self.take("value")
            if not self.skip("AND"):
                raise MalformedError("BETWEEN needs AND")
            high = self.take("value")
            return Condition(lambda row: name in row and low <= str(row[name]) <= high, ((name, low, high),))
        if self.skip("IS"):
            absent = not self.skip("NOT")
            if not self.skip("NULL"):
                raise MalformedError("IS needs NULL")
            return Condition(lambda row: (name not in row) == absent)
        negative = self.skip("NOT")
        if self.skip("LIKE"):
            pattern = re.compile(re.escape(self.take("value")).replace("%", ".*").replace("_", "."))
            return Condition(lambda row: name in row and bool(pattern.fullmatch(str(row[name]))) != negative)
        if self.skip("IN"):
            values = self._values()
            return Condition(lambda row: name in row and (str(row[name]) in values) != negative)
        return self._compare(name)

    def _values(self) -> set[str]:
        if not self.skip("("):
            raise MalformedError("IN needs a list in parentheses")
        values = {self.take("value")}
        while self.skip(","):
            values.add(self.take("value"))
        if not self.skip(")"):
            raise MalformedError("A closing parenthesis is missing")
        return values

    def _compare(self, name: str) -> Condition:
        sign = self.take("sign")
        value = self.take("value")
        tests: dict[str, Callable[[str], bool]] = {
            "=": lambda x: x == value,
            "!=": lambda x: x != value,
            "<>": lambda x: x != value,
            ">": lambda x: x > value,
            ">=": lambda x: x >= value,
            "<": lambda x: x < value,
            "<=": lambda x: x <= value,
        }
        if sign not in tests:
            raise MalformedError(f"Unknown operator {sign!r}")
        test = tests[sign]
        low, high = (value if sign in ("=", ">", ">=") else ""), (value if sign in ("=", "<", "<=") else "\uffff")
        return Condition(lambda row: name in row and test(str(row[name])), ((name, low, high),))


class SocrataApi:
    """Answers for the datasets of one portal."""

    def __init__(self, tables: dict[str, TableRows]) -> None:
        self.tables = tables
        self._kept: OrderedDict[tuple[str, ...], list[Row]] = OrderedDict()

    def answer(self, ask: Ask) -> Reply:
        """Route one request."""
        if ask.path == "/robots.txt":
            return robots("/browse/embed")
        match = re.fullmatch(r"/resource/([a-z0-9]{4}-[a-z0-9]{4})\.json", ask.path)
        if not match or match.group(1) not in self.tables:
            return missing(ask)
        limit = ask.number("$limit", 1000)
        if limit > MAX_LIMIT:
            return _refuse("query.soql.too-many-rows", f"Limit {limit} is larger than the maximum {MAX_LIMIT}")
        try:
            rows = [] if ask.blank else self._rows(match.group(1), ask)
        except MalformedError as error:
            return _refuse("query.compiler.malformed", str(error))
        offset = ask.number("$offset", 0)
        hidden = ":" in ask.query.get("$select", "")
        part = rows[offset : offset + limit]
        return json_reply(
            part if hidden else [{k: v for k, v in row.items() if k[0] != ":"} for row in part],
            kind="application/json;charset=utf-8",
        )

    def _rows(self, table: str, ask: Ask) -> list[Row]:
        where, order = ask.query.get("$where", ""), ask.query.get("$order", "")
        plain = {key: value for key, value in ask.query.items() if not key.startswith("$")}
        key = (table, where, order, repr(sorted(plain.items())), ask.day.isoformat())
        if key not in self._kept:
            self._kept[key] = self._select(self.tables[table], where, order, plain, ask)
            while len(self._kept) > 8:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _select(self, source: TableRows, where: str, order: str, plain: dict[str, str], ask: Ask) -> list[Row]:
        condition = _Parser(where).parse() if where.strip() else Condition(bool)
        low, high = "", "\uffff"
        for name, floor, ceiling in condition.bounds:
            if name == source.date_column:
                low, high = max(low, floor), min(high, ceiling)
        rows = [
            row
            for row in source.between(low, high, ask)
            if condition.test(row) and all(str(row.get(k)) == v for k, v in plain.items())
        ]
        for part in reversed([text.strip() for text in order.split(",") if text.strip()]):
            name, _, direction = part.partition(" ")
            rows.sort(key=lambda row, name=name: str(row.get(name, "")), reverse=direction.strip().lower() == "desc")  # type: ignore[misc]
        return rows


def _refuse(code: str, text: str) -> Reply:
    return json_reply({"message": text, "errorCode": code, "data": {}}, 400, "application/json;charset=utf-8")

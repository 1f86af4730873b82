"""SQL written from data: names, texts and lists quoted for DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def name(identifier: str) -> str:
    """An identifier, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str | None) -> str:
    """A text literal; None is NULL."""
    return "NULL::VARCHAR" if value is None else "'" + value.replace("'", "''") + "'"


def literals(values: Iterable[str]) -> str:
    """A list of text literals."""
    return "[" + ", ".join(map(literal, values)) + "]"


def struct(fields: Mapping[str, str]) -> str:
    """A struct of expressions."""
    return "{" + ", ".join(f"{literal(key)}: {expression}" for key, expression in fields.items()) + "}"


def filled(text: str) -> str:
    """The condition that a text has more than blanks; NULL where it is NULL.

    What begins with a visible sign of ASCII is known at once: trim walks through every letter of a text.
    """
    return f"({text} BETWEEN '!' AND '~' OR trim({text}) <> '')"


def first(expressions: Iterable[str], otherwise: str = "NULL") -> str:
    """The first expression that is not NULL."""
    found = list(expressions)
    if not found:
        return otherwise
    return found[0] if len(found) == 1 else f"coalesce({', '.join(found)})"

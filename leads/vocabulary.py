"""How a record class tells its fields: name, kind, how many, and the string under it as description."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import get_args, get_origin, get_type_hints


class Kind:
    """A kind of field; its subclasses only name kinds, the cleaners live in `leads.kinds`."""


class Text(Kind):
    """Plain text, shown as it was published."""


class Name(Kind):
    """The name of an organisation."""


class Country(Kind):
    """A country, ISO 3166-1 alpha-2."""


class Region(Kind):
    """A region, ISO 3166-2."""


class Day(Kind):
    """A calendar day."""


class Moment(Kind):
    """A point in time."""


class Money(Kind):
    """An amount; its currency is in the field `currency` beside it or in the declaration."""


class Currency(Kind):
    """A currency, ISO 4217."""


class Count(Kind):
    """A whole number of things."""


class Website(Kind):
    """A web address of an organisation."""


class Phone(Kind):
    """A phone number of an organisation."""


class Email(Kind):
    """An e-mail address of an organisation."""


class Url(Kind):
    """A link to evidence."""


class RegisterNumber(Kind):
    """A (register, number) pair."""


class IndustryCode(Kind):
    """A (scheme, code) pair of an industry or product classification."""


@dataclass(frozen=True)
class Field:
    """One field of a record: its name, its kind, whether it holds many values, and what it means."""

    name: str
    kind: type[Kind]
    many: bool
    description: str


@cache
def fields(record: type) -> dict[str, Field]:
    """All fields of a record class, inherited ones first, in the order written.

    Raises TypeError where a field has no kind or no description under it.
    """
    found: dict[str, Field] = {}
    for owner in reversed(record.__mro__):
        if owner is object:
            continue
        descriptions = _descriptions(owner)
        hints = get_type_hints(owner)
        for name in inspect.get_annotations(owner):
            hint = hints[name]
            many = get_origin(hint) is list
            kind = get_args(hint)[0] if many else hint
            if not (isinstance(kind, type) and issubclass(kind, Kind)):
                raise TypeError(f"{owner.__name__}.{name} has no kind of field: {hint!r}")
            if name not in descriptions:
                raise TypeError(f"{owner.__name__}.{name} has no description under it")
            found[name] = Field(name, kind, many, descriptions[name])
    return found


def _descriptions(owner: type) -> dict[str, str]:
    """The string literal that follows each annotated field in the source of a class."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for statement, following in zip(tree.body, tree.body[1:], strict=False):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            found[statement.target.id] = " ".join(str(following.value.value).split())
    return found

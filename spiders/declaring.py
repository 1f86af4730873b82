"""What happens when a source's class is made: its declaration is checked, its picks are compiled.

A mistake raises DeclarationError at import with a sentence that names the source and the field. Everything here is
cheap: it runs for every source at every `scrapy` command.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree
from pydantic import ValidationError

from leads.declaration import Declaration
from leads.records import RECORDS, ROLES, Party
from leads.vocabulary import Field, IndustryCode, RegisterNumber, fields
from spiders.picks import Many, Pair, compile_many, compile_pick, plain

if TYPE_CHECKING:
    from spiders.source import Source

Get = Callable[[Any], Any]
Getters = list[tuple[str, Get]]

SHAPES = {
    "name": (r"[a-z][a-z0-9_]*", "lower-case letters, digits and underscores"),
    "country": (r"[A-Z]{2}", "two capital letters, ISO 3166-1"),
    "terms_url": (r"https?://\S+", "an address"),
    "terms_checked": (r"\d{4}-\d\d-\d\d", "a day such as 2026-11-21"),
    "currency": (r"[A-Z]{3}", "three capital letters, ISO 4217"),
    "language": (r"[a-z]{2}", "two small letters, ISO 639-1"),
}
"""Fields of a declaration that have a shape, and how the shape is called."""


class DeclarationError(TypeError):
    """A source's declaration is wrong; the sentence names the source and the field."""


def declare(cls: type[Source]) -> Declaration:
    """The checked declaration of a source. Raises DeclarationError."""
    values = {name: getattr(cls, name, None) for name in Declaration.model_fields if name != "picks"}
    values["picks"] = plain({**cls.listing, "parties": list(cls.parties)})
    for name, spec in Declaration.model_fields.items():
        if spec.is_required() and values.get(name) in (None, ""):
            meaning = meanings().get(name, "it is required")
            raise DeclarationError(f"source {cls.name!r} does not declare {name!r}: {meaning}")
    try:
        found = Declaration.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DeclarationError(f"source {cls.name!r} declares a wrong {where!r}: {first['msg']}") from None
    _check_shapes(cls, found)
    _check_names(cls, found)
    return found


def listing_getters(cls: type[Source]) -> Getters:
    """The listing's fields as functions row → value. Raises DeclarationError."""
    return _getters(cls, RECORDS[cls.kind], cls.listing, "listing")


def party_getters(cls: type[Source]) -> list[tuple[str, Getters]]:
    """For each declared party its role and its fields as functions row → value. Raises DeclarationError."""
    found = []
    for each in cls.parties:
        picks = {name: pick for name, pick in each.items() if name != "role"}
        found.append((str(each["role"]), _getters(cls, Party, picks, "parties")))
    return found


@cache
def meanings() -> dict[str, str]:
    """What each attribute of a declaration means, from the string under it."""
    body = ast.parse(inspect.getsource(Declaration)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for statement, under in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        if isinstance(under, ast.Expr) and isinstance(under.value, ast.Constant):
            found[statement.target.id] = str(under.value.value)
    return found


def _check_shapes(cls: type[Source], found: Declaration) -> None:
    for name, (shape, words) in SHAPES.items():
        value = getattr(found, name)
        if value is not None and not re.fullmatch(shape, value):
            raise DeclarationError(f"source {cls.name!r} declares a wrong {name!r}: {value!r} is not {words}")
    try:
        datetime.strptime(found.terms_checked, "%Y-%m-%d")
    except ValueError as error:
        raise DeclarationError(f"source {cls.name!r} declares a wrong 'terms_checked': {error}") from None
    try:
        ZoneInfo(found.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise DeclarationError(f"source {cls.name!r} declares a wrong 'timezone': {found.timezone!r} is none") from None
    if found.delay < 0:
        raise DeclarationError(f"source {cls.name!r} declares a wrong 'delay': seconds are not negative")
    if "source_id" not in found.mandatory:
        raise DeclarationError(
            f"source {cls.name!r} declares a wrong 'mandatory': source_id is missing, the key of a listing"
        )
    if found.bulk and found.bulk.format == "xml" and not found.bulk.record:
        raise DeclarationError(f"source {cls.name!r} declares a wrong 'bulk': an XML file needs `record`, its element")


def _check_names(cls: type[Source], declaration: Declaration) -> None:
    kind: type = RECORDS[declaration.kind]
    record, party = fields(kind), fields(Party)
    for each in cls.parties:
        if each.get("role") not in ROLES:
            raise DeclarationError(
                f"source {cls.name!r} has a party with role {each.get('role')!r}; roles are {', '.join(ROLES)}"
            )
        for name in each:
            _known(cls, "parties", name, party)
    for name in cls.listing:
        _known(cls, "listing", name, record)
    for label, names in (("mandatory", declaration.mandatory), ("expects.fill", tuple(declaration.expects.fill))):
        for name in names:
            _known(cls, label, name.removeprefix("party."), party if name.startswith("party.") else record)


def _known(cls: type[Source], label: str, name: str, known: Mapping[str, Field]) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise DeclarationError(f"source {cls.name!r}, {label}: there is no field {name!r}{hint}")


def _getters(cls: type[Source], record: type, picks: Mapping[str, Any], label: str) -> Getters:
    known = fields(record)
    found: Getters = []
    for name, pick in picks.items():
        try:
            found.append((name, _getter(cls, known[name], pick)))
        except (ValueError, SyntaxError, AttributeError, re.error, etree.XPathError) as error:
            raise DeclarationError(f"source {cls.name!r}, {label}.{name}: {error}") from None
    return found


def _getter(cls: type[Source], spec: Field, pick: Any) -> Get:
    if spec.kind in (RegisterNumber, IndustryCode):
        keys = ("register", "number") if spec.kind is RegisterNumber else ("scheme", "code")
        if not (isinstance(pick, (list, tuple)) and all(isinstance(each, Pair) for each in pick)):
            raise ValueError("is a list of Pair(register or scheme, pick)")
        pairs = [(each.first, _values(cls, each.pick)) for each in pick]
        first, second = keys
        if len(pairs) == 1:
            [(only, get_only)] = pairs
            return lambda row: [{first: only, second: value} for value in get_only(row)]
        return lambda row: [{first: name, second: value} for name, get in pairs for value in get(row)]
    if spec.many:
        return compile_many(pick if isinstance(pick, Many) else Many(pick), cls.path)
    if isinstance(pick, (Many, Pair, list, tuple)):
        raise ValueError("holds one value, not many")
    return compile_pick(pick, cls.path)


def _values(cls: type[Source], pick: Any) -> Callable[[Any], list[str]]:
    """The second half of a pair: usually one value, with Many (or a pointer with `*`) several under the same first
    half."""
    return compile_many(pick if isinstance(pick, Many) else Many(pick), cls.path)

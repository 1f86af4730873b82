"""The table of evidence: what speaks for and against two parties being one company, and how much.

Each piece is a function that gives a SQL condition over two sides `l` and `r` (lists of what each side is known by: names,
cities, …); its docstring is what people read where they ask why. A pair is accepted where its weights sum to `THRESHOLD` or
more. Not evidence, but law: two different numbers of one register never meet in one company (`pipelines.link.clusters`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

THRESHOLD = 10
"""Reached by the same name together with one narrow thing (town, postcode, domain, phone, e-mail), and by no address alone:
all address evidence together (7) and part of a name (2) stay below it. The same name in the same region (8) is not enough
either: a region holds millions."""

NEVER = -100
"""Nothing outweighs this but a register number: numbers decide first, whatever the names."""


@dataclass(frozen=True)
class Evidence:
    """One row of the table."""

    name: str
    weight: int
    condition: str
    """SQL over `l` and `r`; NULL counts as not so."""
    meaning: str
    """What people read."""


TABLE: list[Evidence] = []
"""The rows, in the order people read them."""


def evidence(weight: int) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Put a function into the table with this weight."""

    def add(function: Callable[[], str]) -> Callable[[], str]:
        assert function.__doc__, f"{function.__name__} does not say what it means"
        TABLE.append(Evidence(function.__name__, weight, function(), function.__doc__.strip().rstrip(".")))
        return function

    return add


SAME_NAME = "coalesce(list_has_any(l.keys, r.keys), false)"
_WITHIN = (
    "CASE WHEN len(a) > len(b) THEN list_has_all(a, b) WHEN len(a) < len(b) THEN list_has_all(b, a) ELSE false END"
)
PART_OF_NAME = (
    f"CASE WHEN {SAME_NAME} THEN false ELSE coalesce(list_bool_or(list_transform(l.cores, "
    f"lambda a: list_bool_or(list_transform(r.cores, lambda b: {_WITHIN})))), false) END"
)
"""All words of one name (without legal form) are among the words of the other."""


def _both_but_none_alike(column: str) -> str:
    return f"len(l.{column}) > 0 AND len(r.{column}) > 0 AND NOT list_has_any(l.{column}, r.{column})"


@evidence(200)
def number_equal() -> str:
    """Same register number."""
    return "list_has_any(l.numbers, r.numbers)"


@evidence(7)
def name_equal() -> str:
    """Same name; legal form and spelling do not count."""
    return SAME_NAME


@evidence(2)
def name_within() -> str:
    """The name of one is part of the other's."""
    return PART_OF_NAME


@evidence(NEVER)
def name_differs() -> str:
    """Different names."""
    return f"NOT ({SAME_NAME} OR {PART_OF_NAME})"


@evidence(6)
def domain_equal() -> str:
    """Same web domain."""
    return "list_has_any(l.domains, r.domains)"


@evidence(4)
def phone_equal() -> str:
    """Same phone."""
    return "list_has_any(l.phones, r.phones)"


@evidence(3)
def email_equal() -> str:
    """Same e-mail address."""
    return "list_has_any(l.emails, r.emails)"


@evidence(3)
def city_equal() -> str:
    """Same town."""
    return "list_has_any(l.cities, r.cities)"


@evidence(-2)
def city_differs() -> str:
    """Different towns; a branch or a move is common, so that it weighs little."""
    return _both_but_none_alike("cities")


@evidence(3)
def postcode_equal() -> str:
    """Same postcode."""
    return "list_has_any(l.postcodes, r.postcodes)"


@evidence(1)
def region_equal() -> str:
    """Same region."""
    return "list_has_any(l.regions, r.regions)"


@evidence(-1)
def region_differs() -> str:
    """Different regions: two towns of one name, or a branch."""
    return _both_but_none_alike("regions")


@evidence(-6)
def country_differs() -> str:
    """Different countries: sister companies share name and web site."""
    return _both_but_none_alike("countries")


@evidence(-5)
def form_differs() -> str:
    """Different legal forms: owners found a second firm of the same name, at the same place."""
    return _both_but_none_alike("forms")


@evidence(-4)
def namesakes() -> str:
    """Several registered companies bear this name in this place."""
    return "l.namesakes OR r.namesakes"

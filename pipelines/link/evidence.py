"""The table of evidence: what speaks for and against two parties being one company, and how much.

Each piece is a function that gives a SQL condition over two sides `l` and `r` (lists of what each side is known by: names,
cities, …); its docstring is what people read where they ask why, in English, Russian and Ukrainian. A pair is accepted where
its weights sum to `THRESHOLD` or more, and a person is asked from `DOUBT` on. Not evidence, but law: two different numbers of
one register never meet in one company (`pipelines.link.clusters`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leads.profile import LANGUAGES

THRESHOLD = 10
"""Reached by the same name together with one narrow thing (town, postcode, domain, phone, e-mail), and by no address alone:
all address evidence together (7) and part of a name (2) stay below it. The same name in the same region (8) is not enough
either: a region holds millions."""

DOUBT = 7
"""From here on, and below the threshold, a pair is shown to a person: the name is the same and little speaks against it."""

EVEN = 7
"""The sum at which two parties are as likely one company as two. A point doubles the odds, as a match weight of Fellegi and Sunter
(log2 of the ratio of likelihoods) does: at the threshold they are 8 to 1."""

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
    """What it means and why it weighs so, in English."""
    texts: dict[str, str]
    """What people read in a row of reasons, by language."""


TABLE: list[Evidence] = []
"""The rows, in the order people read them."""


def evidence(weight: int) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Put a function into the table with this weight."""

    def add(function: Callable[[], str]) -> Callable[[], str]:
        doc = inspect.getdoc(function) or ""
        texts = dict(re.findall(r"^(en|ru|uk): (.+)$", doc, re.MULTILINE))
        missing = [language for language in LANGUAGES if language not in texts]
        if missing:
            raise TypeError(f"{function.__name__}: its docstring lacks {', '.join(missing)}")
        meaning = " ".join(doc.partition("\n\n")[0].split()).rstrip(".")
        TABLE.append(Evidence(function.__name__, weight, function(), meaning, texts))
        return function

    return add


def probability(weight: float) -> float:
    """How likely two parties with this sum are one company."""
    return float(1 / (1 + 2.0 ** max(-60.0, min(60.0, EVEN - weight))))


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
    """Same register number.

    en: same register number
    ru: тот же регистрационный номер
    uk: той самий реєстраційний номер
    """
    return "list_has_any(l.numbers, r.numbers)"


@evidence(7)
def name_equal() -> str:
    """Same name; legal form and spelling do not count.

    en: same name
    ru: то же название
    uk: та сама назва
    """
    return SAME_NAME


@evidence(2)
def name_within() -> str:
    """The name of one is part of the other's.

    en: one name is part of the other
    ru: одно название — часть другого
    uk: одна назва є частиною іншої
    """
    return PART_OF_NAME


@evidence(NEVER)
def name_differs() -> str:
    """Different names.

    en: different names
    ru: разные названия
    uk: різні назви
    """
    return f"NOT ({SAME_NAME} OR {PART_OF_NAME})"


@evidence(6)
def domain_equal() -> str:
    """Same web domain.

    en: same web domain
    ru: тот же домен сайта
    uk: той самий домен сайту
    """
    return "list_has_any(l.domains, r.domains)"


@evidence(4)
def phone_equal() -> str:
    """Same phone.

    en: same phone
    ru: тот же телефон
    uk: той самий телефон
    """
    return "list_has_any(l.phones, r.phones)"


@evidence(3)
def email_equal() -> str:
    """Same e-mail address.

    en: same e-mail address
    ru: тот же адрес электронной почты
    uk: та сама адреса електронної пошти
    """
    return "list_has_any(l.emails, r.emails)"


@evidence(3)
def city_equal() -> str:
    """Same town.

    en: same town
    ru: тот же город
    uk: те саме місто
    """
    return "list_has_any(l.cities, r.cities)"


@evidence(-2)
def city_differs() -> str:
    """Different towns; a branch or a move is common, so that it weighs little.

    en: different towns
    ru: разные города
    uk: різні міста
    """
    return _both_but_none_alike("cities")


@evidence(3)
def postcode_equal() -> str:
    """Same postcode.

    en: same postcode
    ru: тот же почтовый индекс
    uk: той самий поштовий індекс
    """
    return "list_has_any(l.postcodes, r.postcodes)"


@evidence(1)
def region_equal() -> str:
    """Same region.

    en: same region
    ru: тот же регион
    uk: той самий регіон
    """
    return "list_has_any(l.regions, r.regions)"


@evidence(-1)
def region_differs() -> str:
    """Different regions: two towns of one name, or a branch.

    en: different regions
    ru: разные регионы
    uk: різні регіони
    """
    return _both_but_none_alike("regions")


@evidence(-6)
def country_differs() -> str:
    """Different countries: sister companies share name and web site.

    en: different countries
    ru: разные страны
    uk: різні країни
    """
    return _both_but_none_alike("countries")


@evidence(-5)
def form_differs() -> str:
    """Different legal forms: owners found a second firm of the same name, at the same place.

    en: different legal forms
    ru: разные организационно-правовые формы
    uk: різні організаційно-правові форми
    """
    return _both_but_none_alike("forms")


@evidence(-4)
def namesakes() -> str:
    """Several registered companies bear this name in this place.

    en: several registered companies bear this name there
    ru: там зарегистрировано несколько компаний с таким названием
    uk: там зареєстровано кілька компаній з такою назвою
    """
    return "l.namesakes OR r.namesakes"


@evidence(3)
def only_bearer() -> str:
    """Only one company of this name is known in the country, and the name is no common one; it makes up for a missing place.

    en: the only company of this name known in the country
    ru: единственная известная в стране компания с таким названием
    uk: єдина відома в країні компанія з такою назвою
    """
    return f"{SAME_NAME} AND l.sole AND r.sole"


@evidence(0)
def names_alike() -> str:
    """The names are alike, not the same: a slip of the pen, another script, an acronym.

    A model weighs them (`pipelines.link.likeness`), not this table; its weight is what is missing to the sum.

    en: the names are alike
    ru: похожие названия
    uk: схожі назви
    """
    return "false"


def weighed(held: Sequence[str], total: float) -> list[tuple[Evidence, float]]:
    """Rows of the table that hold, by name, with what each weighs in this sum; the weightiest first."""
    rows = [row for row in TABLE if row.name in held]
    rest = total - sum(row.weight for row in rows)
    found = [(row, rest if row.name == "names_alike" else float(row.weight)) for row in rows]
    return sorted(found, key=lambda each: -abs(each[1]))

"""How a signal is written: a function whose arguments are the profile's parameters and whose docstring is what people read.

    @signal(dated=True, reads="vacancy")
    def hires(within_days: Days = 60) -> Query:
        '''Offers jobs.

        en: hiring | offers {count:job|jobs}, the last {days:ago}
        ru: набор | …
        uk: набір | …
        '''
        return Query("SELECT company_id, day, …, to_json({…}) AS params FROM signals WHERE …", within_days=within_days)

The SELECT gives at most one row a company, its best, with company_id and params (JSON: what the texts name). It may give
`strength` (thousandths of the points, 1000 where absent) and, as evidence, one of `listing_id`, `party_id`, or `field` (a
field of the golden record). A dated signal gives `day` too, and `day` and `days` in its params. It may use `$today`, the
macros of `pipelines.score.sql`, the table `crowded` (how many companies share the address), and the table `eligible` (ids of the
companies in play) to join early where that is cheaper; the stage keeps to eligible companies anyway.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from leads.profile import LANGUAGES
from leads.profile_words import REQUIRED, Parameter, Vocabulary, Word
from pipelines.score import values

Days = Annotated[int, values.at_least_one]
Number = Annotated[int, values.at_least_zero]
Cpv = Annotated[list[str], values.cpv]
Nace = Annotated[list[str], values.nace]
Regions = Annotated[list[str], values.region]
Words = Annotated[list[str], values.searched]
Currency = Annotated[str, values.currency]
Place = Annotated[str, values.place]
Events = Annotated[list[str], values.event]
Texts = list[str]


class Query:
    """A SELECT and the values of its `$names`."""

    def __init__(self, sql: str, **values: Any) -> None:
        self.sql = inspect.cleandoc(sql)
        self.values = values


@dataclass(frozen=True)
class Declared:
    """One signal or exclusion: its function, its word for profiles, and its texts by language."""

    word: Word
    query: Callable[..., Query]
    labels: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    """Of a dated signal: the kinds of listings its days come from; none where they are those of the register or of our first look."""
    across: bool = False
    """Whether what it says of a company rests on facts of other companies too."""


SIGNALS: dict[str, Declared] = {}
"""All signals by name, filled where they are written (`pipelines.score.signals` imports every module of them)."""

EXCLUSIONS: dict[str, Declared] = {}
"""All exclusions by name; their SELECT gives company_id alone."""


def signal(
    *, dated: bool = False, reads: str = "", across: bool = False
) -> Callable[[Callable[..., Query]], Callable[..., Query]]:
    """Declare a signal; `reads` names the kinds of listings a dated one takes its days from, `across` that it looks at other companies too.

    Raises TypeError where its docstring lacks a language.
    """

    def declare(function: Callable[..., Query]) -> Callable[..., Query]:
        SIGNALS[function.__name__] = replace(_declared(function, dated), reads=tuple(reads.split()), across=across)
        return function

    return declare


def exclusion(function: Callable[..., Query]) -> Callable[..., Query]:
    """Declare an exclusion."""
    EXCLUSIONS[function.__name__] = _declared(function, dated=False)
    return function


def vocabulary() -> Vocabulary:
    """All words a profile may use."""
    return Vocabulary({n: d.word for n, d in SIGNALS.items()}, {n: d.word for n, d in EXCLUSIONS.items()})


def _declared(function: Callable[..., Query], dated: bool) -> Declared:
    name, doc = function.__name__, inspect.getdoc(function) or ""
    head, _, _ = doc.partition("\n\n")
    lines = dict(re.findall(r"^(en|ru|uk): (.+(?:\n[ ]+.+)*)$", doc, re.MULTILINE))
    missing = [language for language in LANGUAGES if "|" not in lines.get(language, "")]
    if missing:
        raise TypeError(f"{name}: its docstring needs 'label | text' in {', '.join(missing)}")
    labels, texts = {}, {}
    for language in LANGUAGES:
        label, _, text = " ".join(lines[language].split()).partition("|")
        labels[language], texts[language] = label.strip(), text.strip()
    return Declared(Word(name, " ".join(head.split()), _parameters(function), dated), function, labels, texts)


def _parameters(function: Callable[..., Query]) -> dict[str, Parameter]:
    hints = get_type_hints(function, include_extras=True)
    found = {}
    for name, argument in inspect.signature(function).parameters.items():
        hint, check = hints[name], None
        if type(None) in get_args(hint):
            hint = next(part for part in get_args(hint) if part is not type(None))
        if get_origin(hint) is Annotated:
            hint, check = get_args(hint)
        default = REQUIRED if argument.default is inspect.Parameter.empty else argument.default
        found[name] = Parameter(name, get_origin(hint) or hint, default, check)
    return found

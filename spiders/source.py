"""Source: what every source declares, checked when its class is made, and the arguments every crawl takes.

    class NoBrreg(NextLink):
        name = "no_brreg"
        title = "Norway: Register of Legal Entities"
        kind, country = "registration", "NO"
        licence, attribution = "NLOD-2.0", "Brønnøysundregistrene"
        access, terms_url, terms_checked = "api", "https://data.norge.no/nlod/no/2.0", "2026-11-21"
        expects = Expectations(at_least=1, fill={"party.name": 1.0})
        listing = {"source_id": "/organisasjonsnummer", "registered_on": "/registreringsdatoEnhetsregisteret"}
        parties = [{"role": "registered", "name": "/navn", "numbers": [Pair("NO-ORGNR", "/organisasjonsnummer")]}]
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import scrapy
from pydantic import ValidationError

from leads.declaration import Access, Bulk, Declaration, Expectations
from leads.records import RECORDS, ROLES, Party
from leads.vocabulary import Field, IndustryCode, RegisterNumber, fields
from spiders.picks import Getter, Many, Pair, Pick, compile_many, compile_pick, plain, pointer


class DeclarationError(TypeError):
    """A source's declaration is wrong; the sentence names the source and the field."""


class Source(scrapy.Spider):
    """Base of all sources: the declaration, the crawl's arguments, and how the crawl went."""

    title: ClassVar[str]
    kind: ClassVar[str]
    country: ClassVar[str]
    licence: ClassVar[str]
    attribution: ClassVar[str]
    access: ClassVar[Access]
    terms_url: ClassVar[str]
    terms_checked: ClassVar[str]
    delay: ClassVar[float] = 1.0
    mandatory: ClassVar[tuple[str, ...]] = ("source_id", "party.name")
    expects: ClassVar[Expectations] = Expectations()
    day_format: ClassVar[str] = "iso"
    timezone: ClassVar[str] = "UTC"
    currency: ClassVar[str | None] = None
    language: ClassVar[str | None] = None
    bulk: ClassVar[Bulk | None] = None
    listing: ClassVar[Mapping[str, Any]] = {}
    """Vocabulary field of the listing → pick (Many for lists, Pair inside a list for codes)."""
    parties: ClassVar[Sequence[Mapping[str, Any]]] = ()
    """One mapping a party: `role` (a role's name), then vocabulary field → pick; numbers and codes are lists of Pair."""
    path: ClassVar[Callable[[str], Getter]] = staticmethod(pointer)
    """How a plain string in a pick is read; platforms over XML set `xpath`."""
    abstract: ClassVar[bool] = True
    """True for platforms: nothing is declared yet."""

    declaration: ClassVar[Declaration]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.abstract = "name" not in cls.__dict__
        if not cls.abstract:
            cls.declaration = _declare(cls)
            cls._listing = _getters(cls, RECORDS[cls.kind], cls.listing, "listing")
            cls._parties = [
                (str(each["role"]), _getters(cls, Party, {k: v for k, v in each.items() if k != "role"}, "parties"))
                for each in cls.parties
            ]

    _listing: ClassVar[list[tuple[str, Callable[[Any], Any]]]]
    _parties: ClassVar[list[tuple[str, list[tuple[str, Callable[[Any], Any]]]]]]

    def __init__(
        self,
        since: str | None = None,
        until: str | None = None,
        region: str | None = None,
        keywords: str | None = None,
        limit: str | int | None = None,
        **kwargs: Any,
    ) -> None:
        """Arguments of every source: since and until (ISO days, both included), region, keywords (comma-separated), limit (listings).

        Raises ValueError with one sentence where one cannot be read.
        """
        super().__init__(**kwargs)
        self.since = _day("since", since)
        self.until = _day("until", until)
        self.region = region or None
        self.keywords = [word.strip() for word in (keywords or "").split(",") if word.strip()]
        self.limit = int(limit) if limit else None
        self.state: dict[str, Any] | None = None
        """What the last sealed crawl left (set by `Land` before the first request)."""
        self.next_state: dict[str, Any] | None = None
        """Where the next crawl takes up; platforms move it only after the last page of a window has been yielded."""
        self.finished = False
        """Set by the platform when every window was walked to its end."""
        self.trouble: tuple[str, str] | None = None
        """The first thing that went wrong, as (outcome, sentence)."""

    @property
    def scheduled(self) -> bool:
        """True where no argument narrows the crawl: only then may it move the state."""
        return not (self.since or self.until or self.region or self.keywords or self.limit)

    def fail(self, outcome: str, reason: str) -> None:
        """Remember why this crawl is not complete; the first reason stays."""
        if self.trouble is None:
            self.trouble = (outcome, reason)
        self.logger.warning("%s: %s", outcome, reason)

    def pick(self, row: Any) -> dict[str, Any]:
        """One row of the source as a listing under vocabulary names, verbatim."""
        found: dict[str, Any] = {name: value for name, get in self._listing if (value := get(row))}
        found["parties"] = [
            {"role": role, **{name: value for name, get in getters if (value := get(row))}} for role, getters in self._parties
        ]
        return found


def _day(name: str, value: str | None) -> date | None:
    if not value:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(f"-a {name}={value} is not a day; write it as 2026-11-21") from None


def _declare(cls: type[Source]) -> Declaration:
    values = {name: getattr(cls, name, None) for name in Declaration.model_fields if name != "picks"}
    values["picks"] = plain({**cls.listing, "parties": list(cls.parties)})
    missing = [n for n, f in Declaration.model_fields.items() if f.is_required() and values.get(n) in (None, "")]
    if missing:
        raise DeclarationError(f"source {cls.name!r} does not declare {missing[0]!r}: {_meaning(missing[0])}")
    try:
        found = Declaration.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DeclarationError(f"source {cls.name!r} declares a wrong {where!r}: {first['msg']}") from None
    datetime.strptime(found.terms_checked, "%Y-%m-%d")
    _check_names(cls, found)
    return found


def _check_names(cls: type[Source], declaration: Declaration) -> None:
    record, party = fields(RECORDS[declaration.kind]), fields(Party)
    for each in cls.parties:
        if each.get("role") not in ROLES:
            raise DeclarationError(f"source {cls.name!r} has a party with role {each.get('role')!r}; roles are {', '.join(ROLES)}")
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


def _meaning(name: str) -> str:
    return fields_of_declaration().get(name, "it is required")


def fields_of_declaration() -> dict[str, str]:
    """What each attribute of a declaration means."""
    import inspect
    import re

    source = inspect.getsource(Declaration)
    return dict(re.findall(r"^    (\w+):.*\n    \"\"\"(.*?)\"\"\"", source, re.MULTILINE))


def _getters(
    cls: type[Source], record: type, picks: Mapping[str, Any], label: str
) -> list[tuple[str, Callable[[Any], Any]]]:
    known = fields(record)
    found: list[tuple[str, Callable[[Any], Any]]] = []
    for name, pick in picks.items():
        spec = known[name]
        try:
            found.append((name, _getter(cls, spec, pick)))
        except (ValueError, SyntaxError, AttributeError) as error:
            raise DeclarationError(f"source {cls.name!r}, {label}.{name}: {error}") from None
    return found


def _getter(cls: type[Source], spec: Field, pick: Any) -> Callable[[Any], Any]:
    if spec.kind in (RegisterNumber, IndustryCode):
        keys = ("register", "number") if spec.kind is RegisterNumber else ("scheme", "code")
        if not (isinstance(pick, (list, tuple)) and all(isinstance(each, Pair) for each in pick)):
            raise ValueError("is a list of Pair(register or scheme, pick)")
        pairs = [(each.first, compile_pick(each.pick, cls.path)) for each in pick]
        return lambda row: [{keys[0]: first, keys[1]: value} for first, get in pairs if (value := get(row))]
    if spec.many:
        return compile_many(pick if isinstance(pick, Many) else Many(pick), cls.path)
    if isinstance(pick, (Many, Pair, list, tuple)):
        raise ValueError("holds one value, not many")
    single: Pick = pick
    return compile_pick(single, cls.path)

"""Natural persons in open data: recognised by rule, so that they never land in clear.

A register or tender names sole traders (ФОП, ИП, ENK …) as it names companies; their name, number and address are
personal data (GDPR art. 4; 152-ФЗ art. 3; Law of Ukraine 2297-VI art. 2). So are personal mailboxes (GDPR recital 30,
ePrivacy art. 13).

Rules and where they come from
- numbers: RU INN has 12 digits for persons, 10 for organisations (order ЕД-7-14/559@ of the FNS); RU OGRNIP has 15
  digits, OGRN 13 (order 19н of the Minfin); UA: 8 digits are an EDRPOU code, 10 a person's РНОКПП, two letters and six
  digits or nine digits a passport (tax code of Ukraine, art. 70);
- legal forms: ENK (Enhetsregisteret, organisasjonsformer); OKOPF 5 01 xx are individual entrepreneurs, heads of farms,
  lawyers and notaries (OK 028-2012, section 5);
- names: the prefix by which each language marks a sole trader, and three words whose last is an East Slavic patronymic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

from leads.freemail import FIRST_NAMES, FREE_MAIL, ROLE_WORDS

Tokenise = Callable[[Iterable[str]], Mapping[str, str]]
"""Values → tokens, in one batch: `Vault.tokens`."""

KEPT = frozenset({"role", "country", "region", "value", "currency", "legal_form", "codes"})
"""What a listing still says of a party that is a person: nothing that leads to them."""

SOLE_TRADER = "sole trader"
"""The reason under which a registration of a natural person is refused and counted."""

_UA_PERSON = re.compile(r"\d{9,10}|[А-ЯҐЄІЇA-Z]{2}\s?\d{6}", re.IGNORECASE)
_NUMBERS: Mapping[str, Callable[[str], bool]] = {
    "RU-INN": lambda number: len(number) == 12 and number.isdigit(),
    "RU-OGRN": lambda number: len(number) == 15 and number.isdigit(),
    "UA-EDRPOU": lambda number: _UA_PERSON.fullmatch(number) is not None,
}
_FORMS = re.compile(
    r"\s*(?:ENK|501\d\d|5\s01\s\d\d|ИП|ФОП|Enkeltpersonforetak|sole\s+trader|sole\s+proprietor\w*)\s*", re.IGNORECASE
)
_PREFIX = re.compile(
    r"""\s*(?:
        (?:індивідуальний|індівідуальний|индивидуальный)\s+(?:підприємець|предприниматель)\b
      | (?:ИП|И\.\s?П\.)\s+(?!["«“„'])                      # ИП "Ромашка" is an организация с иностранным капиталом
      | (?:ФОП|ФО-?П|ФЛП|СПД|СПДФО|СПД[\s-]ФО|ПБОЮЛ|ГКФХ|ИП\s?ГКФХ)\b
      | (?:фізична|физическое|фізічна)\s+(?:особа|лицо)\b
      | (?:глава|голова)\s+(?:КФХ|крестьянск\w+|фермерськ\w+|селянськ\w+)
      | (?:самозанят\w+|самозайнят\w+|адвокат|нотаріус|нотариус|приватний\s+нотаріус|частный\s+нотариус)\s+[А-ЯҐЄІЇ]
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_LATIN = re.compile(
    r"""\s*(?:
        (?:Mr|Mrs|Miss|MR|MRS|MISS)\.?\s+(?:[A-Z][\w'’.-]*\s*){1,3}$
      | [A-Z][\w'’-]+\s+[A-Z][\w'’-]+\s+(?:t/a|T/A|trading\s+as)\s
      | FOP\s+[A-Z]
    )""",
    re.VERBOSE,
)
_SUFFIX = re.compile(r"(?:,|\s)\s*(?:ФОП|ИП|ФЛП|фізична особа|індивідуальний підприємець)\s*\.?\s*$", re.IGNORECASE)
_PATRONYMIC = re.compile(
    r"\s*[А-ЯҐЄІЇЁа-яґєіїё'’ʼ-]+\s+[А-ЯҐЄІЇЁа-яґєіїё'’ʼ-]+\s+[А-ЯҐЄІЇЁа-яґєіїё'’ʼ-]+"
    r"(?:ович|йович|евич|ьевич|овна|евна|ївна|івна|йівна|ьївна|ична|инична|кызы|оглы)\s*",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(r"\b(?:ТОВ|ТзОВ|ООО|АО|ПАТ|ПрАТ|ЗАО|ОАО|LLC|LTD|LIMITED|AS|ASA|INC)\b", re.IGNORECASE)
_INITIALS = re.compile(r"[a-z]{1,2}[._-][a-z]{3,}|[a-z]{3,}[._-][a-z]{1,2}")
_TWO_NAMES = re.compile(r"([a-z]{2,})[._-]([a-z]{2,})")
_WORDS = re.compile(r"[a-z]+")


def person(party: Mapping[str, Any]) -> bool:
    """Whether a party is a natural person or sole trader, by its numbers, its legal form or its name.

    Name and number are also read the other way round: people type them into each other's place.
    """
    name = party.get("name")
    for pair in party.get("numbers", ()):
        check, number = _NUMBERS.get(pair["register"]), pair["number"].strip()
        if check is None:
            continue
        if check(number) or (not number.isascii() and _named(number)):
            return True
        if name is not None and name.isascii() and check(name.strip()):
            return True
    form = party.get("legal_form")
    if form is not None and _FORMS.fullmatch(form):
        return True
    return name is not None and _named(name)


def _named(name: str) -> bool:
    """Whether a name is that of a person."""
    if name.isascii():
        return _LATIN.match(name) is not None and _ORGANISATION.search(name) is None
    if _PREFIX.match(name):
        return _ORGANISATION.search(name) is None
    return _PATRONYMIC.fullmatch(name) is not None or _SUFFIX.search(name) is not None


def personal_mailbox(address: str) -> bool:
    """Whether an e-mail address leads to one person rather than to an organisation.

    A role word before the @ (`info`, `office`, `бухгалтерия`) makes it a role mailbox; else a free-mail domain,
    name.surname, initial.surname or a common first name before the @ makes it personal.
    """
    local, _, domain = address.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    words = _WORDS.findall(local)
    if not local or any(word in ROLE_WORDS for word in words) or "".join(words) in ROLE_WORDS:
        return False
    if domain in FREE_MAIL:
        return True
    if local in FIRST_NAMES:
        return True
    two = _TWO_NAMES.fullmatch(local)
    if two is not None:
        company = domain.partition(".")[0]
        return not (two[1] in company or two[2] in company)
    return _INITIALS.fullmatch(local) is not None


def protect(listings: Iterable[MutableMapping[str, Any]], kind: str, tokenise: Tokenise) -> list[str | None]:
    """Replace personal values of listings by vault tokens, in place; for each listing why it must not land, or None.

    A party that is a person keeps only what `KEPT` names, `subject: "person"` and a token for its name; its name and
    numbers are also replaced where the listing repeats them in its texts. A registration whose registered party is a
    person is refused.
    """
    refused: list[str | None] = []
    persons: list[tuple[MutableMapping[str, Any], int]] = []
    mailboxes: list[tuple[list[str], int]] = []
    for listing in listings:
        reason = None
        for at, party in enumerate(listing["parties"]):
            if person(party):
                if kind == "registration" and party["role"] == "registered":
                    reason = SOLE_TRADER
                    break
                persons.append((listing, at))
            elif emails := party.get("emails"):
                mailboxes += [(emails, spot) for spot, email in enumerate(emails) if personal_mailbox(email)]
        refused.append(reason)
    values = [value for listing, at in persons for value in _identifying(listing["parties"][at])]
    values += [emails[spot] for emails, spot in mailboxes]
    if values:
        tokens = tokenise(values)
        for emails, spot in mailboxes:
            emails[spot] = tokens[emails[spot]]
        for listing, at in persons:
            _veil(listing, at, tokens)
    return refused


def _identifying(party: Mapping[str, Any]) -> list[str]:
    named = [party[name] for name in ("name", "short_name") if party.get(name)]
    return named + [pair["number"] for pair in party.get("numbers", ())]


def _veil(listing: MutableMapping[str, Any], at: int, tokens: Mapping[str, str]) -> None:
    party = listing["parties"][at]
    secrets = _identifying(party)
    kept = {name: value for name, value in party.items() if name in KEPT}
    if name := party.get("name"):
        kept["name"] = tokens[name]
    listing["parties"][at] = kept | {"subject": "person"}
    for secret in secrets:
        for name, value in listing.items():
            if isinstance(value, str) and secret in value:
                listing[name] = value.replace(secret, tokens[secret])

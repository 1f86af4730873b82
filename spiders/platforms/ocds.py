"""OCDS: how a release (and Prozorro's near-OCDS tender) becomes a tender listing with its buyer, suppliers and codes.

Fields with one value are declared by the source as picks; this module adds what no pointer can say: who the parties
are, which register their numbers belong to, and what each supplier was awarded. Contact persons are never read. Rules:
../shared/sources/tenders.md §3, §4.1, §4.4, §4.5 (Germany: awards without suppliers), §4.11 (releases without
`parties`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from spiders.picks import text
from spiders.source import Source

Row = Mapping[str, Any]

OTHER = "XX-OTHER"
"""The register of numbers whose register we do not know."""


class Ocds(Source):
    """Adds parties and codes to what the declaration picks from a release."""

    registers: ClassVar[Mapping[str, str]] = {}
    """Identifier scheme of the source → register; keys that end in '-' (`GB-CFS-`) are prefixes of bare party ids."""
    schemes: ClassVar[Mapping[str, str]] = {"CPV": "CPV"}
    """Classification scheme of the source → scheme of the vocabulary; codes of other schemes are left out."""

    def pick(self, row: Any) -> dict[str, Any]:
        """One release as a listing."""
        listing = super().pick(row)
        if codes := list(self._codes(row)):
            listing["codes"] = codes
        listing["parties"] = merged([*self.buyers(row), *self.suppliers(row)])
        return listing

    def buyers(self, release: Row) -> Iterator[dict[str, Any]]:
        """Parties with role buyer; else procuring entities; else the bare `buyer`."""
        parties = list(_objects(release.get("parties")))
        found = [each for each in parties if "buyer" in _roles(each)]
        found = found or [each for each in parties if "procuringEntity" in _roles(each)]
        found = found or [each for each in (_object(release.get("buyer")), _procuring(release)) if each.get("name")][:1]
        for each in found:
            yield self.party("buyer", each)

    def suppliers(self, release: Row) -> Iterator[dict[str, Any]]:
        """Suppliers of awards that stand; where awards name none, parties with role supplier."""
        parties = {str(each["id"]): each for each in _objects(release.get("parties")) if each.get("id")}
        awards = [each for each in _objects(release.get("awards")) if each.get("status", "active") == "active"]
        named = False
        for award in awards:
            for supplier in _objects(award.get("suppliers")):
                named = True
                whole = {**supplier, **parties.get(str(supplier.get("id")), {})}
                yield self.party("supplier", whole, award)
        if not named:
            only = awards[0] if len(awards) == 1 else {}
            winners = [each for each in _objects(release.get("parties")) if "supplier" in _roles(each)]
            for each in winners:
                yield self.party("supplier", each, only if len(winners) == 1 else {})

    def party(self, role: str, organisation: Row, award: Row | None = None) -> dict[str, Any]:
        """One organisation under vocabulary names, without its contact person."""
        address, contact = _object(organisation.get("address")), _object(organisation.get("contactPoint"))
        value = _object((award or {}).get("value"))
        values: dict[str, Any] = {
            "name": text(organisation.get("name")) or text(_object(organisation.get("identifier")).get("legalName")),
            "numbers": list(self._numbers(organisation)),
            "country": text(address.get("countryName")),
            "region": text(address.get("region")),
            "city": text(address.get("locality")),
            "street": text(address.get("streetAddress")),
            "postcode": text(address.get("postalCode")),
            "website": text(contact.get("url")) or text(_object(organisation.get("details")).get("url")),
            "emails": _list(contact.get("email")),
            "phones": _list(contact.get("telephone")),
            "value": text(value.get("amount")),
            "currency": text(value.get("currency")),
        }
        return {"role": role, **{name: each for name, each in values.items() if each}}

    def _numbers(self, organisation: Row) -> Iterator[dict[str, str]]:
        identifiers = [_object(organisation.get("identifier")), *_objects(organisation.get("additionalIdentifiers"))]
        seen: set[tuple[str, str]] = set()
        for identifier in identifiers:
            number, scheme = text(identifier.get("id")), text(identifier.get("scheme"))
            register = self.registers.get(scheme, OTHER) if scheme else OTHER
            if number and (register, number) not in seen:
                seen.add((register, number))
                yield {"register": register, "number": number}
        bare = text(organisation.get("id")) or ""
        for prefix, register in self.registers.items():
            number = bare.removeprefix(prefix)
            if prefix.endswith("-") and number != bare and (register, number) not in seen:
                yield {"register": register, "number": number}

    def _codes(self, release: Row) -> Iterator[dict[str, str]]:
        tender = _object(release.get("tender")) or release
        places = [tender, *_objects(tender.get("items"))]
        found: dict[tuple[str, str], None] = {}
        for place in places:
            for each in (_object(place.get("classification")), *_objects(place.get("additionalClassifications"))):
                scheme, code = self.schemes.get(str(each.get("scheme"))), text(each.get("id"))
                if scheme and code:
                    found[scheme, code] = None
        for scheme, code in found:
            yield {"scheme": scheme, "code": code}


def merged(parties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each organisation once a role; one that won several lots has the sum of its awards, if in one currency."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for party in parties:
        key = (party["role"], repr(party.get("numbers") or party.get("name")))
        first = found.setdefault(key, party)
        if first is not party:
            total = (
                _sum(first.get("value"), party.get("value")) if first.get("currency") == party.get("currency") else None
            )
            found[key] = {**party, **first} | ({"value": total} if total else {})
    return list(found.values())


def _sum(first: str | None, second: str | None) -> str | None:
    try:
        return str(Decimal(first or "0") + Decimal(second or "0")) if first or second else None
    except InvalidOperation:
        return None


STAGES = (
    ("contract", ("contract", "implementation")),
    ("award", ("award",)),
    ("tender", ("tender",)),
    ("plan", ("planning", "plan")),
)
"""Stage → beginnings of OCDS release tags, the furthest stage first (a release may carry several tags)."""


def stage_of_tags(tags: Any) -> str | None:
    """plan, tender, award or contract from the tags of a release; None where no tag says it."""
    words = [str(tag) for tag in tags] if isinstance(tags, list) else []
    for stage, beginnings in STAGES:
        if any(word.startswith(beginnings) for word in words):
            return stage
    return None


def _procuring(release: Row) -> Row:
    return _object(release.get("procuringEntity")) or _object(_object(release.get("tender")).get("procuringEntity"))


def _roles(party: Row) -> Iterable[Any]:
    roles = party.get("roles")
    return roles if isinstance(roles, list) else ()


def _object(value: Any) -> Row:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> Iterator[Row]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())


def _list(value: Any) -> list[str]:
    return [found] if (found := text(value)) else []

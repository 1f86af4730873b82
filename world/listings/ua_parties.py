"""Ukrainian organisations as Prozorro prints them: name, EDRPOU, address, contact point."""

from __future__ import annotations

from typing import Any

from world.dice import Dice
from world.naming import variant
from world.numbers import spoil
from world.population import Company
from world.spelling import dirty, latin

_LOCALITY = ("{t}", "{t}", "місто {t}", "м. {t}", "{t} ", "м.{t}")
_BAD_NUMBERS = 67  # one party in so many carries a wrong number


def _locality(company: Company, dice: Dice) -> str:
    return dice.pick(_LOCALITY).format(t=company.place.town)


def printed_name(company: Company, dice: Dice) -> str:
    """The name as typed by whoever filled the form."""
    if company.public:
        return dirty(dice.pick((company.full, company.full, company.short)), dice, 0.15)
    if company.sole:
        return dirty(dice.pick((company.short, company.full)), dice, 0.2)
    if dice.chance(0.02):
        return latin(company.short, "UA")
    return dirty(variant("UA", company.form, company.name, dice), dice)


def party(company: Company, dice: Dice, index: int, trusted: bool = False) -> dict[str, Any]:
    """One organisation; untrusted ones have now and then a wrong number, phone or a placeholder e-mail."""
    name = printed_name(company, dice)
    number = spoil(company.number) if not trusted and index % _BAD_NUMBERS == 3 else company.number
    surname, given, patronymic = company.person
    contact: dict[str, str] = {"name": f"{surname} {given} {patronymic}"}
    if company.email:
        contact["email"] = company.email if dice.chance(0.97) else "test@test.com"
    if company.phone and dice.chance(0.9):
        contact["telephone"] = company.phone
    if company.domain and dice.chance(0.5):
        contact["url"] = dice.pick(("http://", "https://www.", "")) + company.domain
    address = {"countryName": "Україна", "region": company.place.region, "locality": _locality(company, dice)}
    if dice.chance(0.8):
        address |= {"streetAddress": f"вул. {company.street}, {company.house}", "postalCode": company.postcode}
    return {
        "name": name,
        "identifier": {"scheme": "UA-EDR", "id": number, "legalName": name if dice.chance(0.7) else company.full},
        "address": address,
        "contactPoint": contact,
    }

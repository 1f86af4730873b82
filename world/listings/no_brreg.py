"""Norwegian companies as Enhetsregisteret publishes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import orjson

from world.dice import Dice
from world.numbers import norwegian_position
from world.population import Company, Population
from world.truth_rows import Mention

SOURCE = "no_brreg"
_FORMS = {
    "AS": "Aksjeselskap",
    "ENK": "Enkeltpersonforetak",
    "ANS": "Ansvarlig selskap med solidarisk ansvar",
    "NUF": "Norskregistrert utenlandsk foretak",
    "FLI": "Forening/lag/innretning",
}
_HREF = "https://data.brreg.no/enhetsregisteret/api/"


def entity(company: Company, seed: int) -> dict[str, Any]:
    """The register's JSON of one company; optional keys are absent when empty, as in the real one."""
    dice = Dice(seed, SOURCE, company.position)
    form = company.form.code
    address = {
        "land": "Norge",
        "landkode": "NO",
        "postnummer": company.place.post,
        "poststed": company.place.town,
        "adresse": [f"{company.street} {company.house}"],
        "kommune": company.place.region,
        "kommunenummer": company.place.code,
    }
    if dice.chance(0.08):
        address["adresse"] = ["c/o " + " ".join(company.person[1::-1]), f"{company.street} {company.house}", ""]
    day = company.day.isoformat()
    body: dict[str, Any] = {
        "organisasjonsnummer": company.number,
        "navn": company.full,
        "organisasjonsform": {
            "kode": form,
            "beskrivelse": _FORMS[form],
            "_links": {"self": {"href": f"{_HREF}organisasjonsformer/{form}"}},
        },
        "registreringsdatoEnhetsregisteret": day,
        "registrertIMvaregisteret": dice.chance(0.5),
        "naeringskode1": {"kode": company.trade.nace + "0", "beskrivelse": company.trade.nace_no},
        "forretningsadresse": address,
        "institusjonellSektorkode": {
            "kode": "8200" if company.sole else "2100",
            "beskrivelse": "Personlig næringsdrivende" if company.sole else "Private aksjeselskaper mv.",
        },
        "registrertIForetaksregisteret": form == "AS",
        "registrertIStiftelsesregisteret": False,
        "registrertIFrivillighetsregisteret": False,
        "konkurs": not company.alive and dice.chance(0.5),
        "underAvvikling": not company.alive,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": dice.pick(("Bokmål", "Bokmål", "Nynorsk")),
        "harRegistrertAntallAnsatte": company.size > 4,
    }
    if company.size > 4:
        body["antallAnsatte"] = company.size
    if not company.sole:
        body["stiftelsesdato"] = (company.day - timedelta(days=dice.between(1, 20))).isoformat()
    if company.domain:
        body["hjemmeside"] = dice.pick(("www.", "", "https://")) + company.domain
    if company.email and dice.chance(0.7):
        body["epostadresse"] = company.email if dice.chance(0.97) else "ingen@ingen.no"
    if company.phone:
        body[dice.pick(("telefon", "mobil"))] = company.phone
    if form == "AS":
        body["kapital"] = {
            "belop": float(dice.pick((30000, 30000, 50000, 100000, 1200000))),
            "antallAksjer": 1000,
            "type": "Aksjekapital",
            "valuta": "NOK",
        }
        body["vedtektsfestetFormaal"] = [f"{company.trade.nace_no} og det som naturlig hører sammen med dette."]
    if company.trade.key not in ("sewing", "textile") and dice.chance(0.05):
        body["postadresse"] = {**address, "adresse": [f"Postboks {dice.between(1, 999)}"]}
    body["_links"] = {"self": {"href": f"{_HREF}enheter/{company.number}"}}
    body["respons_klasse"] = "Enhet"
    return body


class BrregRows:
    """The Norwegian part of the population behind the search; positions are ordered by registration date."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self._fragment = lru_cache(maxsize=200_000)(self._make)

    def _make(self, position: int) -> bytes:
        return orjson.dumps(entity(self.population.company("NO", position), self.population.seed))

    def search(self, query: dict[str, str], first: date | None, last: date | None, today: date) -> Sequence[int]:
        """Positions in the window, thinned by the filters organisasjonsform, naeringskode,
        kommunenummer, konkurs, navn."""
        low, high = self.population.timelines["NO"].span(first or date(1900, 1, 1), min(last or today, today))
        wanted = {
            key: query[key]
            for key in ("organisasjonsform", "naeringskode", "kommunenummer", "konkurs", "navn")
            if query.get(key)
        }
        if not wanted:
            return range(low, high)
        return [position for position in range(low, high) if self._matches(position, wanted)]

    def _matches(self, position: int, wanted: dict[str, str]) -> bool:
        company = self.population.company("NO", position)
        body = entity(company, self.population.seed) if "konkurs" in wanted else {}
        return (
            wanted.get("organisasjonsform", company.form.code) == company.form.code
            and (company.trade.nace + "0").startswith(wanted.get("naeringskode", ""))
            and wanted.get("kommunenummer", company.place.code) == company.place.code
            and wanted.get("navn", "").upper() in company.full
            and ("konkurs" not in wanted or body["konkurs"] == (wanted["konkurs"].lower() == "true"))
        )

    def fragments(self, handles: Sequence[int]) -> list[bytes]:
        """Entities of the positions as JSON bytes, cached."""
        return [self._fragment(position) for position in handles]

    def single(self, number: str, today: date) -> tuple[int, dict[str, Any]] | None:
        """One entity; a few of the dead ones are gone (410) with name and slettedato."""
        position = norwegian_position(number)
        if position is None or position >= self.population.known("NO", today):
            return None
        company = self.population.company("NO", position)
        body = entity(company, self.population.seed)
        if not company.alive and position % 2 == 0:
            keep = {key: body[key] for key in ("organisasjonsnummer", "navn", "organisasjonsform", "_links")}
            return 410, {**keep, "slettedato": today.isoformat()}
        return 200, body

    def mentions(self, today: date) -> Iterator[Mention]:
        """Who is behind each entity."""
        for position in range(self.population.known("NO", today)):
            company = self.population.company("NO", position)
            yield Mention(SOURCE, company.number, "registered", company.wid, company.full)

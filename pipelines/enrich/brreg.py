"""Norway's register by number: what Enhetsregisteret says of an organisation that some tender, vacancy or article names.

`GET /enhetsregisteret/api/enheter/{orgnr}`, keyless; 404 for numbers it does not know (also those of sub-units), 410 for entries
removed by law; a deleted entity keeps its name and says `slettedato` (../shared/sources/registers.md §2.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import orjson
from stdnum.no import orgnr

from leads.declaration import Declaration, Expectations
from pipelines.enrich.client import Client, UnreadableError
from pipelines.enrich.finder import DELETED, NOT_FOUND, Answer

ADDRESS = "https://data.brreg.no/enhetsregisteret/api/enheter/"

DECLARATION = Declaration(
    name="no_brreg_lookup",
    title="Norway: Register of Legal Entities, looked up by number",
    kind="registration",
    country="NO",
    licence="NLOD-2.0",
    attribution="Contains data from Brønnøysundregistrene (Enhetsregisteret), NLOD 2.0",
    access="api",
    terms_url="https://data.norge.no/nlod/no/2.0",
    terms_checked="2026-11-21",
    delay=0.5,
    mandatory=("source_id", "party.name", "party.numbers"),
    expects=Expectations(),
    timezone="Europe/Oslo",
    currency="NOK",
    language="no",
)

_WANTED = """
SELECT number FROM numbers
WHERE register = 'NO-ORGNR' AND regexp_full_match(number, '[0-9]{9}') AND number NOT IN (
    SELECT n.number FROM numbers n JOIN parties p USING (party_id) JOIN listings l USING (listing_id)
    WHERE n.register = 'NO-ORGNR' AND p.role = 'registered' AND l.source = 'no_brreg')
GROUP BY number ORDER BY count(*) DESC, number
"""

_STATES = (
    ("konkurs", "konkurs"),
    ("underAvvikling", "under avvikling"),
    ("underTvangsavviklingEllerTvangsopplosning", "under tvangsavvikling"),
)


class NoBrregLookup:
    """Asks for organisations that have no entry of the crawled register yet, those named most often first."""

    declaration = DECLARATION
    good_for = 90
    """The crawl brings news of new entries; what was looked up is refreshed a few times a year."""
    budget = 300
    """At two questions a second a run ends within a few minutes."""

    def wants(self, facts: duckdb.DuckDBPyConnection) -> list[str]:
        """Valid organisation numbers."""
        return [number for (number,) in facts.execute(_WANTED).fetchall() if orgnr.is_valid(number)]

    def ask(self, question: str, client: Client) -> Answer:
        """The entry of one number."""
        reply = client.get(ADDRESS + question)
        if reply.status in (404, 410):
            return Answer(became=NOT_FOUND if reply.status == 404 else DELETED)
        if reply.status != 200:
            raise UnreadableError(f"data.brreg.no answers {reply.status} to {question}")
        try:
            entry = orjson.loads(reply.body)
        except orjson.JSONDecodeError:
            raise UnreadableError(f"data.brreg.no answers {question} with something that is not JSON") from None
        if not isinstance(entry, dict) or entry.get("organisasjonsnummer") != question:
            raise UnreadableError(f"data.brreg.no answers {question} with another layout")
        return Answer([listing(entry)])


def listing(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the register as a listing; the same choices as the spider no_brreg makes."""
    number = entry["organisasjonsnummer"]
    place = entry.get("forretningsadresse") or entry.get("postadresse") or {}
    capital = entry.get("kapital") or {}
    gone = entry.get("slettedato")
    party = {
        "role": "registered",
        "name": _text(entry.get("navn")),
        "legal_form": _text((entry.get("organisasjonsform") or {}).get("kode")),
        "numbers": [{"register": "NO-ORGNR", "number": number}],
        "codes": [
            {"scheme": "SN2007", "code": code}
            for at in (1, 2, 3)
            if (code := _text((entry.get(f"naeringskode{at}") or {}).get("kode")))
        ],
        "country": _text(place.get("landkode")),
        "region": _text(place.get("kommunenummer")),
        "city": _text(place.get("poststed")),
        "street": _text([line for line in place.get("adresse") or () if line]),
        "postcode": _text(place.get("postnummer")),
        "website": _text(entry.get("hjemmeside")),
        "emails": [found for found in (_text(entry.get("epostadresse")),) if found],
        "phones": [found for name in ("telefon", "mobil") if (found := _text(entry.get(name)))],
        "status": "slettet" if gone else _state(entry),
        "founded_on": _text(entry.get("stiftelsesdato")),
        "employees": _text(entry.get("antallAnsatte")),
        "capital": _text(capital.get("belop")),
        "currency": _text(capital.get("valuta")),
    }
    return {
        "source_id": number,
        "url": ADDRESS + number,
        **_given(
            {
                "event": "closed" if gone else None,
                "registered_on": _text(entry.get("registreringsdatoEnhetsregisteret")),
                "founded_on": _text(entry.get("stiftelsesdato")),
                "ceased_on": _text(gone),
                "description": _text(entry.get("vedtektsfestetFormaal") or entry.get("aktivitet")),
            }
        ),
        "parties": [_given(party)],
    }


def _state(entry: Mapping[str, Any]) -> str | None:
    """What three yes/no facts say; None where the entry does not state them."""
    said = [entry.get(name) for name, _ in _STATES]
    for (_, words), yes in zip(_STATES, said, strict=True):
        if yes is True:
            return words
    return "active" if any(yes is False for yes in said) else None


def _text(value: Any) -> str | None:
    """A JSON value as the text it was written in, None where there is nothing."""
    if isinstance(value, list):
        return " ".join(found for each in value if (found := _text(each))) or None
    if value is None or isinstance(value, dict):
        return None
    return (value if isinstance(value, str) else orjson.dumps(value).decode()) or None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}

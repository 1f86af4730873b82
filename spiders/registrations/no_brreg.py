"""Norway: the Register of Legal Entities (Enhetsregisteret), keyless, by day of registration.

`(page + 1) * size` may not exceed 10,000; a busier day is parted by two yes/no facts of every entity. `_embedded` is
missing where there is nothing. Sole traders (ENK) carry a person's name and are refused on landing.
"""

from __future__ import annotations

from urllib.parse import urlencode

from leads.declaration import Expectations
from spiders.picks import Const, First, Lookup, Many, Pair
from spiders.platforms.next_link import NextLink, Window

STATUS = First(
    Lookup("/konkurs", {"true": "konkurs", "false": ""}),
    Lookup("/underAvvikling", {"true": "under avvikling", "false": ""}),
    Lookup("/underTvangsavviklingEllerTvangsopplosning", {"true": "under tvangsavvikling", "false": ""}),
    Lookup("/konkurs", {"false": "active"}),
)
"""The first of three yes/no facts that is yes; an entity of which all three are no is active."""


class NoBrreg(NextLink):
    """New entries of Enhetsregisteret. `-a region=0301` asks for a municipality by its number."""

    name = "no_brreg"
    title = "Norway: Register of Legal Entities"
    kind, country, language, currency = "registration", "NO", "no", "NOK"
    licence, attribution = "NLOD-2.0", "Contains data from Brønnøysundregistrene (Enhetsregisteret), NLOD 2.0"
    access, terms_url, terms_checked = "api", "https://data.norge.no/nlod/no/2.0", "2026-11-21"
    delay, timezone = 0.5, "Europe/Oslo"
    mandatory = ("source_id", "registered_on", "party.name", "party.numbers")
    expects = Expectations(at_least=1, fill={"party.legal_form": 0.95, "party.codes": 0.5, "party.city": 0.8})
    rows, next, total = "/_embedded/enheter", "/_links/next/href", "/page/totalElements"
    cap, asks = 10_000, frozenset({"region"})
    parts = {"registrertIMvaregisteret": ("true", "false"), "registrertIForetaksregisteret": ("true", "false")}
    listing = {
        "source_id": "/organisasjonsnummer",
        "url": "/_links/self/href",
        "event": Const("new"),
        "registered_on": "/registreringsdatoEnhetsregisteret",
        "founded_on": "/stiftelsesdato",
        "description": First("/vedtektsfestetFormaal", "/aktivitet"),
    }
    parties = (
        {
            "role": "registered",
            "name": "/navn",
            "legal_form": "/organisasjonsform/kode",
            "numbers": [Pair("NO-ORGNR", "/organisasjonsnummer")],
            "codes": [Pair("SN2007", f"/naeringskode{n}/kode") for n in (1, 2, 3)],
            "country": First("/forretningsadresse/landkode", "/postadresse/landkode"),
            "region": First("/forretningsadresse/kommunenummer", "/postadresse/kommunenummer"),
            "city": First("/forretningsadresse/poststed", "/postadresse/poststed"),
            "street": First("/forretningsadresse/adresse", "/postadresse/adresse"),
            "postcode": First("/forretningsadresse/postnummer", "/postadresse/postnummer"),
            "website": "/hjemmeside",
            "emails": Many("/epostadresse"),
            "phones": Many("/telefon", "/mobil"),
            "status": STATUS,
            "founded_on": "/stiftelsesdato",
            "employees": "/antallAnsatte",
            "capital": "/kapital/belop",
            "currency": "/kapital/valuta",
        },
    )

    def address(self, window: Window) -> str:
        """Entities registered in a window, oldest first, so that what is added meanwhile comes last."""
        asked = {
            "fraRegistreringsdatoEnhetsregisteret": window.since.isoformat(),
            "tilRegistreringsdatoEnhetsregisteret": window.until.isoformat(),
            "sort": "registreringsdatoEnhetsregisteret,asc",
            "size": "1000",
            **window.filters,
        }
        if self.region:
            asked["kommunenummer"] = self.region
        return f"https://data.brreg.no/enhetsregisteret/api/enheter?{urlencode(asked)}"

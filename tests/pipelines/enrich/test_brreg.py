"""Norway's register by number."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from leads.facts import open_facts
from leads.landing import Landing
from leads.run import Run
from pipelines.enrich import enrich
from pipelines.enrich.brreg import NoBrregLookup, listing
from pipelines.enrich.client import Client
from tests.pipelines.enrich.stand_in import Planted, StandIn
from tests.pipelines.link.seen import Seen, put

NUMBER, OTHER, THIRD = "923609016", "974760673", "914778271"
PLACE = "/data.brreg.no/enhetsregisteret/api/enheter/"
ENTRY: dict[str, Any] = {
    "organisasjonsnummer": NUMBER,
    "navn": "FJORD SY AS",
    "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
    "registreringsdatoEnhetsregisteret": "2026-10-02",
    "stiftelsesdato": "2026-09-15",
    "naeringskode1": {"kode": "14.130"},
    "naeringskode2": {"kode": "47.710"},
    "antallAnsatte": 4,
    "forretningsadresse": {"landkode": "NO", "postnummer": "5003", "poststed": "BERGEN", "kommunenummer": "4601"}
    | {"adresse": ["Torget 1", None, ""]},
    "kapital": {"belop": 30000.0, "valuta": "NOK"},
    "hjemmeside": "www.fjordsy.example",
    "epostadresse": "post@fjordsy.example",
    "telefon": "55 00 00 00",
    "mobil": "400 00 000",
    "konkurs": False,
    "underAvvikling": False,
    "underTvangsavviklingEllerTvangsopplosning": False,
}  # fmt: skip


def seen(number: str, label: str = "b", **more: Any) -> Seen:
    return Seen(label, f"Name {label}", role=more.pop("role", "buyer"), numbers=(("NO-ORGNR", number),), **more)


def wants(*parties: Seen) -> list[str]:
    with open_facts(":memory:") as facts:
        put(facts, parties)
        return NoBrregLookup().wants(facts)


def test_it_wants_numbers_without_an_entry_the_most_named_first() -> None:
    assert wants(seen(OTHER, "a"), seen(NUMBER, "b"), seen(NUMBER, "c")) == [NUMBER, OTHER]
    registered = seen(NUMBER, "r", role="registered", source="no_brreg")
    assert wants(seen(OTHER, "a"), seen(NUMBER, "b"), registered) == [OTHER]
    assert wants(seen(NUMBER, "b"), seen(NUMBER, "r", role="registered", source="no_brreg_lookup")) == [NUMBER]


@pytest.mark.parametrize("number", ["923609017", "12345678", "../../x?y=", "92360901６"])
def test_it_never_asks_for_what_is_no_number(number: str) -> None:
    assert wants(seen(number)) == []


def test_an_entry_becomes_a_listing_with_the_texts_as_written() -> None:
    assert listing(ENTRY) == {
        "source_id": NUMBER,
        "url": f"https://data.brreg.no/enhetsregisteret/api/enheter/{NUMBER}",
        "registered_on": "2026-10-02",
        "founded_on": "2026-09-15",
        "parties": [
            {
                "role": "registered",
                "name": "FJORD SY AS",
                "legal_form": "AS",
                "numbers": [{"register": "NO-ORGNR", "number": NUMBER}],
                "codes": [{"scheme": "SN2007", "code": "14.130"}, {"scheme": "SN2007", "code": "47.710"}],
                "country": "NO",
                "region": "4601",
                "city": "BERGEN",
                "street": "Torget 1",
                "postcode": "5003",
                "website": "www.fjordsy.example",
                "emails": ["post@fjordsy.example"],
                "phones": ["55 00 00 00", "400 00 000"],
                "status": "active",
                "founded_on": "2026-09-15",
                "employees": "4",
                "capital": "30000.0",
                "currency": "NOK",
            }
        ],
    }


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"konkurs": True, "underAvvikling": True}, "konkurs"),
        ({"underAvvikling": True}, "under avvikling"),
        ({}, "active"),
    ],
)
def test_the_status_is_the_gravest_fact(more: dict[str, bool], status: str) -> None:
    assert listing(ENTRY | more)["parties"][0]["status"] == status


def test_a_deleted_entity_is_a_closed_company() -> None:
    found = listing({"organisasjonsnummer": NUMBER, "navn": "SLETTET AS", "slettedato": "2017-10-20"})
    assert (found["event"], found["ceased_on"], found["parties"][0]["status"]) == ("closed", "2017-10-20", "slettet")


def test_sole_traders_and_personal_mailboxes_do_not_land_in_clear(tmp_path: Path, hosts: StandIn) -> None:
    trader = ENTRY | {"organisasjonsnummer": OTHER, "navn": "OLA NORDMANN", "organisasjonsform": {"kode": "ENK"}}
    hosts.plant(PLACE + NUMBER, Planted(200, orjson.dumps(ENTRY | {"epostadresse": "kari.nordmann@gmail.com"})))
    hosts.plant(PLACE + OTHER, Planted(200, orjson.dumps(trader)))
    hosts.plant(PLACE + THIRD, Planted(410))
    landing = Landing(str(tmp_path / "landing"))
    with open_facts(":memory:") as facts:
        put(facts, [seen(number, f"x{number}") for number in (NUMBER, OTHER, THIRD)])
        report = enrich(
            facts, Run(tmp_path, landing, "NO", date(2026, 11, 20)), connect=lambda delay: Client(delay, hosts.url)
        )
    assert report.as_line() == "looked up no_brreg_lookup: 1 found, 1 missing, 1 refused"
    assert report.landed == 1
    (manifest,) = landing.manifests()
    assert manifest.refused == {"deleted": 1, "sole trader": 1}
    landed = b"".join(path.read_bytes() for path in (tmp_path / "landing").rglob("*.json")) + b"".join(
        landing.lines(manifest)
    )
    assert b"NORDMANN" not in landed and b"nordmann" not in landed
    (line,) = map(orjson.loads, landing.lines(manifest))
    assert line["parties"][0]["emails"][0].startswith("vault:")


def test_real_answers_can_be_read() -> None:
    folder = Path(__file__).parents[4] / "shared" / "samples" / "no_brreg"
    if not folder.exists():
        pytest.skip(f"the real samples are not there: {folder}")
    for name, closed in (("tidybrreg_entity_923609016.json", False), ("enheter-details-deleted-response.json", True)):
        found = listing(orjson.loads((folder / name).read_bytes()))
        assert found["parties"][0]["name"]
        assert (found.get("event") == "closed") == closed

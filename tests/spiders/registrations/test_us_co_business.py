"""Colorado: agents are persons, forms and statuses are words."""

from __future__ import annotations

from spiders.registrations.us_co_business import UsCoBusiness

ROW = {
    "entityid": "20261",
    "entityname": "Weaver LLC, Delinquent May 1, 2022",
    "entitytype": "FLLC",
    "entitystatus": "Delinquent",
    "entityformdate": "2026-06-11T00:00:00.000",
    "jurisdictonofformation": "DE",
    "principaladdress1": "55 Main St",
    "principaladdress2": "Ste 625",
    "principalcity": "Denver",
    "principalstate": "CO",
    "principalzipcode": "80206",
    "agentfirstname": "RYAN",
    "agentlastname": "ANDREW",
    "agentorganizationname": "Agents Inc",
}


def test_entity() -> None:
    found = UsCoBusiness().pick(ROW)
    (party,) = found["parties"]
    assert found["url"] == "https://data.colorado.gov/resource/4ykn-tg5h.json?entityid=20261"
    assert (found["event"], found["registered_on"], found["description"]) == (
        "new",
        "2026-06-11T00:00:00.000",
        "FLLC formed in DE",
    )
    assert party == {
        "role": "registered",
        "name": "Weaver LLC, Delinquent May 1, 2022",
        "legal_form": "Foreign Limited Liability Company",
        "numbers": [{"register": "US-CO", "number": "20261"}],
        "country": "US",
        "region": "CO",
        "city": "Denver",
        "street": "55 Main St, Ste 625",
        "postcode": "80206",
        "status": "active",
        "founded_on": "2026-06-11T00:00:00.000",
    }


def test_agents_are_not_read() -> None:
    found = repr(UsCoBusiness().pick(ROW))
    assert "RYAN" not in found
    assert "Agents Inc" not in found


def test_unknown_codes_stay_as_published() -> None:
    party = UsCoBusiness().pick(ROW | {"entitytype": "DXX", "entitystatus": "Sleeping"})["parties"][0]
    assert (party["legal_form"], party["status"]) == ("DXX", "Sleeping")

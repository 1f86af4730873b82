"""Real answers of HubSpot, Pipedrive and Salesforce, recorded by others, are read as they should be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from pipelines.deliver.crm import hubspot, pipedrive, salesforce
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.pace import Pace
from pipelines.deliver.crm.protocol import COMPANY, OPPORTUNITY, Create, CrmError, Refused
from pipelines.deliver.crm.wire import Wire
from tests.crm_fakes.office import SECRET, Time

FOLDER = Path(__file__).parents[5] / "shared" / "crm" / "grouparoo_recorded"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="../shared/crm/grouparoo_recorded is not there: no recordings"
)


def recorded(vendor: str) -> Iterator[dict[str, Any]]:
    for file in sorted(FOLDER.glob(f"{vendor}-*.jsonl")):
        for line in file.read_bytes().splitlines():
            yield orjson.loads(line)


def answer(exchange: dict[str, Any]) -> httpx.Response:
    body = exchange["response"]
    content = body.encode() if isinstance(body, str) else orjson.dumps(body)
    headers = {
        name: value
        for name, value in exchange["headers"].items()
        if name not in {"content-encoding", "transfer-encoding"}
    }
    return httpx.Response(exchange["status"], content=content, headers=headers)


def connection(*answers: httpx.Response, **more: Any) -> Connection:
    given = iter(answers)
    secrets = {"token": SECRET, "client_id": "app", "client_secret": SECRET}
    transport = httpx.MockTransport(lambda _request: next(given))
    return Connection(
        "x", "x", "https://crm.example.org", {}, secrets, pace=Pace(Time().clock()), transport=transport, **more
    )


def test_every_recorded_429_of_hubspot_is_waited_for_although_it_names_no_time() -> None:
    busy = [each for each in recorded("hubspot") if each["status"] == 429]
    assert len(busy) == 44
    assert not any("retry-after" in {name.lower() for name in each["headers"]} for each in busy)
    time = Time()
    answers = iter([*map(answer, busy[:5]), httpx.Response(200, json={})])
    wire = Wire(
        "HubSpot",
        "https://crm.example.org",
        time.clock(),
        transport=httpx.MockTransport(lambda _request: next(answers)),
    )
    assert wire.ask("GET", "/").status_code == 200
    assert time.slept == 1 + 2 + 4 + 8 + 16


def test_hubspots_share_of_the_day_is_read() -> None:
    shares = [
        hubspot._budget(answer(each)) for each in recorded("hubspot") if "x-hubspot-ratelimit-daily" in each["headers"]
    ]
    assert len(shares) > 400
    assert all(share is not None and 0.99 < share < 1 for share in shares)


def test_hubspots_refusals_become_a_sentence() -> None:
    wire = Wire(
        "HubSpot",
        "https://crm.example.org",
        Time().clock(),
        transport=httpx.MockTransport(lambda _request: httpx.Response(200)),
    )
    said = {wire.said(answer(each)) for each in recorded("hubspot") if each["status"] == 400}
    assert said and all("not valid" in each or "invalid" in each.lower() for each in said), said


def test_hubspots_batches_are_understood() -> None:
    """A recorded batch answer, with our id among the properties as it would be in an account of ours."""
    (made, *_) = [each for each in recorded("hubspot") if each["path"].endswith("COMPANY/batch/create")]
    for place, row in enumerate(made["response"]["results"]):
        row["properties"]["firstcall_id"] = f"c{place}"
    crm = hubspot.Hubspot(connection(answer(made)))
    records = [Create(f"c{place}", {"name": "John"}) for place in range(len(made["response"]["results"]))]
    assert crm.create(COMPANY, records) == [row["id"] for row in made["response"]["results"]]
    crm.close()


def test_salesforces_rows_and_budget_are_understood() -> None:
    composites = [
        each
        for each in recorded("salesforce")
        if each["path"].endswith("/composite/sobjects") and each["method"] == "POST"
    ]
    seen = 0
    for each in composites:
        crm = salesforce.Salesforce(connection(answer(each)))
        results = crm.create(
            OPPORTUNITY, [Create(f"l{place}", {"name": "x"}) for place in range(len(each["response"]))]
        )
        for row, result in zip(each["response"], results, strict=True):
            seen += 1
            assert (result == row["id"]) if row["success"] else isinstance(result, Refused)
        crm.close()
    assert seen > 5
    shares = {
        salesforce._budget(answer(each)) for each in recorded("salesforce") if "sforce-limit-info" in each["headers"]
    }
    assert None not in shares and all(0.4 < share < 1 for share in shares if share)


def test_salesforces_converted_lead_is_refused_with_its_reason() -> None:
    bad = [
        row
        for each in recorded("salesforce")
        for row in each["response"]
        if isinstance(row, dict) and row.get("success") is False
    ]
    assert bad
    crm = salesforce.Salesforce(connection())
    said = {crm._fault(row) for row in bad}
    assert any("CANNOT_UPDATE_CONVERTED_LEAD" in each for each in said), said
    crm.close()


def test_pipedrives_fields_are_understood_and_what_is_missing_is_named() -> None:
    (fields, *_) = [
        each
        for each in recorded("pipedrive")
        if each["path"].endswith("/organizationFields") and each["method"] == "GET"
    ]
    rows = [{"field_name": row["name"], "field_code": row["key"]} for row in fields["response"]["data"]]
    second_version = fields | {"response": {"success": True, "data": rows, "additional_data": {"next_cursor": None}}}
    crm = pipedrive.Pipedrive(connection(answer(second_version)))
    with pytest.raises(CrmError, match="Pipedrive has no field 'Firstcall city' of a company"):
        crm.check()
    crm.close()
    assert pipedrive._reset(answer(fields)) == 2.0

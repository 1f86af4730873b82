"""public-api.prozorro.gov.ua: the offset feed backwards and forwards, changes over days, the documents."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from stdnum.ua import edrpou, rntrc

from tests.world.conftest import client_for, path_of
from world.serve import Running

FEED = "/public-api.prozorro.gov.ua/api/2.5/tenders"


def _backwards(client: httpx.Client, limit: int = 100) -> tuple[list[dict[str, str]], str]:
    """All lines from the newest to the oldest, and the cursor to go on forwards."""
    answer = client.get(FEED, params={"descending": "1", "limit": str(limit)}).json()
    forward, lines = answer["prev_page"]["offset"], list(answer["data"])
    while "next_page" in answer:
        answer = client.get(path_of(answer["next_page"]["uri"])).json()
        lines += answer["data"]
    return lines, forward


def test_backwards_ends_without_next_page_and_misses_nothing(client: httpx.Client) -> None:
    lines, _ = _backwards(client, 37)
    ids = [line["id"] for line in lines]
    assert len(set(ids)) == len(ids) == 600
    assert [line["dateModified"][:19] for line in lines] == sorted(
        (line["dateModified"][:19] for line in lines), reverse=True
    )


def test_forward_from_the_start_sees_the_same_tenders(client: httpx.Client) -> None:
    answer, ids = client.get(FEED, params={"limit": "64"}).json(), []
    while answer["data"]:
        ids += [line["id"] for line in answer["data"]]
        answer = client.get(path_of(answer["next_page"]["uri"])).json()
    assert sorted(ids) == sorted(line["id"] for line in _backwards(client)[0])


def test_an_empty_page_means_idle_and_keeps_the_cursor(client: httpx.Client) -> None:
    _, forward = _backwards(client)
    answer = client.get(FEED, params={"offset": forward}).json()
    assert answer["data"] == []
    assert answer["next_page"]["offset"] == forward


def test_later_days_bring_new_and_changed_tenders_at_the_kept_cursor(own: Running) -> None:
    with client_for(own) as client:
        lines, forward = _backwards(client)
        before = {line["id"]: line["dateModified"] for line in lines}
        own.advance(4)
        fresh = client.get(FEED, params={"offset": forward, "limit": "1000"}).json()["data"]
        now = {line["id"]: line["dateModified"] for line in _backwards(client)[0]}
    ids = {line["id"] for line in fresh}
    assert ids - set(before)
    assert ids & set(before)
    assert ids == {key for key, modified in now.items() if before.get(key) != modified}


def test_an_unknown_cursor_is_refused(client: httpx.Client) -> None:
    answer = client.get(FEED, params={"offset": "yesterday"})
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["name"] == "offset"


def test_opt_fields_come_with_the_line(client: httpx.Client) -> None:
    line = client.get(FEED, params={"opt_fields": "status,procuringEntity", "limit": "1"}).json()["data"][0]
    assert {"id", "dateModified", "status", "procuringEntity"} == set(line)


@pytest.fixture(scope="module")
def documents(client: httpx.Client) -> list[dict[str, Any]]:
    return [client.get(f"{FEED}/{line['id']}").json()["data"] for line in _backwards(client)[0]]


def test_documents_agree_with_the_feed_and_a_stranger_is_missing(
    client: httpx.Client, documents: list[dict[str, Any]]
) -> None:
    listed = {line["id"]: line["dateModified"] for line in _backwards(client)[0]}
    assert {doc["id"]: doc["dateModified"] for doc in documents} == listed
    assert client.get(f"{FEED}/{'0' * 32}").status_code == 404


def test_statuses_and_methods_follow_the_rules_of_the_real_one(documents: list[dict[str, Any]]) -> None:
    methods = {doc["procurementMethodType"] for doc in documents}
    assert methods == {"reporting", "aboveThreshold", "belowThreshold", "priceQuotation", "negotiation"}
    statuses = {doc["status"] for doc in documents}
    assert {
        "complete",
        "active.tendering",
        "active.enquiries",
        "active.qualification",
        "active.awarded",
        "unsuccessful",
    } <= statuses
    for doc in documents:
        assert ("tenderPeriod" in doc) == (doc["procurementMethodType"] not in ("reporting", "negotiation"))
        if doc["status"] == "active.tendering":
            assert "bids" not in doc
            assert "awards" not in doc
        if doc["status"] in ("complete", "active.awarded"):
            assert doc["awards"][0]["suppliers"][0]["identifier"]["id"]
        assert re.fullmatch(r"\d{8}-\d", doc["items"][0]["classification"]["id"])
        assert re.search(r"\+0[23]:00$", doc["dateModified"])


def test_parties_have_valid_numbers_contacts_and_a_few_faults(documents: list[dict[str, Any]]) -> None:
    buyers = [doc["procuringEntity"] for doc in documents]
    assert all(edrpou.is_valid(buyer["identifier"]["id"]) for buyer in buyers)
    assert all(buyer["contactPoint"]["name"] for buyer in buyers)
    suppliers = [party for doc in documents for award in doc.get("awards", []) for party in award["suppliers"]]
    numbers = [party["identifier"]["id"] for party in suppliers]
    wrong = [n for n in numbers if not (edrpou.is_valid(n) if len(n) == 8 else rntrc.is_valid(n))]
    assert 0 < len(wrong) < len(numbers) * 0.05
    assert any(len(number) == 10 for number in numbers)
    assert len({party["name"] for party in suppliers}) > len(set(numbers)), "one supplier is written in several ways"


def test_lviv_buyers_and_the_needs_of_the_profiles_are_there(documents: list[dict[str, Any]]) -> None:
    codes = [doc["items"][0]["classification"]["id"][:2] for doc in documents]
    assert {"72", "48", "30", "90", "18"} <= set(codes)
    assert any(doc["procuringEntity"]["address"]["region"] == "Львівська область" for doc in documents)

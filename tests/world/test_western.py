"""EDGAR and Contracts Finder: pages, prefixes, refusals, last pages."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import httpx

from tests.world.conftest import client_for, path_of
from world.serve import Running

EDGAR = "/www.sec.gov/cgi-bin/browse-edgar"
QUERY = {"action": "getcurrent", "type": "D", "owner": "include", "output": "atom"}
FINDER = "/www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search"
ATOM = "{http://www.w3.org/2005/Atom}"


def _entries(client: httpx.Client, count: int = 10) -> list[ElementTree.Element]:
    found: list[ElementTree.Element] = []
    while True:
        answer = client.get(EDGAR, params={**QUERY, "start": str(len(found)), "count": str(count)})
        if "html" in answer.headers["Content-Type"]:
            return found
        assert answer.content.startswith(b'<?xml version="1.0" encoding="ISO-8859-1" ?>')
        found += ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_list_ends_in_html(client: httpx.Client) -> None:
    assert len(_entries(client)) > 20
    past = client.get(EDGAR, params={**QUERY, "start": "9000"})
    assert past.status_code == 200
    assert "File Unavailable" in past.text


def test_the_type_is_a_prefix_and_accessions_repeat_per_filer(client: httpx.Client) -> None:
    entries = _entries(client)
    terms = {entry.find(f"{ATOM}category").attrib["term"] for entry in entries}  # type: ignore[union-attr]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert {"D", "D/A"} < terms
    assert any(term.startswith("DEF") for term in terms)
    assert len(set(ids)) < len(ids)


def test_form_d_documents_are_reachable_and_some_begin_with_a_blank_line(client: httpx.Client) -> None:
    bodies = []
    for entry in _entries(client):
        term = entry.find(f"{ATOM}category").attrib["term"]  # type: ignore[union-attr]
        link = entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
        answer = client.get(path_of(re.sub(r"[^/]+$", "primary_doc.xml", link)))
        assert answer.status_code == (200 if term in ("D", "D/A") else 404)
        if answer.status_code == 200:
            bodies.append(answer.content)
    assert any(body.startswith(b"\n") for body in bodies)
    assert any(body.startswith(b"<?xml") for body in bodies)
    roots = [ElementTree.fromstring(body.strip()) for body in bodies]
    groups = {root.findtext("offeringData/industryGroup/industryGroupType") for root in roots}
    assert "Pooled Investment Fund" in groups
    assert len(groups) > 3
    assert all(root.findtext("primaryIssuer/entityName") for root in roots)


def test_an_undeclared_agent_is_refused(world: Running) -> None:
    answer = httpx.get(world.url + EDGAR, params=QUERY, headers={"User-Agent": "python"})
    assert answer.status_code == 403


def _releases(client: httpx.Client, **query: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    answer = client.get(FINDER, params=query)
    assert answer.headers["Content-Type"].endswith("charset=ISO-8859-1")
    body = answer.json() if answer.content.isascii() else httpx.Response(200, content=answer.text.encode()).json()
    rows = list(body["releases"])
    while body.get("links"):
        answer = client.get(path_of(body["links"]["next"]))
        body = httpx.Response(200, content=answer.text.encode()).json()
        rows += body["releases"]
    return rows, body


def test_links_lead_through_the_window_once(client: httpx.Client) -> None:
    window = {"publishedFrom": "2026-10-01T00:00:00", "publishedTo": "2026-11-20T23:59:59"}
    rows, _ = _releases(client, limit="7", **window)
    whole, _ = _releases(client, limit="100", **window)
    assert [row["id"] for row in rows] == [row["id"] for row in whole]
    assert len({row["id"] for row in rows}) == len(rows) > 50
    assert all("2026-10-01" <= row["date"][:10] <= "2026-11-20" for row in rows)


def test_the_last_page_has_links_null_or_none_at_all(client: httpx.Client) -> None:
    ends = {
        str(_releases(client, publishedFrom=f"2026-11-{day:02d}T00:00:00")[1].get("links", "absent"))
        for day in range(1, 20)
    }
    assert ends == {"None", "absent"}


def test_stages_choose_and_awards_name_suppliers(client: httpx.Client) -> None:
    awards, _ = _releases(client, stages="award")
    tenders, _ = _releases(client, stages="tender")
    assert {row["tag"][0] for row in awards} == {"award"}
    assert {row["tag"][0] for row in tenders} == {"tender"}
    assert all(any("supplier" in party["roles"] for party in row["parties"]) for row in awards)
    assert {row["ocid"] for row in awards} <= {row["ocid"] for row in tenders}
    assert any(row["tender"]["classification"]["id"].startswith("72") for row in tenders)


def test_an_empty_window_and_a_bad_date(client: httpx.Client) -> None:
    assert _releases(client, publishedFrom="2030-01-01T00:00:00")[0] == []
    assert client.get(FINDER, params={"publishedFrom": "soon"}).status_code == 400


def test_tenders_become_awards_as_days_pass(own: Running) -> None:
    with client_for(own) as client:
        before = {row["id"] for row in _releases(client, stages="award")[0]}
        own.advance(10)
        after = {row["id"] for row in _releases(client, stages="award")[0]}
    assert before < after

"""opendata.trudvsem.ru and the five news feeds."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from stdnum.ru import inn

from tests.world.conftest import client_for
from world.hosts.feeds import PATHS
from world.serve import Running

JOBS = "/opendata.trudvsem.ru/api/v1/vacancies"


def _vacancies(client: httpx.Client, path: str = JOBS, limit: int = 100, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page = 0
    while True:
        answer = client.get(path, params={**query, "limit": str(limit), "offset": str(page)}).json()
        assert answer["status"] == "200"
        if not answer["results"]:
            assert len(found) == answer["meta"]["total"]
            return found
        found += [item["vacancy"] for item in answer["results"]["vacancies"]]
        page += 1


def test_offset_counts_pages(client: httpx.Client) -> None:
    whole, small = _vacancies(client), _vacancies(client, limit=33)
    assert [row["id"] for row in whole] == [row["id"] for row in small]
    assert len({row["id"] for row in whole}) == len(whole) > 200


def test_windows_of_modification_split_without_loss(client: httpx.Client) -> None:
    first = _vacancies(client, modifiedTo="2026-10-31T20:59:59Z")
    second = _vacancies(client, modifiedFrom="2026-10-31T21:00:00Z")
    assert len(first) + len(second) == len(_vacancies(client))
    assert all(row["date_modify"] >= "2026-11-01T00:00:00+0300" for row in second)


def test_region_and_text_narrow(client: httpx.Client) -> None:
    ivanovo = _vacancies(client, path=f"{JOBS}/region/3700000000000")
    assert {row["region"]["name"] for row in ivanovo} == {"Ивановская область"}
    assert any("швея" in str(row).lower() for row in _vacancies(client, text="швея"))


def test_limits_and_dates_are_checked(client: httpx.Client) -> None:
    assert client.get(JOBS, params={"limit": "101"}).status_code == 400
    assert client.get(JOBS, params={"modifiedFrom": "yesterday"}).status_code == 400
    assert client.get(JOBS, params={"modifiedFrom": "2031-01-01T00:00:00Z"}).json()["results"] == {}


def test_vacancies_carry_the_known_habits(client: httpx.Client) -> None:
    rows = _vacancies(client)
    assert all(inn.is_valid(row["company"]["inn"]) for row in rows)
    assert any(row["salary_min"] == 0 for row in rows)
    assert any(len(row["skills"]) == 2 and row["skills"][0] == row["skills"][1] for row in rows)
    assert any(row["typicalPosition"] == "Ничего не выбрано" for row in rows)
    assert any("ogrn" not in row["company"] for row in rows)
    assert {row["company"]["hr-agency"] for row in rows} == {True, False}
    assert sum("Швея" in row["job-name"] for row in rows) > 10


def _feed(client: httpx.Client, host: str, **headers: str) -> httpx.Response:
    return client.get(
        f"/{host}{PATHS[host]}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


@pytest.mark.parametrize("host", PATHS)
def test_feeds_answer_304_to_what_they_gave(client: httpx.Client, host: str) -> None:
    answer = _feed(client, host)
    assert answer.status_code == 200
    assert _feed(client, host, If_None_Match=answer.headers["ETag"]).status_code == 304
    assert _feed(client, host, If_Modified_Since=answer.headers["Last-Modified"]).status_code == 304


@pytest.mark.parametrize("host", PATHS)
def test_feeds_change_when_days_pass(own: Running, host: str) -> None:
    with client_for(own) as client:
        old = _feed(client, host)
        own.advance(5)
        new = _feed(client, host, If_None_Match=old.headers["ETag"])
    assert new.status_code == 200
    assert new.content != old.content


def test_feeds_are_well_formed_in_their_own_formats(client: httpx.Client) -> None:
    for host in ("www.interfax.ru", "ain.ua", "www.epravda.com.ua"):
        items = ElementTree.fromstring(_feed(client, host).content).findall("channel/item")
        assert len(items) > 50
        assert all(item.findtext("title") and item.findtext("link") and item.findtext("pubDate") for item in items)
    assert _feed(client, "www.interfax.ru").content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    atom = ElementTree.fromstring(_feed(client, "www.gov.uk").content)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) > 50
    feed = _feed(client, "novyny.example").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["id"] and item["date_published"] for item in feed["items"])


def test_one_link_changes_at_each_fetch_while_its_guid_stays(client: httpx.Client) -> None:
    first, second = (
        ElementTree.fromstring(_feed(client, "www.epravda.com.ua").content).find("channel/item") for _ in range(2)
    )
    assert first is not None
    assert second is not None
    assert first.findtext("guid") == second.findtext("guid")
    assert first.findtext("link") != second.findtext("link")


def test_the_lviv_paper_tells_of_new_firms_and_of_the_weather(client: httpx.Client) -> None:
    items = _feed(client, "novyny.example").json()["items"]
    registered = [item for item in items if item.get("tags") == ["registered"]]
    assert registered
    assert any("Львівська область" in item["summary"] for item in registered)
    assert any("tags" not in item for item in items)

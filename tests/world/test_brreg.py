"""data.brreg.no: windows, pages, the cap, the empty answer, the look-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx

from tests.world.conftest import client_for, path_of
from world.serve import Running, running

SEARCH = "/data.brreg.no/enhetsregisteret/api/enheter"
NEW = {"fraRegistreringsdatoEnhetsregisteret": "2026-10-01", "tilRegistreringsdatoEnhetsregisteret": "2026-11-20"}


def _walk(client: httpx.Client, **query: str) -> list[dict[str, Any]]:
    answer = client.get(SEARCH, params=query).json()
    rows = list(answer.get("_embedded", {}).get("enheter", []))
    while "next" in answer["_links"]:
        answer = client.get(path_of(answer["_links"]["next"]["href"])).json()
        rows += answer["_embedded"]["enheter"]
    return rows


def test_next_links_lead_through_the_whole_window_once(client: httpx.Client) -> None:
    rows = _walk(client, **NEW, size="7")
    total = client.get(SEARCH, params=NEW).json()["page"]["totalElements"]
    assert len({row["organisasjonsnummer"] for row in rows}) == len(rows) == total > 50
    assert all("2026-10-01" <= row["registreringsdatoEnhetsregisteret"] <= "2026-11-20" for row in rows)


def test_links_keep_the_real_host(client: httpx.Client) -> None:
    answer = client.get(SEARCH, params={**NEW, "size": "5"}).json()
    assert answer["_links"]["next"]["href"].startswith("https://data.brreg.no/enhetsregisteret/api/enheter?")


def test_sort_descending_turns_the_order(client: httpx.Client) -> None:
    up = _walk(client, **NEW, size="50")
    down = _walk(client, **NEW, size="50", sort="registreringsdatoEnhetsregisteret,desc")
    assert [row["organisasjonsnummer"] for row in down] == [row["organisasjonsnummer"] for row in up][::-1]


def test_an_empty_window_has_no_embedded(client: httpx.Client) -> None:
    answer = client.get(SEARCH, params={"fraRegistreringsdatoEnhetsregisteret": "2031-01-01"}).json()
    assert "_embedded" not in answer
    assert answer["page"]["totalElements"] == 0


def test_beyond_ten_thousand_is_refused_in_the_registers_own_shape(client: httpx.Client) -> None:
    answer = client.get(SEARCH, params={"size": "1000", "page": "10"})
    assert answer.status_code == 400
    assert answer.json()["valideringsfeil"][0]["parametere"] == ["page", "size"]
    assert client.get(SEARCH, params={"size": "1000", "page": "9"}).status_code == 200


def test_filters_narrow_the_search(client: httpx.Client) -> None:
    rows = _walk(client, **NEW, organisasjonsform="ENK", size="100")
    assert rows
    assert {row["organisasjonsform"]["kode"] for row in rows} == {"ENK"}
    sewing = _walk(client, naeringskode="14", size="100")
    assert sewing
    assert all(row["naeringskode1"]["kode"].startswith("14.") for row in sewing)


def test_look_up_finds_forgets_and_buries(client: httpx.Client) -> None:
    rows = _walk(client, size="500")
    answers = {client.get(f"{SEARCH}/{row['organisasjonsnummer']}").status_code for row in rows}
    assert answers == {200, 410}
    assert client.get(f"{SEARCH}/999999999").status_code == 404


def test_advancing_the_day_reveals_more(own: Running) -> None:
    with client_for(own) as client:
        before = {row["organisasjonsnummer"] for row in _walk(client, size="100")}
        own.advance(7)
        after = {row["organisasjonsnummer"]: row for row in _walk(client, size="100")}
    fresh = [row for number, row in after.items() if number not in before]
    assert before < set(after)
    assert all("2026-11-21" <= row["registreringsdatoEnhetsregisteret"] <= "2026-11-27" for row in fresh)


def test_same_seed_same_bytes() -> None:
    bodies = []
    for seed in (21, 21, 22):
        with running(companies=300, seed=seed, day=date(2026, 11, 20)) as world, client_for(world) as client:
            bodies.append(client.get(SEARCH, params=NEW).content)
    assert bodies[0] == bodies[1] != bodies[2]


def test_a_search_never_shows_the_future(client: httpx.Client) -> None:
    late = (date(2026, 11, 20) + timedelta(days=30)).isoformat()
    rows = _walk(client, **{**NEW, "tilRegistreringsdatoEnhetsregisteret": late}, size="100")
    assert max(row["registreringsdatoEnhetsregisteret"] for row in rows) <= "2026-11-20"

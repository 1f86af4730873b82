"""The server: control, robots, the log, the bench host, the command line."""

from __future__ import annotations

import signal
import subprocess
import sys

import httpx
import pytest

from tests.world.conftest import client_for, path_of
from world.__main__ import main
from world.serve import Running


def test_every_host_has_robots_that_forbid_something_but_no_delay(client: httpx.Client) -> None:
    hosts = client.get("/_world/health").json()["hosts"]
    assert len(hosts) == 15
    for host in hosts:
        text = client.get(f"/{host}/robots.txt").text
        assert "Disallow: /" in text
        assert "Crawl-delay" not in text


def test_unknown_hosts_and_paths_get_a_sentence(client: httpx.Client) -> None:
    for path in ("/nowhere.example/x", "/data.brreg.no/x", "/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.text.startswith("There is no")


def test_requests_are_kept_with_host_path_query_and_headers(own: Running) -> None:
    with client_for(own) as client:
        client.get("/data.ny.gov/resource/k4vb-judh.json", params={"$limit": "1"})
        log = client.get("/_world/requests").json()
    host, path, query, headers = own.requests[-1]
    assert (host, path, query) == ("data.ny.gov", "/resource/k4vb-judh.json", {"$limit": "1"})
    assert "tests@example.org" in headers["user-agent"]
    assert log["count"] == 1


def test_the_day_moves_by_control(own: Running) -> None:
    with client_for(own) as client:
        assert client.get("/_world/day").json() == {"day": "2026-11-20"}
        assert client.post("/_world/day", json={"advance": 3}).json() == {"day": "2026-11-23"}
        assert client.post("/_world/day", json={"day": "2026-12-01"}).json() == {"day": "2026-12-01"}
        assert client.post("/_world/day", json={"day": "soon"}).status_code == 400


def test_head_has_no_body(client: httpx.Client) -> None:
    answer = client.head("/ain.ua/feed/")
    assert answer.status_code == 200
    assert answer.content == b""
    assert int(answer.headers["Content-Length"]) > 1000


def test_bench_pages_hold_a_hundred_distinct_rows_each(client: httpx.Client) -> None:
    answer, ids = client.get("/bench.example/rows?page=0").json(), []
    while True:
        rows = answer["_embedded"]["enheter"]
        assert len(rows) == 100
        ids += [row["organisasjonsnummer"] for row in rows]
        if "next" not in answer["_links"]:
            break
        answer = client.get(path_of(answer["_links"]["next"]["href"])).json()
    assert len(set(ids)) == len(ids) == 1500
    assert client.get("/bench.example/rows?page=15").status_code == 404


def test_bench_ids_lead_to_details(client: httpx.Client) -> None:
    page = client.get("/bench.example/ids?offset=1400").json()
    assert len(page["data"]) == 100
    assert client.get(path_of(page["next_page"]["uri"])).json()["data"] == []
    assert client.get(f"/bench.example/detail/{page['data'][-1]['id']}").json()["data"]["organisasjonsnummer"] == "1499"
    assert client.get("/bench.example/detail/1500").status_code == 404


def test_the_command_says_one_line_and_stops_on_a_signal() -> None:
    command = [sys.executable, "-m", "world", "--port", "0", "--companies", "50", "--fault", "ain.ua=503"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("world ready at http://127.0.0.1:")
        assert line.endswith(" day 2026-11-20 companies 50 seed 7\n")
        assert httpx.get(line.split()[3] + "/ain.ua/feed/").status_code == 503
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("", "", 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--companies", "3"], "at least 10"),
        (["--companies", "20", "--fault", "ain.ua=flood"], "no fault 'flood'"),
        (["--replay", "/nonexistent"], "no folder"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1

"""The client is polite, honest, patient within limits, and stays on loopback where it must."""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import httpx
import pytest

from pipelines.enrich.client import (
    TRIES,
    Client,
    ClientError,
    RefusedError,
    UnreachableError,
    UnreadableError,
    agent,
    rehost_base,
    retry_after,
)
from tests.pipelines.enrich.stand_in import Planted, StandIn

URL = "https://data.example.org/entry/1?key=secret"
PATH = "/data.example.org/entry/1?key=secret"
ROBOTS = "/data.example.org/robots.txt"


def test_it_asks_the_stand_in_and_keeps_the_real_address(hosts: StandIn) -> None:
    hosts.plant(PATH, Planted(200, b"{}"))
    with Client(rehost=hosts.url, contact="data@example.org") as client:
        reply = client.get(URL)
    assert (reply.status, reply.body, reply.url) == (200, b"{}", URL)
    assert [path for path, _ in hosts.requests] == [ROBOTS, PATH]
    assert all(
        headers["User-Agent"].startswith("Firstcall/") and "data@example.org" in headers["User-Agent"]
        for _, headers in hosts.requests
    )


def test_no_socket_leaves_loopback_when_rehosted(hosts: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example.org:3128")
    asked: list[object] = []
    real = socket.getaddrinfo

    def watched(host: object, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return real(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    hosts.plant(PATH, Planted(302, headers={"Location": "https://elsewhere.example.net/x"}))
    with Client(rehost=hosts.url) as client:
        assert client.get(URL).status == 404
    assert set(asked) <= {"127.0.0.1"}
    assert hosts.paths == [PATH, "/elsewhere.example.net/x"]


@pytest.mark.parametrize(
    "address",
    ["http://10.0.0.1:80", "https://127.0.0.1:1", "http://example.org:80", "127.0.0.1:80", "http://127.0.0.1:1/x"],
)
def test_a_rehost_off_loopback_is_refused(address: str) -> None:
    with pytest.raises(ClientError, match="no server on loopback"):
        rehost_base(address)


def test_localhost_is_asked_of_nobody() -> None:
    assert rehost_base("http://localhost:8765") == "http://127.0.0.1:8765"
    assert rehost_base(None) is None


def test_robots_txt_is_obeyed_and_asked_once_per_host(hosts: StandIn) -> None:
    hosts.plant(ROBOTS, Planted(200, b"User-agent: firstcall\nDisallow: /private/\n"))
    hosts.otherwise = Planted(200, b"{}")
    with Client(rehost=hosts.url) as client:
        client.get("https://data.example.org/open")
        with pytest.raises(RefusedError, match=r"does not allow this address in its robots\.txt"):
            client.get("https://data.example.org/private/1")
        with pytest.raises(RefusedError):
            client.get("https://data.example.org/private/2")
    assert hosts.paths == ["/data.example.org/open"]
    assert len(hosts.requests) == 2


def test_a_redirect_into_what_robots_forbid_is_not_followed(hosts: StandIn) -> None:
    hosts.plant(ROBOTS, Planted(200, b"User-agent: *\nDisallow: /private/\n"))
    hosts.plant("/data.example.org/a", Planted(301, headers={"Location": "/private/1"}))
    with Client(rehost=hosts.url) as client, pytest.raises(RefusedError):
        client.get("https://data.example.org/a")
    assert hosts.paths == ["/data.example.org/a"]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_robots_txt_that_is_not_for_us_forbids_nothing(hosts: StandIn, status: int) -> None:
    hosts.plant(ROBOTS, Planted(status))
    hosts.plant("/data.example.org/a", Planted(200, b"ok"))
    with Client(rehost=hosts.url) as client:
        assert client.get("https://data.example.org/a").body == b"ok"


def test_a_robots_txt_that_fails_forbids_everything(hosts: StandIn) -> None:
    hosts.plant(ROBOTS, Planted(503))
    with Client(rehost=hosts.url) as client, pytest.raises(UnreachableError):
        client.get(URL)
    assert hosts.paths == []


def test_it_tries_again_and_then_gives_up(hosts: StandIn) -> None:
    hosts.plant(PATH, Planted(503), Planted(500), Planted(200, b"ok"))
    with Client(rehost=hosts.url) as client:
        assert client.get(URL).body == b"ok"
        hosts.plant(PATH, Planted(503))
        with pytest.raises(UnreachableError, match=r"data\.example\.org does not answer \(503\)") as error:
            client.get(URL)
        hosts.plant(PATH, Planted(429))
        with pytest.raises(RefusedError, match="too often"):
            client.get(URL)
    assert "secret" not in str(error.value)
    assert len(hosts.paths) == 3 * TRIES


def test_who_refuses_us_is_not_asked_again(hosts: StandIn) -> None:
    hosts.plant(PATH, Planted(403))
    with Client(rehost=hosts.url) as client, pytest.raises(RefusedError):
        client.get(URL)
    assert len(hosts.paths) == 1


def test_a_host_that_is_not_there_is_unreachable(hosts: StandIn) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with Client(rehost=nobody) as client, pytest.raises(UnreachableError, match="ConnectError"):
        client.get(URL)


def test_an_answer_without_end_and_a_redirect_in_circles_are_unreadable(
    hosts: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.enrich.client.LARGEST", 1000)
    hosts.plant(PATH, Planted(200, b"x" * 1001))
    hosts.plant("/data.example.org/a", Planted(302, headers={"Location": "/a"}))
    with Client(rehost=hosts.url) as client:
        with pytest.raises(UnreadableError, match="more than 1,000 bytes"):
            client.get(URL)
        with pytest.raises(UnreadableError, match="circles"):
            client.get("https://data.example.org/a")
        hosts.plant("/data.example.org/a", Planted(302, headers={"Location": "file:///etc/passwd"}))
        with pytest.raises(UnreadableError):
            client.get("https://data.example.org/a")


class Waits:
    """A clock that stands still but for the sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def answering(*statuses: int, retry: str | None = None) -> httpx.MockTransport:
    left = list(statuses)
    headers = {"Retry-After": retry} if retry else {}
    return httpx.MockTransport(
        lambda request: (
            httpx.Response(404) if request.url.path == "/robots.txt" else httpx.Response(left.pop(0), headers=headers)
        )
    )


def test_it_keeps_a_hosts_pace_and_pauses_as_asked() -> None:
    waits = Waits()
    with Client(
        0.5, sleep=waits.sleep, clock=lambda: waits.now, transport=answering(200, 429, 200, retry="7")
    ) as client:
        client.get("https://data.example.org/1")
        assert waits.slept == [0.5]
        client.get("https://data.example.org/2")
    assert waits.slept == [0.5, 0.5, 7.0]


def test_a_pause_of_hours_is_not_waited_for() -> None:
    waits = Waits()
    transport = answering(503, retry="7200")
    with (
        Client(0, sleep=waits.sleep, clock=lambda: waits.now, transport=transport) as client,
        pytest.raises(RefusedError, match="7,200 seconds"),
    ):
        client.get("https://data.example.org/1")
    assert waits.slept == []


def test_retry_after_is_a_number_or_a_date() -> None:
    now = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after("Fri, 20 Nov 2026 12:01:00 GMT", now) == 60
    assert retry_after("Fri, 20 Nov 2026 11:00:00 GMT", now) == 0
    assert retry_after("soon", now) is None
    assert retry_after(None, now) is None


def test_the_agent_says_who_asks() -> None:
    assert agent("data@example.org").endswith("(+data@example.org)")
    assert agent(None).endswith("(+no contact given)")

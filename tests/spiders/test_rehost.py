"""Rehosting: real addresses for everybody, loopback on the wire, and nothing that passes by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from leads.landing import Landing, Outcome
from spiders.rehost import Rehost, RehostError
from tests.spiders import site

ROOT = Path(__file__).resolve().parents[2]

WATCHED = """
import json, os, socket, sys
tried = []
def watch(name):
    real = getattr(socket.socket, name)
    def connect(self, address):
        if self.family != socket.AF_UNIX:
            tried.append(address[0])
            if not str(address[0]).startswith("127.") and address[0] != "::1":
                raise OSError("left the machine")
        return real(self, address)
    setattr(socket.socket, name, connect)
watch("connect"); watch("connect_ex")
for name in ("getaddrinfo", "gethostbyname"):
    def look_up(host, *rest, real=getattr(socket, name), **more):
        tried.append(host)
        return real(host, *rest, **more)
    setattr(socket, name, look_up)
import atexit
atexit.register(lambda: open(os.environ["TRIED"], "w").write(json.dumps(tried)))
from scrapy.cmdline import execute
execute(["scrapy", "crawl", "no_brreg", "--nolog", "-a", "since=2026-11-20"])
"""


@pytest.mark.parametrize(
    ("real", "there"),
    [
        ("https://data.brreg.no/api/enheter?a=1&b=2", "http://127.0.0.1:8765/data.brreg.no/api/enheter?a=1&b=2"),
        ("http://host.example:81/x", "http://127.0.0.1:8765/host.example:81/x"),
        ("https://host.example", "http://127.0.0.1:8765/host.example/"),
        ("https://host.example?q=host.example", "http://127.0.0.1:8765/host.example?q=host.example"),
        ("http://127.0.0.1:8765/host.example/x", "http://127.0.0.1:8765/host.example/x"),
    ],
)
def test_an_address_goes_to_the_server_and_its_host_is_the_first_step(real: str, there: str) -> None:
    assert Rehost("http://127.0.0.1:8765").there(real) == there


def test_the_way_back_gives_real_addresses() -> None:
    rehost = Rehost.read("http://localhost:8765/")
    assert rehost == Rehost("http://127.0.0.1:8765")
    assert rehost.back("http://127.0.0.1:8765/host.example/x?y=1") == "https://host.example/x?y=1"
    assert rehost.back("https://host.example/x") == "https://host.example/x"


@pytest.mark.parametrize("url", ["ftp://host.example/x", "file:///etc/passwd", "data:text/plain,x", "https:///x"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(RehostError, match="would leave this machine"):
        Rehost("http://127.0.0.1:8765").there(url)


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "http://10.0.0.1:80", "https://127.0.0.1:1", "127.0.0.1:80", "http://127.0.0.1:1/x"],
)
def test_a_server_that_is_not_on_loopback_is_refused(address: str) -> None:
    with pytest.raises(RehostError):
        Rehost.read(address)


def test_nothing_is_rehosted_where_nothing_is_set() -> None:
    assert Rehost.read(None) is None and Rehost.read("") is None


def answer(path: str) -> site.Reply:
    """Enhetsregisteret behind a redirect, its robots.txt too; the second by an address of this server."""
    if path == "/data.brreg.no/robots.txt":
        return 301, {"Location": "https://www.brreg.example/robots.txt"}, b""
    if path == "/www.brreg.example/robots.txt":
        return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret/\n"
    if path.startswith("/data.brreg.no/enhetsregisteret/api/enheter?"):
        return 302, {"Location": f"/moved.example/enheter?{path.partition('?')[2]}"}, b""
    row = {"organisasjonsnummer": "810004126", "navn": "FIRMA AS", "registreringsdatoEnhetsregisteret": "2026-11-20"}
    body = {"_embedded": {"enheter": [row]}, "page": {"totalElements": 1}}
    return 200, {"Content-Type": "application/json"}, orjson.dumps(body)


def test_no_socket_leaves_loopback_and_real_addresses_land(tmp_path: Path) -> None:
    with site.running(lambda path: absolute(path, server.url)) as server:
        environment = os.environ | {
            "FIRSTCALL_REHOST": server.url,
            "FIRSTCALL_DATA": str(tmp_path),
            "FIRSTCALL_LANDING": str(tmp_path / "landing"),
            "FIRSTCALL_CONTACT": "test@example.org",
            "FIRSTCALL_TODAY": "2026-11-20",
            "TRIED": str(tmp_path / "tried.json"),
            "http_proxy": "http://10.9.8.7:3128",
            "https_proxy": "http://10.9.8.7:3128",
        }
        done = subprocess.run(
            [sys.executable, "-c", WATCHED], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
    assert done.returncode == 0, done.stderr
    assert set(json.loads((tmp_path / "tried.json").read_text())) == {"127.0.0.1"}
    assert [path.split("?")[0] for path in server.asked] == [
        "/data.brreg.no/robots.txt",
        "/www.brreg.example/robots.txt",
        "/data.brreg.no/enhetsregisteret/api/enheter",
        "/moved.example/robots.txt",
        "/moved.example/enheter",
    ]
    assert {headers["User-Agent"] for headers in server.headers} == {"Firstcall/0.1.0 (+test@example.org)"}
    landing = Landing(str(tmp_path / "landing"))
    [sealed] = landing.manifests("no_brreg")
    assert (sealed.outcome, sealed.listings) == (Outcome.complete, 1)
    [line] = map(orjson.loads, landing.lines(sealed))
    assert line["url"].startswith("https://moved.example/enheter?")


def absolute(path: str, url: str) -> site.Reply:
    """As `answer`, with the redirect of the page given as an address of this server, and an open robots.txt
    elsewhere."""
    if path == "/moved.example/robots.txt":
        return 404, {}, b""
    status, headers, body = answer(path)
    location = headers.get("Location", "")
    return status, dict(headers) | ({"Location": url + location} if location.startswith("/") else {}), body

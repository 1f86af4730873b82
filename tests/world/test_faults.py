"""Every planted fault does to a reply what it says, to the share of requests it says."""

from __future__ import annotations

import httpx
import pytest

from tests.world.conftest import client_for
from world import faults
from world.serve import Running

BRREG = "/data.brreg.no/enhetsregisteret/api/enheter?size=5"
PLACES = {
    "data.brreg.no": BRREG,
    "ftp.egrul.nalog.ru": "/ftp.egrul.nalog.ru/EGRUL_406/18.11.2026/EGRUL_2026-11-18_1.zip",
    "www.interfax.ru": "/www.interfax.ru/rss.asp",
}


def _pair(world: Running, kind: str, host: str = "data.brreg.no") -> tuple[httpx.Response, httpx.Response]:
    """The good answer, then the one under the fault."""
    with client_for(world) as client:
        good = client.get(PLACES[host])
        world.fault(host, kind)
        return good, client.get(PLACES[host])


def test_refusals(own: Running) -> None:
    _, answer = _pair(own, "429")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    _, answer = _pair(own, "429-bare")
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    assert _pair(own, "503")[1].status_code == 503
    assert _pair(own, "403")[1].status_code == 403


def test_half_cuts_the_body(own: Running) -> None:
    good, answer = _pair(own, "half")
    assert answer.status_code == 200
    assert answer.content == good.content[: len(good.content) // 2]


def test_html_comes_with_200(own: Running) -> None:
    _, answer = _pair(own, "html")
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")


def test_empty_is_the_hosts_own_empty_answer(own: Running) -> None:
    _, answer = _pair(own, "empty")
    assert answer.json()["page"]["totalElements"] == 0


def test_layout_renames_fields_also_inside_archives(own: Running) -> None:
    _, answer = _pair(own, "layout")
    assert "_embedded_v2" in answer.json()
    import io
    import zipfile

    _, answer = _pair(own, "layout", "ftp.egrul.nalog.ru")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert "<СвЮЛV2 " in archive.read(archive.namelist()[0]).decode("cp1251")


def test_charset_lies_about_the_bytes(own: Running) -> None:
    good, answer = _pair(own, "charset", "www.interfax.ru")
    assert b'encoding="windows-1251"' in answer.content
    assert answer.content.decode("utf-8") == good.content.decode("cp1251")


def test_reset_drops_the_connection(own: Running) -> None:
    own.fault("data.brreg.no", "reset", "x1")
    with client_for(own) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(BRREG)
        assert client.get(BRREG).status_code == 200


def test_slow_answers_late_but_well(own: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "SLOW_SECONDS", 0.3)
    own.fault("data.brreg.no", "slow")
    with client_for(own) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.get(BRREG, timeout=0.05)
        assert client.get(BRREG).status_code == 200


def test_the_first_requests_only_and_only_of_this_host(own: Running) -> None:
    own.fault("data.brreg.no", "503", "x2")
    with client_for(own) as client:
        client.get("/data.brreg.no/robots.txt")
        assert [client.get(BRREG).status_code for _ in range(4)] == [503, 503, 200, 200]
        assert client.get(PLACES["www.interfax.ru"]).status_code == 200


def test_a_share_of_requests_the_same_ones_each_time() -> None:
    runs = []
    for _ in range(2):
        fault = faults.plant("data.brreg.no", "503", 0.3)
        runs.append([fault.hits(7) for _ in range(1000)])
    assert runs[0] == runs[1]
    assert 240 < sum(runs[0]) < 360


def test_a_fault_can_be_lifted_over_http(own: Running) -> None:
    with client_for(own) as client:
        assert client.post("/_world/fault", json={"host": "data.brreg.no", "kind": "503", "rate": 1}).status_code == 200
        assert client.get(BRREG).status_code == 503
        client.post("/_world/fault", json={"host": "data.brreg.no", "kind": "none"})
        assert client.get(BRREG).status_code == 200
        refused = client.post("/_world/fault", json={"host": "data.brreg.no", "kind": "flood"})
    assert refused.status_code == 400
    assert "flood" in refused.json()["error"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("data.brreg.no", "HOST=KIND"), ("h=flood", "flood"), ("h=503:often", "often"), ("h=503:1.5", "1.5")],
)
def test_a_wrong_fault_is_refused_by_name(text: str, wrong: str) -> None:
    with pytest.raises(faults.UnknownFaultError, match=wrong):
        faults.parse(text)


def test_command_line_form() -> None:
    fault = faults.parse("www.sec.gov=429-bare:x5")
    assert (fault.host, fault.kind, fault.first) == ("www.sec.gov", "429-bare", 5)
    assert faults.parse("www.sec.gov=slow:0.25").share == 0.25

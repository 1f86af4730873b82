"""Sign-in at the company's own provider: the whole way there and back, against a real one on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.contrib.auth.models import Group, User

from leads import decisions
from leads.models import AuditEvent
from tests.portal.serving import answering, free_port, served

pytestmark = pytest.mark.skipif(not find_spec("oidc_provider_mock"), reason="the provider is in the extra `test`")
ACCOUNTS = {
    "olena": {"email": "Olena@example.org", "email_verified": True},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
    "liar": {"email": "olena@example.org", "email_verified": False},
    "left": {"email": "left@example.org", "email_verified": True},
}
"""Accounts of the provider; only the first is somebody who was invited here."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("portal")
    decisions.open_decisions(made)
    User.objects.create_user("olena@example.org").groups.add(Group.objects.get_or_create(name="sales")[0])
    User.objects.create_user("left@example.org", is_active=False)
    decisions.close_decisions()
    return made


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A provider in a process of its own; gives what it says of itself."""
    log, port = tmp_path_factory.mktemp("provider") / "log", free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for sub, claims in ACCOUNTS.items():
        command += ["--user-claims", json.dumps({"sub": sub, **claims})]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        answering(port, process, log)
        known: dict[str, str] = httpx.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration").json()
        yield known
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def site(folder: Path, provider: dict[str, str]) -> Iterator[str]:
    more = {
        "FIRSTCALL_OIDC_CLIENT": "firstcall",
        "FIRSTCALL_OIDC_SECRET": "kept between us",
        "FIRSTCALL_OIDC_AUTHORIZATION": provider["authorization_endpoint"],
        "FIRSTCALL_OIDC_TOKEN": provider["token_endpoint"],
        "FIRSTCALL_OIDC_USER": provider["userinfo_endpoint"],
        "FIRSTCALL_OIDC_KEYS": provider["jwks_uri"],
    }
    with served(folder, more) as address:
        yield address


def consent(client: httpx.Client, site: str, **form: str) -> str:
    """From the sign-in page to the provider and its answer; gives the address it sends the reader back to."""
    there = client.get(f"{site}/oidc/authenticate/")
    assert there.status_code == 302
    asked = parse_qs(urlsplit(there.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid email"]
    back = client.post(there.headers["location"], data=form)
    assert back.status_code == 302, back.text
    return str(back.headers["location"])


def test_somebody_invited_comes_in_and_is_noted(site: str, folder: Path) -> None:
    with httpx.Client() as client:
        assert 'href="/oidc/authenticate/"' in client.get(f"{site}/sign-in/").text
        back = consent(client, site, sub="olena")
        assert back.startswith(f"{site}/oidc/callback/?code=")
        page = client.get(back, follow_redirects=True)
        assert page.url == f"{site}/"
        assert "olena@example.org" in page.text
        assert client.get(back).status_code == 400  # an answer of the provider is good once
    with httpx.Client() as other:
        assert other.get(back, follow_redirects=True).url == f"{site}/sign-in/"  # and for one browser
    decisions.open_decisions(folder)
    assert AuditEvent.objects.filter(user="olena@example.org", action="sign-in").count() == 1
    decisions.close_decisions()


@pytest.mark.parametrize("account", ["stranger", "liar", "left"])
def test_nobody_else_comes_in_and_nobody_is_made(account: str, site: str, folder: Path) -> None:
    with httpx.Client() as client:
        page = client.get(consent(client, site, sub=account), follow_redirects=True)
        assert page.url == f"{site}/sign-in/"
        assert "ask to be invited" in page.text
        assert client.get(f"{site}/").headers["location"].startswith("/sign-in/")
    decisions.open_decisions(folder)
    assert not User.objects.exclude(username__in=("olena@example.org", "left@example.org", "admin")).exists()
    decisions.close_decisions()


def test_who_says_no_to_the_provider_is_back_at_the_door(site: str) -> None:
    with httpx.Client() as client:
        page = client.get(consent(client, site, action="deny"), follow_redirects=True)
        assert page.url == f"{site}/sign-in/"
        assert "ask to be invited" in page.text


def test_strangers_lock_nobody_out(site: str) -> None:
    for _attempt in range(9):
        with httpx.Client() as client:
            client.get(consent(client, site, sub="stranger"))
    with httpx.Client() as client:
        assert client.get(consent(client, site, sub="olena"), follow_redirects=True).url == f"{site}/"

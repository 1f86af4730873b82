"""Signing in: passwords, invitations, throttling, the audit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings
from django.utils import timezone

from leads.models import AuditEvent, Invitation, Territory
from portal.access import roles_of
from portal.invitations import invite
from tests.portal.conftest import PASSWORD, Person, page

STRONG = {"new_password1": "seven red bicycles", "new_password2": "seven red bicycles"}


def visitor(**more: Any) -> Client:
    return Client(HTTP_HOST="localhost", **more)


def sign_in(client: Client, password: str = PASSWORD, name: str = "olena") -> Any:
    return client.post("/sign-in/", {"username": name, "password": password}, follow=True)


def test_signing_in_and_out_is_noted(data: Path) -> None:
    User.objects.create_user("olena", password=PASSWORD)
    client = visitor()
    assert "User name or password is wrong." in sign_in(client, "wrong").content.decode()
    assert "Sign out" in sign_in(client).content.decode()
    client.post("/sign-out/")
    assert client.get("/").status_code == 302
    said = list(AuditEvent.objects.order_by("id").values_list("user", "action"))
    assert said == [("olena", "sign-in refused"), ("olena", "sign-in"), ("olena", "sign-out")]
    assert PASSWORD not in str(list(AuditEvent.objects.values()))


def test_forms_are_protected_against_other_sites(data: Path) -> None:
    assert visitor(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"}).status_code == 403


def test_guessing_is_stopped_for_a_while(data: Path) -> None:
    User.objects.create_user("olena", password=PASSWORD)
    client = visitor()
    answers = [sign_in(client, f"guess {n}").status_code for n in range(8)]
    assert answers[-1] == 429
    assert sign_in(client).status_code == 429  # the right password does not help now
    assert "Too many attempts" in sign_in(client).content.decode()
    assert AuditEvent.objects.filter(action="locked out", user="olena").exists()
    elsewhere = visitor(REMOTE_ADDR="10.0.0.9")
    assert "Sign out" in sign_in(elsewhere).content.decode()  # nobody can lock a colleague out


def test_an_invitation_works_once(data: Path) -> None:
    token = invite("olena", ["sales"], ["UA-46"])
    assert token not in str(list(Invitation.objects.values()))
    client = visitor()
    assert "Welcome, olena" in page(client, f"/welcome/{token}/")
    weak = client.post(f"/welcome/{token}/", {"new_password1": "short", "new_password2": "short"})
    assert "too short" in weak.content.decode()
    assert client.post(f"/welcome/{token}/", STRONG).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert visitor().get(f"/welcome/{token}/").status_code == 410
    user = User.objects.get(username="olena")
    assert user.check_password("seven red bicycles")
    assert roles_of(user) == {"sales"}
    assert Territory.objects.get().regions == ["UA-46"]


@pytest.mark.parametrize("end", ["expired", "replaced", "wrong", "left"])
def test_an_invitation_ends(end: str, data: Path) -> None:
    token = invite("olena", ["sales"], [])
    if end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    if end == "replaced":
        invite("olena", ["sales"], [])
    if end == "left":
        User.objects.update(is_active=False)
    assert visitor().get(f"/welcome/{'x' if end == 'wrong' else token}/").status_code == 410


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("portal_user", *arguments, stdout=out)
    return out.getvalue().strip()


def test_the_first_link_is_given_until_somebody_can_sign_in(data: Path) -> None:
    first = command("admin", "--first")
    assert visitor().get(first).status_code == 200
    second = command("admin", "--first")
    assert visitor().get(first).status_code == 410
    assert visitor().post(second, STRONG).status_code == 302
    assert command("admin", "--first") == ""
    assert roles_of(User.objects.get(username="admin")) == {"lead", "operator"}


def test_a_command_invites_with_role_and_region(data: Path) -> None:
    assert command("olena", "--role", "sales", "--region", "UA-46").startswith("/welcome/")
    with pytest.raises(CommandError, match="there is no role 'boss'; roles are sales, lead, operator"):
        command("olena", "--role", "boss")
    with pytest.raises(CommandError, match="say which role"):
        command("olena")


def test_a_sales_head_invites_sales_only(person: Person) -> None:
    head = person("head", "lead")
    person("root", "operator")
    made = head.post("/people/", {"name": "olena", "role": "sales", "regions": "ua-46, NO"}).content.decode()
    assert "http://localhost/welcome/" in made
    assert Territory.objects.get(name="olena").regions == ["NO", "UA-46"]
    for attempt in ({"name": "evil", "role": "operator"}, {"name": "root", "role": "sales"}):
        assert "/welcome/" not in head.post("/people/", attempt).content.decode()
    assert not User.objects.filter(username="evil").exists()
    assert "/welcome/" not in head.post("/people/", {"name": "<b>", "role": "sales"}).content.decode()


def test_the_audit_is_the_operators(person: Person) -> None:
    operator = person("root", "operator")
    sign_in(visitor(), "wrong", "stranger")
    text = page(operator, "/audit/")
    assert "stranger" in text
    assert "sign-in refused" in text
    assert "stranger" not in page(operator, "/audit/?user=root")


def test_the_command_line_gives_a_link(data: Path, tmp_path: Path) -> None:
    """`firstcall portal user`, as an operator types it, in a process of its own."""
    command_line = [sys.executable, "-m", "flows.cli", "portal", "--data", str(data), "user", "ivan", "--role"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [*command_line, "sales", "--region", "ua-46"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"http://localhost:8000(/welcome/\S+/)", done.stdout)
    assert found, done.stdout
    assert visitor().get(found[1]).status_code == 200
    assert Territory.objects.get(name="ivan").regions == ["UA-46"]
    wrong = subprocess.run([*command_line, "boss"], capture_output=True, text=True, check=False, env=environment)
    assert wrong.returncode == 2
    assert "there is no role 'boss'" in wrong.stderr


@pytest.mark.parametrize(
    ("claims", "known"),
    [
        ({"email": "Olena@example.org", "email_verified": True}, True),
        ({"email": "olena@example.org", "email_verified": False}, False),
        ({"email": "stranger@example.org"}, False),
        ({}, False),
    ],
)
def test_a_provider_says_who_somebody_is_and_no_more(claims: dict[str, Any], known: bool, data: Path) -> None:
    from portal.single_sign_on import Backend

    User.objects.create_user("olena@example.org")
    User.objects.create_user("left@example.org", is_active=False)
    names = ("OP_TOKEN_ENDPOINT", "OP_USER_ENDPOINT", "RP_CLIENT_ID", "RP_CLIENT_SECRET")
    with override_settings(**{f"OIDC_{name}": "https://id.example.org/" for name in names}):
        backend = Backend()
    found = backend.verify_claims(claims) and bool(backend.filter_users_by_claims(claims))
    assert found is known
    assert not backend.filter_users_by_claims({"email": "left@example.org"})

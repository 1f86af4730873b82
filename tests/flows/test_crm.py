"""`firstcall crm push` into a real Tryton: the second push of a list changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests import tryton_server
from tests.flows.running import Desk
from tests.tryton_server import Person, Server


@pytest.fixture
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh Tryton."""
    try:
        tryton_server.prepare()
    except tryton_server.UnavailableError as error:
        pytest.skip(f"Tryton cannot be installed here (python -m tests.tryton_server): {error}")
    with tryton_server.running(tmp_path_factory.mktemp("tryton")) as server:
        yield server


def test_a_push_and_its_second(worked: Desk, tryton: Server) -> None:
    leads = len(worked.leads())
    first = worked.run("crm", "push", "everybody", **tryton.environment())  # type: ignore[arg-type]
    assert first.code == 0, first.err
    assert re.match(rf"tryton: {leads} leads; {2 * leads} created, 0 updated", first.out), first.out
    second = worked.run("crm", "push", "everybody", "--language", "uk", **tryton.environment())  # type: ignore[arg-type]
    third = worked.run("crm", "push", "everybody", "--language", "uk", **tryton.environment())  # type: ignore[arg-type]
    assert second.code == third.code == 0
    assert f"0 created, 0 updated, {2 * leads} unchanged" in third.out


def test_a_wrong_password_is_one_sentence(worked: Desk, tryton: Server) -> None:
    wrong = tryton.environment() | {"FIRSTCALL_TRYTON_PASSWORD": "no"}
    done = worked.run("crm", "push", "everybody", **wrong)  # type: ignore[arg-type]
    assert done.code == 1
    assert done.sentence == "firstcall: Tryton refuses the user admin or its password."


def test_check_diff_push_and_pull_of_a_named_crm(worked: Desk, tryton: Server) -> None:
    """As an operator does it: crm.toml, a secrets file, a look, the push, and what became of it."""
    (worked.data / "crm.toml").write_text(
        f'[office]\nadapter = "tryton"\nurl = "{tryton.url}"\nuser = "{tryton.user}"\nlanguage = "uk"\n'
    )
    secrets = worked.data / "crm.secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text(f'[office]\npassword = "{tryton.password}"\n')
    leads = worked.leads()
    checked = worked.run("crm", "check")
    assert checked.out == "office: ready; it takes companies, opportunities\n", checked.err
    told = worked.run("crm", "diff", "everybody")
    assert told.out.startswith(f"would be: office: {len(leads)} leads; {2 * len(leads)} created, 0 updated"), told.err
    assert f"  new: {leads[0]['name']}" in told.out
    pushed = worked.run("crm", "push", "everybody")
    assert pushed.out.startswith(f"office: {len(leads)} leads; {2 * len(leads)} created, 0 updated"), pushed.err
    assert "0 created, 0 updated" in worked.run("crm", "diff", "everybody").out
    person = Person(tryton)
    (won,) = person.rows("sale.opportunity", [["reference", "=", leads[0]["lead_id"]]], "id")
    person.win(won["id"])
    person.close()
    pulled = worked.run("crm", "pull")
    assert (pulled.code, "1 won" in pulled.out) == (0, True), pulled.out + pulled.err
    assert tryton.password not in checked.out + told.out + pushed.out + pulled.out + pushed.err


def test_secrets_open_to_others_and_an_unknown_crm_are_one_sentence(worked: Desk) -> None:
    assert worked.run("crm", "check").sentence.startswith("firstcall: No CRM is set up: write crm.toml")
    (worked.data / "crm.toml").write_text('[office]\nadapter = "tryton"\n')
    assert (
        worked.run("crm", "push", "everybody", "--crm", "home").sentence
        == "firstcall: There is no connection 'home'; crm.toml has office."
    )
    secrets = worked.data / "crm.secrets.toml"
    secrets.write_text('[office]\npassword = "planted-secret"\n')
    secrets.chmod(0o644)
    done = worked.run("crm", "check")
    assert done.code == 1 and "can be read by others: chmod 600" in done.sentence
    assert "planted-secret" not in done.out + done.err


def test_a_language_nobody_speaks_here(worked: Desk) -> None:
    done = worked.run("crm", "push", "everybody", "--language", "de")
    assert done.code == 2 and "no texts in 'de'" in done.sentence

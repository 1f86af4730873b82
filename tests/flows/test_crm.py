"""The CRM commands with a real Tryton, and nights that push to it: what they wait for, read back, and never cost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
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


def set_up(desk: Desk, tryton: Server, *more: str) -> None:
    """What an operator writes: crm.toml with one connection, and its secrets file."""
    lines = ("[office]", 'adapter = "tryton"', f'url = "{tryton.url}"', f'user = "{tryton.user}"', *more, "")
    (desk.data / "crm.toml").write_text("\n".join(lines))
    secrets = desk.data / "crm.secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text(f'[office]\npassword = "{tryton.password}"\n')


def last_record(desk: Desk) -> tuple[str, list[dict[str, Any]]]:
    """The verdict of the last night, and what it exchanged with CRMs: what the portal shows."""
    with closing(sqlite3.connect(desk.data / "decisions.sqlite3")) as store:
        verdict, figures = store.execute(
            "SELECT verdict, figures FROM leads_runrecord ORDER BY started_at DESC LIMIT 1"
        ).fetchone()
    return verdict, orjson.loads(figures).get("crm", [])


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
    set_up(worked, tryton, 'language = "uk"')
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


def test_a_night_reads_back_pushes_waits_for_approval_and_survives_a_dead_crm(worked: Desk, tryton: Server) -> None:
    """Three connections: one known, one that would get its first records, one where nobody answers."""
    set_up(worked, tryton, 'nightly = ["everybody"]')
    assert "; every night pushes everybody" in worked.run("crm", "check").out
    assert worked.run("crm", "push", "everybody").code == 0
    leads = worked.leads()
    person = Person(tryton)
    (lost,) = person.rows("sale.opportunity", [["reference", "=", leads[0]["lead_id"]]], "id")
    person.call("sale.opportunity.write", [lost["id"]], {"lost_reason": "Do not call"})
    person.call("sale.opportunity.lost", [lost["id"]])
    person.close()
    with (worked.data / "crm.toml").open("a") as handle:
        handle.write(
            f'[branch]\nadapter = "tryton"\nurl = "{tryton.url}"\nuser = "{tryton.user}"\nnightly = ["everybody"]\n'
            "approve = {creates = 1}\n"
            '[away]\nadapter = "tryton"\nurl = "http://127.0.0.1:9/x"\nuser = "nobody"\nnightly = ["everybody"]\n'
        )
    assert last_record(worked)[1] == [], "no night touches a CRM unasked"

    passwords = {"FIRSTCALL_CRM_BRANCH_PASSWORD": tryton.password, "FIRSTCALL_CRM_AWAY_PASSWORD": "planted-secret"}
    night = worked.run("night", "--no-crawl", **passwords)  # type: ignore[arg-type]

    told = " ".join(night.out.split())  # lines are as wide as the terminal
    assert night.code in (0, 3), night.err
    assert "1 of 1 lists published, safe to use" in told
    assert leads[0]["lead_id"] not in {each["lead_id"] for each in worked.leads()}, (
        "what was read counts the same night"
    )
    line = "; CRM office: done; CRM branch: waiting for approval; CRM away: failed"
    assert line in told
    assert "CRM office, outcomes: done. office: 1 leads changed there; 1 asked not to be called." in told
    assert f"CRM office, list everybody: done. office: {len(worked.leads())} leads; 0 created" in told
    assert "CRM branch, list everybody: waiting for approval. This push would make" in told
    assert "CRM away, list everybody: failed. Tryton at http://127.0.0.1:9/x cannot be reached" in told
    assert "planted-secret" not in told + night.err
    verdict, exchanges = last_record(worked)
    assert verdict.endswith(line)
    assert [(each["connection"], each["profile"], each["ended"]) for each in exchanges] == [
        ("office", "", "done"), ("branch", "", "done"), ("away", "", "failed"), ("office", "everybody", "done"),
        ("branch", "everybody", "waiting for approval"), ("away", "everybody", "failed"),
    ]  # fmt: skip

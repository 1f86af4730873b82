"""`firstcall crm push` into a real Tryton: the second push of a list changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests import tryton_server
from tests.flows.running import Desk
from tests.tryton_server import Server


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


def test_a_language_nobody_speaks_here(worked: Desk) -> None:
    done = worked.run("crm", "push", "everybody", "--language", "de")
    assert done.code == 2 and "no texts in 'de'" in done.sentence

"""A real Tryton, a real BottleCRM where it is asked for, and stand-ins of the CRMs that cannot run here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipelines.deliver.crm.tryton import Tryton
from tests import bottlecrm_server, postgres_server, tryton_server
from tests.crm_fakes.amocrm import AmocrmOffice
from tests.crm_fakes.bitrix24 import Bitrix24Office
from tests.crm_fakes.espo import EspoOffice
from tests.crm_fakes.hubspot import HubspotOffice
from tests.crm_fakes.odoo import OdooOffice, OldOdooOffice
from tests.crm_fakes.office import Office
from tests.crm_fakes.pipedrive import PipedriveOffice
from tests.crm_fakes.salesforce import SalesforceOffice
from tests.pipelines.deliver.crm.bottlecrm_office import BottleCrmOffice
from tests.pipelines.deliver.crm.tryton_office import TrytonOffice
from tests.tryton_server import Person, Server

STAND_INS = {
    each.name: each
    for each in (
        HubspotOffice, SalesforceOffice, Bitrix24Office, AmocrmOffice, PipedriveOffice, OdooOffice, OldOdooOffice, EspoOffice
    )
}  # fmt: skip


@pytest.fixture(scope="session")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    try:
        tryton_server.prepare()
    except tryton_server.UnavailableError as error:
        pytest.skip(f"Tryton cannot be installed here (python -m tests.tryton_server): {error}")
    with tryton_server.running(tmp_path_factory.mktemp("tryton")) as server:
        yield server


@pytest.fixture
def server(_started: Server) -> Iterator[Server]:
    """A Tryton without any record that carries one of our ids:

    Starting one for each test would take three seconds each.
    """
    yield _started
    somebody = Person(_started)
    somebody.clear()
    somebody.close()


@pytest.fixture
def person(server: Server) -> Iterator[Person]:
    """A salesperson in that Tryton."""
    somebody = Person(server)
    yield somebody
    somebody.close()


@pytest.fixture
def tryton(server: Server) -> Iterator[Tryton]:
    """Our connection to it."""
    crm = Tryton(server.url, server.user, server.password)
    yield crm
    crm.close()


@pytest.fixture(scope="session")
def _bottlecrm() -> Iterator[bottlecrm_server.Server]:
    if not bottlecrm_server.TEMPLATE.exists():
        pytest.skip("the real BottleCRM is not prepared here: python -m tests.bottlecrm_server says what it needs")
    try:
        with bottlecrm_server.running() as server:
            yield server
    except (bottlecrm_server.UnavailableError, postgres_server.UnavailableError) as error:
        pytest.skip(f"BottleCRM cannot be had here (python -m tests.bottlecrm_server): {error}")


@pytest.fixture(params=["tryton", "bottlecrm", *STAND_INS])
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """Each CRM in turn, with people working in it."""
    if request.param in STAND_INS:
        yield STAND_INS[request.param]()
        return
    real: TrytonOffice | BottleCrmOffice
    if request.param == "tryton":
        real = TrytonOffice(request.getfixturevalue("server"), request.getfixturevalue("person"))
    else:
        real = BottleCrmOffice(request.getfixturevalue("_bottlecrm"))
    yield real
    real.close()


@pytest.fixture
def many() -> int:
    """A number of leads that takes several calls."""
    return 200

"""crm.toml and the secrets: read well, refused with a sentence, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.deliver.crm.connections import ADAPTERS, choose, connections, open_crm
from pipelines.deliver.crm.protocol import CrmError

SALES = """
[sales]
adapter = "hubspot"
language = "uk"
on_suppressed = "withdraw"
pipeline = "New business"
fields.company = {phone = "our_phone", numbers = ""}
policy.company = {phone = "fill_blank"}
approve = {creates = 10, updates_percent = 5}
stop_words = ["Kein Anruf"]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("FIRSTCALL_CRM", raising=False)
    monkeypatch.delenv("FIRSTCALL_TRYTON_URL", raising=False)
    (tmp_path / "crm.toml").write_text(SALES)
    return tmp_path


def test_a_connection_is_read_with_its_terms(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCALL_CRM_SALES_TOKEN", "planted")
    sales = choose(connections(desk), None)
    assert (sales.name, sales.adapter, sales.language, sales.option("pipeline")) == (
        "sales",
        "hubspot",
        "uk",
        "New business",
    )
    assert (sales.terms.withdraw, sales.terms.creates, sales.terms.updates) == (True, 10, 0.05)
    assert sales.terms.policies == {"company": {"phone": "fill_blank"}}
    assert sales.nightly == (), "no night pushes unasked"
    assert sales.terms.says_no("lost", "Kein  anruf!") and sales.terms.says_no("просив не дзвонити")
    crm = open_crm(sales)
    assert crm.fit("company", {"phone": "1", "numbers": "2", "name": "3"}) == {"phone": "1", "name": "3"}
    crm.close()
    assert "planted" not in repr(sales)


def test_a_secrets_file_must_be_for_its_owner_alone(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = desk / "crm.secrets.toml"
    secrets.write_text('[sales]\ntoken = "from the file"\n')
    secrets.chmod(0o640)
    with pytest.raises(CrmError, match=r"can be read by others: chmod 600 .*crm.secrets.toml"):
        connections(desk)
    secrets.chmod(0o600)
    assert connections(desk)["sales"].secret("token") == "from the file"
    monkeypatch.setenv("FIRSTCALL_CRM_SALES_TOKEN", "from the environment")
    assert connections(desk)["sales"].secret("token") == "from the environment"


def test_a_missing_secret_says_where_to_put_it(desk: Path) -> None:
    with pytest.raises(CrmError, match="sales needs the secret token: set FIRSTCALL_CRM_SALES_TOKEN"):
        open_crm(connections(desk)["sales"])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[a]\ntoken = "planted-secret"', "token of a is a secret"),
        ("[a]\nlanguage = 'de'", "no texts in 'de'"),
        ("[a]\npolicy.company = {name = 'mine'}", "unknown policy 'mine'"),
        ("[a]\non_suppressed = 'delete'", "'leave' or 'withdraw'"),
        ("[a]\napprove = {creates = 'many'}", "takes the numbers"),
        ("a = 1", "must be a table"),
        ("[a\ntoken = 'planted-secret'", "is no TOML"),
    ],
)
def test_a_wrong_file_is_one_sentence_without_its_values(desk: Path, text: str, sentence: str) -> None:
    (desk / "crm.toml").write_text(text)
    with pytest.raises(CrmError, match=sentence) as caught:
        connections(desk)
    assert "planted-secret" not in str(caught.value)


def test_the_right_connection_is_chosen(desk: Path) -> None:
    (desk / "crm.toml").write_text("[a]\nadapter = 'odoo'\n[b]\nadapter = 'nothing'")
    found = connections(desk)
    with pytest.raises(CrmError, match="Say which CRM: a, b"):
        choose(found, None)
    with pytest.raises(CrmError, match=r"no connection 'c'; crm\.toml has a, b"):
        choose(found, "c")
    with pytest.raises(CrmError, match="no adapter 'nothing' for b; there are amocrm"):
        open_crm(choose(found, "b"))
    with pytest.raises(CrmError, match="No CRM is set up"):
        choose({}, None)


def test_two_of_our_fields_in_one_of_theirs_are_refused(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCALL_CRM_SALES_TOKEN", "planted")
    (desk / "crm.toml").write_text('[sales]\nadapter = "hubspot"\nfields.company = {phone = "name"}')
    with pytest.raises(CrmError, match="two of our fields of a company to 'name'"):
        open_crm(connections(desk)["sales"])
    (desk / "crm.toml").write_text('[sales]\nadapter = "hubspot"\nfields.lead = {phone = "name"}')
    with pytest.raises(CrmError, match="maps fields of lead, which this CRM keeps no records of"):
        open_crm(connections(desk)["sales"])


def test_a_replaced_secret_is_kept_for_its_owner_and_forgotten_when_the_operator_sets_another(desk: Path) -> None:
    secrets = desk / "crm.secrets.toml"
    secrets.touch(mode=0o600)
    secrets.write_text('[sales]\nrefresh_token = "first"\n')
    connections(desk)["sales"].keep_secret("refresh_token", "second")
    assert (desk / "crm.tokens.json").stat().st_mode & 0o777 == 0o600
    connections(desk)["sales"].keep_secret("refresh_token", "third")
    assert connections(desk)["sales"].secret("refresh_token") == "third"
    secrets.write_text('[sales]\nrefresh_token = "by hand"\n')
    assert connections(desk)["sales"].secret("refresh_token") == "by hand"


def test_every_adapter_can_be_named() -> None:
    assert set(ADAPTERS) == {
        "amocrm", "bitrix24", "bottlecrm", "csv", "espo", "hubspot", "odoo", "pipedrive", "salesforce", "tryton", "webhook",
    }  # fmt: skip


def test_nightly_is_a_list_of_profiles(desk: Path) -> None:
    file = desk / "crm.toml"
    file.write_text('[sales]\nadapter = "hubspot"\nnightly = ["cleaning", "it"]\n')
    assert connections(desk)["sales"].nightly == ("cleaning", "it")
    file.write_text('[sales]\nadapter = "hubspot"\nnightly = true\n')
    with pytest.raises(CrmError, match="nightly of sales is a list of profiles"):
        connections(desk)


@pytest.mark.parametrize(
    ("table", "here"),
    [
        ('adapter = "hubspot"', False),
        ('adapter = "espo"\nurl = "https://crm.example.org"', False),
        ('adapter = "espo"\nurl = "http://127.0.0.1:8001"', True),
        ('adapter = "csv"\nfolder = "drop"', True),
    ],
)
def test_a_rehearsal_reaches_no_crm_but_one_on_this_machine(
    table: str, here: bool, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made-up companies must not land among the leads of people."""
    (desk / "crm.toml").write_text(f"[sales]\n{table}\n")
    monkeypatch.setenv("FIRSTCALL_CRM_SALES_TOKEN", "planted")
    monkeypatch.setenv("FIRSTCALL_CRM_SALES_KEY", "planted")
    monkeypatch.setenv("FIRSTCALL_REHOST", "http://127.0.0.1:8000")
    sales = connections(desk)["sales"]
    if here:
        open_crm(sales).close()
    else:
        with pytest.raises(CrmError, match="this is a rehearsal, and sales is not on this machine"):
            open_crm(sales)

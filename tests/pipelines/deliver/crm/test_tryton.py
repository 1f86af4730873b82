"""The push against a real Tryton: what people did there survives, and nothing is made twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leads import decisions
from leads.decisions import models
from leads.sheets.draft import ListDraft
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.protocol import CrmError
from pipelines.deliver.crm.tryton import Tryton
from tests.pipelines.deliver.samples import draft, lead, reason
from tests.tryton_server import Person, Server


def parties(person: Person) -> list[dict[str, Any]]:
    """Our companies in Tryton."""
    return person.rows("party.party", [["code", "like", "c0%"]], "code", "name", "active")


def opportunities(person: Person) -> list[dict[str, Any]]:
    """Our leads in Tryton."""
    return person.rows(
        "sale.opportunity",
        [["reference", "like", "l%"]],
        "reference",
        "state",
        "description",
        "comment",
        "party",
        "employee",
    )


def changed(made: ListDraft, **changes: Any) -> ListDraft:
    """The same list the next day, when its sources say something new of every company."""
    return replace(made, leads=tuple(replace(each, **changes) for each in made.leads))


def test_twenty_leads_arrive_and_a_second_push_writes_nothing(data: Path, tryton: Tryton, person: Person) -> None:
    made = draft(20)
    first = push(made, tryton)
    assert (first.created, first.writes, first.complete) == (40, 40, True)
    company = person.rows(
        "party.party", [["code", "=", "c000000000001"]], "name", "addresses.street", "addresses.city", "addresses.country.code",
        "contact_mechanisms.type", "contact_mechanisms.value", "identifiers.type", "identifiers.code",
    )[0]  # fmt: skip
    assert company["name"] == "ТОВ «Ромашка 1»"
    assert {(each["type"], each["value"]) for each in company["contact_mechanisms."]} == {
        ("phone", "+380322220001"), ("email", "info@romashka1.example.org"), ("website", "https://romashka1.example.org"),
    }  # fmt: skip
    assert (company["addresses."][0]["city"], company["addresses."][0]["country."]["code"]) == ("Львів", "UA")
    assert [(each["type"], each["code"]) for each in company["identifiers."]] == [("ua_edrpou", "00131311")]
    rows = {row["reference"]: row for row in opportunities(person)}
    assert len(rows) == 20
    row = rows[made.leads[0].lead_id]
    assert (row["state"], row["description"], row["employee"]) == ("lead", "Cleaning, Lviv", None)
    assert "+30  registered 3 days ago in Львів" in row["comment"]

    before = tryton.requests
    second = push(made, tryton)
    assert (second.writes, second.unchanged, second.complete) == (0, 40, True)
    assert tryton.requests - before <= 7, "signing in and looking at fields, but not at records"
    assert (len(parties(person)), len(opportunities(person))) == (20, 20)
    assert second.as_line() == "tryton: 20 leads; 0 created, 0 updated, 40 unchanged."


def test_what_changed_is_updated_and_nothing_else(data: Path, tryton: Tryton, person: Person) -> None:
    made = draft(3)
    push(made, tryton)
    moved = replace(made.leads[1], city="Стрий", phones=({"value": "+380324555555", "label": "office"},))
    report = push(replace(made, leads=(made.leads[0], moved, made.leads[2])), tryton)
    assert (report.updated, report.unchanged, report.created) == (1, 5, 0)
    company = person.rows(
        "party.party", [["code", "=", moved.company_id]], "addresses.city", "contact_mechanisms.value"
    )[0]
    assert [each["city"] for each in company["addresses."]] == ["Стрий"]
    assert "+380324555555" in [each["value"] for each in company["contact_mechanisms."]]
    assert len(company["contact_mechanisms."]) == 3
    audit = models.CrmAudit.objects.filter(why="updated").order_by("field").values_list("field", "old", "new")
    assert list(audit) == [("city", "Львів", "Стрий"), ("phone", "+380322220002", "+380324555555")]


def test_a_salespersons_edit_survives(data: Path, tryton: Tryton, person: Person) -> None:
    made = draft(2)
    push(made, tryton)
    first = parties(person)[0]
    person.call("party.party.write", [first["id"]], {"name": "Ромашка (наша люба)"})
    mechanism = person.rows("party.contact_mechanism", [["party", "=", first["id"]], ["type", "=", "email"]], "value")[
        0
    ]
    person.call("party.contact_mechanism.delete", [mechanism["id"]])
    report = push(changed(made, name="ТОВ «Ромашка Плюс»", legal_form="x"), tryton)
    assert (report.updated, report.kept) == (1, 2), "the name and the mailbox that was taken out"
    assert [row["name"] for row in parties(person)] == ["Ромашка (наша люба)", "ТОВ «Ромашка Плюс»"]
    assert not person.rows("party.contact_mechanism", [["party", "=", first["id"]], ["type", "=", "email"]], "value")
    kept = models.CrmAudit.objects.filter(why="kept", field="name").values_list("old", "new")
    assert list(kept) == [("Ромашка (наша люба)", "ТОВ «Ромашка Плюс»")]
    again = push(changed(made, name="ТОВ «Ромашка Плюс»", legal_form="x"), tryton)
    assert (again.writes, again.kept) == (0, 0)


def test_a_suppressed_company_is_not_sent(data: Path, tryton: Tryton, person: Person) -> None:
    made = draft(5)
    decisions.suppress("company", made.leads[0].company_id)
    decisions.suppress("phone", made.leads[1].phones[0]["value"])
    decisions.suppress("number", "UA-EDRPOU:00131334")
    report = push(made, tryton)
    assert (report.created, report.suppressed) == (4, 6)
    assert {row["code"] for row in parties(person)} == {made.leads[3].company_id, made.leads[4].company_id}


def test_who_asks_not_to_be_called_while_a_push_runs_is_not_sent(data: Path, server: Server, person: Person) -> None:
    made = draft(3)

    class Interrupted(Tryton):
        """Tryton, while somebody's objection comes in between the plan and the sending."""

        def find(self, kind: str, our_ids: Any) -> Any:
            decisions.suppress("company", made.leads[0].company_id)
            return super().find(kind, our_ids)

    crm = Interrupted(server.url, server.user, server.password)
    report = push(made, crm)
    crm.close()
    assert (report.created, report.suppressed) == (4, 2)
    assert made.leads[0].company_id not in {row["code"] for row in parties(person)}


KILLED = """
import os, signal
from leads import decisions
decisions.open_decisions()
from pipelines.deliver.crm.engine import push
from pipelines.deliver.crm.tryton import Tryton
from tests.pipelines.deliver.samples import draft

class Killed(Tryton):
    def create(self, kind, records):
        super().create(kind, records)
        os.kill(os.getpid(), signal.SIGKILL)

push(draft(4), Killed.from_environment())
"""


def killed(server: Server, data: Path) -> None:
    """A push that is killed right after Tryton has committed, before we have."""
    process = subprocess.run(
        [sys.executable, "-c", KILLED],
        env={**os.environ, **server.environment(), "FIRSTCALL_DATA": str(data)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stderr


def test_a_push_killed_after_the_post_is_adopted_at_once(
    data: Path, server: Server, tryton: Tryton, person: Person
) -> None:
    """Its lease is not waited for: its process has ended."""
    killed(server, data)
    report = push(draft(4), tryton)
    assert (report.adopted, report.created, report.complete) == (4, 4, True)
    assert (len(parties(person)), len(opportunities(person))) == (4, 4)
    assert (push(draft(4), tryton).writes, push(draft(4), tryton).adopted) == (0, 0)
    changed_now = push(changed(draft(4), city="Стрий"), tryton)
    assert (changed_now.updated, changed_now.kept) == (4, 0), "what was adopted is known to be ours"


def test_records_are_found_again_without_our_memory(data: Path, tryton: Tryton, person: Person) -> None:
    """The decisions were lost, and with them all links: our ids in the CRM prevent a second record."""
    push(draft(3), tryton)
    models.CrmLink.objects.all().delete()
    models.CrmOutbox.objects.all().delete()
    report = push(draft(3), tryton)
    assert (report.adopted, report.writes) == (6, 0)
    assert (len(parties(person)), len(opportunities(person))) == (3, 3)


def test_somebody_who_edits_at_this_very_moment_is_not_overwritten(
    data: Path, server: Server, tryton: Tryton, person: Person
) -> None:
    made = draft(2)
    push(made, tryton)
    first = parties(person)[0]

    class Overtaken(Tryton):
        """Tryton, while a person saves between our reading and our writing."""

        def update(self, kind: str, updates: Any) -> Any:
            if len(updates) == 2:
                person.call("party.party.write", [first["id"]], {"name": "Saved first"})
            return super().update(kind, updates)

    crm = Overtaken(server.url, server.user, server.password)
    report = push(changed(made, name="Нова назва"), crm)
    crm.close()
    assert report.updated == 1
    assert "their edit is merged by the next push" in report.rejected[first["code"]]
    later = push(changed(made, name="Нова назва"), tryton)
    assert (later.kept, later.rejected) == (1, {})
    assert {row["name"] for row in parties(person)} == {"Saved first", "Нова назва"}


def test_companies_merged_by_us_keep_their_record(data: Path, tryton: Tryton, person: Person) -> None:
    """A company got an older id when another of its parties was found: the record in the CRM stays the same one."""
    old = lead(1)
    push(draft((old,)), tryton)
    older = lead(1, company_id="c0older", aliases=(old.company_id,), name="ТОВ «Ромашка»", reasons=(reason(31),))
    report = push(draft((older,)), tryton)
    assert (report.created, report.updated) == (0, 2)
    assert len(parties(person)) == len(opportunities(person)) == 1


def test_settings_come_from_the_environment_and_are_never_shown(
    data: Path, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(
        CrmError, match="FIRSTCALL_TRYTON_URL, FIRSTCALL_TRYTON_USER, FIRSTCALL_TRYTON_PASSWORD must be set"
    ):
        Tryton.from_environment()
    for name, value in {**server.environment(), "FIRSTCALL_TRYTON_PASSWORD": "planted-secret"}.items():
        monkeypatch.setenv(name, value)
    caplog.set_level("DEBUG")
    crm = Tryton.from_environment()
    with pytest.raises(CrmError, match="refuses the user admin or its password") as caught:
        push(draft(1), crm)
    crm.close()
    assert "planted-secret" not in caplog.text + repr(caught.value) + repr(crm)
    assert not models.CrmOutbox.objects.exists()


def test_a_password_in_the_url_is_refused() -> None:
    with pytest.raises(CrmError, match="must not hold a password"):
        Tryton("https://me:planted-secret@crm.example.org/tryton", "me", "x")
    with pytest.raises(CrmError, match="must be like https://"):
        Tryton("crm.example.org", "me", "x")


def test_a_wrong_database_and_a_dead_server_are_sentences(data: Path, server: Server) -> None:
    for url, sentence in (
        (server.url.replace("/tryton", "/nowhere"), "There is no Tryton database at"),
        ("http://127.0.0.1:9/tryton", "cannot be reached"),
    ):
        crm = Tryton(url, server.user, server.password)
        with pytest.raises(CrmError, match=sentence):
            push(draft(1), crm)
        crm.close()

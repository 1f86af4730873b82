"""Files: what the filter shows, what is new, in every form."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import icalendar
import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from leads.models import AuditEvent, Download, Lead, Mark, Taken
from leads.sheets.columns import COLUMNS
from tests.pipelines.deliver.samples import AT, draft, lead
from tests.portal.conftest import Person, page, published, varied

HEADS = {column.name: column.head["en"] for column in COLUMNS}


def taken(client: Client, number: int, form: str = "csv", query: str = "", what: str = "shown") -> bytes:
    answer: Any = client.post(f"/lists/{number}/download/?{query}", {"format": form, "what": what})
    assert answer.status_code == 200, answer.headers.get("Location")
    content = b"".join(answer)
    answer.close()
    return content


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_workbook_holds_what_the_filter_shows(person: Person) -> None:
    row = published(varied(6))
    client = person()
    first = Lead.objects.get(rank=2)
    Mark.objects.create(lead_id=first.lead_id, company_id=first.company_id, kind="called", by="x", at=AT)
    book = openpyxl.load_workbook(io.BytesIO(taken(client, row.pk, "xlsx", "region=UA-32")))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 4
    cells = dict(zip(rows[0], rows[1], strict=True))
    assert (cells[HEADS["rank"]], cells[HEADS["company"]], cells[HEADS["status"]]) == (2, "ТОВ «Ромашка 2»", "called")
    assert len(book.worksheets) == 4
    menu = sheet.data_validations.dataValidation[0].formula1
    assert "asked not to be called" in menu
    explained = {each[2].value for each in book.worksheets[1].iter_rows(min_row=2)}
    assert {"new_company", "tender_open"} <= explained


def test_a_large_workbook_is_not_held_in_memory(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the size of a sheet for people rows go one by one; what is in it is the same."""
    monkeypatch.setattr("leads.sheets.xlsx.ROOMY", 2)
    row = published(varied(6))
    sheet = openpyxl.load_workbook(io.BytesIO(taken(person(), row.pk, "xlsx"))).worksheets[0]
    assert [each[0] for each in sheet.iter_rows(min_row=2, values_only=True)] == [1, 2, 3, 4, 5, 6]
    assert sheet.auto_filter.ref.endswith("7")


def test_the_same_leads_in_every_form(person: Person) -> None:
    row = published(varied(4))
    client = person()
    plain = table(taken(client, row.pk, "csv"))
    assert [each["company"] for each in plain] == [f"ТОВ «Ромашка {n}»" for n in range(1, 5)]
    assert (plain[0]["phone"], plain[1]["deadline"]) == ("'+380322220001", "2026-11-23")
    excel = taken(client, row.pk, "excel")
    assert excel.startswith(b"\xef\xbb\xbf")
    assert excel.count(b"\r\n") == 5
    told = json.loads(taken(client, row.pk, "json"))
    assert (told["profile"], len(told["leads"]), told["leads"][0]["lead_id"]) == ("cleaning", 4, plain[0]["lead_id"])
    assert told["leads"][1]["reasons"][1]["signal"] == "tender_open"
    cards = taken(client, row.pk, "vcard").decode()
    assert cards.count("BEGIN:VCARD\r\n") == cards.count("END:VCARD\r\n") == 4
    assert "TEL;TYPE=WORK:+380322220001\r\n" in cards
    calendar: Any = icalendar.Calendar.from_ical(taken(client, row.pk, "ics"))
    assert [str(event["dtstart"].dt) for event in calendar.walk("VEVENT")] == ["2026-11-23", "2026-11-25"]


def test_nothing_a_source_publishes_breaks_out_of_a_file(person: Person) -> None:
    evil = '=1+1\r\nTEL:+1\nEND:VCARD\n"};'
    row = published(draft((lead(name=evil, city="@x"),)))
    client = person()
    cards = taken(client, row.pk, "vcard").decode()
    assert cards.count("\r\nTEL") == 1
    assert cards.count("\r\nEND:VCARD") == 1
    assert table(taken(client, row.pk, "csv"))[0]["company"].startswith("'=")
    assert json.loads(taken(client, row.pk, "json"))["leads"][0]["company"] == evil


def test_only_what_is_new_since_my_last_download(person: Person) -> None:
    row = published(varied(4))
    client, petro = person(), person("petro")
    taken(client, row.pk, query="region=UA-32")
    assert "2 new for you" in page(client, "/")
    again = published(varied(6))
    assert [each["rank"] for each in table(taken(client, again.pk, what="new"))] == ["1", "3", "5", "6"]
    answer = client.post(f"/lists/{again.pk}/download/", {"format": "csv", "what": "new"}, follow=True)
    assert "Nothing is new since your last download." in answer.content.decode()
    assert len(table(taken(petro, again.pk, what="new"))) == 6
    assert "No lead matches." in page(client, f"/lists/{again.pk}/?new=1")


def test_a_lost_file_can_be_given_back(person: Person) -> None:
    row = published(varied(4))
    client = person()
    taken(client, row.pk)
    assert "Give back" in page(client, "/downloads/")
    answer = client.post(f"/downloads/{Download.objects.get().pk}/undo/", follow=True)
    assert "4 leads are new for you again." in answer.content.decode()
    assert len(table(taken(client, row.pk, what="new"))) == 4


def test_every_download_is_noted(person: Person) -> None:
    row = published(varied(4))
    taken(person(), row.pk, "xlsx", "band=A")
    event = AuditEvent.objects.get(action="download")
    assert (event.user, event.detail) == ("olena", {"format": "xlsx", "leads": 1, "filter": "band=A"})
    assert Taken.objects.filter(user="olena").count() == 1


def test_the_name_of_a_file_tells_what_it_is(person: Person) -> None:
    row = published(varied(1))
    client = person("olena", "lead")
    User.objects.filter(username="olena").update(username='о"лена')
    answer = client.post(f"/lists/{row.pk}/download/", {"format": "json"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cleaning_2026-11-21________1.json"'
    answer.close()
    assert client.post(f"/lists/{row.pk}/download/", {"format": "exe"}).status_code == 400
    assert client.get(f"/lists/{row.pk}/download/").status_code == 405

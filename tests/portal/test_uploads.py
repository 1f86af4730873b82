"""Spreadsheets that come back become marks; conflicts are shown before."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leads.models import Lead, Mark, Suppression
from leads.sheets.draft import LANGUAGES
from leads.sheets.outcomes import OUTCOMES, outcome_of
from tests.pipelines.deliver.samples import AT
from tests.portal.conftest import Person, page, published, varied
from tests.portal.test_downloads import HEADS, taken


def key(rank: int) -> str:
    return Lead.objects.filter(rank=rank).latest("pk").lead_id


def send(client: Client, content: bytes, name: str = "list.csv") -> tuple[str, str]:
    """Upload a file; gives the address of the review and its text."""
    answer = client.post("/marks/upload/", {"file": SimpleUploadedFile(name, content)}, follow=True)
    address = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
    return address, answer.content.decode()


def ticked(text: str) -> list[str]:
    return re.findall(r'name="row" value="(\d+)"[^>]* checked', text)


def offered(text: str) -> list[str]:
    return re.findall(r'name="row" value="(\d+)"', text)


def filled(content: bytes, outcomes: dict[int, tuple[str, str]]) -> bytes:
    """A downloaded workbook in which somebody chose outcomes, by row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for row, (status, note) in outcomes.items():
        sheet.cell(row, heads.index(HEADS["status"]) + 1).value = status
        sheet.cell(row, heads.index(HEADS["note"]) + 1).value = note
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_filled_in_workbook_becomes_marks(person: Person) -> None:
    row = published(varied(4))
    client = person()
    file = filled(
        taken(client, row.pk, "xlsx"),
        {2: ("called", ""), 3: ("won", "12 000 на рік"), 5: ("asked not to be called", "")},
    )
    address, text = send(client, file, "list.xlsx")
    assert "3 to note, 0 in conflict, 0 refused, 0 known already." in text
    assert ticked(text) == ["2", "3", "5"]
    assert not Mark.objects.exists()
    answer = client.post(address, {"row": ["2", "3", "5"]}, follow=True)
    assert "3 marks were noted." in answer.content.decode()
    assert set(Mark.objects.values_list("kind", "note")) == {
        ("called", ""),
        ("won", "12 000 на рік"),
        ("do_not_call", ""),
    }
    assert Suppression.objects.filter(kind="company").exists()
    client.post(address, {"row": ["2", "3", "5"]})
    assert Mark.objects.count() == 3  # once, however often it is sent
    assert (
        "0 to note, 0 in conflict, 1 refused, 2 known already"
        in send(client, filled(file, {3: ("won", "")}), "list.xlsx")[1]
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_csv_in_the_encoding_of_an_old_excel(encoding: str, person: Person) -> None:
    published(varied(2))
    content = f"Код лида;Статус;Ваша заметка\r\n{key(1)};Звонил;перезвонить\r\n{key(2)};;\r\n".encode(encoding)
    client = person()
    address, text = send(client, content)
    assert ticked(text) == ["2"]
    client.post(address, {"row": "2"})
    assert Mark.objects.values_list("kind", "note").get() == ("called", "перезвонить")


def test_conflicts_are_shown_and_not_ticked(person: Person) -> None:
    published(varied(4))
    client = person()
    for rank, kind, by in ((1, "won", "petro"), (2, "called", "olena"), (3, "lost", "olena")):
        found = Lead.objects.get(rank=rank)
        Mark.objects.create(lead_id=found.lead_id, company_id=found.company_id, kind=kind, by=by, at=AT)
    content = f"lead_id,status\n{key(1)},lost\n{key(2)},won\n{key(3)},lost\n{key(4)},good\n{key(4)},bad\n".encode()
    address, text = send(client, content)
    assert "1 to note, 3 in conflict, 0 refused, 1 known already." in text
    assert (ticked(text), sorted(offered(text))) == (["3"], ["2", "3", "5", "6"])
    assert "something else was noted before" in text
    assert "the file says different things of it" in text
    client.post(address, {"row": ["2", "3"]})
    assert list(Mark.objects.filter(by="olena", kind="lost", lead_id=key(1)).values_list("kind")) == [("lost",)]
    assert not Mark.objects.filter(lead_id=key(4)).exists()


def test_rows_that_mean_nothing_are_refused_with_the_reason(person: Person) -> None:
    published(varied(4))
    client = person(regions=("UA-46",))
    content = f"lead_id,status\n{key(1)},maybe\n{key(2)},won\nl000,won\n".encode()
    address, text = send(client, content)
    assert "0 to note, 0 in conflict, 3 refused" in text
    assert text.count("no such lead among yours") == 2
    assert "this is no outcome we know" in text
    assert "Ромашка 2" not in text
    client.post(address, {"row": ["2", "3", "4"]})
    assert not Mark.objects.exists()


def test_an_upload_is_its_senders(person: Person) -> None:
    published(varied(1))
    address, _text = send(person(), f"lead_id,status\n{key(1)},won\n".encode())
    petro = person("petro")
    assert petro.get(address).status_code == 404
    assert petro.post(address, {"row": "2"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "are missing"),
        (b"a,b\n1,2\n", "are missing"),
        (b"PK\x03\x04broken", "cannot be opened"),
        (b"\x89PNG\x00\x00\x00", "neither a workbook nor a CSV"),
        (b"\x00\xff" * 20, "neither a workbook nor a CSV"),
        (b'lead_id,status\n"' + b"x" * 200_000, "neither a workbook nor a CSV"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content: bytes, said: str, person: Person) -> None:
    csv.field_size_limit(10_000_000)  # as other parts of a process may have set it
    answer: Any = person().post("/marks/upload/", {"file": SimpleUploadedFile("x", content or b" ")})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_no_file_is_said_too(person: Person) -> None:
    answer = person().post("/marks/upload/")
    assert "Choose a file first." in answer.content.decode()


def test_every_outcome_is_understood_in_every_language() -> None:
    for kind, words in OUTCOMES.items():
        assert [outcome_of(f" {words[language].upper()} ") for language in LANGUAGES] == [kind] * 3
    assert outcome_of("call me maybe") is None


def test_the_page_of_uploads(person: Person) -> None:
    published(varied(1))
    client = person()
    address, _text = send(client, f"lead_id,status\n{key(1)},won\n".encode(), "mine.csv")
    client.post(address, {"row": "2"})
    assert "mine.csv" in page(client, "/marks/upload/")
    assert "This file was applied." in page(client, address)

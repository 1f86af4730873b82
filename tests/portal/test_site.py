"""The web site, as a browser of a salesperson sees it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from pipelines.deliver.draft import ListDraft
from pipelines.deliver.files import write_files
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import publish
from tests.pipelines.deliver.samples import AT, draft, lead, reason, texts

EVIL = "<script>alert(1)</script>"


def published(folder: Path, made: ListDraft) -> int:
    """Publish a list with its files; gives its number."""
    row = publish(made, Verdict(Decision.publish, phrase("published", n=len(made.leads))), AT).row
    write_files(made, folder / "lists")
    return int(row.pk)


@pytest.fixture
def visitor(data: Path) -> Iterator[Client]:
    """Somebody who has not signed in."""
    yield Client(HTTP_HOST="localhost")


@pytest.fixture
def olena(visitor: Client) -> Client:
    """A salesperson who has signed in."""
    visitor.force_login(User.objects.create_user("olena", password="a long pass phrase 12"))
    return visitor


def test_nothing_is_shown_without_signing_in(data: Path, visitor: Client) -> None:
    number = published(data, draft(2))
    for address in ("/", f"/lists/{number}/", f"/lists/{number}/en.xlsx"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={address}")


def test_signing_in_and_out(data: Path, visitor: Client) -> None:
    User.objects.create_user("olena", password="a long pass phrase 12")
    wrong = visitor.post("/sign-in/", {"username": "olena", "password": "wrong"})
    assert "User name or password is wrong." in wrong.content.decode()
    right = visitor.post("/sign-in/", {"username": "olena", "password": "a long pass phrase 12"}, follow=True)
    assert "No list yet." in right.content.decode()
    assert "Sign out (olena)" in right.content.decode()
    visitor.post("/sign-out/")
    assert visitor.get("/").status_code == 302


def test_forms_are_protected_against_other_sites(data: Path) -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"username": "x", "password": "y"}).status_code == 403


def test_the_current_lists_with_their_banner(data: Path, olena: Client) -> None:
    published(data, draft(2))
    published(data, draft(3, profile="sewing"))
    from leads.models import PublishedList

    PublishedList.objects.filter(profile="sewing").update(banner=phrase("empty"))
    page = olena.get("/").content.decode()
    assert page.count("Cleaning, Lviv") == 2
    assert "The new list is empty." in page


def test_a_list_shows_its_leads_and_reasons(data: Path, olena: Client) -> None:
    number = published(data, draft(3))
    page = olena.get(f"/lists/{number}/").content.decode()
    assert "ТОВ «Ромашка 3»" in page
    assert "registered 3 days ago in Львів (+30)" in page
    assert 'href="https://data.example.org/enheter/1"' in page
    assert "+380322220001" in page


def test_fifty_leads_a_page(data: Path, olena: Client) -> None:
    number = published(data, draft(120))
    page = olena.get(f"/lists/{number}/?page=3").content.decode()
    assert "ТОВ «Ромашка 101»" in page
    assert "ТОВ «Ромашка 100»" not in page
    assert "3 / 3" in page


@pytest.mark.parametrize(("language", "words"), [("ru", "Почему сейчас"), ("uk", "Чому зараз"), ("en", "Why now")])
def test_in_the_readers_language(language: str, words: str, data: Path, olena: Client) -> None:
    number = published(data, draft(1))
    olena.post("/language/", {"language": language})
    page = olena.get(f"/lists/{number}/").content.decode()
    assert words in page
    assert f'<html lang="{language}">' in page
    if language == "uk":
        assert "Зареєстрована 3 дні тому." in page
        assert "Опубліковано: 1 лід." in page


def test_what_sources_publish_is_escaped(data: Path, olena: Client) -> None:
    evil = lead(
        name=EVIL, city=EVIL, why_now=texts(EVIL), reasons=(reason(text=texts(EVIL), url="javascript:alert(1)"),),
        phones=({"value": EVIL, "label": ""},),
    )  # fmt: skip
    page = olena.get(f"/lists/{published(data, draft((evil,)))}/").content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "javascript:" not in page


@pytest.mark.parametrize(("language", "head"), [("en", "Company"), ("ru", "Компания"), ("uk", "Компанія")])
def test_the_workbook_is_downloaded(language: str, head: str, data: Path, olena: Client) -> None:
    number = published(data, draft(2))
    answer = olena.get(f"/lists/{number}/{language}.xlsx")
    assert "attachment; filename=" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    answer.close()
    assert head in [cell.value for cell in book.worksheets[0][1]]


def test_no_other_file_can_be_reached(data: Path, olena: Client) -> None:
    number = published(data, draft(1))
    for address in (
        f"/lists/{number}/../../secret.xlsx",
        f"/lists/{number}/..%2f..%2fsecret.xlsx",
        "/lists/999/en.xlsx",
    ):
        assert olena.get(address).status_code == 404
    from leads.models import PublishedList

    PublishedList.objects.update(current=False)
    assert olena.get(f"/lists/{number}/en.xlsx").status_code == 404


def test_pages_ask_nothing_of_other_sites(data: Path, olena: Client) -> None:
    number = published(data, draft(2))
    for address in ("/", f"/lists/{number}/"):
        answer = olena.get(address)
        page = answer.content.decode()
        assert not re.findall(r'(?:src|action)="?(?:https?:)?//', page)
        assert re.findall(r'<link[^>]*href="([^"]*)"', page) == ["/static/portal.css"]
        assert "<script" not in page
        assert "style=" not in page
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "private, no-store"
    style = olena.get("/static/portal.css")
    assert b"".join(style).startswith(b"body")
    style.close()


def test_only_our_own_hosts_are_answered(data: Path) -> None:
    assert Client(HTTP_HOST="evil.example.org").get("/sign-in/").status_code == 400


def test_reading_pages_take_no_other_method(data: Path, olena: Client) -> None:
    assert olena.post("/").status_code == 405

"""The pages, as a browser of a salesperson sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from leads.models import Lead, PublishedList
from pipelines.deliver.phrases import phrase
from tests.pipelines.deliver.samples import DAY, draft, lead, reason, texts
from tests.portal.conftest import Person, page, published, varied

EVIL = "<script>alert(1)</script>"


def companies(text: str) -> list[str]:
    """The companies of a table, in order."""
    return re.findall(r'<td class="company"><a [^>]*>([^<]*)</a>', text)


def test_nothing_is_shown_without_signing_in(data: Path) -> None:
    row = published(draft(2))
    nobody = Client(HTTP_HOST="localhost")
    key = Lead.objects.values_list("lead_id", flat=True)[0]
    for address in (
        "/", f"/lists/{row.pk}/", f"/lists/{row.pk}/print/", "/lists/cleaning/", f"/leads/{key}/", "/follow-ups/",
        "/follow-ups.ics", "/downloads/", "/marks/upload/", "/marks/upload/1/", "/people/", "/audit/",
    ):  # fmt: skip
        answer = nobody.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={address}")
    for address in (f"/lists/{row.pk}/download/", f"/leads/{key}/mark/", f"/leads/{key}/not-the-same/"):
        assert nobody.post(address).headers["Location"].startswith("/sign-in/")


def test_the_morning_page(person: Person) -> None:
    published(varied(6))
    published(varied(3, profile="sewing"))
    PublishedList.objects.filter(profile="sewing").update(banner=phrase("empty"))
    text = page(person(), "/")
    assert text.count("Cleaning, Lviv") == 2
    assert "The new list is empty." in text
    assert "6 new for you" in text
    assert 'class="band band-A" href="/lists/1/?band=A">A <b>2</b>' in text


def test_a_list_says_how_fresh_it_is(person: Person) -> None:
    row = published(varied(2))
    client = person()
    assert "Published with 2 leads." in page(client, f"/lists/{row.pk}/")
    PublishedList.objects.update(day=DAY - timedelta(days=400))
    assert "days old: the list of 2025-10-17" in page(client, f"/lists/{row.pk}/")


def test_a_row_tells_what_a_salesperson_needs(person: Person) -> None:
    row = published(varied(2))
    text = page(person(), f"/lists/{row.pk}/")
    assert companies(text) == ["ТОВ «Ромашка 1»", "ТОВ «Ромашка 2»"]
    for words in (
        "Registered 3 days ago.", "Львів", "Lvivska oblast", "Building services", 'href="tel:+380322220001"',
        'may-call">yes', 'may-ask">ask first', 'class="new">new',
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("band=A", [1, 6]),
        ("band=A&band=B", [1, 2, 6]),
        ("region=UA-32", [2, 4, 6]),
        ("industry=81", [1, 3, 5]),
        ("signal=tender_open", [2, 4, 6]),
        ("signal=tender_open&band=D", [4]),
        ("q=ромашка+4", [4]),
        ("q=РОМАШКА+4", [4]),
        ("q=київ", [2, 4, 6]),
        ("q=0322220003", [3]),
        ("q=%2B38+032+222+00+03", [3]),
        ("q=romashka5", [5]),
        ("q=clothing+4", [4]),
        ("q=одежды+4", [4]),
        ("q=nobody", []),
        ("q=%22%2A%28", []),
        ("q=OR+AND+NOT", []),
        ("sort=deadline", [2, 4, 6]),
        ("sort=name&band=A", [1, 6]),
        ("new=1&band=A", [1, 6]),
        ("band=Z&sort=x&page=-1&new=2", [1, 2, 3, 4, 5, 6]),
        ("page=99999999999999999999", [1, 2, 3, 4, 5, 6]),
        ("page=9", []),
        ("region=%00", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_address_says_what_is_shown(query: str, expected: list[int], person: Person) -> None:
    row = published(varied(6))
    text = page(person(), f"/lists/{row.pk}/?{query}")
    assert companies(text) == [f"ТОВ «Ромашка {place}»" for place in expected]


def test_the_filter_keeps_what_was_chosen(person: Person) -> None:
    row = published(varied(6))
    text = page(person(), f"/lists/{row.pk}/?region=UA-32&band=B&q=Ромашка&sort=name&new=1")
    for chosen in (
        'value="UA-32" selected', 'name="band" value="B" checked', 'value="Ромашка"', 'value="name" selected', 'value="1" checked',
    ):  # fmt: skip
        assert chosen in text, chosen


def test_fifty_leads_a_page(person: Person) -> None:
    row = published(draft(120))
    client = person()
    text = page(client, f"/lists/{row.pk}/?page=2")
    assert len(companies(text)) == 50
    assert "51–100 of 120" in text
    assert "2 / 3" in text
    last = page(client, f"/lists/{row.pk}/?page=3")
    assert companies(last)[-1] == "ТОВ «Ромашка 120»"
    assert 'rel="next"' not in last


def test_the_address_of_todays_list_stays(person: Person) -> None:
    client = person()
    assert client.get("/lists/cleaning/").status_code == 404
    row = published(varied(1))
    assert client.get("/lists/cleaning/?band=A").headers["Location"] == f"/lists/{row.pk}/?band=A"


def test_a_leads_page(person: Person) -> None:
    row = published(varied(3))
    key = Lead.objects.get(rank=2).lead_id
    text = page(person(), f"/leads/{key}/?list={row.pk}")
    for words in (
        "ТОВ «Ромашка 2»", "+30", "+20", "tender closes in 9 days", 'href="https://data.example.org/enheter/1"', "Прибирання 2",
        "120,000 UAH", 'href="https://t.example.org/2"', "UA-EDRPOU", "Previous lead", "Next lead",
        "The company&#x27;s office may be called", "09:00–17:00 Europe/Kyiv",
    ):  # fmt: skip
        assert words in text, words
    alone = page(person("ivan"), f"/leads/{key}/?list={row.pk}&region=UA-32")
    assert "Next lead" not in alone


def test_merged_parts_and_other_values_are_shown(person: Person) -> None:
    made = lead(
        members=(
            {"party_id": "p1", "source": "no_brreg", "name": "Ромашка", "url": "", "how": "first", "why": texts("first seen")},
            {"party_id": "p2", "source": "ua_prozorro", "name": "Romashka LLC", "url": "https://x.example.org", "how": "number",
             "why": texts("the same EDRPOU", "тот же ЕДРПОУ")},
        ),
    )  # fmt: skip
    published(draft((made,)))
    text = page(person(), f"/leads/{made.lead_id}/")
    assert "Romashka LLC" in text
    assert "the same EDRPOU" in text
    assert text.count("Not the same company") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ru",
            ("Почему сейчас", "Скачать", "Зарегистрирована 3 дня назад.", "Производство одежды", "1–1 из 1", "можно"),
        ),
        ("uk", ("Чому зараз", "Завантажити", "Зареєстрована 3 дні тому.", "Опубліковано: 1 лід.", "1–1 з 1", "можна")),
        ("en", ("Why now", "Download", "Registered 3 days ago.", "Clothing")),
    ],
)
def test_in_the_readers_language(language: str, words: tuple[str, ...], person: Person) -> None:
    row = published(draft((lead(nace="14"),)))
    client = person()
    client.post("/language/", {"language": language})
    text = page(client, f"/lists/{row.pk}/")
    assert f'<html lang="{language}">' in text
    for each in words:
        assert each in text, each


def test_what_sources_publish_is_escaped(person: Person) -> None:
    evil = lead(
        name=EVIL, city=EVIL, why_now=texts(EVIL), reasons=(reason(text=texts(EVIL), url="javascript:alert(1)"),),
        phones=({"value": EVIL, "label": ""},), website="javascript:alert(1)",
        timeline=({"kind": EVIL, "role": EVIL, "day": EVIL, "title": EVIL, "value": EVIL, "currency": EVIL, "deadline": EVIL,
                   "source": EVIL, "url": "javascript:alert(1)"},),
        members=({"name": EVIL, "how": "first", "url": "javascript:alert(1)", "source": EVIL, "why": {}},) * 2,
    )  # fmt: skip
    row = published(draft((evil,)))
    client = person()
    for address in (
        f"/lists/{row.pk}/",
        f"/leads/{evil.lead_id}/",
        f"/lists/{row.pk}/print/",
        f"/lists/{row.pk}/?q={EVIL}",
    ):
        text = page(client, address)
        assert "<script>" not in text
        assert "javascript:" not in text


def test_pages_ask_nothing_of_other_sites(person: Person) -> None:
    row = published(varied(2))
    client = person()
    for address in ("/", f"/lists/{row.pk}/", f"/leads/{Lead.objects.all()[0].lead_id}/"):
        answer = client.get(address)
        text = answer.content.decode()
        assert not re.findall(r'(?:src|action)="?(?:https?:)?//', text)
        assert set(re.findall(r'<(?:link|script)[^>]*(?:href|src)="([^"]*)"', text)) == {
            "/static/portal.css", "/static/portal.svg", "/static/portal.js",
        }  # fmt: skip
        assert "style=" not in text
        assert not re.findall(r"<script(?![^>]*src=)", text)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "private, no-store"
    for name in ("portal.css", "portal.js", "portal.svg"):
        style = client.get(f"/static/{name}")
        assert style.status_code == 200
        style.close()


def test_only_our_own_hosts_are_answered(data: Path) -> None:
    assert Client(HTTP_HOST="evil.example.org").get("/sign-in/").status_code == 400


def test_what_is_not_there_is_told_in_the_sites_clothes(person: Person) -> None:
    client = person()
    for address in ("/lists/999/", "/leads/l0/", "/lists/99999999999999999999/", "/nothing/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()
    assert client.post("/").status_code == 405


def test_the_call_list_is_as_long_as_the_day(person: Person) -> None:
    row = published(draft(60))
    client = person()
    assert page(client, f"/lists/{row.pk}/print/").count('class="boxes"') == 40
    PublishedList.objects.update(quota=7)
    client.post(f"/leads/{Lead.objects.get(rank=1).lead_id}/mark/", {"kind": "called"})
    text = page(client, f"/lists/{row.pk}/print/")
    assert text.count('class="boxes"') == 7
    assert "Ромашка 1»" not in text
    assert "Ромашка 8»" in text

"""Pages of a list: one after the other and back, however far; words that few leads have, and words that all have."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from leads import decisions
from leads.lookup import found_by, has_words
from leads.models import LeadEntry, PublishedList
from portal import paging
from portal.filters import Filter
from portal.paging import Total
from tests.portal.conftest import Person, page, published, varied

LEADS = 130


@pytest.fixture
def row(person: Person) -> PublishedList:
    return published(varied(LEADS))


def ranks(shown: str) -> list[int]:
    return [int(rank) for rank in re.findall(r'class="n rank">(\d+)<', shown)]


def link(shown: str, rel: str) -> str | None:
    found = re.search(rf'<a rel="{rel}" class="button second" href="([^"]+)"', shown)
    return unescape(found[1]) if found else None


def walk(client: Client, address: str, rel: str) -> list[list[int]]:
    """The ranks of each page from an address on."""
    found = []
    while address:
        shown = page(client, address)
        found.append(ranks(shown))
        after = link(shown, rel)
        address = address.partition("?")[0] + after if after else ""
    return found


@pytest.mark.parametrize(
    "query", ["", "?q=%D0%A0%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0", "?sort=name", "?region=UA-46&region=UA-32"]
)
def test_pages_forward_and_back_hold_every_lead_once(query: str, row: PublishedList, person: Person) -> None:
    client = person()
    pages = walk(client, f"/lists/{row.pk}/{query}", "next")
    assert [len(each) for each in pages] == [50, 50, 30]
    assert sorted(rank for each in pages for rank in each) == list(range(1, LEADS + 1))
    typed = f"/lists/{row.pk}/{query or '?'}&page=3"
    assert walk(client, typed, "prev") == pages[::-1]


def test_a_lead_withdrawn_between_two_pages_moves_no_other(row: PublishedList, person: Person) -> None:
    client = person()
    first = page(client, f"/lists/{row.pk}/")
    decisions.suppress("company", row.leads.get(rank=3).company_id)
    after = page(client, f"/lists/{row.pk}/{link(first, 'next')}")
    assert ranks(after)[0] == 51  # by its number alone the page would begin with 52, and nobody would ever see 51
    assert ranks(page(client, f"/lists/{row.pk}/?page=2"))[0] == 52


@pytest.mark.parametrize(
    ("question", "expected"),
    [("Ромашка", "of 130"), ("Ромашка 77", "1–1 of 1"), ("київ", "1–50 of 65"), ("zzz", "No lead matches.")],
)
def test_it_is_said_how_many_there_are(question: str, expected: str, row: PublishedList, person: Person) -> None:
    assert expected in page(person(), f"/lists/{row.pk}/?q={quote(question)}")


def test_a_long_list_is_looked_along_and_the_rest_is_not_counted(
    row: PublishedList, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = person()
    whole = {
        question: walk(client, f"/lists/{row.pk}/?q={quote(question)}", "next")
        for question in ("Ромашка", "львів", "77")
    }
    monkeypatch.setattr(paging, "LONG", 1)
    monkeypatch.setattr(paging, "STEP", 7)
    for question, expected in whole.items():
        assert walk(client, f"/lists/{row.pk}/?q={quote(question)}", "next") == expected
    assert "1–50 of more than 50" in page(client, f"/lists/{row.pk}/?q={quote('Ромашка')}")
    assert "1–1 of 1" in page(client, f"/lists/{row.pk}/?q={quote('Ромашка 77')}")
    monkeypatch.setattr(paging, "LOOKED", 60)  # too short for the page: the index knows the rest
    assert ranks(page(client, f"/lists/{row.pk}/?q={quote('львів')}")) == whole["львів"][0]


def test_a_count_is_of_the_reader_who_asks(row: PublishedList, person: Person) -> None:
    all_of_it = person("olena", regions=("UA",))
    half = person("petro", regions=("UA-46",))
    for _again in range(2):
        assert "of 130" in page(all_of_it, f"/lists/{row.pk}/")
        assert "of 65" in page(half, f"/lists/{row.pk}/")


@pytest.mark.parametrize("question", ["Ромашка", "ромашка 7", "львів", "купує", "zzz", "1 ромашка"])
def test_a_list_looked_along_and_the_index_agree(question: str, row: PublishedList) -> None:
    entries = LeadEntry.objects.filter(published=row).order_by("rank")
    by_index = list(found_by(entries, question, row.pk).values_list("rank", flat=True))
    anywhere = set(found_by(LeadEntry.objects.all(), question).values_list("rank", flat=True))
    asked = question.casefold().split()
    along = [entry.rank for entry in entries.select_related("lead__text") if has_words(entry.lead.text.words, asked)]
    assert by_index == along
    assert anywhere == set(along)


def test_a_page_that_is_far_beyond_is_empty_and_wrong_ranks_are_left_out(row: PublishedList, person: Person) -> None:
    client = person()
    assert "No lead matches." in page(client, f"/lists/{row.pk}/?page=99")
    for wrong in ("after=x", "after=-1", "before=%00", "after=99999999999", "after=50&sort=name"):
        assert ranks(page(client, f"/lists/{row.pk}/?{wrong}"))[:1] == [1]


def test_addresses_of_pages_say_nothing_of_neighbours_that_are_not_theirs() -> None:
    asked = Filter(page=3, after=150)
    assert asked.query() == "page=3"
    assert asked.query(page=4, after=200) == "page=4&after=200"
    assert Total(51, True).pages == 2

"""Lists and people for the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client

from leads.models import PublishedList, Territory, TerritoryMember
from leads.sheets.draft import LeadDraft, ListDraft
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import publish
from tests.pipelines.deliver.samples import AT, DAY, draft, lead, reason, texts

PASSWORD = "a long pass phrase 12"

Person = Callable[..., Client]


def published(made: ListDraft) -> PublishedList:
    """Publish a list."""
    return publish(made, Verdict(Decision.publish, phrase("published", n=len(made.leads))), AT).row


def varied(size: int = 6, day: date = DAY, profile: str = "cleaning") -> ListDraft:
    """A list with something to filter: two regions, two industries, two signals, deadlines."""
    tender = reason(20, "tender_open", text=texts("tender closes in 9 days", "торги закроются", "торги закриються"))
    return draft(tuple(_varied(place, day, profile, tender) for place in range(1, size + 1)), day, profile)


def _varied(place: int, day: date, profile: str, tender: Any) -> LeadDraft:
    even = place % 2 == 0
    return lead(
        place, profile, band="ABCDE"[(place - 1) % 5], region="UA-32" if even else "UA-46", city="Київ" if even else "Львів",
        nace="14" if even else "81", reasons=(reason(), tender) if even else (reason(),),
        deadline=day + timedelta(days=place) if even else None, is_new=even,
        timeline=({"kind": "tender", "role": "buyer", "day": day.isoformat(), "title": f"Прибирання {place}", "value": "120000.00",
                   "currency": "UAH", "deadline": "", "status": "", "source": "ua_prozorro", "url": f"https://t.example.org/{place}"},),
    )  # fmt: skip


@pytest.fixture
def person(data: Path) -> Person:
    """Makes somebody of a role (and with territories) who has signed in."""
    cache.clear()

    def made(
        name: str = "olena", role: str = "sales", regions: tuple[str, ...] | None = ("UA",), **more: Any
    ) -> Client:
        user = User.objects.create_user(name)  # without a password: hashing one takes as long as a test
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        if role == "sales" and regions is not None:
            territory = Territory.objects.create(name=f"of {name}", regions=list(regions), **more)
            TerritoryMember.objects.create(territory=territory, user=name)
        client = Client(HTTP_HOST="localhost")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return made


def page(client: Client, address: str) -> str:
    """The text of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()

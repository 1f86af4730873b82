"""Who sees what: one rule for pages, files and marks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from leads import decisions
from leads.models import Assignment, Download, Lead, Mark
from portal.access import visible_entries, visible_leads
from tests.pipelines.deliver.samples import draft
from tests.portal.conftest import Person, page, published, varied
from tests.portal.test_site import companies


def assigned(rank: int, owner: str) -> Lead:
    found = Lead.objects.get(rank=rank)
    Assignment.objects.create(company_id=found.company_id, owner=owner, since=datetime(2026, 11, 21, tzinfo=UTC))
    return found


def ranks(name: str) -> list[int]:
    """What somebody sees; both ways to it agree."""
    user = User.objects.get(username=name)
    found = sorted(visible_entries(user).values_list("rank", flat=True))
    one_by_one = [
        lead.rank for lead in Lead.objects.order_by("rank") if visible_leads(user, lead.lead_id).filter(pk=lead.pk)
    ]
    assert found == one_by_one
    return found


def test_a_territory_is_regions_industries_and_bands(person: Person) -> None:
    published(varied(6))
    person("west", regions=("UA-46",))
    person("land", regions=("UA",))
    person("north", regions=("NO", "UA-32"), bands="BD")
    person("sewing", regions=(), industries=["14"])
    person("nobody", regions=None)
    person("head", "lead")
    person("operator", "operator")
    assert [ranks(name) for name in ("west", "land", "north", "sewing", "nobody")] == [
        [1, 3, 5], [1, 2, 3, 4, 5, 6], [2, 4], [2, 4, 6], [],
    ]  # fmt: skip
    assert ranks("head") == ranks("operator") == [1, 2, 3, 4, 5, 6]


def test_a_lead_of_a_colleague_is_not_mine(person: Person) -> None:
    published(varied(4))
    person("olena", regions=("UA-46",))
    person("petro", regions=("UA-46",))
    assigned(1, "petro")
    assigned(2, "olena")  # outside of her territory, but hers
    assert ranks("olena") == [2, 3]
    assert ranks("petro") == [1, 3]


def test_no_address_leads_to_anothers_lead(person: Person) -> None:
    row = published(varied(4))
    olena = person("olena", regions=("UA-46",))
    theirs = Lead.objects.get(rank=2)
    assert companies(page(olena, f"/lists/{row.pk}/")) == ["ТОВ «Ромашка 1»", "ТОВ «Ромашка 3»"]
    for address in (
        f"/lists/{row.pk}/?region=UA-32", f"/lists/{row.pk}/?q=Ромашка+2", f"/lists/{row.pk}/?band=B", f"/lists/{row.pk}/print/",
        "/", f"/lists/{row.pk}/?industry=14",
    ):  # fmt: skip
        assert "Ромашка 2" not in page(olena, address).replace('value="Ромашка 2"', "")
    for address in (f"/leads/{theirs.lead_id}/", f"/leads/{theirs.lead_id}/?list={row.pk}"):
        assert olena.get(address).status_code == 404
    for address in (f"/leads/{theirs.lead_id}/mark/", f"/leads/{theirs.lead_id}/not-the-same/"):
        assert olena.post(address, {"kind": "won"}).status_code == 404
    assert not Mark.objects.exists()
    for form in ("xlsx", "csv", "excel", "vcard", "ics", "json"):
        answer = olena.post(f"/lists/{row.pk}/download/?region=UA-32", {"format": form})
        assert answer.status_code == 302  # nothing to download
    whole = olena.post(f"/lists/{row.pk}/download/", {"format": "json"})
    text = b"".join(whole).decode()
    assert "Ромашка 1" in text
    assert "Ромашка 2" not in text
    assert "UA-32" not in page(olena, f"/lists/{row.pk}/")


def test_what_belongs_to_others_stays_theirs(person: Person) -> None:
    row = published(varied(2))
    olena, petro = person("olena"), person("petro")
    olena.post(f"/lists/{row.pk}/download/", {"format": "csv"})
    mine = Download.objects.get()
    petro.post(f"/downloads/{mine.pk}/undo/")
    mine.refresh_from_db()
    assert mine.undone_at is None
    for address in ("/people/", "/audit/"):
        assert olena.get(address).status_code == 403


@pytest.mark.parametrize("kind", ["company", "number", "domain", "phone", "email"])
def test_whoever_is_suppressed_is_gone_at_once(kind: str, person: Person) -> None:
    row = published(varied(3))
    published(draft(3, profile="sewing"))
    head = person("head", "lead")
    lead = Lead.objects.get(rank=2, published=row)
    assert len(companies(page(head, f"/lists/{row.pk}/"))) == 3
    value = {
        "company": lead.company_id,
        "number": f"UA-EDRPOU:{lead.numbers[0]['number']}",
        "domain": lead.domain,
        "phone": lead.phones[0]["value"],
        "email": lead.emails[0]["value"],
    }[kind]
    decisions.suppress(kind, value)
    assert ranks("head") == [1, 1, 3, 3]
    assert head.get(f"/leads/{lead.lead_id}/").status_code == 404
    assert "Ромашка 2" not in page(head, f"/lists/{row.pk}/")


def test_a_suppression_during_publication_is_not_lost(
    data: Path, monkeypatch: pytest.MonkeyPatch, person: Person
) -> None:
    """Said after the list was drafted: the leads of the new list are hidden all the same."""
    person("head", "lead")
    decisions.suppress("company", "c000000000002")
    published(varied(3))
    assert ranks("head") == [1, 3]

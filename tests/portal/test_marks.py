"""What people do with leads, and what follows at once."""

from __future__ import annotations

import pytest

from leads.models import AuditEvent, FollowUp, Judgement, Lead, Mark, RetiredContact, Suppression
from tests.pipelines.deliver.samples import draft, lead, texts
from tests.portal.conftest import Person, page, published, varied
from tests.portal.test_site import companies

TWO_PHONES = ({"value": "+380322220001", "label": "office"}, {"value": "+380322220009", "label": "office"})


@pytest.mark.parametrize("kind", ["good", "called", "won", "lost"])
def test_a_mark_is_seen_by_all_at_once(kind: str, person: Person) -> None:
    row = published(varied(1))
    key = Lead.objects.get().lead_id
    answer = person().post(f"/leads/{key}/mark/?list={row.pk}", {"kind": kind, "note": "Ірина бухгалтер не питала"})
    assert answer.headers["Location"] == f"/leads/{key}/?list={row.pk}"
    text = page(person("petro"), f"/lists/{row.pk}/")
    assert f'class="mark mark-{kind}"' in text
    assert "Ірина бухгалтер не питала" in page(person("ivan"), f"/leads/{key}/")
    assert list(Mark.objects.values_list("kind", "by")) == [(kind, "olena")]
    event = AuditEvent.objects.get(action="mark")
    assert (event.user, event.subject) == ("olena", key)
    assert "Ірина" not in str(event.detail)


def test_a_bad_lead_needs_a_reason(person: Person) -> None:
    published(varied(1))
    key = Lead.objects.get().lead_id
    client = person()
    answer = client.post(f"/leads/{key}/mark/", {"kind": "bad"}, follow=True)
    assert "Say in a few words" in answer.content.decode()
    assert not Mark.objects.exists()
    client.post(f"/leads/{key}/mark/", {"kind": "bad", "note": "a competitor"})
    assert Mark.objects.get().note == "a competitor"


@pytest.mark.parametrize("posted", [{}, {"kind": "x"}, {"kind": "called", "call_again_on": "soon"}])
def test_nonsense_is_not_noted(posted: dict[str, str], person: Person) -> None:
    published(varied(1))
    answer = person().post(f"/leads/{Lead.objects.get().lead_id}/mark/", posted, follow=True)
    assert "This was not noted" in answer.content.decode()
    assert not Mark.objects.exists()


def test_asked_not_to_be_called(person: Person) -> None:
    row, other = published(varied(2)), published(draft(2, profile="sewing"))
    client, head = person(), person("head", "lead")
    gone = Lead.objects.get(published=row, rank=1)
    answer = client.post(
        f"/leads/{gone.lead_id}/mark/?list={row.pk}", {"kind": "do_not_call", "note": "angry"}, follow=True
    )
    assert "will not be shown or sent anywhere" in answer.content.decode()
    for reader in (client, head):
        for number in (row.pk, other.pk):
            assert companies(page(reader, f"/lists/{number}/")) == ["ТОВ «Ромашка 2»"]
        assert reader.get(f"/leads/{gone.lead_id}/").status_code == 404
        file = b"".join(reader.post(f"/lists/{other.pk}/download/", {"format": "csv"}))
        assert "Ромашка 1" not in file.decode()
    assert set(Suppression.objects.values_list("kind", "value")) == {
        ("company", gone.company_id), ("number", f"UA-EDRPOU:{gone.numbers[0]['number']}"),
    }  # fmt: skip
    fresh = published(varied(3))
    assert "Ромашка 1" not in page(head, f"/lists/{fresh.pk}/")


def test_a_wrong_phone_is_retired_in_all_lists(person: Person) -> None:
    row = published(draft((lead(phones=TWO_PHONES),)))
    other = published(draft((lead(phones=TWO_PHONES, profile="sewing"),), profile="sewing"))
    client = person()
    key = Lead.objects.get(published=row).lead_id
    client.post(f"/leads/{key}/mark/", {"kind": "wrong_phone"})  # the one shown first
    for number in (row.pk, other.pk):
        text = page(client, f"/lists/{number}/")
        assert "+380322220001" not in text
        assert "+380322220009" in text
        file = b"".join(client.post(f"/lists/{number}/download/", {"format": "vcard"}))
        assert b"+380322220001" not in file
    assert "+380322220001" not in str(list(RetiredContact.objects.values()))
    client.post(f"/leads/{key}/mark/", {"kind": "wrong_phone", "phone": "+380322220009"})
    assert "None was published." not in page(client, f"/leads/{key}/")
    assert "tel:" not in page(client, f"/leads/{key}/")
    client.post(f"/leads/{key}/mark/", {"kind": "wrong_phone", "phone": "+15551234"})  # none of its phones
    assert RetiredContact.objects.count() == 2


def test_not_the_same_company(person: Person) -> None:
    members = (
        {"party_id": "p1", "how": "first", "why": texts("")},
        {"party_id": "p2", "how": "number", "why": texts("")},
    )
    made = lead(members=members)
    published(draft((made,)))
    client = person()
    client.post(f"/leads/{made.lead_id}/not-the-same/", {"party": "p9"})
    assert not Judgement.objects.exists()
    answer = client.post(f"/leads/{made.lead_id}/not-the-same/", {"party": "p2"}, follow=True)
    assert "it is another company" in answer.content.decode()
    said = Judgement.objects.get()
    assert ({said.left, said.right}, said.same, said.by) == ({made.company_id, "p2"}, False, "olena")


def test_call_again(person: Person) -> None:
    published(varied(2))
    client = person()
    key = Lead.objects.get(rank=1).lead_id
    client.post(
        f"/leads/{key}/mark/", {"kind": "called", "call_again_on": "2026-11-30", "note": "after, the; holidays"}
    )
    client.post(
        f"/leads/{key}/mark/", {"kind": "called", "call_again_on": "2026-12-01", "note": "after, the; holidays"}
    )
    assert FollowUp.objects.filter(done_at=None).count() == 1
    assert "2026-12-01" in page(client, "/follow-ups/")
    assert "2026-12-01" not in page(person("petro"), "/follow-ups/")
    calendar = client.get("/follow-ups.ics")
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert b"DTSTART;VALUE=DATE:20261201" in calendar.content
    assert rb"after\, the\; holidays" in calendar.content
    open_one = FollowUp.objects.get(done_at=None)
    person("ivan").post(f"/follow-ups/{open_one.pk}/done/")
    assert FollowUp.objects.filter(done_at=None).exists()
    client.post(f"/follow-ups/{open_one.pk}/done/")
    assert "Nobody to call again" in page(client, "/follow-ups/")


def test_after_a_mark_nobody_is_sent_to_another_site(person: Person) -> None:
    published(varied(1))
    key = Lead.objects.get().lead_id
    for evil in ("https://evil.example.org/", "//evil.example.org", "javascript:alert(1)"):
        answer = person(f"user{len(evil)}").post(f"/leads/{key}/mark/", {"kind": "called", "next": evil})
        assert answer.headers["Location"].startswith("/leads/")

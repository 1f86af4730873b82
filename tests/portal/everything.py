"""A store in which every page of the portal has something to show, for tests that look at all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leads import decisions
from leads.models import (
    Assignment,
    FollowUp,
    Holiday,
    LeadEntry,
    Mark,
    ProfileVersion,
    PublishedList,
    ReviewPair,
    RunRecord,
    Territory,
    TerritoryMember,
    Upload,
)
from portal.invitations import token_of
from tests.pipelines.deliver.samples import DAY
from tests.portal.conftest import PASSWORD, published, varied

NOW = datetime(2026, 11, 21, 4, 12, tzinfo=UTC)


def store(folder: Path) -> dict[str, list[str]]:
    """Fill a store; gives for each page's name the addresses that show it at its fullest."""
    decisions.open_decisions(folder)
    published(varied(60))
    row = published(varied(60, DAY + timedelta(days=1)))
    published(varied(3, profile="sewing"))
    _people(row)
    _operations()
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="root"), backend="django.contrib.auth.backends.ModelBackend")
    upload = _what_was_sent(client, row)
    lead = row.leads.get(rank=2).lead_id
    versions = list(ProfileVersion.objects.values_list("pk", flat=True))
    token = token_of("newcomer")
    decisions.close_decisions()
    return {
        "lists": ["/"],
        "list": [f"/lists/{row.pk}/", f"/lists/{row.pk}/?region=UA-32&q=zzz", f"/lists/{row.pk - 1}/?page=2&after=50"],
        "call_list": [f"/lists/{row.pk}/print/"],
        "lead": [f"/leads/{lead}/?list={row.pk}"],
        "follow_ups": ["/follow-ups/"],
        "downloads": ["/downloads/"],
        "marks_upload": ["/marks/upload/"],
        "marks_review": [f"/marks/upload/{upload}/"],
        "tokens": ["/tokens/"],
        "team": ["/team/"],
        "where": ["/team/where/"],
        "territories": ["/team/territories/"],
        "nights": ["/nights/"],
        "rejects": ["/nights/rejects/"],
        "questions": ["/questions/", "/questions/?state=decided"],
        "suppressions": ["/not-to-be-called/"],
        "profiles": [f"/profiles/?old={versions[0]}&new={versions[1]}"],
        "people": ["/people/"],
        "audit": ["/audit/"],
        "welcome": [f"/welcome/{token}/"],
        "login": ["/sign-in/"],
    }


def _people(row: PublishedList) -> None:
    for name, role, regions in (
        ("olena", "sales", ["UA-46"]),
        ("petro", "sales", ["UA-32"]),
        ("root", "operator", []),
        ("newcomer", "sales", []),
    ):
        user = User.objects.create_user(name, password=PASSWORD if name == "root" else None)
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        if regions:
            territory = Territory.objects.create(name=name, regions=regions, industries=["81", "14"], bands="ABC")
            TerritoryMember.objects.create(territory=territory, user=name, share=2)
    Holiday.objects.create(user="petro", first_day=DAY, last_day=DAY + timedelta(days=3650))
    for place, entry in enumerate(LeadEntry.objects.filter(published=row).order_by("rank")[:12]):
        owner = "olena" if place % 2 else "petro"
        Assignment.objects.create(company_id=entry.company_id, owner=owner, since=NOW)
        for kind in ("called", ("won", "lost", "bad", "good")[place % 4]):
            Mark.objects.create(
                lead_id=entry.lead_key,
                company_id=entry.company_id,
                kind=kind,
                note="asked for an offer",
                by=owner,
                at=NOW,
            )
        FollowUp.objects.create(
            lead_id=entry.lead_key, user="root", due_on=DAY + timedelta(days=place), note="a tender", at=NOW
        )


def _operations() -> None:
    for day in range(3):
        RunRecord.objects.create(
            day=DAY + timedelta(days=day), started_at=NOW + timedelta(days=day), ended_at=NOW + timedelta(days=day), exit_code=3,
            verdict="OK with stale sources: vacancies are 2 days old",
            figures={
                "countries": {"UA": {"listings": 12, "parties": 20, "companies": 9, "rejects": 2}},
                "sources": [
                    {"source": "ua_prozorro", "state": "ok", "age_days": 0, "sentence": "4,084 organisations", "broken": []},
                    {"source": "ru_trudvsem", "state": "stale", "age_days": 2, "sentence": "no crawl for 2 days", "broken": ["party.city"]},
                ],
                "crm": [{"connection": "sales", "profile": "cleaning", "ended": "waiting for approval", "sentence": "2,000 records"}],
                "rejects": [{"source": "ua_prozorro", "field": "party.codes", "why": "unknown code", "count": 2, "example": "99-1"}],
            },
        )  # fmt: skip
    for number, state in enumerate(("open", "open", "decided")):
        ReviewPair.objects.create(
            left_party=f"p111111111111111{number}", right_party=f"p222222222222222{number}", left_company="c111111111111",
            right_company="c222222222222", country="UA", probability=0.6, weight=1.2, threshold=3.0, cause="between", state=state,
            why={"en": "alike, but not enough", "ru": "похожи, но мало", "uk": "схожі, але замало"}, same=state == "decided" or None,
            by="root" if state == "decided" else "", at=NOW if state == "decided" else None, first_on=DAY, last_on=DAY,
            left={"names": ["ТОВ «Карпати Буд»"], "places": ["Львів"], "numbers": ["UA-EDRPOU 01234567"]},
            right={"names": ["Karpaty Bud LLC"], "phones": ["+380322220001"], "sources": ["ua_prozorro"]},
            evidence=[{"word": "name", "weight": 1.2, "text": dict.fromkeys(("en", "ru", "uk"), "the names sound alike")}],
        )  # fmt: skip
    for points in (10, 15):
        ProfileVersion.objects.create(
            profile="cleaning",
            at=NOW,
            origin="clients",
            profile_hash=str(points),
            text=f"points = {points}\nword = 'x'",
            examples=30,
        )
    decisions.suppress("company", "c000000000059", by="root", why="asked us")
    decisions.suppress("phone", "+380449999999", by="root")


def _what_was_sent(client: Client, row: PublishedList) -> int:
    """A file taken, and one sent back that is not yet applied; gives the number of the latter."""
    client.post(f"/lists/{row.pk}/download/", {"format": "csv", "what": "shown"}).getvalue()
    client.post("/tokens/", {"name": "the CRM"})
    known = list(row.leads.order_by("rank")[:4])
    lines = "\n".join(
        f"{lead.lead_id},{kind},yes!" for lead, kind in zip(known, ("won", "lost", "called", "??"), strict=True)
    )
    client.post(
        "/marks/upload/", {"file": SimpleUploadedFile("back.csv", f"lead_id,status,note\n{lines}\nzzz,won,\n".encode())}
    )
    return int(Upload.objects.latest("pk").pk)

"""The operator's pages: the last night, doubtful merges, who must not be called; nobody else opens them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads import decisions
from leads.models import LeadEntry, ProfileVersion, ReviewPair, RunRecord, Suppression
from tests.pipelines.deliver.samples import DAY
from tests.portal.conftest import Person, page, published, varied

NOW = datetime(2026, 11, 21, 4, 12, tzinfo=UTC)


def question() -> ReviewPair:
    return ReviewPair.objects.create(
        left_party="p1111111111111111", right_party="p2222222222222222", left_company="c111111111111", right_company="c222222222222",
        country="UA", probability=0.6, weight=1.2, threshold=3.0, cause="between", why={"en": "alike, but not enough"},
        left={"names": ["ТОВ «Карпати Буд»"]}, right={"names": ["Karpaty Bud LLC"]},
        evidence=[{"word": "name", "weight": 1.2, "text": {"en": "the names sound alike"}}], first_on=DAY, last_on=DAY,
    )  # fmt: skip


def test_the_last_night_is_told_in_one_line_then_source_by_source(person: Person) -> None:
    RunRecord.objects.create(
        day=DAY, started_at=NOW, ended_at=NOW, verdict="OK with stale sources", exit_code=3,
        figures={
            "countries": {"UA": {"listings": 12, "parties": 20, "companies": 9, "rejects": 2}},
            "sources": [{"source": "ua_prozorro", "state": "stale", "age_days": 2, "sentence": "no crawl for 2 days", "broken": []}],
            "crm": [{"connection": "sales", "profile": "cleaning", "ended": "waiting for approval", "sentence": "2,000 records"}],
            "rejects": [{"source": "ua_prozorro", "field": "party.codes", "why": "unknown code", "count": 2, "example": "99-1"}],
        },
    )  # fmt: skip
    operator = person("oksana", "operator")
    shown = page(operator, "/nights/")
    assert shown.index("OK with stale sources") < shown.index("no crawl for 2 days")
    assert "Ukraine" in shown
    assert "waiting for approval" in shown and "2,000 records" in shown
    assert "99-1" in page(operator, "/nights/rejects/")
    assert "99-1" not in page(operator, "/nights/rejects/?source=other")


def test_a_doubtful_merge_is_decided_by_a_person_and_taken_back(person: Person) -> None:
    asked = question()
    head = person("halyna", "lead")
    shown = page(head, "/questions/")
    assert "Karpaty Bud LLC" in shown
    assert "the names sound alike" in shown
    head.post(f"/questions/{asked.pk}/", {"word": "same", "why": "one telephone"})
    assert decisions.word_on(asked.left_party, asked.right_party) is True
    assert "Karpaty Bud LLC" not in page(head, "/questions/")
    assert "Karpaty Bud LLC" in page(head, "/questions/?state=decided")
    head.post(f"/questions/{asked.pk}/", {"word": "back"})
    assert decisions.word_on(asked.left_party, asked.right_party) is None
    assert "Karpaty Bud LLC" in page(head, "/questions/")


def test_a_suppression_takes_the_company_off_the_lists_at_once(person: Person) -> None:
    row = published(varied(3))
    head = person("halyna", "lead")
    company = row.leads.get(rank=2).company_id
    head.post("/not-to-be-called/", {"kind": "company", "value": company, "why": "asked us"})
    assert LeadEntry.objects.filter(withdrawn=True).count() == 1
    assert "asked us" in page(head, "/not-to-be-called/")
    head.post("/not-to-be-called/", {"kind": "phone", "value": "+380441234567"})
    assert "+380441234567" not in page(head, "/not-to-be-called/")
    head.post("/not-to-be-called/", {"kind": "planet", "value": "x"})
    assert Suppression.objects.filter(kind__in=("company", "phone")).count() == 2


def test_versions_of_a_profile_are_compared(person: Person) -> None:
    published(varied(1))
    made = [
        ProfileVersion.objects.create(
            profile="mine",
            at=NOW,
            origin="clients",
            profile_hash=str(points),
            text=f"points = {points}\nword = 'x'",
            examples=30,
        )
        for points in (10, 15)
    ]
    shown = page(person("oksana", "operator"), f"/profiles/?old={made[0].pk}&new={made[1].pk}")
    assert "-points = 10" in shown
    assert "+points = 15" in shown


@pytest.mark.parametrize(
    "address", ["/nights/", "/nights/rejects/", "/questions/", "/not-to-be-called/", "/profiles/", "/team/", "/team/where/",
                "/team/territories/", "/team/charts/days.svg"],
)  # fmt: skip
def test_sales_staff_cannot_open_them(person: Person, address: str) -> None:
    assert person().get(address).status_code == 403

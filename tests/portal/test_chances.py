"""A chance is on the pages while it may be shown; else the reason is."""

from __future__ import annotations

from leads.models import ProfileVersion
from tests.pipelines.deliver.samples import AT
from tests.portal.conftest import Person, published, varied


def test_pages_show_the_chance_or_why_there_is_none(person: Person) -> None:
    row = published(varied())
    sales = person()
    key = row.leads.get(rank=1).lead_id
    pages = (f"/lists/{row.pk}/", f"/leads/{key}/?list={row.pk}")
    for page in pages:
        assert "No chance is shown: too few leads" in sales.get(page, follow=True).content.decode()
    ProfileVersion.objects.create(
        profile=row.profile, at=AT, origin="outcomes", profile_hash=row.profile_hash, examples=400,
        calibration_error=0.02, slope=0.05, level=-2.5,
    )  # fmt: skip
    for page in pages:
        shown = sales.get(page, follow=True).content.decode()
        assert "foretold from 400 outcomes" in shown
        assert "27 %" in shown or ">27<" in shown, "30 points are a chance of logistic(0.05 × 30 − 2.5)"
    profiles = person("oper", "operator").get("/profiles/", follow=True)
    assert profiles.status_code == 200

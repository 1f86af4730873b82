"""The sales head's pages: territories that give leads out, what everybody did, charts and maps."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pycountry
import pytest
from django.contrib.auth.models import User

from leads.assigning import assign
from leads.models import Assignment, Holiday, Mark, Territory
from portal.maps import maps
from tests.pipelines.deliver.samples import DAY
from tests.portal.conftest import Person, page, published, varied

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def owners() -> dict[str, str]:
    return dict(Assignment.objects.values_list("company_id", "owner"))


def test_a_territory_is_written_changed_and_removed(person: Person) -> None:
    head = person("halyna", "lead")
    person("olena", regions=None)
    form = {"name": "West", "regions": "ua-46, UA-05", "industries": "81", "bands": "ba", "members": "olena 2"}
    head.post("/team/territories/", form)
    made = Territory.objects.get()
    assert (made.regions, made.industries, made.bands) == (["UA-46", "UA-05"], ["81"], "AB")
    head.post(f"/team/territories/{made.pk}/", form | {"regions": "UA", "members": "olena"})
    made.refresh_from_db()
    assert made.regions == ["UA"]
    assert 'value="olena 1"' in page(head, "/team/territories/")
    head.post(f"/team/territories/{made.pk}/", {"remove": "1"})
    assert not Territory.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"regions": "Lviv"}, "LVIV"), ({"members": "nobody 2"}, "nobody"), ({"members": "olena many"}, "olena many"), ({"name": ""}, "name")],
)  # fmt: skip
def test_a_wrong_territory_is_refused_with_the_word(person: Person, wrong: dict[str, str], said: str) -> None:
    person("olena", regions=None)
    answer = person("halyna", "lead").post(
        "/team/territories/", {"name": "West", "members": "olena"} | wrong, follow=True
    )
    assert said in answer.content.decode()
    assert not Territory.objects.exists()


def test_leads_are_given_out_and_worked_ones_stay(person: Person) -> None:
    row = published(varied(6))
    person("olena", regions=("UA-46",))
    person("petro", regions=("UA-32",))
    report = assign(DAY)
    assert dict(report.given) == {"olena": 3, "petro": 3}
    assert assign(DAY).given.total() == 0
    worked = row.leads.get(rank=1)
    Mark.objects.create(lead_id=worked.lead_id, company_id=worked.company_id, kind="called", by="olena", at=NOW)
    before = owners()
    Territory.objects.filter(name="of olena").delete()
    Territory.objects.update(regions=["UA"])
    moved = assign(DAY)
    assert dict(moved.given) == {"petro": 2}
    assert owners()[worked.company_id] == before[worked.company_id] == "olena"


def test_nobody_on_holiday_gets_something_new(person: Person) -> None:
    published(varied(4))
    head = person("halyna", "lead")
    person("olena", regions=("UA",))
    head.post(
        "/team/territories/holidays/", {"user": "olena", "first_day": DAY.isoformat(), "last_day": DAY.isoformat()}
    )
    assert Holiday.objects.get().user == "olena"
    assert assign(DAY).nobody == 4
    head.post("/team/territories/holidays/", {"remove": str(Holiday.objects.get().pk)})
    assert assign(DAY).given["olena"] == 4


def test_a_lead_handed_over_is_moved_by_no_rule(person: Person) -> None:
    row = published(varied(2))
    head = person("halyna", "lead")
    person("olena", regions=("UA",))
    person("petro", regions=None)
    lead = row.leads.get(rank=1)
    head.post(f"/leads/{lead.lead_id}/hand-over/", {"owner": "petro"})
    assign(DAY)
    assert owners()[lead.company_id] == "petro"
    assert User.objects.filter(username="petro").exists()


def test_the_team_page_counts_what_everybody_did(person: Person) -> None:
    row = published(varied(4))
    person("olena", regions=("UA",))
    assign(DAY)
    for rank, kind in ((1, "won"), (2, "bad")):
        lead = row.leads.get(rank=rank)
        Mark.objects.create(lead_id=lead.lead_id, company_id=lead.company_id, kind=kind, by="olena", at=NOW, note="x")
    shown = page(person("halyna", "lead"), "/team/")
    figures = shown.partition("<td>olena</td>")[2].partition("</tr>")[0]
    assert [cell.partition("<")[0] for cell in figures.split('class="n">')[1:]] == ["4", "2", "1", "0", "2"]


@pytest.mark.parametrize("name", ["days", "sources", "funnel", "outcomes", "heat"])
def test_charts_are_pictures_without_scripts(person: Person, name: str) -> None:
    published(varied(4))
    answer = person("halyna", "lead").get(f"/team/charts/{name}.svg")
    assert answer.status_code == 200
    drawn = answer.content.decode()
    assert drawn.startswith("<svg")
    assert "<script" not in drawn
    assert "http://" not in drawn.replace("http://www.w3.org/", "")


def test_the_map_shows_each_region_with_its_leads(person: Person) -> None:
    row = published(varied(6))
    head = person("halyna", "lead")
    shown = page(head, f"/team/where/?list={row.pk}")
    assert "<title>L&#x27;vivs&#x27;ka" in shown or "viv" in shown
    assert shown.count("<path") == 27
    assert f'href="/lists/{row.pk}/?region=UA-46"' in shown
    assert head.get("/team/charts/none.svg").status_code == 404


def test_great_britain_is_drawn_and_a_county_that_became_two_counts_both() -> None:
    drawn = maps({"GB-NNH": 2, "GB-WNH": 3, "GB-LDS": 9, "GB": 4}, "en")[0]
    counts = {shape.name: shape.count for shape in drawn.shapes if shape.count}
    assert counts == {"Northamptonshire": 5, "Leeds": 9}
    assert drawn.elsewhere == 4
    known = {each.code for each in pycountry.subdivisions.get(country_code="GB")} - {"GB-NNH", "GB-WNH"}  # type: ignore[no-untyped-call] # it has types for the rest
    whole = {"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"}
    assert {shape.code for shape in drawn.shapes} == known - whole | {"GB-NTH"}


def test_the_menu_says_where_one_is(person: Person) -> None:
    head = person("halyna", "lead")
    for address, words in (("/", "Lists"), ("/team/", "Team"), ("/team/where/", "Map"), ("/team/territories/", "Team")):
        assert re.findall(r'aria-current="page">([^<]+)<', page(head, address)) == [words]

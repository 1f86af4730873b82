"""What single vendors do that others do not."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from leads.decisions import models
from pipelines.deliver.crm.engine import pull, push
from pipelines.deliver.crm.espo import Espo
from pipelines.deliver.crm.lease import Lease
from pipelines.deliver.crm.odoo import Odoo
from pipelines.deliver.crm.protocol import COMPANY, CONTACT, OPPORTUNITY, CrmError, Throttled, Uncertain
from pipelines.deliver.crm.terms import Terms
from tests.crm_fakes.amocrm import AmocrmOffice
from tests.crm_fakes.bitrix24 import Bitrix24Office
from tests.crm_fakes.espo import EspoOffice
from tests.crm_fakes.hubspot import HubspotOffice
from tests.crm_fakes.odoo import OdooOffice
from tests.crm_fakes.office import SECRET
from tests.crm_fakes.pipedrive import PipedriveOffice
from tests.crm_fakes.salesforce import SalesforceOffice
from tests.crm_fakes.stand_in import StandIn
from tests.pipelines.deliver.samples import draft, texts


def send(office: StandIn, made: Any, **how: Any) -> Any:
    return push(made, office.connect(), clock=office.time.clock(), **{"approved": True, **how})


@pytest.mark.parametrize(
    "office", [HubspotOffice(), Bitrix24Office(), AmocrmOffice(), PipedriveOffice()], ids=lambda office: office.name
)
def test_a_vendors_limit_is_kept_not_met(data: Path, office: StandIn) -> None:
    made = draft(60)
    assert send(office, made).complete
    assert send(office, replace(made, leads=tuple(replace(each, city="Стрий") for each in made.leads))).complete
    assert office.refused == 0, "we paced ourselves, so nobody had to stop us"


def test_hubspot_makes_no_company_of_its_own(data: Path) -> None:
    office = HubspotOffice()
    send(office, draft(5))
    assert len(office.live(COMPANY)) == len(office.live(CONTACT)) == 5
    assert {deal.links.keys() == {COMPANY, CONTACT} for deal in office.live(OPPORTUNITY)} == {True}


def test_hubspot_needs_a_unique_property(data: Path) -> None:
    class Sloppy(HubspotOffice):
        def properties(self, request: httpx.Request, body: Any, objects: str) -> httpx.Response:
            return httpx.Response(200, text=super().properties(request, body, objects).text.replace("true", "false"))

    with pytest.raises(CrmError, match="'firstcall_id' of companies must require unique values"):
        send(Sloppy(), draft(1))


def test_bitrix24_that_keeps_nothing_of_a_field_is_found_out_by_reading_back(data: Path) -> None:
    class Forgetful(Bitrix24Office):
        """The field is there, and what is written into it vanishes."""

        def values(self, kind: str, fields: Any, record: Any = None) -> Any:
            kept, links = super().values(kind, fields, record)
            kept.pop("ufCrmFirstcallCity", None)
            return kept, links

    office = Forgetful()
    report = send(office, draft(120))
    assert "says it took our company.city, but keeps nothing of it" in report.stopped
    assert len(office.live(COMPANY)) == 50, "it stopped after the first batch"


def test_bitrix24_keeps_one_phone_when_it_changes(data: Path) -> None:
    office, made = Bitrix24Office(), draft(1)
    send(office, made)
    mobile = {"value": "+380504440000", "label": "mobile"}
    news = replace(made.leads[0], city="Стрий", phones=({"value": "+380324440000", "label": "office"}, mobile))
    assert send(office, replace(made, leads=(news,))).updated == 1
    (company,) = office.rows(COMPANY)
    assert (company.fields["phone"], company.fields["mobile"]) == ("+380324440000", "+380504440000")
    assert company.fields["city"] == "Стрий"


def test_bitrix24_takes_fifty_calls_a_batch_however_many_a_change_needs(data: Path) -> None:
    office, made = Bitrix24Office(), draft(40)
    send(office, made)
    news = [
        replace(each, city="Стрий", phones=({"value": f"+3803244{at:05}", "label": "office"},))
        for at, each in enumerate(made.leads)
    ]
    assert send(office, replace(made, leads=tuple(news))).updated == 40
    assert {row.fields["phone"] for row in office.rows(COMPANY)} == {each.phones[0]["value"] for each in news}


def test_bitrix24_says_when_a_method_may_go_on(data: Path) -> None:
    office = Bitrix24Office()
    office.storm(iter([0, 429]))
    before = office.time.slept
    assert send(office, draft(1)).complete
    assert office.time.slept - before >= 20


def test_amocrm_keeps_the_other_phone_when_one_changes(data: Path) -> None:
    office = AmocrmOffice()
    both = ({"value": "+380322220001", "label": "office"}, {"value": "+380671234567", "label": "mobile"})
    made = draft(1)
    made = replace(made, leads=(replace(made.leads[0], phones=both),))
    send(office, made)
    send(
        office,
        replace(made, leads=(replace(made.leads[0], phones=({"value": "+380324440000", "label": "office"}, both[1])),)),
    )
    (company,) = office.rows(COMPANY)
    assert (company.fields["phone"], company.fields["mobile"]) == ("+380324440000", "+380671234567")


def test_amocrm_replaces_its_refresh_token_and_we_keep_up(data: Path) -> None:
    office = AmocrmOffice()
    for turn in (1, 2, 3):
        send(office, draft(turn))
        assert office.secrets_now["refresh_token"] == f"{SECRET}-refresh-{turn}"


def test_salesforce_owners_stay_and_converted_leads_are_theirs(data: Path) -> None:
    office, made = SalesforceOffice(), draft(2)
    send(office, made)
    lead = office.one(OPPORTUNITY, made.leads[0].lead_id)
    office.change(lead, {"Owner": "Olena"})
    send(office, replace(made, leads=tuple(replace(each, city="Стрий") for each in made.leads)))
    assert (lead.values["City"], lead.values["Owner"]) == ("Стрий", "Olena"), "Sforce-Auto-Assign: FALSE"


def test_salesforce_may_say_no_success_of_a_lead_it_made(data: Path) -> None:
    class Triggered(SalesforceOffice):
        def one_upsert(self, request: httpx.Request, given: dict[str, Any]) -> dict[str, Any]:
            said = super().one_upsert(request, given)
            return said | {"success": False, "errors": [{"statusCode": "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"}]}

    office, made = Triggered(), draft(2)
    assert send(office, made).created == 2
    assert (send(office, made).writes, len(office.live(OPPORTUNITY))) == (0, 2)


def test_salesforces_day_is_left_to_others_in_time(data: Path) -> None:
    class Busy(SalesforceOffice):
        def query(self, request: httpx.Request, body: Any) -> httpx.Response:
            answer = super().query(request, body)
            answer.headers["Sforce-Limit-Info"] = "api-usage=12600/15000"
            return answer

    report = send(Busy(), draft(3))
    assert "80% of the calls that Salesforce allows a day are used" in report.stopped
    assert report.stopped.endswith("push again later to go on.")


def test_odoo_says_which_record_was_bad_and_the_rest_goes_in_one_more_call(data: Path) -> None:
    office, made = OdooOffice(), draft(90)
    bad = tuple(office.spoil(lead) if place in (3, 50) else lead for place, lead in enumerate(made.leads))
    report = send(office, replace(made, leads=bad))
    loads = [request for request in office.weather.seen if request.url.path.endswith("res.partner/load")]
    assert (len(report.rejected), len(loads)) == (2, 2)


def test_odoo_rewrites_html_and_we_do_not_take_it_for_an_edit(data: Path) -> None:
    office, made = OdooOffice(), draft(2)
    send(office, made)
    report = send(
        office, replace(made, leads=tuple(replace(each, why_now=texts("New <b>& more</b>.")) for each in made.leads))
    )
    assert (report.updated, report.kept) == (2, 0)
    assert all(row.fields["story"].startswith("New <b>& more</b>.") for row in office.rows(OPPORTUNITY))


def test_an_index_that_lags_is_waited_for_before_anything_is_made_again(data: Path) -> None:
    """A CRM that cannot find what was just made: the next push leaves it alone until the CRM's own delay has passed."""
    office, made = EspoOffice(), draft(1)
    born = office.time.at

    class Lagging(Espo):
        lag = timedelta(seconds=60)

        def find(self, kind: str, our_ids: Any) -> Any:
            return super().find(kind, our_ids) if office.time.at - born > self.lag else []

        def create(self, kind: str, records: Any) -> Any:
            super().create(kind, records)
            raise Uncertain("timed out")

    office.adapter = Lagging  # type: ignore[misc]
    assert send(office, made).ambiguous == 1
    office.time.pass_by(20)
    early = send(office, made)
    assert (early.created, early.ambiguous) == (0, 1), "too soon to tell"
    office.time.pass_by(60)
    late = send(office, made)
    assert (late.adopted, late.created, late.complete) == (1, 0, True)
    assert len(office.live(OPPORTUNITY)) == 1


def test_a_large_push_needs_a_persons_word(data: Path) -> None:
    office, terms = OdooOffice(), Terms(creates=9, few=2)
    with pytest.raises(CrmError, match=r"would make 10 records in odoo .* push with --approve"):
        send(office, draft(5), terms=terms, approved=False)
    assert not office.live(COMPANY) and not models.CrmOutbox.objects.exists()
    assert send(office, draft(5), terms=terms).complete
    assert send(office, draft(5), terms=terms, approved=False).writes == 0
    news = draft(5)
    news = replace(news, leads=tuple(replace(each, city="Стрий") for each in news.leads))
    with pytest.raises(CrmError, match="change up to 5 of 10"):
        send(office, news, terms=terms, approved=False)


def test_policies_of_fields(data: Path) -> None:
    office, made = OdooOffice(), draft(1)
    terms = Terms(
        policies={"company": {"city": "ours", "street": "never", "phone": "fill_blank", "email": "create_only"}}
    )
    send(office, made, terms=terms)
    (company,) = office.rows(COMPANY)
    assert (company.fields["street"], company.fields["phone"]) == ("", "+380322220001")
    office.edit(COMPANY, made.leads[0].company_id, "city", "edited")
    news = replace(
        made.leads[0],
        city="Стрий",
        phones=({"value": "+380324440000", "label": "office"},),
        emails=({"value": "new@example.org", "label": "role"},),
    )
    send(office, replace(made, leads=(news,)), terms=terms)
    (company,) = office.rows(COMPANY)
    assert (company.fields["city"], company.fields["phone"], company.fields["email"]) == (
        "Стрий",
        "+380322220001",
        "info@romashka1.example.org",
    )


def test_the_lease_of_a_process_that_died_is_taken_over_at_once(data: Path) -> None:
    office = OdooOffice()
    clock = office.time.clock()
    with Lease("odoo", clock):
        row = models.CrmConnection.objects.get(name="odoo")
        with pytest.raises(CrmError, match="Another push to odoo is running"):
            Lease("odoo", clock).__enter__()
        host, ended = row.holder.rpartition(" ")[0], subprocess.Popen(["true"])
        ended.wait()
        models.CrmConnection.objects.filter(name="odoo").update(holder=f"{host} {ended.pid}")
        assert send(office, draft(1)).complete


def test_a_pull_that_is_asked_to_wait_too_long_can_go_on(data: Path) -> None:
    office = OdooOffice()
    send(office, draft(1))

    class Tired(Odoo):
        def outcomes(self, since: Any) -> Any:
            raise Throttled(3600)

    office.adapter = Tired  # type: ignore[misc]
    report = pull(office.connect(), office.time.clock())
    assert "push again later" in report.stopped

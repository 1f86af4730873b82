"""The JSON API: tokens, the territory rule, marks that count, and no answer of 500 to whatever is asked."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings

from leads.models import ApiToken, Mark, Suppression
from tests.portal.conftest import Person, published, varied


def token_of(client: Client) -> str:
    """A token made on the page, as a user would."""
    text = client.post("/tokens/", {"name": "our CRM"}).content.decode()
    return text.partition("fc_")[2].partition("<")[0]


def get(token: str, address: str, **asked: Any) -> Any:
    """What the API answers."""
    return Client(HTTP_HOST="localhost").get(address, asked, headers={"authorization": f"Bearer fc_{token}"})


def test_a_token_sees_what_its_user_sees(person: Person) -> None:
    row = published(varied(6))
    token = token_of(person(regions=("UA-46",)))
    answer = get(token, f"/api/lists/{row.pk}/leads").json()
    assert answer["total"] == 3
    assert {each["region"] for each in answer["items"]} == {"UA-46"}
    assert all(sum(reason["points"] for reason in each["reasons"]) == each["points"] for each in answer["items"])
    hidden = row.leads.get(rank=2).lead_id
    assert get(token, f"/api/leads/{hidden}").status_code == 404
    assert get(token, f"/api/leads/{hidden}/marks").status_code == 404


def test_nobody_comes_in_without_a_living_token(person: Person) -> None:
    published(varied(1))
    client = person()
    token = token_of(client)
    assert get(token, "/api/lists").status_code == 200
    assert Client(HTTP_HOST="localhost").get("/api/lists").status_code == 401
    assert get(token + "x", "/api/lists").status_code == 401
    client.post(f"/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert get(token, "/api/lists").status_code == 401


def test_a_token_of_somebody_who_left_is_dead(person: Person) -> None:
    token = token_of(person())
    User.objects.update(is_active=False)
    assert get(token, "/api/lists").status_code == 401


def test_a_mark_by_the_api_counts_at_once(person: Person) -> None:
    row = published(varied(2))
    token = token_of(person())
    key = row.leads.get(rank=1).lead_id
    client = Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer fc_{token}"})
    refused = client.post(f"/api/leads/{key}/marks", json.dumps({"kind": "bad"}), content_type="application/json")
    assert refused.status_code == 400
    done = client.post(f"/api/leads/{key}/marks", json.dumps({"kind": "do_not_call"}), content_type="application/json")
    assert done.status_code == 201
    assert Mark.objects.get().by == "olena"
    assert Suppression.objects.filter(kind="company").exists()
    assert get(token, f"/api/leads/{key}").status_code == 404
    assert get(token, f"/api/lists/{row.pk}/leads").json()["total"] == 1


@pytest.mark.usefixtures("data")
def test_the_description_is_one_that_programs_can_read(person: Person) -> None:
    described = person().get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert "/api/lists/{number}/leads" in described["paths"]
    assert person("oleh").get("/api/docs").status_code == 404


def test_no_question_makes_the_server_fail(person: Person) -> None:
    published(varied(2))
    token = token_of(person())
    from portal.wsgi import application

    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, headers={"host": "localhost"})
    asked = 0
    for operation in schema.get_all_operations():
        found: Any = operation.ok()  # type: ignore[union-attr] # an Err would fail here, as it should

        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=found.as_strategy())
        def one(case: Any) -> None:
            answer = case.call(headers={"authorization": f"Bearer fc_{token}", "host": "localhost"})
            assert answer.status_code < 500, (case.method, case.path, answer.text)

        one()
        asked += 1
    assert asked == 6

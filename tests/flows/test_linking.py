"""why, review, judge, unmerge: as typed, on facts of a few parties."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.failures import WrongUse
from flows.proving import prove
from flows.shards import reading
from leads import decisions
from leads.decisions import models
from leads.facts import open_facts
from leads.landing import Landing
from pipelines.link import link
from pipelines.link.review import publish_review
from tests.pipelines.link.seen import RUN, Seen, company_id, party_id, put

N1 = (("UA-EDRPOU", "11111111"),)
PLACE = {"city": "Львів", "region": "UA-46", "postcode": "79000"}
SEEN = [
    Seen("a", numbers=N1, values=PLACE | {"legal_form": "TOV"}),
    Seen("b", day=1, values=PLACE | {"legal_form": "PP"}),
    Seen("c", "Zorya", day=2),
    Seen("a2", day=3, numbers=N1),
]
Say = Callable[..., str]


@pytest.fixture
def say(data: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command on these facts and give what it printed; errors of use are raised."""
    monkeypatch.setenv("FIRSTCALL_DATA", str(data))
    monkeypatch.setenv("COLUMNS", "300")
    (data / "facts").mkdir()

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, list(words))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.output

    night(data)
    return run


def night(data: Path) -> None:
    """Link the parties under the judgements there are, and publish the questions."""
    path = data / "facts" / "UA.duckdb"
    path.unlink(missing_ok=True)
    with open_facts(path) as facts:
        put(facts, SEEN)
        link(facts, RUN, decisions.judgements())
    with reading(path) as facts:
        publish_review({"UA": facts}, date(2026, 11, 20))


def companies(data: Path) -> dict[str, str]:
    with reading(data / "facts" / "UA.duckdb") as facts:
        return dict(facts.execute("SELECT party_id, company_id FROM members").fetchall())


def test_why_shows_weights_that_sum_and_the_decision(say: Say) -> None:
    out = say("why", company_id("a"), company_id("b"))
    first, *rest = out.splitlines()
    assert first == "Two companies: the evidence sums to 9 points, and it takes 10."
    assert "      +7  same name" in rest and "      -5  different legal forms" in rest
    assert "      +9  sum; 10 join; probability 80%" in rest
    shown = json.loads(say("why", "UA-EDRPOU:11111111", party_id("b"), "--json"))
    assert sum(row["weight"] for row in shown["rows"]) == shown["total"] == 9
    assert say("why", company_id("a"), company_id("b"), "--language", "uk").startswith("Дві компанії: сума доказів 9")


def test_why_of_one_company_shows_what_it_is_made_of(say: Say) -> None:
    out = say("why", "UA-EDRPOU:11111111")
    assert out.startswith(f"{company_id('a')} is made of 2 parties of src")
    assert f"Same register number as {party_id('a')}" in out
    assert json.loads(say("why", company_id("a"), "--json"))["members"][0]["how"] == "first"


WRONG = {
    "why Nobody Zorya": "no company is called 'Nobody'",
    "why c000000000000": "no facts hold 'c000000000000'",
    "why Svitanok": "several companies fit 'Svitanok'",
    "why Zorya zorya": "are the same party",
    "why Zorya --language xx": "no texts in 'xx'",
    "judge c1 c2": "say one thing of them",
    "judge c1 c1 --same": "name two ids",
}


def test_wrong_use_is_one_sentence(say: Say) -> None:
    for words, said in WRONG.items():
        with pytest.raises(WrongUse, match=said):
            say(*words.split())


def test_review_then_judge_then_unmerge_restores(say: Say, data: Path) -> None:
    before = companies(data)
    out = say("review")
    assert out.startswith("1 doubtful pairs to look at: decide with `firstcall judge LEFT RIGHT")
    assert "Svitanok | 79000, Львів, UA-46, UA | UA-EDRPOU 11111111" in out
    (asked,) = json.loads(say("review", "--json"))
    assert "is" in say("judge", asked["left_party"], asked["right_party"], "--same")
    assert say("review").startswith("0 doubtful pairs")
    assert say("review", "--decided").startswith("1 pairs were decided")
    night(data)
    merged = companies(data)
    assert merged[party_id("a")] == merged[party_id("b")]
    assert "taken back" in say("unmerge", company_id("a"), company_id("b"))
    night(data)
    assert companies(data) == before
    assert say("review").startswith("1 doubtful pairs")


def test_unmerging_what_a_machine_merged_forbids_it(say: Say, data: Path) -> None:
    assert "is not" in say("unmerge", company_id("a"), party_id("a2"))
    night(data)
    found = companies(data)
    assert found[party_id("a")] != found[party_id("a2")]
    assert "taken back" in say("judge", company_id("a"), party_id("a2"), "--forget")
    night(data)
    assert companies(data)[party_id("a2")] == company_id("a")


def test_prove_shows_what_other_sources_say(data: Path) -> None:
    published = models.PublishedList.objects.create(
        profile="p", day=date(2026, 11, 20), published_at=datetime(2026, 11, 20, tzinfo=UTC), size=1
    )
    proof = {"source": "register", "file": "c.jsonl.gz", "line": 1, "text": "Svitanok LLC", "url": ""}
    said = {"fetched_at": "2026-11-19T04:00:00Z", "url": "https://example.org/1"}
    values = [
        {"value": "Svitanok LLC", "chosen": True, "source": "register", **said},
        {"value": "Svitanok!", "chosen": False, "source": "news", **said},
    ]
    lead = models.Lead.objects.create(
        published=published, lead_id="l1", company_id="c1", rank=1, points=1, name="Svitanok LLC",
        evidence={"name": proof}, alternatives={"name": values},
    )  # fmt: skip
    shown = prove(lead, "name", Landing(str(data / "landing")))
    assert shown[-1].title == "Svitanok LLC: other sources say of name"
    assert shown[-1].lines == (("not taken", "Svitanok! (news, 2026-11-19) https://example.org/1"),)

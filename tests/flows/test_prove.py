"""`firstcall prove`: every cell and every reason of a list can be shown where it was read, without a network."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.flows.running import Desk, Done

PROFILES = ("cleaning_lviv", "it_public_buyers", "sewing_equipment")


def shown(done: Done) -> dict[str, str]:
    """The labelled lines of a proof, and its verdict under ''; what other sources say may follow."""
    assert done.code == 0, done.err
    lines = [line.strip().split(None, 1) for line in done.out.splitlines()[1:]]
    found = {
        line[0]: line[1] for line in lines if len(line) == 2 and line[0] in ("text", "source", "url", "fetched", "file")
    }
    verdict = next(line.strip() for line in reversed(done.out.splitlines()) if "erified" in line or "is gone" in line)
    return found | {"": verdict}


@pytest.fixture
def offline(full_night: tuple[Desk, Done]) -> Desk:
    """The desk after a full night, its guard still on; the world is not needed any more."""
    return full_night[0]


@pytest.mark.parametrize("profile", PROFILES)
def test_fields_and_reasons_of_the_first_lead_are_verified_in_the_landing_file(offline: Desk, profile: str) -> None:
    lead = offline.leads(profile)[0]
    fields = [name for name in ("name", "region", "numbers") if name in lead["evidence"]]
    signals = sorted({reason["signal"] for reason in lead["reasons"] if reason["file"]})[:2]
    assert fields and signals
    for field in (*fields, *signals):
        proof = shown(offline.run("prove", lead["lead_id"], field, FIRSTCALL_REHOST="http://127.0.0.1:9"))
        assert proof[""] == "verified in the landing file", (field, proof)
        assert proof["text"] and proof["url"].startswith("https://") and proof["source"] in proof["file"]
        assert ", line " in proof["file"] and proof["fetched"].startswith("20")


def test_the_text_is_the_very_text_of_that_line_of_that_file(offline: Desk) -> None:
    lead = offline.leads("it_public_buyers")[0]
    proof = shown(offline.run("prove", lead["lead_id"], "name"))
    path, _, number = proof["file"].partition(", line ")
    with gzip.open(offline.data / "landing" / path, "rt", encoding="utf-8") as handle:
        line = json.loads(list(handle)[int(number) - 1])
    assert proof["text"] in [party["name"] for party in line["parties"]]


def test_a_lead_is_found_by_rank_by_company_and_by_its_own_id(offline: Desk) -> None:
    lead = offline.leads("it_public_buyers")[0]
    answers = {
        offline.run("prove", *asked, "--profile", "it_public_buyers").out
        for asked in (("1", "name"), (lead["company_id"], "name"), (lead["lead_id"], "name"))
    }
    assert len(answers) == 1 and lead["name"] in answers.pop()


def test_a_landing_file_that_was_changed_is_not_called_verified(worked: Desk) -> None:
    lead = next(lead for lead in worked.leads() if lead["country"] == "NO")
    [path] = (worked.data / "landing" / "no_brreg").glob("*.jsonl.gz")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(lead["name"].encode(), b"Somebody else")))
    assert shown(worked.run("prove", lead["lead_id"], "name"))[""].startswith("NOT verified")
    path.unlink()
    assert "the landing file is gone" in shown(worked.run("prove", lead["lead_id"], "name"))[""]


def test_what_does_not_exist_is_answered_with_what_does(small_night: tuple[Desk, Done]) -> None:
    desk, _ = small_night
    lead = desk.leads()[0]
    for asked, words in {
        ("nobody", "name"): ("no current list has a lead or company 'nobody'", lead["lead_id"]),
        (lead["lead_id"], "nmae"): ("did you mean 'name'?", "fields are ", "reasons are "),
        ("1", "name"): ("--profile",),
        ("99", "name", "--profile", "everybody"): ("no rank 99",),
        ("1", "name", "--profile", "nothing"): ("no list of 'nothing'", "everybody"),
    }.items():
        done = desk.run("prove", *asked)
        assert done.code == 2, done.out
        for word in words:
            assert word in done.sentence, done.sentence

"""The stage: scored facts of several countries become one published list with files, night after night."""

from __future__ import annotations

import gzip
import json
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pytest

from leads import decisions
from leads.decisions import models
from leads.profile import Profile
from pipelines.deliver.deliver import DeliverReport, deliver
from pipelines.deliver.gate import SourceState
from pipelines.deliver.publish import current_list, load
from pipelines.deliver.select import DeliverError
from tests.pipelines.deliver.nights import domain_of, firm, land, profile, run_of, scored
from tests.pipelines.deliver.samples import AT, DAY

NAMES = [
    "cleaning.csv", "cleaning.excel-ru.csv", "cleaning.excel-uk.csv", "cleaning.json", "cleaning.ru.xlsx", "cleaning.uk.xlsx",
    "cleaning.xlsx",
]  # fmt: skip


@pytest.fixture
def opened() -> Iterator[list[duckdb.DuckDBPyConnection]]:
    """Facts stores to be closed when the test ends."""
    stores: list[duckdb.DuckDBPyConnection] = []
    yield stores
    for facts in stores:
        facts.close()


Night = Callable[..., DeliverReport]


@pytest.fixture
def night(data: Path, opened: list[duckdb.DuckDBPyConnection]) -> Night:
    """Score what has landed for the countries, and deliver it."""

    def run(card: Profile, *countries: str, day: date = DAY, threads: int = 1, **more: Any) -> DeliverReport:
        stores = [scored(data, [card], country, day, threads) for country in countries]
        opened.extend(stores)
        return deliver(stores, run_of(data, night=day), [card], now=lambda: AT, **more)

    return run


def names() -> list[str]:
    row = current_list("cleaning")
    return [lead.name for lead in row.leads.order_by("rank")] if row else []


def test_leads_of_all_shards_in_one_order(data: Path, night: Night) -> None:
    card = profile(data / "profiles", size=5)
    land(data / "landing", [firm(place) for place in (1, 3, 5, 9)])
    land(data / "landing", [firm(place, "UA") for place in (2, 4, 6)], "UA")
    report = night(card, "NO", "UA")
    assert report.as_line() == "1 of 1 lists published. cleaning: Published with 5 leads."
    assert names() == [
        "Fjord Rens 1 AS", 'ТОВ "Ромашка 2"', "Fjord Rens 3 AS", 'ТОВ "Ромашка 4"', "Fjord Rens 5 AS",
    ]  # fmt: skip
    row = current_list("cleaning")
    assert row is not None
    assert [lead.band for lead in row.leads.all()] == ["A", "A", "B", "B", "B"]
    for lead in row.leads.all():
        assert lead.points == sum(reason.points for reason in lead.reasons.all())
        assert lead.is_new


def test_a_lead_carries_its_golden_record_its_words_and_its_proof(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1)])
    night(card, "NO")
    lead = models.Lead.objects.get()
    assert (lead.city, lead.nace, lead.country, lead.domain) == ("OSLO", "81", "NO", domain_of(1))
    assert lead.registered_on == DAY - timedelta(days=1)
    assert lead.phones == [{"value": "+4722000001", "label": "office"}]
    assert [mail["value"] for mail in lead.emails] == [f"post@{domain_of(1)}"]
    assert lead.numbers[0]["register"] == "NO-ORGNR"
    assert lead.why_now_en.startswith("Registered yesterday")
    assert "вчера" in lead.why_now_ru
    assert "вчора" in lead.why_now_uk
    reason = lead.reasons.get(signal="new_company")
    assert (reason.source, reason.line, reason.day) == ("no_brreg", 1, DAY - timedelta(days=1))
    assert reason.url.startswith("https://register.example.org/")
    for proof in (lead.evidence["name"], lead.evidence[f"phones:{lead.phones[0]['value']}"]):
        with gzip.open(data / "landing" / proof["source"] / proof["file"]) as lines:
            assert proof["text"] in lines.read().decode()
        assert proof["licence"] == "NLOD-2.0"
    row = current_list("cleaning")
    assert row is not None
    assert row.sources == [
        {"name": "no_brreg", "title": "Register of NO", "licence": "NLOD-2.0", "leads": 1,
         "attribution": "Contains data of the register of NO"},
    ]  # fmt: skip


def test_files_lie_under_the_day(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1), firm(3)])
    report = night(card, "NO")
    folder = data / "lists" / "2026-11-21"
    assert report.lists[0].folder == folder
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    whole = json.loads((folder / "cleaning.json").read_bytes())
    assert [lead["name"] for lead in whole["leads"]] == ["Fjord Rens 1 AS", "Fjord Rens 3 AS"]


def test_the_same_night_twice_changes_nothing(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1), firm(3)])
    first = night(card, "NO")
    before = (data / "lists" / "2026-11-21" / "cleaning.json").read_bytes()
    second = night(card, "NO")
    assert (first.lists[0].written, second.lists[0].written) == (True, False)
    assert models.PublishedList.objects.count() == 1
    assert (data / "lists" / "2026-11-21" / "cleaning.json").read_bytes() == before


def test_order_of_lines_shards_and_threads_do_not_matter(tmp_path: Path, data: Path, night: Night) -> None:
    """Byte for byte: canonical JSON and CSV."""
    card = profile(data / "profiles")
    rows = [firm(place) for place in (1, 3, 5, 9, 10, 11)]
    land(data / "landing", rows)
    land(data / "landing", [firm(2, "UA")], "UA")
    night(card, "NO", "UA")
    folder = data / "lists" / "2026-11-21"
    before = [(folder / f"cleaning.{kind}").read_bytes() for kind in ("json", "csv")]
    models.PublishedList.objects.all().delete()
    shutil.rmtree(data / "landing" / "no_brreg")
    random.Random(7).shuffle(rows)
    land(data / "landing", rows)
    night(card, "UA", "NO", threads=2)
    after = [(folder / f"cleaning.{kind}").read_bytes() for kind in ("json", "csv")]
    assert after[1] == before[1]

    def without_lines(raw: bytes) -> Any:
        whole = orjson.loads(raw)
        for lead in whole["leads"]:
            for proof in (*lead["reasons"], *lead["evidence"].values()):
                del proof["line"]
        return whole

    assert without_lines(after[0]) == without_lines(before[0])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "NO-ORGNR:{number}"),
        ("domain", domain_of(1)),
        ("phone", "+4722000001"),
        ("email", f"post@{domain_of(1)}"),
        ("company", "{company}"),
    ],
)
def test_who_is_suppressed_leaves_the_list_and_the_next_takes_the_place(
    kind: str, value: str, data: Path, night: Night
) -> None:
    card = profile(data / "profiles", size=2)
    land(data / "landing", [firm(place) for place in (1, 3, 5, 9)])
    night(card, "NO")
    assert names() == ["Fjord Rens 1 AS", "Fjord Rens 3 AS"]
    lead = models.Lead.objects.get(rank=1)
    decisions.suppress(kind, value.format(number=lead.numbers[0]["number"], company=lead.company_id))
    night(card, "NO", day=DAY + timedelta(days=1))
    assert names() == ["Fjord Rens 3 AS", "Fjord Rens 5 AS"]


def test_the_next_night_tells_what_is_new(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(3), firm(5)])
    night(card, "NO")
    land(data / "landing", [firm(1)], night=DAY + timedelta(days=1))
    night(card, "NO", day=DAY + timedelta(days=1))
    assert [(lead.name, lead.is_new) for lead in models.Lead.objects.filter(published__current=True)] == [
        ("Fjord Rens 1 AS", True), ("Fjord Rens 3 AS", False), ("Fjord Rens 5 AS", False),
    ]  # fmt: skip
    ids = models.Lead.objects.filter(name="Fjord Rens 3 AS").values_list("lead_id", flat=True)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_night_without_leads_keeps_the_list_up(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1)])
    night(card, "NO")
    report = night(card, "NO", day=DAY + timedelta(days=120))
    assert report.kept[0].verdict.sentence["en"] == "The new list is empty."
    assert names() == ["Fjord Rens 1 AS"]
    row = current_list("cleaning")
    assert row is not None
    assert "This is the list of 21 November 2026" in row.banner["en"]
    assert report.kept[0].list_hash == row.list_hash
    assert not (data / "lists" / "2027-03-21").exists()


def test_a_stale_source_is_told_on_the_list(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1)])
    night(card, "NO", sources=[SourceState("no_brreg", "Register of NO", "stale", 3)])
    row = current_list("cleaning")
    assert row is not None
    assert row.banner["en"] == "Not all sources are fresh (Register of NO): their data is up to 3 days old."


def test_a_suppression_that_comes_while_the_list_is_made_stops_it(
    data: Path, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.deliver import deliver as stage

    card = profile(data / "profiles")
    land(data / "landing", [firm(1), firm(3)])
    made = stage.draft_of

    def interrupted(*given: Any) -> Any:
        draft = made(*given)
        decisions.suppress("company", draft.leads[0].company_id)
        return draft

    monkeypatch.setattr(stage, "draft_of", interrupted)
    report = night(card, "NO", force=True)
    assert "1 suppressed company would be on the list" in report.as_line()
    assert models.PublishedList.objects.count() == 0


def test_facts_scored_with_another_version_of_the_profile_are_refused(data: Path, night: Night) -> None:
    card = profile(data / "profiles", size=5)
    land(data / "landing", [firm(1)])
    facts = scored(data, [card])
    changed = profile(data / "profiles", size=6)
    with pytest.raises(DeliverError, match="another version of the profile cleaning: score them again"):
        deliver([facts], run_of(data), [changed], now=lambda: AT)
    facts.close()


def test_missing_facts_are_one_sentence(data: Path) -> None:
    with pytest.raises(DeliverError, match=r"There are no facts at .*NO\.duckdb: run the night first"):
        deliver([data / "facts" / "NO.duckdb"], run_of(data), [profile(data / "profiles")])


def test_files_that_cannot_be_written_are_one_sentence(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1)])
    (data / "lists").write_text("in the way")
    with pytest.raises(DeliverError, match="published, but its files cannot be written"):
        night(card, "NO")
    (data / "lists").unlink()
    assert not night(card, "NO").lists[0].written
    assert (data / "lists" / "2026-11-21" / "cleaning.xlsx").exists()


def test_what_was_published_is_what_was_drafted(data: Path, night: Night) -> None:
    card = profile(data / "profiles")
    land(data / "landing", [firm(1), firm(3, phones=["not a phone"])])
    night(card, "NO")
    row = current_list("cleaning")
    assert row is not None
    from pipelines.deliver.canonical import canonical_json

    assert canonical_json(load(row)) == (data / "lists" / "2026-11-21" / "cleaning.json").read_bytes()

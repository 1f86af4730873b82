"""CRMs that only take: the signed webhook and the folder of CSV files."""

from __future__ import annotations

import csv
import hashlib
import hmac
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from leads import decisions
from pipelines.deliver.crm.connection import Connection
from pipelines.deliver.crm.csv_drop import CsvDrop
from pipelines.deliver.crm.engine import pull, push
from pipelines.deliver.crm.pace import Pace
from pipelines.deliver.crm.protocol import Crm, CrmError
from pipelines.deliver.crm.terms import Terms
from pipelines.deliver.crm.webhook import Webhook
from tests.crm_fakes.office import SECRET, Time, Weather
from tests.pipelines.deliver.samples import draft


class Receiver:
    """Somebody's server: it checks signatures and keeps records by their id."""

    def __init__(self) -> None:
        self.time = Time()
        self.records: dict[str, dict[str, str]] = {}
        self.events: list[str] = []
        self.seen: list[str] = []
        self.weather = Weather(httpx.MockTransport(self.answer))

    def answer(self, request: httpx.Request) -> httpx.Response:
        timestamp = request.headers["X-Firstcall-Timestamp"]
        made = hmac.new(SECRET.encode(), f"{timestamp}.".encode() + request.content, hashlib.sha256).hexdigest()
        if request.headers["X-Firstcall-Signature"] != f"v1={made}":
            return httpx.Response(401, json={"message": "wrong signature"})
        if abs(int(timestamp) - self.time.at.timestamp()) > 300:
            return httpx.Response(401, json={"message": "too old"})
        self.seen.append(request.headers["X-Firstcall-Delivery"])
        body = orjson.loads(request.content)
        self.events.append(body["event"])
        rejected = {}
        for record in body["records"]:
            if len(record["fields"].get("name", "")) > 255:
                rejected[record["id"]] = "name is too long"
            elif body["event"] == "withdrawn":
                self.records.pop(record["id"], None)
            else:
                self.records.setdefault(record["id"], {}).update(record["fields"])
        return httpx.Response(200, json={"rejected": rejected})

    def connect(self, key: str = SECRET, url: str = "https://hooks.example.org/leads") -> Crm:
        secrets = {"key": key}
        return Webhook(
            Connection("hook", "webhook", url, {}, secrets, pace=Pace(self.time.clock()), transport=self.weather)
        )

    def push(self, leads: Any, **terms: Any) -> Any:
        return push(leads, self.connect(), clock=self.time.clock(), terms=Terms(**terms))


def test_a_webhook_gets_what_is_new_and_then_what_changed(data: Path) -> None:
    there, made = Receiver(), draft(3)
    assert there.push(made).created == 3
    assert set(there.records) == {lead.lead_id for lead in made.leads}
    assert there.records[made.leads[0].lead_id]["city"] == "Львів"
    assert there.push(made).writes == 0
    news = replace(made, leads=(replace(made.leads[0], city="Стрий"), *made.leads[1:]))
    report = there.push(news)
    assert (report.updated, there.events[-1]) == (1, "updated")
    assert there.records[made.leads[0].lead_id]["city"] == "Стрий"
    assert pull(there.connect(), there.time.clock()).read == 0


def test_a_delivery_whose_answer_was_lost_is_sent_again_under_the_same_name(data: Path) -> None:
    there, made = Receiver(), draft(3)

    class Lossy(Webhook):
        """The answer to the first delivery is lost."""

        def create(self, kind: str, records: Any) -> Any:
            there.weather.lost = 1
            return super().create(kind, records)

    connection = Connection(
        "hook",
        "webhook",
        "https://h.example.org/",
        {},
        {"key": SECRET},
        pace=Pace(there.time.clock()),
        transport=there.weather,
    )
    report = push(made, Lossy(connection), clock=there.time.clock())
    assert report.ambiguous == 3
    again = there.push(made)
    assert (again.created, again.complete) == (3, True)
    assert there.seen[1] == there.seen[3], "the receiver can tell that it is the same delivery"
    assert len(there.records) == 3


def test_a_receiver_may_refuse_a_record_and_a_suppressed_one_is_withdrawn(data: Path) -> None:
    there, made = Receiver(), draft(3)
    bad = replace(made.leads[1], name="x" * 300)
    report = there.push(replace(made, leads=(made.leads[0], bad, made.leads[2])))
    assert report.rejected == {bad.lead_id: "name is too long"}
    decisions.suppress("company", made.leads[0].company_id)
    report = there.push(made, withdraw=True)
    assert (report.withdrawn, report.suppressed) == (1, 1)
    assert made.leads[0].lead_id not in there.records


def test_a_wrong_key_an_open_address_and_a_storm(data: Path) -> None:
    there = Receiver()
    with pytest.raises(CrmError, match="refuses our credentials: wrong signature"):
        push(draft(1), there.connect(key="another"), clock=there.time.clock())
    with pytest.raises(CrmError, match="must be an https address"):
        there.connect(url="http://hooks.example.org/")
    there.weather.statuses = iter([429, 503, 503, 429])
    assert there.push(draft(2)).complete


def drop(folder: Path, time: Time) -> Crm:
    return CsvDrop(Connection("drop", "csv", options={"folder": str(folder)}, pace=Pace(time.clock())))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_files_are_dropped_whole_and_only_for_what_changed(data: Path, tmp_path: Path) -> None:
    folder, time, made = tmp_path / "drop", Time(), draft(3)
    dangerous = replace(made.leads[0], name='=HYPERLINK("x")')
    made = replace(made, leads=(dangerous, *made.leads[1:]))
    assert push(made, drop(folder, time), clock=time.clock()).created == 3
    (first,) = folder.iterdir()
    assert first.name == "20261121T050000-0000-created.csv"
    assert [row["id"] for row in rows(first)] == [lead.lead_id for lead in made.leads]
    assert (rows(first)[0]["name"], rows(first)[1]["phone"]) == ('\'=HYPERLINK("x")', "+380322220002")
    assert push(made, drop(folder, time), clock=time.clock()).writes == 0
    assert len(list(folder.iterdir())) == 1
    time.pass_by(60)
    news = replace(made, leads=(*made.leads[:2], replace(made.leads[2], city="Стрий")))
    assert push(news, drop(folder, time), clock=time.clock()).updated == 1
    second = sorted(folder.iterdir())[1]
    assert rows(second) == [{"id": made.leads[2].lead_id, "city": "Стрий"}]
    decisions.suppress("company", made.leads[1].company_id)
    push(news, drop(folder, time), clock=time.clock(), terms=Terms(withdraw=True))
    assert rows(sorted(folder.glob("*withdrawn*"))[0]) == [{"id": made.leads[1].lead_id}]


def test_a_folder_that_cannot_be_made_is_a_sentence(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrmError, match="cannot be made"):
        push(draft(1), drop(tmp_path / "file" / "drop", Time()))

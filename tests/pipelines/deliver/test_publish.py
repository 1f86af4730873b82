"""Publishing: whole or not at all, once, whoever else publishes and whoever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leads.decisions import models
from leads.sheets.draft import ListDraft
from pipelines.deliver.canonical import canonical_csv, canonical_json, list_hash
from pipelines.deliver.gate import Decision, Verdict
from pipelines.deliver.phrases import phrase
from pipelines.deliver.publish import companies_before, current_list, current_of, keep, load, publish
from tests.pipelines.deliver.samples import AT, DAY, draft, lead, texts

YES = Verdict(Decision.publish, texts("Published."))


def published(made: ListDraft) -> models.PublishedList:
    return publish(made, YES, AT).row


def test_a_list_comes_back_byte_for_byte(store: Path) -> None:
    made = draft(3)
    row = published(made)
    assert canonical_json(load(row)) == canonical_json(made)
    assert canonical_csv(load(row)) == canonical_csv(made)
    assert (row.list_hash, row.size, row.current) == (list_hash(made), 3, True)


def test_a_new_list_replaces_the_current_one(store: Path) -> None:
    old = published(draft(2, DAY - timedelta(days=1)))
    new = published(draft(3))
    other = published(draft(1, profile="sewing"))
    assert current_list("cleaning") == new
    assert set(models.PublishedList.objects.filter(current=True)) == {new, other}
    assert models.Lead.objects.filter(published=old).count() == 2


def test_the_same_list_of_the_same_day_is_not_written_twice(store: Path) -> None:
    published(draft(3))
    before = list(models.Lead.objects.values_list("pk", flat=True)), list(models.PublishedList.objects.values())
    again = publish(draft(3), YES, AT + timedelta(hours=1))
    assert not again.written
    assert before == (
        list(models.Lead.objects.values_list("pk", flat=True)),
        list(models.PublishedList.objects.values()),
    )


def test_another_list_of_the_same_day_replaces_it(store: Path) -> None:
    published(draft(3))
    second = published(draft(2))
    assert current_list("cleaning") == second


def test_a_kept_list_stays_under_a_banner_until_a_new_one_comes(store: Path) -> None:
    row = published(draft(3))
    keep("cleaning", Verdict(Decision.keep, phrase("empty"), phrase("empty")))
    row.refresh_from_db()
    assert row.current
    assert row.banner["en"] == "The new list is empty."
    assert list_hash(load(row)) == row.list_hash
    again = publish(draft(3), YES, AT)
    assert not again.written
    row.refresh_from_db()
    assert row.banner == {}


def test_the_gate_is_told_of_the_current_list(store: Path) -> None:
    published(draft(3))
    current = current_of("cleaning")
    assert current is not None
    assert (current.day, current.size, dict(current.reasons_by_source)) == (DAY, 3, {"no_brreg": 3})
    assert current_of("sewing") is None


def test_what_was_on_the_list_of_an_earlier_day_is_not_new(store: Path) -> None:
    published(draft((lead(1, aliases=("c9",)),), DAY - timedelta(days=1)))
    published(draft((lead(2),)))
    assert companies_before("cleaning", DAY) == {"c000000000001", "c9"}
    assert companies_before("cleaning", DAY - timedelta(days=1)) == frozenset()


PUBLISHER = """
import sys
from leads import decisions
decisions.open_decisions()
from pipelines.deliver.publish import publish
from tests.pipelines.deliver.samples import AT, draft
from tests.pipelines.deliver.test_publish import YES
size = int(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for _ in range(int(sys.argv[2])):
    publish(draft(size), YES, AT)
print("done", flush=True)
"""


def publisher(data: Path, size: int, times: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PUBLISHER, str(size), str(times)],
        env={**os.environ, "FIRSTCALL_DATA": str(data)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def consistent() -> models.PublishedList:
    """The current list, which must be whole and alone."""
    row = models.PublishedList.objects.get(profile="cleaning", current=True)
    assert list_hash(load(row)) == row.list_hash
    return row


def test_two_publishers_at_once_leave_one_whole_list(store: Path) -> None:
    published(draft(3, DAY - timedelta(days=1)))
    both = [publisher(store, size, times=5) for size in (20, 30)]
    for process in both:
        go(process)
    for process in both:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out) == (0, "done\n"), err
    assert consistent().size in {20, 30}
    for row in models.PublishedList.objects.all():
        assert list_hash(load(row)) == row.list_hash


@pytest.mark.parametrize("statements", [1, 3, 4, 6])
def test_a_publisher_killed_in_the_middle_leaves_the_old_list_or_the_new(store: Path, statements: int) -> None:
    """Killed after so many statements of the seven or more that a list of 600 leads takes."""
    old = published(draft(3, DAY - timedelta(days=1)))
    code = PUBLISHER.replace(
        "for _ in",
        f"""
import os, signal
from django.db import connection
seen = 0
def count(execute, sql, params, many, context):
    global seen
    seen += 1
    if seen > {statements}:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
connection.execute_wrappers.append(count)
for _ in""",
    )
    process = subprocess.run(
        [sys.executable, "-c", code, "600", "1"],
        env={**os.environ, "FIRSTCALL_DATA": str(store)}, input="\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == -signal.SIGKILL, process.stderr
    assert consistent() == old
    assert models.Lead.objects.count() == 3
    published(draft(600))
    assert consistent().size == 600


def test_dirt_of_sources_is_stored_as_it_is(store: Path) -> None:
    from pipelines.deliver.gather import storable

    made = draft((lead(name=storable("a\x00b 𝕏 \u202e"), evidence=storable({"name": {"text": "x\x00"}})),))
    assert load(published(made)).leads[0].name == "a\ufffdb 𝕏 \u202e"


def test_a_list_of_no_leads_is_a_list(store: Path) -> None:
    made = replace(draft(0), sources=())
    assert canonical_json(load(published(made))) == canonical_json(made)

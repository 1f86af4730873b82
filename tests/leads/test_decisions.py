"""Opening the decisions store, and what stages ask of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from leads import decisions
from leads.decisions import DecisionsError, models


def elsewhere(code: str, data: Path, **environment: str) -> subprocess.Popen[str]:
    """The same in another process, on the same data folder."""
    names = {**os.environ, "FIRSTCALL_DATA": str(data), **environment}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=names, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def test_a_suppressed_phone_is_not_kept_in_clear(store: Path) -> None:
    decisions.suppress("phone", "+380501112233", by="olena", why="asked")
    decisions.suppress("email", "Info@Example.org ")
    kept = decisions.suppressed()
    assert ("phone", decisions.fingerprint("phone", "+380501112233")) in kept
    assert ("email", decisions.fingerprint("email", "info@example.org")) in kept
    assert not any("380501112233" in value or "example" in value for _, value in kept)


def test_companies_numbers_and_domains_are_kept_as_they_are(store: Path) -> None:
    decisions.suppress("company", "c1")
    decisions.suppress("number", "UA-EDRPOU:00131305")
    decisions.suppress("domain", "Example.ORG")
    assert decisions.suppressed() == {("company", "c1"), ("number", "UA-EDRPOU:00131305"), ("domain", "example.org")}


def test_suppressing_twice_keeps_the_first_word(store: Path) -> None:
    decisions.suppress("company", "c1", by="olena")
    decisions.suppress("company", "c1", by="petro")
    assert [row.by for row in models.Suppression.objects.all()] == ["olena"]


def test_an_unknown_kind_of_suppression_is_refused(store: Path) -> None:
    with pytest.raises(ValueError, match="no suppression of a 'telex'; choose one of company, number, domain"):
        decisions.suppress("telex", "1")


def test_the_newest_word_on_a_pair_counts(store: Path) -> None:
    decisions.judge("c2", "c1", same=True)
    decisions.judge("c3", "c1", same=True)
    decisions.judge("c1", "c2", same=False)
    assert decisions.judgements() == (("c1", "c2", False), ("c1", "c3", True))


def test_only_one_list_of_a_profile_is_current(store: Path) -> None:
    values = {"profile": "p", "day": date(2026, 11, 21), "published_at": datetime(2026, 11, 21, tzinfo=UTC), "size": 0}
    models.PublishedList.objects.create(**values, current=True)
    models.PublishedList.objects.create(**values, current=False)
    with pytest.raises(Exception, match=r"(?i)unique"):
        models.PublishedList.objects.create(**values, current=True)


def test_two_data_folders_are_two_stores(data: Path, tmp_path: Path) -> None:
    decisions.suppress("company", "c1")
    decisions.open_decisions(tmp_path / "other")
    assert decisions.suppressed() == frozenset()
    decisions.open_decisions(data)
    assert decisions.suppressed() == {("company", "c1")}
    assert decisions.data_folder() == data


def test_writers_wait_for_each_other(data: Path) -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] >= 10_000


def test_many_processes_open_a_new_store_at_once(tmp_path: Path) -> None:
    """Each must find all tables, and all must agree on the secret."""
    code = (
        "from leads import decisions as d; d.open_decisions(); print(len(d.suppressed()), d.fingerprint('phone', '+1'))"
    )
    many = [elsewhere(code, tmp_path / "new", FIRSTCALL_SECRET="") for _ in range(4)]
    said = {finished(process) for process in many}
    assert len(said) == 1
    assert said.pop().startswith("0 ")
    assert (tmp_path / "new" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not list((tmp_path / "new").glob(".secret*"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_lock_is_held_against_other_processes_and_dies_with_its_holder(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    environment = {"DATABASE_URL": ""}
    if kind == "postgresql":
        environment["DATABASE_URL"] = f"postgres://firstcall@/template?host={request.getfixturevalue('postgres')}"
    holder = elsewhere(
        "import signal\nfrom leads import decisions as d\nd.open_decisions()\nwith d.lock('x', wait=False) as got:\n"
        "    print(got, flush=True)\n    signal.pause()",
        tmp_path,
        **environment,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    ask = "from leads import decisions as d; d.open_decisions()\nwith d.lock('x', wait=False) as got: print(got)"
    assert finished(elsewhere(ask, tmp_path, **environment)) == "False"
    holder.kill()
    holder.communicate()
    wait = "from leads import decisions as d; d.open_decisions()\nwith d.lock('x') as got: print(got)"
    assert finished(elsewhere(wait, tmp_path, **environment)) == "True"


def test_a_backup_is_a_whole_store(data: Path, tmp_path: Path) -> None:
    decisions.suppress("company", "c1")
    target = decisions.backup(tmp_path / "backups" / "monday.sqlite3")
    with sqlite3.connect(target) as copy:
        assert copy.execute("SELECT value FROM leads_suppression").fetchall() == [("c1",)]
    copy.close()
    assert list(target.parent.iterdir()) == [target]


def test_a_backup_of_postgresql_is_left_to_its_own_tool(store: Path, tmp_path: Path) -> None:
    if connection.vendor == "sqlite":
        decisions.backup(tmp_path / "b.sqlite3")
    else:
        with pytest.raises(DecisionsError, match="on PostgreSQL: back them up with its own tool"):
            decisions.backup(tmp_path / "b.sqlite3")


def test_an_unreachable_database_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgres://somebody:planted-secret@/nowhere?host={tmp_path}")
    with pytest.raises(DecisionsError) as caught:
        decisions.open_decisions(data)
    assert "does not answer" in str(caught.value)
    assert "planted-secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path, data: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "decisions.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(DecisionsError, match="file is not a database"):
        decisions.open_decisions(tmp_path / "broken")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path, data: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DecisionsError, match="cannot be opened"):
        decisions.open_decisions(tmp_path / "file" / "data")


def test_a_store_of_a_newer_firstcall_is_refused(data: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('leads', '9999_future', '2030-01-01')"
        )
    with pytest.raises(DecisionsError, match=r"made by a newer Firstcall \(9999_future\): update this one"):
        decisions.open_decisions(data)

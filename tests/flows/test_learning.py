"""Learning on the command line: from clients, from marks, from a labelled file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import typer
from typer.testing import CliRunner

from bench.ideal import made
from flows.failures import WrongUse
from flows.learning import register
from leads import decisions
from leads.decisions import models
from tests.flows.running import Desk

app = typer.Typer()
register(app)


def test_a_profile_is_learned_from_clients(data: Path, tmp_path: Path) -> None:
    (data / "facts").mkdir(parents=True)
    with made(data / "facts" / "UA.duckdb", 5000, 1) as facts:
        rows = facts.execute("SELECT company_id FROM truth ORDER BY odds DESC, company_id LIMIT 35").fetchall()
        facts.executemany("INSERT INTO customers (company_id, best) VALUES (?, true)", rows)
    models.PublishedList.objects.create(
        profile="x", day=date(2026, 11, 20), published_at=datetime(2026, 11, 20, tzinfo=UTC), verdict="first", size=0
    )
    words = ["learn", "like_ours", "--data", str(data), "--folder", str(tmp_path)]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "300"})
    assert done.exit_code == 0, done.output
    assert "learned from 35 clients against 5,000 companies" in done.output
    assert "of your 35 clients" in (tmp_path / "like_ours.toml").read_text("utf-8")
    assert models.ProfileVersion.objects.get().examples == 35
    again = CliRunner().invoke(app, words)
    assert isinstance(again.exception, WrongUse)
    assert "--replace" in str(again.exception)


def test_marks_re_weigh_a_profile(worked: Desk) -> None:
    assert "nobody marked a lead" in worked.run("profile", "outcomes", "everybody").sentence
    assert "firstcall customers import" in worked.run("profile", "learn", "other").sentence
    decisions.open_decisions(worked.data)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    leads = worked.leads()
    for number, lead in enumerate(leads):
        models.Mark.objects.create(
            lead_id=lead["lead_id"], company_id=lead["company_id"], kind="lost" if number else "won", by="anna",
            at=at + timedelta(minutes=number),
        )  # fmt: skip
    decisions.close_decisions()
    before = (worked.profiles / "everybody.toml").read_text("utf-8")
    file = worked.folder / "outcomes.csv"
    file.write_text(f"lead_id,outcome,date\n{leads[0]['lead_id']},won,2026-11-21\nnobody,lost,2026-11-21\n")
    tried = worked.run("profile", "outcomes", "everybody", "--file", str(file))
    assert tried.code == 0, tried.err
    assert "1 outcomes noted, 0 known already, 1 rows left out" in tried.out
    assert "left out, lead_id: no list of this profile had this lead: 1 (row 3)" in tried.out
    assert f"your {len(leads)} marks ({len(leads)} in all) would move" in tried.out
    assert "rank only: a forward window needs 40 marks" in tried.out
    assert (worked.profiles / "everybody.toml").read_text("utf-8") == before
    kept = worked.run("profile", "outcomes", "everybody", "--apply")
    assert "in all) moved" in kept.out
    assert (worked.profiles / "everybody.toml").read_text("utf-8") != before
    assert worked.run("profile", "check").code == 0


def test_a_labelled_file_scores_new_leads(fresh: Desk, tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    rows = [f"{'friend' if i % 3 else 'advert'};{i % 7};{'yes' if i % 3 and i % 5 else 'no'}" for i in range(200)]
    old.write_text("source;visits;won\n" + "\n".join(rows) + "\n")
    new.write_text("source;visits\nadvert;1\nfriend;1\n")
    done = fresh.run("profile", "learn", "--file", str(old), "--target", "won", "--score", str(new))
    assert done.code == 0, done.err
    scored = (tmp_path / "new_scored.csv").read_text().splitlines()
    assert scored[0] == "source,visits,chance,reasons"
    assert scored[1].startswith("friend,1,0.")
    assert "source" in scored[1]
    assert "there is no column 'gone'" in fresh.run("profile", "learn", "--file", str(old), "--target", "gone").sentence

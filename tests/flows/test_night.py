"""The night as a plain command: what it publishes, says and leaves behind; without Prefect, and never off this machine."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

from leads import decisions
from tests.flows.running import SMALL, TODAY, Desk, Done


def test_a_night_publishes_lists_and_says_so_in_its_first_line(small_night: tuple[Desk, Done]) -> None:
    desk, done = small_night
    assert done.code == 0, done.err
    assert done.out.startswith("OK: 1 of 1 lists published, safe to use; all 2 sources ok")
    assert {"no_brreg", "gb_contracts_finder"} <= set(done.out.split())
    assert set(desk.lists()) == {f"{TODAY}/everybody.csv", f"{TODAY}/everybody.json"}
    assert {lead["country"] for lead in desk.leads()} == {"NO", "GB"}


def test_progress_names_every_source_and_every_stage(small_night: tuple[Desk, Done]) -> None:
    lines = small_night[1].err.splitlines()
    for source in ("no_brreg", "gb_contracts_finder"):
        assert any(line.startswith(f"{source}: complete") for line in lines)
    for country in ("NO", "GB"):
        told = [line for line in lines if line.startswith(f"{country}: ")]
        for stage in ("listings of", "parties are", "score"):
            assert any(stage in line for line in told), (country, stage)


def test_the_full_night_reads_all_ten_sources(full_night: tuple[Desk, Done]) -> None:
    desk, done = full_night
    assert done.code == 0, done.out + done.err
    assert "OK: 3 of 3 lists published, safe to use; all 10 sources ok" in done.out
    assert len(desk.lists()) == 6
    assert sum(len(desk.leads(name)) for name in ("cleaning_lviv", "it_public_buyers", "sewing_equipment")) > 5


def test_no_socket_leaves_loopback_during_a_whole_night(full_night: tuple[Desk, Done]) -> None:
    seen = (full_night[0].folder / "sockets.log").read_text().splitlines()
    assert [line for line in seen if not line.startswith("loopback")] == []
    # the guard was awake in the spiders: each of the ten asked the world
    assert len({line.partition("scrapy/__main__.py ")[2].partition(" ")[0] for line in seen} - {""}) == 10


def test_the_plain_night_does_not_load_prefect(fresh: Desk) -> None:
    # a night over nothing runs every import of the command
    code = (
        "import sys; from flows import cli; sys.argv[1:] = ['night', '--no-crawl', '--day', '2026-11-20']\n"
        "try: cli.main()\n"
        "except SystemExit as end: print(end.code, 'prefect' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=fresh.environment(),
        cwd=fresh.folder,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "3 False", done.stdout + done.stderr


def test_the_record_of_a_killed_night_is_closed_by_the_next(worked: Desk) -> None:
    now = datetime.now(UTC)
    decisions.open_decisions(worked.data)
    killed = decisions.models.RunRecord.objects.create(day=now.date(), started_at=now)
    decisions.close_decisions()
    assert worked.run("night", "--no-crawl", *SMALL).code == 0
    decisions.open_decisions(worked.data)
    killed.refresh_from_db()
    newest = decisions.models.RunRecord.objects.order_by("-id").first()
    decisions.close_decisions()
    assert killed.verdict.startswith("killed") and killed.exit_code == 1 and killed.ended_at is not None
    assert newest is not None and newest.exit_code == 0 and newest.verdict.startswith("OK")
    assert set(newest.figures["countries"]) == {"NO", "GB"}
    assert {each["source"] for each in newest.figures["sources"]} == {"no_brreg", "gb_contracts_finder"}


def test_a_second_night_of_the_same_day_writes_the_same_list_only_once(worked: Desk) -> None:
    before = worked.lists()
    assert worked.run("night", "--no-crawl", *SMALL).code == 0
    assert worked.lists() == before
    decisions.open_decisions(worked.data)
    published = decisions.models.PublishedList.objects.count()
    decisions.close_decisions()
    assert published == 1

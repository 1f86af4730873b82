"""Commands on a finished night: another version of a profile, a new profile, the worth of sources, segments, a card."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from typer.testing import CliRunner, Result

from flows.profiling import register
from tests.flows.running import PROFILE, Desk, Done


def test_a_changed_profile_is_tried_on_the_facts_of_the_night(small_night: tuple[Desk, Done]) -> None:
    desk, _ = small_night
    changed = desk.folder / "changed.toml"
    changed.write_text(PROFILE.replace("points = 40", "points = 5"), "utf-8")
    before = desk.lists()
    done = desk.run("profile", "compare", str(desk.profiles / "everybody.toml"), str(changed), "--top", "5")
    assert done.code == 0, done.err
    assert re.match(r"\d+ enters?, \d+ leaves?, \d+ moves? up, \d+ moves? down, \d+ stays?\n", done.out)
    assert "new_company -" in done.out
    assert desk.lists() == before


def test_a_profile_is_made_from_options_and_refused_where_it_would_be_wrong(tmp_path: Path) -> None:
    app = typer.Typer()
    register(app)

    def new(name: str, where: str) -> Result:
        options = (
            "--sells",
            "Threads",
            "--industries",
            "14",
            "--needs",
            "швач*",
            "--quota",
            "9",
            "--folder",
            str(tmp_path),
        )
        return CliRunner().invoke(app, ["new", name, "--where", where, *options], env={"COLUMNS": "200"})

    assert "threads: good. “Threads”, UA, 72 leads, 9 calls a day" in new("threads", "UA-46").output
    assert "already" in str(new("threads", "UA-46").exception)
    assert "there is no region 'UA-4'; did you mean \"UA-" in str(new("other", "UA-4").exception)
    assert "cannot be a profile's name" in str(new("../x", "UA").exception)
    assert [path.name for path in tmp_path.iterdir()] == ["threads.toml"]


def test_sources_are_weighed_and_missed(small_night: tuple[Desk, Done]) -> None:
    desk, _ = small_night
    done = desk.run("worth", "--without", "all", "--paid", "no_brreg=30")
    assert done.code == 0, done.err
    assert done.out.startswith("the best sources by leads: ")
    lost = dict(re.findall(r"switch off (\w+) and you lose (\d+) leads", done.out))
    assert set(lost) == {"no_brreg", "gb_contracts_finder"}
    assert all(int(count) > 0 for count in lost.values())


def test_a_list_is_cut_and_a_lead_told_in_five_questions(small_night: tuple[Desk, Done]) -> None:
    desk, _ = small_night
    done = desk.run("segments", "everybody", "--by", "region", "--by", "signal", "--out", "sheets", "--language", "uk")
    assert done.code == 0, done.err
    assert f"of {len(desk.leads())} companies on 2026-11-20; nothing to compare with" in done.out
    sheets = sorted((desk.folder / "sheets").glob("everybody.*.uk.html"))
    assert any(".signal.new_company." in path.name for path in sheets)
    assert all("Перша фраза" in path.read_text("utf-8") for path in sheets)
    shown = desk.run("card", str(desk.leads()[0]["lead_id"]), "--language", "ru")
    assert shown.code == 0, shown.err
    assert [line.split()[0] for line in shown.out.splitlines()[1:] if not line.startswith("     ")] == [
        "Кто",
        "Что",
        "Почему",
        "Когда",
        "Где",
    ]


def test_a_second_night_on_the_same_facts_looks_at_nothing_again(worked: Desk) -> None:
    before = worked.lists()
    done = worked.run("night", "--no-crawl")
    assert done.code in (0, 3), done.err
    assert re.findall(r"(\d+) looked at again", done.err) == ["0", "0"]
    assert worked.lists() == before

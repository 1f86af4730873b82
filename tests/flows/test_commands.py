"""The commands people type: ours are loaded, each explains itself in plain words, and the README knows them all."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from flows.cli import app
from tests.flows.running import BIN, ROOT, Desk, Done

TEN = [
    "gb_companies_house", "gb_contracts_finder", "news_feeds", "no_brreg", "ru_egrul", "ru_trudvsem", "ua_prozorro",
    "us_co_business", "us_ny_corporations", "us_sec_form_d",
]  # fmt: skip


def commands() -> Iterator[tuple[str, Any]]:
    """Every command with its whole name: `crm push`."""

    def walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        for word, each in (inner or {}).items():
            yield from walk(f"{name} {word}".strip(), each)

    yield from walk("", typer.main.get_command(app))


NAMES = [name for name, _ in commands()]


def test_scrapy_loads_our_settings_and_lists_our_ten(fresh: Desk) -> None:
    def scrapy(*arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "scrapy"), *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env=fresh.environment(),
        )
        return done.stdout

    assert scrapy("settings", "--get", "BOT_NAME") == "firstcall\n"
    assert scrapy("list").split() == TEN


def test_our_packages_are_loaded_from_the_checkout(fresh: Desk) -> None:
    ours = "settings, flows, pipelines, spiders, leads, world"
    code = f"import {ours}; print(*(each.__file__ for each in ({ours})))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=fresh.folder,
        capture_output=True,
        text=True,
        check=True,
        env=fresh.environment(),
    )
    assert all(path.startswith(f"{ROOT}/") for path in done.stdout.split())


def test_help_lists_every_command_and_the_exit_codes(fresh: Desk) -> None:
    done = fresh.run("--help")
    assert done.code == 0
    for name in {name.split()[0] for name in NAMES}:
        assert re.search(rf"^\W+{name} ", done.out, re.M), name
    assert "0 done, 3 done but some sources are stale, 2 wrong use, 1 failed" in done.out


def test_the_commands_there_must_be() -> None:
    wanted = {"night", "schedule", "sources", "prove", "list", "world", "demo", "rejects", "judge", "suppress"}
    assert wanted | {"profile check", "crm push"} <= set(NAMES)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "world"])
def test_every_command_explains_itself_and_its_options_in_words(name: str) -> None:
    command = dict(commands())[name]
    words = command.help or ""
    assert len(words.split()) >= 8, "say in a sentence what it does"
    strange = {
        "subprocess",
        "stdout",
        "stderr",
        "DataFrame",
        "DuckDB",
        "ORM",
        "callable",
        "kwargs",
        "JSON",
        "traceback",
    }
    assert not strange & set(re.findall(r"\w+", words))
    for parameter in command.params:
        if parameter.name != "help":
            assert getattr(parameter, "help", None), f"{name} {parameter.name} has no help"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"firstcall {name}" in (ROOT / "README.md").read_text("utf-8")


def test_world_has_the_worlds_own_help(fresh: Desk) -> None:
    done = fresh.run("world", "--help")
    assert done.code == 0 and "--replay" in done.out and "--companies" in done.out


def test_wrong_use_is_exit_code_2(fresh: Desk) -> None:
    assert fresh.run("nigth").code == 2
    assert fresh.run("night", "--workers", "none").code == 2


def test_help_starts_quickly(fresh: Desk) -> None:
    """Start-up in CPU time, which a busy machine does not stretch as it does the clock; three tries, the best counts."""

    def cpu() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert fresh.run("--help").code == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu() for _ in range(3)) < 0.7


def test_sources_says_first_how_they_are(small_night: tuple[Desk, Done]) -> None:
    done = small_night[0].run("sources")
    assert done.code == 0
    first = done.out.splitlines()[0]
    assert first.startswith("2 of 10 sources ok; look at gb_companies_house, news_feeds, ")
    assert "us_sec_form_d" in first
    assert {name for name in TEN if name in done.out} == set(TEN)


def test_list_shows_leads_with_reasons_that_sum_to_the_points(small_night: tuple[Desk, Done]) -> None:
    desk, _ = small_night
    done = desk.run("list", "everybody", "--top", "3")
    assert done.code == 0
    for lead in desk.leads()[:3]:
        assert lead["name"] in done.out and lead["lead_id"] in done.out
    shown = [int(points) for points in re.findall(r"\(([+-]\d+)\)", done.out)]
    assert sum(shown) == sum(lead["points"] for lead in desk.leads()[:3])


def test_judge_and_suppress_count_from_the_next_night_on(worked: Desk) -> None:
    first = worked.leads()[0]
    assert worked.run("suppress", "company", first["company_id"], "--why", "asked us").code == 0
    assert worked.run("night", "--no-crawl", "--source", "no_brreg", "--source", "gb_contracts_finder").code == 0
    assert first["company_id"] not in {lead["company_id"] for lead in worked.leads()}
    left, right = worked.leads()[:2]
    done = worked.run("judge", left["company_id"], right["company_id"], "--not-same")
    assert done.code == 0 and "is not" in done.out


def test_profile_check_has_a_line_for_each_profile(fresh: Desk) -> None:
    done = fresh.run("profile", "check")
    assert done.code == 0 and done.out.startswith("everybody: good.")

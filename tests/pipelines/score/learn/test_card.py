"""A scorecard from clients: what was planted is found, the file is a profile, and nothing depends on chance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from bench.ideal import made
from leads.landing import Landing
from leads.run import Run
from pipelines.score import load_profile, score
from pipelines.score.learn.card import MOST_WORDS, Card, TooFewClients, card
from pipelines.score.learn.register import Register, read_register
from pipelines.score.learn.written import Setting, written

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with made(tmp_path_factory.mktemp("ideal") / "UA.duckdb", 20_000, 1) as con:
        yield con


@pytest.fixture(scope="module")
def clients(facts: duckdb.DuckDBPyConnection) -> list[str]:
    rows = facts.execute("SELECT company_id FROM truth ORDER BY odds DESC, company_id LIMIT 40").fetchall()
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def register(facts: duckdb.DuckDBPyConnection, clients: list[str]) -> Register:
    return read_register({"UA": facts}, {"UA": clients}, DAY, lambda _: None)


@pytest.fixture(scope="module")
def learned(register: Register) -> Card:
    return card(register)


def test_the_planted_ideal_is_found(learned: Card) -> None:
    industries = {
        level for line in learned.lines if line.word == "industry" and line.points > 0 for level in line.levels
    }
    assert industries & {"41", "43", "62"}
    regions = {level for line in learned.lines if line.word == "region" for level in line.levels}
    assert regions & {"UA-46", "UA-26"}
    assert len({line.word for line in learned.lines}) <= MOST_WORDS


def test_each_line_tells_its_support(learned: Card, register: Register) -> None:
    text = written(learned, Setting("Like ours", "Anything", ["UA"]))
    heaviest = learned.lines[0]
    assert f"# {heaviest.clients} of your 40 clients" in text
    for line in learned.lines:
        if line.word == "region":
            counted = [register.counts["region"][level] for level in line.levels]
            assert (line.companies, line.clients) == (sum(c for c, _ in counted), sum(k for _, k in counted))


def test_the_file_is_a_profile_that_ranks_clients_high(
    learned: Card, facts: duckdb.DuckDBPyConnection, clients: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "like_ours.toml"
    path.write_text(written(learned, Setting('Like "ours"', "Все", ["UA"])), encoding="utf-8")
    profile = load_profile(path)
    score(facts, Run(tmp_path, Landing(str(tmp_path)), "UA", DAY), [profile])
    rows = facts.execute(
        "SELECT company_id FROM leads WHERE profile = 'like_ours' ORDER BY points DESC LIMIT 400"
    ).fetchall()
    assert sum(row[0] in set(clients) for row in rows) >= 30


def test_the_same_from_rows_in_any_order(facts: duckdb.DuckDBPyConnection, clients: list[str], learned: Card) -> None:
    facts.execute("SET threads = 1")
    again = card(read_register({"UA": facts}, {"UA": clients[::-1]}, DAY, lambda _: None))
    assert again == learned


def test_too_few_clients_are_refused(facts: duckdb.DuckDBPyConnection, clients: list[str]) -> None:
    with pytest.raises(TooFewClients, match="3 clients were found"):
        card(read_register({"UA": facts}, {"UA": clients[:3]}, DAY, lambda _: None))

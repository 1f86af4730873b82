"""Finding clients among companies: strongest evidence first, nothing guessed, people's words win."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leads.facts import open_facts
from leads.landing import Landing
from leads.run import Run
from pipelines.customers import customers

TEXTS = (
    "customer_id",
    "name",
    "country",
    "city",
    "postcode",
    "domain",
    "owner",
    "custom",
    "abc",
    "rfm",
    "segment",
    "stage",
    "currency",
)
PAIRS = pa.list_(pa.struct([("register", pa.string()), ("number", pa.string())]))
WORDS = pa.list_(pa.struct([("company_id", pa.string()), ("same", pa.bool_())]))


@pytest.fixture
def facts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Five companies of Ukraine: two namesakes in two towns, one with a site, one with a number, one that was merged."""
    with open_facts(":memory:") as con:
        for company, name, core, form, city, number, domain in (
            ("c1", "ТОВ Калина", "Калина", "TOV", "Львів", "00032129", None),
            ("c2", "ТОВ Калина", "Калина", "TOV", "Стрий", "00032112", None),
            ("c3", "ПП Явір", "Явір", "PP", "Львів", None, "yavir.ua"),
            ("c4", "ТОВ Дуб", "Дуб", "TOV", "Київ", None, None),
            ("c5", "ТОВ Дуб", "Дуб", "TOV", "Київ", None, None),
        ):
            con.execute(
                "INSERT INTO companies (company_id, name, country, city, domain) VALUES (?, ?, 'UA', ?, ?)",
                [company, name, city, domain],
            )
            con.execute(
                """INSERT INTO parties (party_id, listing_id, role, name, name_core, legal_form, country, city)
                VALUES (?, 'x:1', 'buyer', ?, ?, ?, 'UA', ?)""",
                [f"p{company}", name, core, form, city],
            )
            con.execute("INSERT INTO members (party_id, company_id) VALUES (?, ?)", [f"p{company}", company])
            if number:
                con.execute("INSERT INTO numbers VALUES (?, 'UA-EDRPOU', ?)", [f"p{company}", number])
        con.execute("INSERT INTO aliases VALUES ('c0', 'c4')")
        yield con


def known(path: Path, *clients: dict[str, Any]) -> Path:
    """The file of clients, with what each test says of them."""
    columns: dict[str, pa.Array] = {
        name: pa.array(
            [
                client.get(name, {"country": "UA", "custom": "{}", "stage": "repeat"}.get(name, ""))
                for client in clients
            ],
            pa.string(),
        )
        for name in TEXTS
    }
    columns["numbers"] = pa.array(
        [[{"register": "UA-EDRPOU", "number": n} for n in client.get("numbers", ())] for client in clients], PAIRS
    )
    columns["words"] = pa.array(
        [[{"company_id": c, "same": s} for c, s in client.get("words", ())] for client in clients], WORDS
    )
    columns["orders"] = pa.array([client.get("orders", 1) for client in clients])
    columns |= {
        name: pa.array([None] * len(clients), pa.date32()) for name in ("first_order", "last_order", "expected_on")
    }
    columns |= {name: pa.array([0] * len(clients)) for name in ("revenue", "profit", "value")}
    columns |= {name: pa.array([False] * len(clients)) for name in ("best", "wake_up")}
    pq.write_table(pa.table(columns), path)
    return path


def links(facts: duckdb.DuckDBPyConnection, tmp_path: Path, *clients: dict[str, Any]) -> dict[str, tuple[str, str]]:
    run = Run(tmp_path, Landing(str(tmp_path / "landing")), "UA", date(2026, 11, 20))
    customers(facts, run, known(tmp_path / "customers.parquet", *clients))
    return {
        client: (company, how)
        for client, company, how in facts.execute("SELECT customer_id, company_id, how FROM customers").fetchall()
    }


def doubts(facts: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return facts.execute("SELECT company_id, why FROM customer_doubts ORDER BY ALL").fetchall()


def test_the_number_decides_whatever_the_name_says(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    client = {"customer_id": "k1", "name": "Калина-Плюс", "numbers": ["00032112"], "city": "Львів"}
    assert links(facts, tmp_path, client) == {"k1": ("c2", "number")}


def test_a_site_of_one_company_links(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert links(facts, tmp_path, {"customer_id": "k1", "name": "Явір", "domain": "yavir.ua"}) == {
        "k1": ("c3", "domain")
    }


def test_name_and_town_link_however_form_and_town_are_written(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert links(facts, tmp_path, {"customer_id": "k1", "name": "Калина ТОВ", "city": "м. Стрий"}) == {
        "k1": ("c2", "name")
    }


def test_a_name_alone_is_a_doubt(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert links(facts, tmp_path, {"customer_id": "k1", "name": "ТОВ Калина"}) == {}
    assert [company for company, _ in doubts(facts)] == ["c1", "c2"]


def test_two_companies_of_one_name_in_one_town_are_a_doubt(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert links(facts, tmp_path, {"customer_id": "k1", "name": "ТОВ Дуб", "city": "Київ"}) == {}
    assert doubts(facts) == [
        (company, "the same name and town; several companies have them") for company in ("c4", "c5")
    ]


def test_another_number_never_links(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    client = {"customer_id": "k1", "name": "ТОВ Калина", "numbers": ["14360570"], "city": "Стрий"}
    assert links(facts, tmp_path, client) == {}
    assert doubts(facts) == []


def test_a_persons_word_wins_and_follows_a_merge(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    client = {"customer_id": "k1", "name": "ТОВ Калина", "numbers": ["00032129"], "words": [("c0", True)]}
    assert links(facts, tmp_path, client) == {"k1": ("c4", "word")}
    client["words"] = [("c1", False)]
    assert links(facts, tmp_path, client) == {}


def test_a_client_of_another_country_is_not_looked_for(facts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    assert links(facts, tmp_path, {"customer_id": "k1", "name": "ТОВ Калина", "city": "Стрий", "country": "RU"}) == {}


def test_one_row_a_company_and_nothing_left_of_the_night_before(
    facts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    two = [{"customer_id": f"k{n}", "name": "Калина", "numbers": ["00032129"], "orders": n} for n in (1, 2)]
    assert links(facts, tmp_path, *two) == {"k2": ("c1", "number")}
    run = Run(tmp_path, Landing(str(tmp_path / "landing")), "UA", date(2026, 11, 20))
    customers(facts, run, None)
    assert facts.execute("SELECT count(*) FROM customers").fetchall() == [(0,)]

"""The contract of every signal and exclusion, and what is refused when one is declared."""

from __future__ import annotations

import json

import pytest

from pipelines.score import sql
from pipelines.score.registry import Query, exclusion, signal, vocabulary
from pipelines.score.signals import EXCLUSIONS, SIGNALS
from tests.pipelines.score.conftest import PARAMETERS
from tests.pipelines.score.market import TODAY, Market, card, line


def test_every_signal_gives_a_company_one_row_whatever_the_facts(crowded: Market) -> None:
    con = crowded.open()
    sql.install(con)
    sql.make_crowded(con, [card(line("mass_address", -5, at_least=2))])
    con.execute("CREATE TEMP TABLE eligible AS SELECT company_id FROM companies")
    for name, declared in SIGNALS.items():
        given = {n: PARAMETERS.get(n, p.default) for n, p in declared.word.parameters.items()}
        query = declared.query(**given)
        values = {k: v for k, v in (query.values | {"today": TODAY}).items() if f"${k}" in query.sql}
        rows = con.execute(f"SELECT company_id, params FROM ({query.sql})", values).fetchall()
        assert rows, f"{name} found nothing in facts made for it"
        assert len({row[0] for row in rows}) == len(rows), f"{name} gives a company more than one row"
        if declared.word.dated:
            assert all({"day", "days"} <= set(json.loads(row[1])) for row in rows), f"{name} does not tell its day"


def test_exclusions_and_signals_are_declared_with_texts_in_three_languages() -> None:
    for declared in (*SIGNALS.values(), *EXCLUSIONS.values()):
        assert set(declared.texts) == {"en", "ru", "uk"}
        assert all(declared.labels.values())
        assert declared.word.doc.endswith("."), declared.word.name


def test_a_signal_without_its_texts_is_refused_when_it_is_written() -> None:
    def mute() -> Query:
        """Says nothing.

        en: label | text
        uk: назва без тексту
        """
        return Query("SELECT 1")

    for declare in (signal(), exclusion):
        with pytest.raises(TypeError, match=r"mute: its docstring needs 'label \| text' in ru, uk"):
            declare(mute)
    assert "mute" not in SIGNALS.keys() | EXCLUSIONS.keys()


def test_the_vocabulary_tells_parameters_with_their_types_and_defaults() -> None:
    words = vocabulary()
    buyer = words.signals["tender_buyer"]
    assert buyer.dated
    assert {name: (p.type, p.default) for name, p in buyer.parameters.items() if name != "cpv"} == {
        "within_days": (int, 730),
        "at_least": (int, 1),
    }
    news = words.signals["news_mention"].parameters["words"]
    assert (news.type, news.default) == (list, None)
    assert not words.signals["region"].dated
    assert len(words.signals) >= 35

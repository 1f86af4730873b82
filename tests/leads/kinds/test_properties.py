"""What holds for any text: a cleaner never raises, a value excludes a reason, cleaning the clean changes nothing."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.kinds import CLEANERS, cleaned
from leads.kinds.parts import UNREADABLE

ARGUMENTS: dict[str, tuple[str | None, ...]] = {
    "clean_name": ("GB", "UA", "NO", None),
    "clean_region": ("UA", "RU", "NO", "US", "GB", None),
    "clean_day": ("iso", "%d.%m.%Y", "%d %b %Y", "%Y%m%d", "%q", None),
    "clean_moment": ("UTC", "Europe/Kyiv", "Mars/Olympus", None),
    "clean_money": ("UAH", "руб.", "$", "?", None),
    "clean_phone": ("UA", "US", "XX", None),
    "clean_number": (
        "NO-ORGNR",
        "RU-INN",
        "RU-OGRN",
        "RU-KPP",
        "UA-EDRPOU",
        "GB-COH",
        "US-CIK",
        "US-CO",
        "GB-SRS",
        "?",
        None,
    ),
    "clean_industry": ("SIC-GB", "OKVED2", "CPV", "NAICS", "SIC-US", "SEC-INDUSTRY", "?", None),
}

LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")
PIECES = st.sampled_from(
    (
        "ТОВ ООО AS LIMITED L.L.C. «Зоря» \"Fjord\" ' '' &amp; &amp;lt; № – , . / - ( ) @ http:// www. firma.ua info"
        " +380 067 123 45 67 0000 31.02.2020 2026-01-31 2026-01-31T10:00:00+02:00 1e9999 99999 90910000-9 62.01 Mон 1,234"
        " -5 £ грн 1.2m м. область CO Delinquent May 2022 7707083893 923609016"
    ).split(" ")
)
TEXTS = st.one_of(
    st.text(LETTERS, max_size=40),
    st.lists(PIECES, min_size=1, max_size=5).map(" ".join),
    st.lists(PIECES, min_size=1, max_size=4).map("".join),
    st.from_regex(r"[0-9 .,:+\-TZ/]{1,20}", fullmatch=True),
)

AGAIN: dict[str, str | None] = {"clean_day": "iso", "clean_moment": "UTC"}
"""What a cleaned value is read with, where it is no longer in the source's own notation."""


def _main(answer: dict[str, Any]) -> Any:
    return answer["amount"] if "amount" in answer else answer["value"]


@pytest.mark.parametrize("cleaner", sorted(CLEANERS))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(texts=st.lists(TEXTS, min_size=20, max_size=40))
def test_any_text(kinds: duckdb.DuckDBPyConnection, cleaner: str, texts: list[str]) -> None:
    arguments = ARGUMENTS.get(cleaner)
    asked = [(text, argument) for text in texts for argument in arguments] if arguments else [(text,) for text in texts]
    answers = cleaned(kinds, cleaner, asked)
    assert len(answers) == len(asked)
    again = []
    for row, answer in zip(asked, answers, strict=True):
        assert answer["why"] != UNREADABLE, row
        others = [value for name, value in answer.items() if name != "why"]
        assert answer["why"] is None or others == [None] * len(others), (row, answer)
        if _main(answer) is not None:
            argument = answer["currency"] if "currency" in answer else AGAIN.get(cleaner, row[-1])
            again.append((answer, (str(_main(answer)), argument) if arguments else (str(_main(answer)),)))
    for (first, row), second in zip(again, cleaned(kinds, cleaner, [row for _, row in again]), strict=True):
        assert second == first, row

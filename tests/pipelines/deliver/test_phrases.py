"""Sentences in three languages: plural forms and dates as people write them."""

from __future__ import annotations

import pytest

from pipelines.deliver.phrases import phrase


@pytest.mark.parametrize(
    ("count", "en", "ru", "uk"),
    [
        (1, "1 lead.", "1 лид.", "1 лід."),
        (3, "3 leads.", "3 лида.", "3 ліди."),
        (5, "5 leads.", "5 лидов.", "5 лідів."),
        (11, "11 leads.", "11 лидов.", "11 лідів."),
        (21, "21 leads.", "21 лид.", "21 лід."),
        (0, "0 leads.", "0 лидов.", "0 лідів."),
    ],
)
def test_plural_forms(count: int, en: str, ru: str, uk: str) -> None:
    said = phrase("published", n=count)
    assert (said["en"].endswith(f" {en}"), said["ru"].endswith(f" {ru}"), said["uk"].endswith(f" {uk}")) == (True,) * 3


def test_a_text_with_braces_is_not_a_template() -> None:
    assert "{x:a|b}" in phrase("source_down", title="{x:a|b}", percent=40)["en"]

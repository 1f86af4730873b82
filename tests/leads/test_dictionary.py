"""The data dictionary in docs/ is the one the code would write."""

from __future__ import annotations

from pathlib import Path

from leads.dictionary import dictionary

ROOT = Path(__file__).parents[2]


def test_the_written_dictionary_is_current() -> None:
    assert (ROOT / "docs" / "fields.md").read_text("utf-8") == dictionary(), (
        "run: python -m leads.dictionary > docs/fields.md"
    )

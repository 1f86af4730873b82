"""What may be said of the chances of a list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from leads.chances import Chance, standing
from leads.decisions import models
from leads.sheets.columns import COLUMNS, Sheet, columns_of
from leads.sheets.draft import LANGUAGES
from leads.sheets.guide import explained, seen_in
from tests.pipelines.deliver.samples import draft

AT = datetime(2026, 11, 21, tzinfo=UTC)


def version(error: float | None, slope: float | None = 0.05, profile_hash: str = "now") -> None:
    models.ProfileVersion.objects.create(
        profile="cleaning", at=AT, origin="outcomes", profile_hash=profile_hash, examples=200,
        calibration_error=error, slope=slope, level=-2.0,
    )  # fmt: skip


def test_a_chance_is_shown_only_while_the_newest_outcomes_bear_it_out(data: Path) -> None:
    assert standing("cleaning", "now").chance is None
    assert "too few" in standing("cleaning", "now").why["en"]
    version(0.03)
    found = standing("cleaning", "now")
    assert found.chance == Chance(0.05, -2.0)
    assert "200" in found.why["uk"]
    version(0.08, slope=None)
    off = standing("cleaning", "now")
    assert off.chance is None
    assert "0.080" in off.why["en"]
    assert set(off.why) == set(LANGUAGES)


def test_what_was_found_of_other_points_says_nothing_of_these(data: Path) -> None:
    version(0.01, profile_hash="before")
    assert standing("cleaning", "now").chance is None


def test_a_sheet_has_the_chances_only_where_they_may_be_shown(data: Path) -> None:
    plain = Sheet("en", standing=standing("cleaning", "now"))
    assert columns_of(plain) == COLUMNS
    version(0.03)
    shown = Sheet("en", standing=standing("cleaning", "now"))
    (column,) = set(columns_of(shown)) - set(COLUMNS)
    made = draft(1)
    points = made.leads[0].points
    assert column.value(made.leads[0], shown) == round(100 * Chance(0.05, -2.0).of(points))
    told = [row["Meaning"] for row in explained(made, seen_in(made.leads), "en", columns_of(plain), plain.standing)]
    assert any("No chance is shown" in text for text in told)

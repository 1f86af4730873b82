"""What `firstcall profile check` prints, and loading many profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from leads.profile import ProfileError
from pipelines.score.check import check
from pipelines.score.profiles import load_all

GOOD = """
countries = ["UA"]
list_size = 10
quota = 2
[title]
en = "Cleaning"
ru = "Клининг"
uk = "Клінінг"
[sells]
en = "Cleaning"
ru = "Уборка"
uk = "Прибирання"
[[signal]]
word = "new_company"
points = 40
[[exclude]]
word = "closed"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "profiles"
    made.mkdir()
    (made / "good.toml").write_text(GOOD, encoding="utf-8")
    return made


def test_a_good_profile_is_one_line(folder: Path) -> None:
    checked = check(folder)
    assert checked.ok
    assert len(checked.lines) == 1
    assert checked.lines[0].startswith(
        "good: good. “Cleaning”, UA, 10 leads, 2 calls a day; 1 signal worth up to 40 points, 1 exclusion; "
    )


def test_every_problem_of_every_file_is_told(folder: Path) -> None:
    (folder / "bad.toml").write_text(
        GOOD.replace("new_company", "new_compny").replace("closed", "close"), encoding="utf-8"
    )
    checked = check(folder)
    assert not checked.ok
    assert checked.lines[:2] == (
        "profiles/bad.toml line 14: there is no signal 'new_compny'; did you mean 'new_company'?",
        "profiles/bad.toml line 17: there is no exclusion 'close'; did you mean 'closed'?",
    )
    assert checked.lines[2].startswith("good: good.")
    with pytest.raises(ProfileError, match="new_compny"):
        load_all(folder)


def test_missing_folder_empty_folder_and_unknown_name(folder: Path, tmp_path: Path) -> None:
    assert check(tmp_path / "none").lines == (
        f"there is no folder '{tmp_path / 'none'}'; profiles are TOML files in it",
    )
    (tmp_path / "empty").mkdir()
    assert not check(tmp_path / "empty").ok
    assert check(folder, ["goood"]).lines == ("there is no profile 'goood'; there are: good",)
    assert [p.name for p in load_all(folder, ["good"])] == ["good"]

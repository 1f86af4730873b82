"""Profiles: what is read, and what is said about what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leads.profile import Profile, ProfileError
from leads.profile_words import Parameter, Vocabulary, Word


def _region(text: str) -> str:
    return "" if text == "UA-46" else f"there is no region '{text}'"


VOCABULARY = Vocabulary(
    signals={
        "new_company": Word("new_company", "New.", {"within_days": Parameter("within_days", int, 90)}, dated=True),
        "region": Word("region", "There.", {"regions": Parameter("regions", list, check=_region)}),
        "capital": Word(
            "capital", "Rich.", {"currency": Parameter("currency", str), "at_least": Parameter("at_least", int, 0)}
        ),
    },
    exclusions={"closed": Word("closed", "Closed.", {})},
)

GOOD = """\
countries = ["UA", "NO"]
list_size = 60
quota = 20
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
half_life_days = 14
[[signal]]
word = "region"
regions = ["UA-46"]
points = 20
must = true
[[exclude]]
word = "closed"
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        path = tmp_path / "profiles" / "x.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


def problems(path: Path) -> list[str]:
    with pytest.raises(ProfileError) as caught:
        Profile.load(path, VOCABULARY)
    return caught.value.problems


def test_a_profile_is_read_with_defaults_filled_in(write: Write) -> None:
    profile = Profile.load(write(GOOD), VOCABULARY)
    assert (profile.name, profile.countries, profile.list_size, profile.quota) == ("x", ("UA", "NO"), 60, 20)
    assert profile.title["uk"] == "Клінінг"
    assert (profile.min_points, profile.needs_fresh) == (1, True)
    new, region = profile.signals
    assert (new.word, new.points, new.half_life_days, new.must, new.parameters) == (
        "new_company",
        40,
        14,
        False,
        {"within_days": 90},
    )
    assert (region.must, region.half_life_days, region.parameters) == (True, None, {"regions": ["UA-46"]})
    assert [e.word for e in profile.exclusions] == ["closed"]


def test_the_hash_is_of_the_content_not_of_the_layout(write: Write) -> None:
    first = Profile.load(write(GOOD), VOCABULARY)
    assert len(first.hash) == 64
    relaid = GOOD.replace("quota = 20", "\n  quota   =  20  # calls").replace(
        "points = 40", "within_days = 90\npoints = 40"
    )
    assert Profile.load(write(relaid), VOCABULARY).hash == first.hash
    assert Profile.load(write(GOOD.replace("points = 40", "points = 41")), VOCABULARY).hash != first.hash


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"new_company"', '"new_compny"', "line 13: there is no signal 'new_compny'; did you mean 'new_company'?"),
        ('"new_company"', '"zzz"', "line 13: there is no signal 'zzz'; there are: capital, new_company, region"),
        ('"closed"', '"close"', "line 22: there is no exclusion 'close'; did you mean 'closed'?"),
        (
            "half_life_days",
            "halflife_days",
            "line 15: 'new_company' has no parameter 'halflife_days'; did you mean 'half_life_days'?",
        ),
        (
            "points = 40",
            "points = 4.5",
            "line 14: 'new_company' needs points: a whole number from 1 to 10000, or below 0 to warn off",
        ),
        (
            "points = 40",
            "points = true",
            "line 14: 'new_company' needs points: a whole number from 1 to 10000, or below 0 to warn off",
        ),
        (
            "points = 40",
            "",
            "line 12: 'new_company' needs points: a whole number from 1 to 10000, or below 0 to warn off",
        ),
        (
            "points = 40",
            'points = 40\nwithin_days = "7"',
            "line 15: 'within_days' of 'new_company' must be a whole number, not \"7\"",
        ),
        ('["UA-46"]', '"UA-46"', "line 18: 'regions' of 'region' must be a list of texts in quotes, not \"UA-46\""),
        ('["UA-46"]', "[]", "line 18: 'regions' of 'region' must be a list of texts in quotes, not []"),
        ('["UA-46"]', '[\n  "UA-46",\n  "UA-64",\n]', "line 20: 'regions' of 'region': there is no region 'UA-64'"),
        ('regions = ["UA-46"]\n', "", "line 16: 'region' needs 'regions': a list of texts in quotes"),
        ("half_life_days = 14", "half_life_days = 0", "line 15: 'half_life_days' must be a whole number of at least 1"),
        ("must = true", "half_life_days = 3", "line 20: 'region' rests on no day, so it has no half_life_days"),
        ("points = 20", "points = -20", "line 20: 'region' takes points away, so it cannot be a must"),
        ("must = true", 'must = "yes"', "line 20: 'must' must be true or false"),
        ('word = "region"\n', "", 'line 16: this [[signal]] needs word = "…", the name of a signal'),
        ("[[exclude]]", "[exclude]", "line 21: write [[exclude]] with two brackets on each side"),
        ("list_size", "listsize", "line 2: there is no key 'listsize'; did you mean 'list_size'?"),
        ("list_size = 60", "list_size = 0", "line 2: 'list_size' must be a whole number of at least 1"),
        ("quota = 20", 'quota = "20"', "line 3: 'quota' must be a whole number of at least 1"),
        ("quota = 20", "quota = 20\nneeds_fresh = 1", "line 4: 'needs_fresh' must be true or false"),
        ('["UA", "NO"]', "[]", "line 1: 'countries' must be a list of country codes, such as [\"UA\"]"),
        (
            '"NO"',
            '"UK"',
            'line 1: there is no country \'UK\'; write two capital letters of ISO 3166, such as "UA" or "GB"',
        ),
        ('ru = "Клининг"\n', "", "line 4: [title] needs a text for 'ru'"),
        ('ru = "Клининг"', 'ru = " "', "line 6: [title] needs a text for 'ru'"),
        ('uk = "Клінінг"', 'uk = "Клінінг"\nua = "Клінінг"', "line 8: there is no language 'ua'; did you mean 'uk'?"),
        (
            "quota = 20",
            'quota = 20\nneeds_one_of = ["regoin"]',
            "line 4: there is no [[signal]] 'regoin'; did you mean 'region'?",
        ),
        (
            "quota = 20",
            "quota = 20\nneeds_one_of = 1",
            "line 4: 'needs_one_of' must be a list of signals of this profile, such as [\"industry\"]",
        ),
        ("[[signal]]", "[[signals]]", "line 12: there is no key 'signals'; did you mean 'signal'?"),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_the_nearest_word(
    write: Write, old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    assert f"profiles/x.toml {sentence}" in problems(write(GOOD.replace(old, new)))


def test_all_problems_are_told_at_once_in_the_order_of_the_file(write: Write) -> None:
    path = write(GOOD.replace("quota = 20", "quota = 0").replace("new_company", "nwe_company").replace('"closed"', "3"))
    assert [problem.split(":")[0] for problem in problems(path)] == [f"profiles/x.toml line {n}" for n in (3, 13, 22)]


def test_a_scorecard_without_points_is_refused(write: Write) -> None:
    only_bad = GOOD[: GOOD.index("[[signal]]")] + '[[signal]]\nword = "new_company"\npoints = -5\n'
    assert problems(write(only_bad)) == [
        "profiles/x.toml line 1: there is no [[signal]] with points above 0, so the list would be empty"
    ]


def test_what_is_not_toml_is_told_with_its_line(write: Write) -> None:
    (problem,) = problems(write(GOOD.replace("points = 40", "points 40")))
    assert problem.startswith("profiles/x.toml line 14: this is not TOML: ")
    (problem,) = problems(write('title = "'))
    assert problem.startswith("profiles/x.toml line 1: this is not TOML: ")


def test_a_file_that_cannot_be_read_is_told(write: Write, tmp_path: Path) -> None:
    assert problems(tmp_path / "profiles" / "none.toml") == [
        "profiles/none.toml: cannot be read: no such file or directory"
    ]
    path = write("")
    path.write_bytes(b"\xff\xfe\x00")
    assert problems(path) == ["profiles/x.toml: cannot be read: is not UTF-8 text"]


def test_a_top_level_table_where_a_text_is_needed_is_told(write: Write) -> None:
    path = write(
        'title = "Cleaning"\n' + GOOD.replace('[title]\nen = "Cleaning"\nru = "Клининг"\nuk = "Клінінг"\n', "")
    )
    assert problems(path) == ["profiles/x.toml line 1: a table [title] with en, ru, uk is needed"]

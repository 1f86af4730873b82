"""Organisations in the text of articles: few, but right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.clean.landed import cleaned, declared, land, rows

NEWS = declared("news", kind="article", country="UA", timezone="Europe/Kyiv", language="uk", currency=None)


def named(tmp_path: Path, title: str, description: str = "", language: str | None = None) -> list[str]:
    line = {
        "source_id": "1",
        "title": title,
        "description": description,
        **({"language": language} if language else {}),
    }
    land(tmp_path / "l", NEWS, [line])
    return [
        name
        for (name,) in rows(cleaned(tmp_path / "l", tmp_path, "UA")[0], "SELECT name FROM parties ORDER BY ordinal")
    ]


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("У Львові ТОВ «Карпати-Буд» відкрило завод", ['ТОВ "Карпати-Буд"']),
        ('ООО "Ромашка" и ПАО «Сбербанк» договорились', ['ООО "Ромашка"', 'ПАО "Сбербанк"']),
        ("Компания «Вектор» открыла офис", ["Вектор"]),
        ("The Silver Oak Trading Ltd raises £2m", ["Silver Oak Trading Ltd"]),
        ("Contract for Smith & Sons Limited, says minister", ["Smith & Sons Limited"]),
        ("Фільм «Карпати» вийшов у прокат", []),
        ("Unlimited growth and limited supply", []),
        ("Prices rise AS Demand Grows", []),
        ("Limited", []),
        ("ФОП «Іваненко» не рахується", []),
    ],
)
def test_what_is_found(tmp_path: Path, title: str, found: list[str]) -> None:
    assert named(tmp_path, title) == found


def test_as_is_a_legal_form_only_in_norwegian(tmp_path: Path) -> None:
    assert named(tmp_path / "no", "Fjord Rens AS åpner kontor", language="no") == ["Fjord Rens AS"]
    assert named(tmp_path / "en", "Fjord Rens AS opens", language="en") == []


def test_markup_is_no_text_and_a_name_said_twice_is_one_party(tmp_path: Path) -> None:
    text = "<p>ТОВ <b>&laquo;Карпати&raquo;</b></p> <a title='ТОВ «Ні»'>і</a> компанія «КАРПАТИ»; ТОВ «Карпати»"
    assert len(named(tmp_path, "Новини", text)) == 2  # КАРПАТИ in capitals is joined by link, by its key


def test_a_mention_is_a_subject_of_the_article_s_country_behind_the_landed_parties(tmp_path: Path) -> None:
    land(tmp_path / "l", NEWS, [{"source_id": "1", "title": "ТОВ «Карпати»", "topics": ["Бізнес", " "],
                                 "parties": [{"role": "subject", "name": "Оболонь"}]}])  # fmt: skip
    con, report = cleaned(tmp_path / "l", tmp_path, "UA")
    assert rows(con, "SELECT ordinal, role, name_core, country FROM parties ORDER BY ordinal") == [
        (1, "subject", "Оболонь", "UA"), (2, "subject", "Карпати", "UA"),
    ]  # fmt: skip
    assert report.mentions == {"news": 1} and rows(con, "SELECT topics FROM listings") == [(["Бізнес"],)]

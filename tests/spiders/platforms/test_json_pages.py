"""JsonPages: page numbers, totals, empties, caps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from scrapy import Request

from spiders.vacancies.ru_trudvsem import RuTrudvsem
from tests.spiders.driving import Answer, make, query, walk


def vacancy(number: int, moment: str = "2026-11-20T10:00:00+00:00") -> dict[str, Any]:
    return {
        "vacancy": {"id": str(number), "job-name": "Швачка", "date_modify": moment, "company": {"name": "ООО Нить"}}
    }


class Portal:
    """Answers windows and page numbers over vacancies."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def __call__(self, request: Request) -> Any:
        asked = query(request)
        low, high = (datetime.fromisoformat(asked[name]) for name in ("modifiedFrom", "modifiedTo"))
        found = [each for each in self.rows if low <= datetime.fromisoformat(each["vacancy"]["date_modify"]) <= high]
        page, size = int(asked["offset"]), int(asked["limit"])
        part = found[page * size : (page + 1) * size]
        return {
            "status": "200",
            "meta": {"total": len(found), "limit": size},
            "results": {"vacancies": part} if part else {},
        }


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RuTrudvsem, "page_size", 2)
    monkeypatch.setattr(RuTrudvsem, "cap", 6)


def test_offset_counts_pages_and_stops_at_the_total() -> None:
    walked = walk(make(RuTrudvsem, state={"day": "2026-11-21"}), Portal([vacancy(n) for n in range(4)]))
    assert walked.ids == ["0", "1", "2", "3"]
    assert [query(url)["offset"] for url in walked.asked] == ["0", "1"]
    assert walked.spider.finished


def test_empty_results_object_is_an_empty_window() -> None:
    walked = walk(make(RuTrudvsem, state={"day": "2026-11-20"}), Portal([]))
    assert (walked.ids, walked.spider.finished, walked.spider.trouble) == ([], True, None)


def test_state_moves_window_by_window_and_stops_at_the_broken_one() -> None:
    good = Portal([vacancy(1, "2026-11-18T10:00:00+00:00"), vacancy(2, "2026-11-19T10:00:00+00:00"), vacancy(3)])
    walked = walk(
        make(RuTrudvsem, state={"day": "2026-11-18"}),
        lambda request: (
            Answer(status=503) if query(request)["modifiedFrom"].startswith("2026-11-19") else good(request)
        ),
    )
    assert walked.ids == ["1"]
    assert walked.spider.next_state == {"day": "2026-11-18"}
    assert not walked.spider.finished


def test_window_over_the_cap_is_halved_without_loss() -> None:
    rows = [vacancy(n, f"2026-11-20T{n:02d}:30:00+00:00") for n in range(20)]
    walked = walk(make(RuTrudvsem, state={"day": "2026-11-21"}), Portal(rows))
    assert sorted(walked.ids, key=int) == [str(n) for n in range(20)]
    assert walked.spider.finished


def test_minute_over_the_cap_fails() -> None:
    walked = walk(make(RuTrudvsem, state={"day": "2026-11-21"}), Portal([vacancy(n) for n in range(9)]))
    assert walked.spider.trouble is not None
    assert "9 listings are more than the 6" in walked.spider.trouble[1]
    assert not walked.spider.finished


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"status": "200", "meta": {"total": 3}, "results": {}}, "/results/vacancies is missing"),
        ({"status": "200", "meta": {"total": 3}, "results": {"vacancies": []}}, "page 0 is empty although 3"),
        ({"status": "200", "results": {}}, "/meta/total is missing"),
        ({"status": "500", "meta": {"total": 0}}, "answers status 500"),
    ],
)
def test_layout_changes_are_broken_with_a_sentence(body: Any, sentence: str) -> None:
    walked = walk(make(RuTrudvsem), lambda _: body)
    assert walked.spider.trouble is not None
    assert sentence in walked.spider.trouble[1]
    assert not walked.spider.finished


def test_region_code_and_one_keyword_are_asked_of_the_api() -> None:
    walked = walk(make(RuTrudvsem, region="22", keywords="швачка", since="2026-11-20"), Portal([vacancy(1)]))
    assert walked.asked[0].startswith("https://opendata.trudvsem.ru/api/v1/vacancies/region/22?")
    assert query(walked.asked[0])["text"] == "швачка"
    assert walked.ids == ["1"]


def test_several_keywords_are_held_against_the_rows() -> None:
    walked = walk(make(RuTrudvsem, keywords="токарь, швачка", since="2026-11-20"), Portal([vacancy(1)]))
    assert "text" not in query(walked.asked[0])
    assert walked.ids == ["1"]

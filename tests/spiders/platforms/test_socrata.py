"""Socrata: pages, caps, state, layout changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from scrapy import Request

from spiders.registrations.us_co_business import UsCoBusiness
from tests.spiders.driving import Answer, make, query, walk


def row(number: int, day: str = "2026-11-10", **more: Any) -> dict[str, Any]:
    return {
        "entityid": str(number),
        "entityname": f"Mill {number} LLC",
        "entitytype": "DLLC",
        "entityformdate": f"{day}T00:00:00.000",
        **more,
    }


class Portal:
    """Answers `between` queries over rows ordered by day."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = sorted(rows, key=lambda each: str(each["entityformdate"]))

    def __call__(self, request: Request) -> Any:
        asked = query(request)
        low, high = re.findall(r"'(.*?)'", asked["$where"])
        found = [each for each in self.rows if low <= each["entityformdate"] <= high]
        offset, limit = int(asked["$offset"]), int(asked["$limit"])
        return found[offset : offset + limit]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UsCoBusiness, "page_size", 3)
    monkeypatch.setattr(UsCoBusiness, "deepest", 6)


def test_walks_to_the_short_page_and_moves_the_state() -> None:
    walked = walk(make(UsCoBusiness), Portal([row(n) for n in range(4)]))
    assert walked.ids == ["0", "1", "2", "3"]
    assert walked.spider.next_state == {"day": "2026-11-20"}
    assert walked.spider.finished
    first = query(walked.asked[0])
    assert first["$order"] == "entityformdate,:id"
    assert first["$where"] == "entityformdate between '2026-10-21T00:00:00.000' and '2026-11-20T23:59:59.999'"


def test_full_last_page_asks_once_more() -> None:
    walked = walk(make(UsCoBusiness), Portal([row(n) for n in range(3)]))
    assert (len(walked.asked), walked.ids) == (2, ["0", "1", "2"])


def test_next_crawl_begins_days_before_the_last() -> None:
    walked = walk(make(UsCoBusiness, state={"day": "2026-11-18"}), Portal([]))
    assert "between '2026-11-15T" in query(walked.asked[0])["$where"]


def test_arguments_narrow_and_leave_the_state_alone() -> None:
    spider = make(UsCoBusiness, state={"day": "2026-11-18"}, since="2026-11-01", until="2026-11-02", region="Denver")
    rows = [
        row(1, "2026-11-01", principalcity="Denver"),
        row(2, "2026-11-02", principalcity="Boulder"),
        row(3, "2026-11-03", principalcity="Denver"),
    ]
    walked = walk(spider, Portal(rows))
    assert walked.ids == ["1"]
    assert walked.skipped == {"outside the region asked for": 1}
    assert not walked.spider.scheduled


def test_cap_goes_on_from_the_day_reached() -> None:
    rows = [row(n, f"2026-11-{1 + n // 2:02d}") for n in range(11)]
    walked = walk(make(UsCoBusiness), Portal(rows))
    assert set(walked.ids) == {str(n) for n in range(11)}
    assert walked.spider.finished
    assert any("between '2026-11-03T" in query(url)["$where"] for url in walked.asked)


def test_day_over_the_cap_fails_instead_of_being_cut() -> None:
    walked = walk(make(UsCoBusiness), Portal([row(n, "2026-10-21") for n in range(9)]))
    assert not walked.spider.finished
    assert walked.spider.next_state is None
    assert walked.spider.trouble == ("broken", "2026-10-21 alone holds more than the 6 rows a window may have")


def test_half_a_page_is_asked_for_again() -> None:
    answers = iter([Answer(b'[{"entityid": "1"'), [row(1)]])
    walked = walk(make(UsCoBusiness), lambda _: next(answers))
    assert (walked.ids, walked.spider.finished) == (["1"], True)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([{"entityid_v2": "1"}], "layout changed: no row has entityformdate"),
        ({"message": "moved"}, "layout changed: the list of rows is missing"),
        ("<html>soon</html>", "HTML"),
        ([row(1, "tenth")], "entityformdate holds 'tenthT00:0', not a day"),
    ],
)
def test_unreadable_to_the_end_is_broken_with_a_sentence(body: Any, sentence: str) -> None:
    walked = walk(make(UsCoBusiness), lambda _: body)
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "broken"
    assert sentence in walked.spider.trouble[1]
    assert not walked.spider.finished
    assert len(walked.asked) == 3


def test_refusal_is_blocked() -> None:
    walked = walk(make(UsCoBusiness), lambda _: Answer(status=429))
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "blocked"


def test_other_rows_are_skipped_and_counted() -> None:
    rows = [row(1), row(2, entitytype="TRADEMARK"), row(3, entitytype="FLLC")]
    del rows[0]["entitytype"]
    walked = walk(make(UsCoBusiness), Portal(rows))
    assert walked.ids == ["3"]
    assert walked.skipped == {"entitytype missing": 1, "entitytype TRADEMARK": 1}

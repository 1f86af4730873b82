"""OcdsLinks: the chain of packages, its end, its circles, its encodings."""

from __future__ import annotations

from typing import Any

import pytest

from spiders.tenders.gb_contracts_finder import GbContractsFinder
from tests.spiders.driving import Answer, make, query, walk

NEXT = "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search?cursor=abc"


def release(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{number:036d}-1",
        "tag": ["tender"],
        "tender": {"title": f"Cleaning {number}"},
        "buyer": {"name": "Council"},
        **more,
    }


def package(*releases: dict[str, Any], links: Any = None) -> dict[str, Any]:
    return {"releases": list(releases), "links": links}


def one_window(**arguments: Any) -> Any:
    return make(GbContractsFinder, since="2026-11-01", until="2026-11-02", **arguments)


def test_follows_next_until_links_is_null() -> None:
    answers = iter([package(release(1), links={"next": NEXT}), package()])
    walked = walk(one_window(), lambda _: next(answers))
    assert walked.asked[1] == NEXT
    assert (len(walked.listings), walked.spider.finished) == (1, True)
    assert query(walked.asked[0])["publishedFrom"] == "2026-11-01T00:00:00Z"
    assert query(walked.asked[0])["publishedTo"] == "2026-11-02T23:59:59Z"


def test_package_without_links_ends_the_window() -> None:
    walked = walk(one_window(), lambda _: {"releases": [release(1)]})
    assert (len(walked.asked), walked.spider.finished) == (1, True)


def test_circle_is_broken() -> None:
    walked = walk(one_window(), lambda _: package(release(1), links={"next": NEXT}))
    assert len(walked.asked) == 2
    assert walked.spider.trouble == ("broken", f"the next link goes round in a circle: {NEXT}")


def test_windows_follow_each_other_and_the_state_moves() -> None:
    walked = walk(make(GbContractsFinder, state={"day": "2026-11-06"}), lambda _: package(release(1)))
    assert [query(url)["publishedFrom"][:10] for url in walked.asked] == ["2026-11-05", "2026-11-12", "2026-11-19"]
    assert walked.spider.next_state == {"day": "2026-11-20"}


def test_nothing_at_all_does_not_move_the_state() -> None:
    walked = walk(make(GbContractsFinder, state={"day": "2026-11-06"}), lambda _: package())
    assert (walked.spider.finished, walked.spider.next_state) == (True, None)


def test_latin_1_body_and_numbers_no_double_holds() -> None:
    body = (
        '{"releases":[{"id":"1","tag":["tender"],"tender":{"title":"Up to £5m",'
        '"value":{"amount":1e9999,"currency":"GBP"}},'
        '"buyer":{"name":"B"}}]}'
    ).encode("iso-8859-1")
    walked = walk(one_window(), lambda _: Answer(body))
    assert walked.listings[0]["title"] == "Up to £5m"
    assert walked.listings[0]["value"] == "1e9999"


def test_release_without_a_stage_is_skipped() -> None:
    walked = walk(one_window(), lambda _: package(release(1, tag=["compiled"]), release(2)))
    assert len(walked.listings) == 1
    assert walked.skipped == {"no stage in its tags": 1}


@pytest.mark.parametrize("body", [{"releases_v2": []}, '{"releases":[{"id"', "<html></html>", ""])
def test_what_is_no_package_is_broken(body: Any) -> None:
    walked = walk(one_window(), lambda _: body)
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "broken"
    assert not walked.spider.finished

"""AtomDetail: a newest-first list, its end, its repetitions, its gaps."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request

from spiders.registrations.us_sec_form_d import UsSecFormD
from tests.spiders.driving import Answer, make, query, walk

PAST_END = "<!DOCTYPE html><html><head><title>SEC.gov | File Unavailable</title></head></html>"
FORM = (
    "<edgarSubmission><primaryIssuer><cik>{cik}</cik><entityName>Mill {cik} Inc</entityName></primaryIssuer>"
    "</edgarSubmission>"
)


def entry(number: int, moment: str, term: str = "D", cik: int | None = None) -> str:
    cik = cik or number
    return (
        f"<entry><title>{term} - Mill {cik} Inc ({cik:010d}) (Filer)</title><updated>{moment}</updated>"
        f'<category term="{term}"/>'
        f'<link href="https://www.sec.gov/Archives/edgar/data/{cik}/{number:018d}/0001-26-{number:06d}-index.htm"/>'
        f"<id>urn:tag:sec.gov,2008:accession-number=0001-26-{number:06d}</id></entry>"
    )


class Edgar:
    """Pages of a list, newest first, and a Form D behind each entry."""

    def __init__(self, *entries: str) -> None:
        self.entries = entries
        self.documents: dict[str, Answer] = {}

    def __call__(self, request: Request) -> Any:
        if "browse-edgar" in request.url:
            asked = query(request)
            part = self.entries[int(asked["start"]) : int(asked["start"]) + int(asked["count"])]
            return (
                f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{"".join(part)}</feed>'
                if part
                else PAST_END
            )
        cik = request.url.split("/")[6]
        return self.documents.get(cik) or Answer("\n" + FORM.format(cik=cik))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UsSecFormD, "feed_size", 2)


def day(number: int, hour: int = 12) -> str:
    return f"2026-11-{number:02d}T{hour:02d}:00:00-05:00"


FILED = (entry(5, day(20)), entry(4, day(18)), entry(3, day(12), "DEF 14A"), entry(2, day(12), "D/A"), entry(1, day(2)))


def test_reads_to_the_html_page_after_the_end() -> None:
    walked = walk(make(UsSecFormD), Edgar(*FILED))
    assert walked.ids == ["0001-26-000005", "0001-26-000004", "0001-26-000002", "0001-26-000001"]
    assert walked.spider.finished
    assert walked.spider.next_state == {"updated": day(20), "seen": ["0001-26-000005"]}
    assert walked.listings[0]["url"].endswith("/0001-26-000005-index.htm")
    assert walked.listings[0]["published"] == day(20)


def test_filing_of_several_filers_is_fetched_once() -> None:
    walked = walk(make(UsSecFormD), Edgar(entry(5, day(20)), entry(5, day(20), cik=77), entry(4, day(18))))
    assert walked.ids == ["0001-26-000005", "0001-26-000004"]


def test_next_crawl_stops_at_the_mark_and_lands_late_ones() -> None:
    edgar = Edgar(entry(7, day(20, 15)), entry(6, day(20, 11)), *FILED)
    walked = walk(make(UsSecFormD, state={"updated": day(20), "seen": ["0001-26-000005"]}), edgar)
    assert walked.ids == ["0001-26-000007", "0001-26-000006"]
    assert walked.spider.finished
    assert walked.spider.next_state is not None
    assert walked.spider.next_state["updated"] == day(20, 15)
    assert "start=4" not in "".join(walked.asked)


def test_nothing_new_is_finished_and_keeps_the_mark() -> None:
    state = {"updated": day(20), "seen": ["0001-26-000005"]}
    walked = walk(make(UsSecFormD, state=state), Edgar(*FILED))
    assert (walked.ids, walked.spider.finished, walked.spider.next_state) == ([], True, state)


def test_list_that_does_not_reach_back_says_what_is_lost() -> None:
    walked = walk(make(UsSecFormD, state={"updated": day(10), "seen": ["0001-26-000999"]}), Edgar(*FILED[:2]))
    assert len(walked.ids) == 2
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "partial"
    assert "filings between are lost" in walked.spider.trouble[1]
    assert walked.spider.next_state is not None


def test_days_before_the_first_wanted_end_the_walk() -> None:
    walked = walk(make(UsSecFormD, since="2026-11-15", until="2026-11-19"), Edgar(*FILED))
    assert walked.ids == ["0001-26-000004"]
    assert walked.spider.finished


def test_filing_whose_document_is_gone_is_what_the_list_says() -> None:
    edgar = Edgar(FILED[0])
    edgar.documents = {"5": Answer(status=404)}
    walked = walk(make(UsSecFormD), edgar)
    assert walked.skipped == {"gone (404)": 1}
    (listing,) = walked.listings
    assert (listing["source_id"], listing["event"], "value" in listing) == ("0001-26-000005", "raised", False)
    assert listing["parties"] == [
        {"role": "registered", "name": "Mill 5 Inc", "numbers": [{"register": "US-CIK", "number": "0000000005"}]}
    ]
    assert walked.spider.finished


def test_sick_document_is_owed() -> None:
    edgar = Edgar(*FILED)
    edgar.documents = {"4": Answer("<edgarSubmission><primary")}
    walked = walk(make(UsSecFormD), edgar)
    assert walked.spider.next_state is not None
    assert [told["source_id"] for _, told in walked.spider.next_state["owed"]] == ["0001-26-000004"]
    edgar.documents = {}
    later = walk(make(UsSecFormD, state=walked.spider.next_state), edgar)
    assert later.ids == ["0001-26-000004"]
    assert later.listings[0]["title"] == "D - Mill 4 Inc (0000000004) (Filer)"


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
        + FORM.replace("Mill {cik}", "Mill &a;&b;")
    )
    edgar = Edgar(FILED[0])
    edgar.documents = {"5": Answer(bomb.format(cik=5))}
    walked = walk(make(UsSecFormD), edgar)
    assert "boom" not in repr(walked.listings)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<html><title>Service notice</title></html>", "an HTML page instead of an Atom feed"),
        ("<V2feed/>", "<V2feed> instead of an Atom feed"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id></entry></feed>',
            "an entry without id, link, category or updated",
        ),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry>', "not whole XML"),
    ],
)
def test_other_lists_are_broken(body: str, sentence: str) -> None:
    walked = walk(make(UsSecFormD), lambda _: body)
    assert walked.spider.trouble is not None
    assert sentence in walked.spider.trouble[1]
    assert not walked.spider.finished


def test_list_that_repeats_itself_is_broken() -> None:
    edgar = Edgar(FILED[0], FILED[1])
    walked = walk(
        make(UsSecFormD),
        lambda request: edgar(Request(request.url.replace("start=2", "start=0").replace("start=4", "start=0"))),
    )
    assert walked.spider.trouble is not None
    assert "repeats itself" in walked.spider.trouble[1]
    assert not walked.spider.finished


def test_403_is_blocked() -> None:
    walked = walk(make(UsSecFormD), lambda _: Answer(status=403))
    assert walked.spider.trouble is not None
    assert walked.spider.trouble[0] == "blocked"

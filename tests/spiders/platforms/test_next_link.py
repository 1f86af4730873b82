"""NextLink, by way of no_brreg: the chain is walked to its end or says why not, and no window is ever cut short."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scrapy import Request

from spiders.registrations.no_brreg import NoBrreg
from tests.spiders.driving import Answer, make, query, walk

PAGE = 1000


def entity(number: int, day: date) -> dict[str, Any]:
    return {
        "organisasjonsnummer": str(number),
        "navn": f"FIRMA {number} AS",
        "registreringsdatoEnhetsregisteret": day.isoformat(),
        "registrertIMvaregisteret": number % 3 == 0,
        "registrertIForetaksregisteret": number % 2 == 0,
        "konkurs": False,
        "underAvvikling": number % 10 == 0,
    }


class Register:
    """Enhetsregisteret's search, with so many entities a day."""

    def __init__(self, days: dict[str, int], parted: bool = True) -> None:
        self.entities = [
            entity(810_000_000 + n + 100_000 * at, date.fromisoformat(day))
            for at, (day, many) in enumerate(days.items())
            for n in range(many)
        ]
        self.parted = parted

    def found(self, asked: dict[str, str]) -> list[dict[str, Any]]:
        first, last = asked["fraRegistreringsdatoEnhetsregisteret"], asked["tilRegistreringsdatoEnhetsregisteret"]
        found = [each for each in self.entities if first <= each["registreringsdatoEnhetsregisteret"] <= last]
        for name in NoBrreg.parts if self.parted else ():
            if name in asked:
                found = [each for each in found if each[name] is (asked[name] == "true")]
        return found

    def __call__(self, request: Request) -> Any:
        asked = query(request)
        page, found = int(asked.get("page", 0)), self.found(asked)
        if (page + 1) * PAGE > 10_000:
            return Answer({"feilmelding": "too far"}, status=400)
        rows = found[page * PAGE : (page + 1) * PAGE]
        body: dict[str, Any] = {"_links": {}, "page": {"number": page, "totalElements": len(found)}}
        if rows:
            body["_embedded"] = {"enheter": rows}
        last = (len(found) - 1) // PAGE
        # The real register's last page links to itself.
        following = request.url.split("&page=")[0] + f"&page={min(page + 1, last)}"
        body["_links"]["next"] = {"href": following}
        return body


def test_all_pages_of_all_windows_are_walked_and_the_state_follows() -> None:
    register = Register({"2026-10-21": 3, "2026-11-01": 2500, "2026-11-20": 1})
    spider = make(NoBrreg)
    found = walk(spider, register)
    assert sorted(found.ids) == sorted(each["organisasjonsnummer"] for each in register.entities)
    assert spider.finished and spider.trouble is None
    assert spider.next_state == {"day": "2026-11-20"}
    days = [
        (query(url)["fraRegistreringsdatoEnhetsregisteret"], query(url)["tilRegistreringsdatoEnhetsregisteret"])
        for url in found.asked
    ]
    assert days[0] == ("2026-10-21", "2026-10-27") and days[-1] == ("2026-11-18", "2026-11-20")


def test_the_next_crawl_begins_a_day_before_the_last_sealed_one() -> None:
    found = walk(make(NoBrreg, state={"day": "2026-11-19"}), Register({"2026-11-19": 1}))
    assert query(found.asked[0])["fraRegistreringsdatoEnhetsregisteret"] == "2026-11-18"
    assert len(found.asked) == 1


def test_fields_are_found_and_the_status_is_the_first_yes() -> None:
    found = walk(make(NoBrreg, since="2026-11-20"), Register({"2026-11-20": 2}))
    closing, active = (row["parties"][0] for row in found.listings)
    assert (active["name"], active["numbers"]) == (
        "FIRMA 810000001 AS",
        [{"register": "NO-ORGNR", "number": "810000001"}],
    )
    assert (closing["status"], active["status"]) == ("under avvikling", "active")
    assert found.listings[0]["event"] == "new"


def test_a_quiet_week_is_empty_not_broken() -> None:
    spider = make(NoBrreg, since="2026-11-14", until="2026-11-15")
    assert walk(spider, Register({})).listings == []
    assert spider.finished and spider.trouble is None


def test_a_window_over_the_cap_is_halved_and_a_day_over_it_is_parted() -> None:
    register = Register({"2026-11-10": 11_000, "2026-11-12": 9_000})
    spider = make(NoBrreg, since="2026-11-09", until="2026-11-13")
    found = walk(spider, register)
    assert len(set(found.ids)) == len(found.ids) == 20_000
    assert spider.finished and spider.trouble is None
    assert {query(url).get("registrertIMvaregisteret") for url in found.asked} == {None, "true", "false"}


def test_a_day_that_cannot_be_parted_fails_loudly_and_does_not_move_the_state() -> None:
    spider = make(NoBrreg, state={"day": "2026-11-20"})
    walk(spider, Register({"2026-11-19": 10_001, "2026-11-20": 5}, parted=False))
    assert spider.trouble is not None
    outcome, reason = spider.trouble
    assert outcome == "partial"
    assert (
        reason.startswith("window of 2026-11-19, registrertIMvaregisteret=true") and "holds 10,001 > 10,000" in reason
    )
    assert spider.next_state is None and not spider.finished


def test_parts_that_do_not_add_up_fail() -> None:
    register = Register({"2026-11-20": 10_500})
    for each in register.entities[:200]:
        each["registrertIMvaregisteret"] = None
    spider = make(NoBrreg, state={"day": "2026-11-20"})
    walk(spider, register)
    assert spider.trouble == ("partial", "window of 2026-11-20 holds 10,500, but its parts hold 10,300")
    assert spider.next_state == {"day": "2026-11-19"}


def test_a_missing_list_where_rows_are_expected_is_a_changed_layout() -> None:
    spider = make(NoBrreg, since="2026-11-20")
    walk(spider, lambda _request: {"_embedded": {"units": []}, "page": {"totalElements": 5}})
    assert spider.trouble is not None
    assert spider.trouble[0] == "broken" and spider.trouble[1].startswith(
        "layout changed: /_embedded/enheter is missing"
    )
    spider = make(NoBrreg, since="2026-11-20")
    walk(spider, lambda _request: {"rows": []})
    assert spider.trouble is not None and "layout changed" in spider.trouble[1]


def test_a_chain_that_ends_early_is_partial() -> None:
    register = Register({"2026-11-20": 1500})

    def cut(request: Request) -> Any:
        body = register(request)
        body["_links"].pop("next")
        return body

    spider = make(NoBrreg, since="2026-11-20")
    assert len(walk(spider, cut).listings) == 1000
    assert spider.trouble == ("partial", "window of 2026-11-20 ended after 1,000 of 1,500 rows")


def test_half_a_page_is_asked_again_and_a_page_that_stays_half_breaks_the_chain() -> None:
    register, asked = Register({"2026-11-20": 1500}), []

    def once_half(request: Request) -> Any:
        asked.append(request.url)
        return '{"_embedded": {"enh' if len(asked) == 2 else register(request)

    spider = make(NoBrreg, since="2026-11-20")
    assert len(walk(spider, once_half).listings) == 1500 and spider.finished
    spider = make(NoBrreg, state={"day": "2026-11-20"})
    found = walk(spider, lambda request: "{" if "page=1" in request.url else register(request))
    assert len(found.listings) == 1000 and not spider.finished and spider.next_state is None
    assert spider.trouble is not None and spider.trouble[0] == "broken" and "not whole JSON" in spider.trouble[1]


def test_what_was_walked_before_a_failure_moves_the_state_that_far() -> None:
    register = Register({day.isoformat(): 2 for day in [date(2026, 10, 21) + timedelta(n) for n in range(31)]})
    spider = make(NoBrreg)
    walk(spider, lambda request: Answer(status=403) if "2026-11-11" in request.url else register(request))
    assert spider.trouble is not None and spider.trouble[0] == "blocked"
    assert spider.next_state == {"day": "2026-11-10"}


def test_a_municipality_is_asked_of_the_register() -> None:
    found = walk(make(NoBrreg, since="2026-11-20", region="0301"), Register({"2026-11-20": 1}))
    assert query(found.asked[0])["kommunenummer"] == "0301"

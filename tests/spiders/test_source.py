"""Source: a wrong declaration is refused when its class is made, arguments are checked, failures are understood."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Request, TextResponse
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from spiders.answers import RobotsForbid, RobotsUnreachable, Unreadable, read_json
from spiders.picks import Const, Many, Pair
from spiders.source import DeclarationError, Source

GOOD: dict[str, Any] = {
    "name": "xx_made",
    "title": "Made for a test",
    "kind": "registration",
    "country": "NO",
    "licence": "CC0",
    "attribution": "nobody",
    "access": "api",
    "terms_url": "https://example.org/terms",
    "terms_checked": "2026-11-21",
    "listing": {"source_id": "/id", "registered_on": "/day"},
    "parties": [
        {
            "role": "registered",
            "name": "/name",
            "city": "/city",
            "numbers": [Pair("NO-ORGNR", "/id")],
            "phones": Many("/tel"),
        }
    ],
}


def made(**changes: Any) -> type[Source]:
    """A source class with some attributes changed; None leaves one out."""
    return type("Made", (Source,), {name: value for name, value in (GOOD | changes).items() if value is not None})


def test_a_good_declaration_is_kept_for_the_manifest() -> None:
    declaration = made().declaration
    assert (declaration.name, declaration.country, declaration.mandatory) == (
        "xx_made",
        "NO",
        ("source_id", "party.name"),
    )
    assert declaration.picks["parties"][0]["numbers"] == [{"pair": {"first": "NO-ORGNR", "pick": "/id"}}]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"licence": None}, "'xx_made' does not declare 'licence': The licence of the data"),
        ({"kind": "rumour"}, "wrong 'kind'"),
        ({"country": "Norway"}, "wrong 'country'"),
        ({"terms_checked": "2026-13-01"}, "wrong 'terms_checked'"),
        ({"terms_url": "example"}, "wrong 'terms_url'"),
        ({"timezone": "Europe/Nowhere"}, "wrong 'timezone'"),
        ({"delay": -1.0}, "wrong 'delay'"),
        ({"currency": "Euro"}, "wrong 'currency'"),
        ({"mandatory": ("party.name",)}, "wrong 'mandatory'"),
        ({"mandatory": ("source_id", "party.nmae")}, "mandatory: there is no field 'nmae'; did you mean 'name'"),
        ({"listing": {"source_id": "/id", "titel": "/t"}}, "listing: there is no field 'titel'; did you mean 'title'"),
        ({"listing": {"source_id": "id"}}, "listing.source_id: a pointer begins with"),
        ({"parties": [{"role": "owner", "name": "/n"}]}, "role 'owner'; roles are registered"),
        ({"parties": [{"role": "buyer", "numbers": "/n"}]}, "parties.numbers: is a list of Pair"),
        ({"parties": [{"role": "buyer", "name": Many("/n")}]}, "parties.name: holds one value, not many"),
    ],
)
def test_a_wrong_declaration_is_refused_with_the_source_and_the_field(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        made(**changes)
    assert "xx_made" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"since": "yesterday"}, "since=yesterday is not a day"),
        ({"limit": "many"}, "limit=many is not a number"),
        ({"limit": "0"}, "limit=0 is not a number"),
        ({"sicne": "2026-01-01"}, "no argument 'sicne'; did you mean since?"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "lies after"),
    ],
)
def test_a_wrong_argument_is_refused_with_a_sentence(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        made()(**arguments)
    assert words in str(caught.value)


def spider(state: dict[str, Any] | None = None, **arguments: str) -> Source:
    found = made()(**arguments)
    found.settings = Settings({"FIRSTCALL_TODAY": "2026-11-20", "FIRST_DAYS": 30, "RETRY_TIMES": 1})
    found.crawler = SimpleNamespace(settings=found.settings, stats=SimpleNamespace(inc_value=lambda _name: None))  # type: ignore[assignment]
    found.state = state
    return found


def test_the_window_follows_arguments_then_state_then_thirty_days() -> None:
    assert spider(since="2026-11-01", until="2026-11-05").window() == (date(2026, 11, 1), date(2026, 11, 5))
    assert spider({"day": "2026-11-18"}).window() == (date(2026, 11, 17), date(2026, 11, 20))
    assert spider({"day": "2026-11-18"}, region="0301").window() == (date(2026, 10, 21), date(2026, 11, 20))
    assert spider().window() == (date(2026, 10, 21), date(2026, 11, 20))
    assert spider({"day": "2026-12-24"}).window() == (date(2026, 11, 20), date(2026, 11, 20))


def test_only_a_crawl_without_arguments_is_scheduled() -> None:
    assert spider().scheduled
    assert not any(
        spider(None, **{name: value}).scheduled
        for name, value in [("limit", "5"), ("keywords", "a"), ("until", "2026-11-01")]
    )


def test_rows_that_cannot_be_read_or_are_not_asked_for_are_counted() -> None:
    rows = [
        {"id": "1", "name": "Rør AS", "city": "Oslo"},
        {"id": "2", "name": "Tak AS", "city": "Bergen"},
        {"id": "3", "name": "Rør 2"},
    ]
    found = spider(region="oslo", keywords="rør, tak").page("https://example.org", rows, {"before": 1})
    assert [row["source_id"] for row in found.rows] == ["1"]
    assert found.skipped == {"before": 1, "outside the region asked for": 2}
    assert spider(keywords="tak").page("u", rows).skipped == {"without the keywords asked for": 2}

    class Choosy(made()):  # type: ignore[misc]
        name = "xx_choosy"

        def skip(self, row: Any) -> str | None:
            return "no company" if row["type"] == "trademark" else None

    page = Choosy().page("u", [{"type": "trademark"}, {"id": "1", "type": "llc"}, {"id": "2"}])
    assert [row["source_id"] for row in page.rows] == ["1"]
    assert page.skipped == {"no company": 1, "row cannot be read: KeyError: 'type'": 1}


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (RobotsForbid("no"), "blocked", "robots.txt forbids https://example.org/x"),
        (RobotsUnreachable("https://example.org/robots.txt answers 503"), "broken", "robots.txt answers 503"),
        (CannotResolveHostError("x"), "broken", "its host is unknown"),
        (DownloadConnectionRefusedError("x"), "broken", "the connection is refused"),
        (DownloadTimeoutError("x"), "broken", "does not answer in time"),
        (401, "blocked", "answers 401: the source refuses us"),
        (429, "blocked", "answers 429"),
        (404, "broken", "answers 404"),
        (503, "broken", "answers 503"),
    ],
)
def test_a_failure_says_whether_we_are_blocked_or_the_source_is_broken(error: Any, outcome: str, words: str) -> None:
    url = "https://example.org/x?secret=1"
    request = Request(url)
    if isinstance(error, int):
        error = HttpError(TextResponse(url, error, request=request))
    failure = Failure(error)  # type: ignore[no-untyped-call]
    failure.request = request  # type: ignore[attr-defined]
    found = spider()
    found.failed(failure)
    assert found.trouble is not None and found.trouble[0] == outcome
    assert words in found.trouble[1] and "secret" not in found.trouble[1]
    found.fail("partial", "later")
    assert found.trouble[0] == outcome


def answer(body: bytes, kind: str = "application/json") -> TextResponse:
    return TextResponse("https://example.org/x", body=body, headers={"Content-Type": kind})


def test_json_is_read_in_the_charset_declared_and_never_guessed() -> None:
    assert read_json(answer('{"a":"ё"}'.encode())) == {"a": "ё"}
    assert read_json(answer('{"a":"é"}'.encode("latin-1"), "application/json; charset=iso-8859-1")) == {"a": "é"}
    assert read_json(answer(b'{"a":1e9999}')) == {"a": "1e9999"}
    assert read_json(answer(b'{"a":"\\ud800"}')) == {"a": "\ud800"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"<html><p>Sorry", "is HTML or XML, not JSON"),
        (b'{"a": [1, 2', "is not whole JSON"),
        ('{"a":"ё"}'.encode("cp1251"), "not in the charset it declares"),
    ],
)
def test_an_answer_that_is_no_json_says_what_it_is(body: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_json(answer(body))


def test_an_unreadable_answer_is_asked_again_then_fails() -> None:
    found, request = spider(), Request("https://example.org/x")
    response = TextResponse("https://example.org/x", request=request)
    [retry] = found.again(response, "half a page")
    assert retry.meta["retry_times"] == 1 and found.trouble is None
    assert list(found.again(TextResponse(retry.url, request=retry), "half a page")) == []
    assert found.trouble == ("broken", "half a page")


def test_what_one_party_says_does_not_leak_into_the_next_row() -> None:
    source = type(
        "Two",
        (made(),),
        {"name": "xx_two", "parties": [{"role": "buyer", "name": "/a"}, {"role": "supplier", "name": Const("b")}]},
    )
    assert source().pick({"id": "1"})["parties"] == [{"role": "buyer"}, {"role": "supplier", "name": "b"}]

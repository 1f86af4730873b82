"""Bulk files: a ZIP is proven before it lands, a register's persons are cut out of its XML, no day is lost."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from leads.landing import File
from spiders.declaring import DeclarationError
from spiders.download import STREAMED
from spiders.platforms import archives
from spiders.platforms.archives import BadArchive, csv_columns, members, missing, prove
from spiders.registrations.gb_companies_house import GbCompaniesHouse
from spiders.registrations.ru_egrul import RuEgrul
from spiders.source import Source
from tests.spiders.driving import make

HEADER = "CompanyName, CompanyNumber,RegAddress.AddressLine1, RegAddress.PostTown,CompanyStatus,IncorporationDate\n"
DIRECTOR = "ВЫДУМАННЫЙ"


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def company(number: int, mail: str = "") -> str:
    address = f'<СвАдрЭлПочты E-mail="{mail}"/>' if mail else ""
    return (
        f'<Документ ИдДок="{number}"><СвЮЛ ОГРН="{number}" ДатаОГРН="2026-11-19" ИНН="7707083893" КПП="770101001" ДатаВып="2026-11-19">'
        f'<СвНаимЮЛ НаимЮЛПолн="ООО &quot;РОГА {number}&quot;"><СвНаимЮЛСокр НаимСокр="РОГА"/></СвНаимЮЛ>{address}'
        f'<СвАдресЮЛ><СвАдрЮЛФИАС Индекс="101000"><НаимРегион>Г.МОСКВА</НаимРегион></СвАдрЮЛФИАС></СвАдресЮЛ>'
        f'<СведДолжнФЛ><СвФЛ Фамилия="{DIRECTOR}" Имя="ИВАН" ИННФЛ="500100732259"/></СведДолжнФЛ>'
        f'<СвОКВЭД><СвОКВЭДОсн КодОКВЭД="14.13"/><СвОКВЭДДоп КодОКВЭД="46.42"/></СвОКВЭД></СвЮЛ></Документ>'
    )


def day_file(*companies: str, record: str = "СвЮЛ") -> bytes:
    text = f'<?xml version="1.0" encoding="windows-1251"?><Файл ВерсФорм="4.07">{"".join(companies)}</Файл>'
    return packed({"VO_RUGFO_1.xml": text.replace("СвЮЛ", record).encode("cp1251")})


class Host:
    """A host of files: what it has by address; anything else is 404. Streams to where the request says."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        self.files, self.asked, self.headers = files, list[str](), list[dict[str, str]]()

    def answer(self, request: Request) -> Response:
        self.asked.append(request.url)
        self.headers.append({name.decode(): values[0].decode() for name, values in request.headers.items()})
        found = self.files.get(request.url, 404)
        if isinstance(found, str):
            return HtmlResponse(request.url, body=found.encode(), request=request)
        if isinstance(found, int):
            return Response(request.url, status=found, request=request)
        Path(request.meta["stream_to"]).write_bytes(found)
        return Response(request.url, flags=[STREAMED], headers={"ETag": '"1"'}, request=request)


def walk(spider: Source, host: Host) -> list[File]:
    """Drive a bulk source to its end; the files it yields."""

    async def run() -> list[File]:
        found: list[File] = []
        waiting: list[Request] = []

        async def take(results: Any) -> None:
            each_of = [each async for each in results] if hasattr(results, "__aiter__") else list(results or ())
            for each in each_of:
                (waiting if isinstance(each, Request) else found).append(each)

        await take(spider.start())
        while waiting:
            request = waiting.pop(0)
            response = host.answer(request)
            if response.status >= 400 and response.status not in request.meta.get("handle_httpstatus_list", ()):
                failure = Failure(HttpError(response))  # type: ignore[no-untyped-call]
                failure.request = request  # type: ignore[attr-defined]
                assert request.errback is not None
                await take(request.errback(failure))
            else:
                assert request.callback is not None
                await take(request.callback(response, **request.cb_kwargs))
        return found

    return asyncio.run(run())


def egrul(tmp_path: Path, state: dict[str, Any] | None = None, **arguments: str) -> RuEgrul:
    settings = {"RU_EGRUL_URL": "https://files.example/{day:%Y-%m-%d}.zip", "FIRSTCALL_DATA": str(tmp_path)}
    spider = make(RuEgrul, state, settings, **arguments)
    assert isinstance(spider, RuEgrul)
    spider.scratch = str(tmp_path / "crawl")
    return spider


def at(day: str) -> str:
    return f"https://files.example/{day}.zip"


def landed(file: File) -> dict[str, str]:
    with zipfile.ZipFile(file.path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_days_are_packed_into_one_file_without_their_persons(tmp_path: Path) -> None:
    host = Host(
        {
            at("2026-11-18"): day_file(
                company(1027700132195, "INFO@ROGA.EXAMPLE"), company(1027700132196, "VYDUMANNYY77@MAIL.RU")
            ),
            at("2026-11-20"): day_file(company(1027700132197)),
        }
    )
    spider = egrul(tmp_path, {"day": "2026-11-17"})
    [file] = walk(spider, host)
    files = landed(file)
    assert list(files) == ["2026-11-18/VO_RUGFO_1.xml", "2026-11-20/VO_RUGFO_1.xml"]
    whole = "".join(files.values())
    assert (
        DIRECTOR not in whole and "500100732259" not in whole and "VYDUMANNYY77" not in whole and "46.42" not in whole
    )
    assert "INFO@ROGA.EXAMPLE" in whole and 'E-mail="vault:' in whole
    assert "<НаимРегион>Г.МОСКВА</НаимРегион>" in whole and 'НаимЮЛПолн="ООО &quot;РОГА 1027700132195&quot;"' in whole
    assert whole.count("<СвЮЛ ") == 3
    assert spider.finished and spider.trouble is None
    assert host.asked == [at(f"2026-11-{day}") for day in (18, 19, 20)]
    assert spider.next_state == {"day": "2026-11-20", "absent": ["2026-11-19"]}


def test_what_lands_of_a_record_reads_as_the_record_did(tmp_path: Path) -> None:
    from lxml import etree

    [file] = walk(
        egrul(tmp_path, {"day": "2026-11-19"}),
        Host({at("2026-11-20"): day_file(company(1027700132195, "INFO@ROGA.EXAMPLE"))}),
    )
    [text] = landed(file).values()
    [record] = etree.fromstring(text.encode()).iter("СвЮЛ")
    listing = RuEgrul().pick(record)
    before = RuEgrul().pick(etree.fromstring(company(1027700132195, "INFO@ROGA.EXAMPLE"))[0])
    assert listing == before
    assert listing["parties"][0]["codes"] == [{"scheme": "OKVED2", "code": "14.13"}]
    assert listing["parties"][0]["status"] == "Действующее"


def test_a_late_day_is_asked_again_for_ten_days(tmp_path: Path) -> None:
    host = Host({at("2026-11-16"): day_file(company(1)), at("2026-11-20"): day_file(company(2))})
    spider = egrul(tmp_path, {"day": "2026-11-19", "absent": ["2026-11-02", "2026-11-14", "2026-11-16"]})
    [file] = walk(spider, host)
    assert list(landed(file)) == ["2026-11-16/VO_RUGFO_1.xml", "2026-11-20/VO_RUGFO_1.xml"]
    assert host.asked == [at("2026-11-14"), at("2026-11-16"), at("2026-11-20")]
    assert spider.next_state == {"day": "2026-11-20", "absent": ["2026-11-14"]}


def test_a_day_that_fails_lands_what_came_before_and_is_the_next_crawls_first(tmp_path: Path) -> None:
    host = Host({at("2026-11-18"): day_file(company(1)), at("2026-11-19"): 503, at("2026-11-20"): day_file(company(2))})
    spider = egrul(tmp_path, {"day": "2026-11-17"})
    [file] = walk(spider, host)
    assert list(landed(file)) == ["2026-11-18/VO_RUGFO_1.xml"]
    assert spider.trouble == ("broken", f"{at('2026-11-19')} answers 503") and not spider.finished
    assert spider.next_state == {"day": "2026-11-18", "absent": []}
    assert at("2026-11-20") not in host.asked


def test_a_quiet_weekend_is_empty_and_half_a_month_of_silence_is_broken(tmp_path: Path) -> None:
    spider = egrul(tmp_path, {"day": "2026-11-18"})
    assert walk(spider, Host({})) == []
    assert spider.finished and spider.note == "none of the 2 days asked has a file" and spider.next_state is None
    spider = egrul(tmp_path)
    assert walk(spider, Host({})) == []
    assert spider.trouble == ("broken", "none of 31 days has a file; the address in RU_EGRUL_URL may have moved")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html>sorry", "is no whole ZIP file"),
        (day_file(company(1))[:-40], "is no whole ZIP file"),
        (packed({"a.xml": b"<a><b></a>"}), "holds a.xml, which is not well-formed XML"),
        (day_file(company(1), record="СведЮЛ"), "has changed its layout: no element СвЮЛ in VO_RUGFO_1.xml"),
    ],
)
def test_a_day_that_cannot_be_read_is_asked_again_then_fails(tmp_path: Path, body: bytes, words: str) -> None:
    host = Host({at("2026-11-20"): body})
    spider = egrul(tmp_path, {"day": "2026-11-19"})
    assert walk(spider, host) == []
    assert len(host.asked) == 3
    assert spider.trouble is not None and spider.trouble[0] == "broken" and words in spider.trouble[1]


def test_a_limit_counts_records(tmp_path: Path) -> None:
    host = Host({at(f"2026-11-{day}"): day_file(company(day * 10), company(day * 10 + 1)) for day in (18, 19, 20)})
    spider = egrul(tmp_path, limit="3", since="2026-11-18")
    [file] = walk(spider, host)
    assert "".join(landed(file).values()).count("<СвЮЛ ") == 3
    assert spider.trouble == ("partial", "limit reached")


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    text = (
        '<!DOCTYPE Файл [<!ENTITY x SYSTEM "file:///etc/hostname">]><Файл>'
        + company(1).replace("Г.МОСКВА", "&x;")
        + "</Файл>"
    )
    [file] = walk(egrul(tmp_path, {"day": "2026-11-19"}), Host({at("2026-11-20"): packed({"a.xml": text.encode()})}))
    assert Path("/etc/hostname").read_text().strip() not in "".join(landed(file).values())


def test_a_path_that_cannot_be_read_again_is_refused() -> None:
    for path in ("СвЮЛ", "СвЮЛ[@a='1']/@b", "count(СвЮЛ)"):
        with pytest.raises(DeclarationError, match="ends in @attribute"):
            type("Bad", (RuEgrul,), {"name": "xx_bad", "listing": {"source_id": path}})


INDEX = "https://download.companieshouse.gov.uk/en_output.html"
NEWEST = "https://download.companieshouse.gov.uk/BasicCompanyDataAsOneFile-2026-11-01.zip"
LINKS = '<a href="BasicCompanyDataAsOneFile-2026-10-01.zip">old</a><a href="BasicCompanyDataAsOneFile-2026-11-01.zip">new</a>'


def companies_house(tmp_path: Path, state: dict[str, Any] | None = None, **arguments: str) -> GbCompaniesHouse:
    spider = make(GbCompaniesHouse, state, None, **arguments)
    assert isinstance(spider, GbCompaniesHouse)
    spider.scratch = str(tmp_path / "crawl")
    return spider


def test_the_newest_file_lands_as_it_is(tmp_path: Path) -> None:
    body = packed({"BasicCompanyData.csv": (HEADER + "ACME LTD,01234567,1 HIGH ST,LEEDS,Active,01/11/2026\n").encode()})
    spider = companies_house(tmp_path)
    [file] = walk(spider, Host({INDEX: LINKS, NEWEST: body}))
    assert Path(file.path).read_bytes() == body
    assert (file.url, file.suffix, spider.finished) == (NEWEST, ".zip", True)
    assert spider.next_state == {
        "name": "BasicCompanyDataAsOneFile-2026-11-01.zip",
        "etag": '"1"',
        "last_modified": None,
    }
    assert spider.note.startswith("columns missing: DissolutionDate, CompanyCategory")


def test_an_unchanged_file_is_not_landed_again(tmp_path: Path) -> None:
    state = {"name": "BasicCompanyDataAsOneFile-2026-11-01.zip", "etag": '"1"', "last_modified": None}
    host, spider = Host({INDEX: LINKS, NEWEST: 304}), companies_house(tmp_path, state)
    assert walk(spider, host) == []
    assert host.headers[-1]["If-None-Match"] == '"1"'
    assert spider.finished and spider.note.startswith("unchanged: BasicCompanyData") and spider.next_state is None


@pytest.mark.parametrize(
    ("index", "body", "words"),
    [
        ("<p>moved", b"", "layout changed: no link like"),
        (LINKS, b"<html>", "is no whole ZIP file"),
        (LINKS, packed({"readme.txt": b"x"}), "holds no file *.csv"),
        (
            LINKS,
            packed({"a.csv": HEADER.replace("CompanyNumber", "Number").encode()}),
            "column CompanyNumber is missing in a.csv",
        ),
    ],
)
def test_a_file_that_is_not_what_it_was_is_broken(tmp_path: Path, index: str, body: bytes, words: str) -> None:
    spider = companies_house(tmp_path)
    assert walk(spider, Host({INDEX: index, NEWEST: body})) == []
    assert spider.trouble is not None and spider.trouble[0] == "broken" and words in spider.trouble[1]


def test_arguments_that_mean_nothing_for_a_whole_file_are_refused() -> None:
    with pytest.raises(ValueError, match="gb_companies_house lands a whole file and takes no argument 'limit'"):
        GbCompaniesHouse(limit="5")
    with pytest.raises(ValueError, match="takes no argument 'region'"):
        RuEgrul(region="77")


def test_a_damaged_member_is_found_by_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    body = bytearray(packed({"a.csv": b"one,two\n" * 50}, zipfile.ZIP_STORED))
    body[60] ^= 1
    path.write_bytes(body)
    assert [each.filename for each in members(str(path), "*.csv")] == ["a.csv"]
    with pytest.raises(BadArchive, match=r"the checksum of a\.csv differs|cannot be unpacked"):
        prove(str(path))


def test_bombs_and_names_that_lead_outside_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"zeros.csv": bytes(3_000_000)}))
    monkeypatch.setattr(archives, "MOST_RATIO", 100)
    with pytest.raises(BadArchive, match="ZIP bomb"):
        members(str(path))
    path.write_bytes(packed({"../../etc/passwd": b"x"}))
    with pytest.raises(BadArchive, match="outside itself"):
        members(str(path))
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    path.write_bytes(packed({"a.csv": b"x" * 11}))
    with pytest.raises(BadArchive, match="unpacks to 11 bytes"):
        members(str(path))


def test_columns_lose_the_blanks_before_their_names(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"a.csv": ("\ufeff" + HEADER).encode()}))
    [member] = members(str(path))
    columns = csv_columns(str(path), member, "utf-8", ",")
    assert columns[:3] == ["CompanyName", "CompanyNumber", "RegAddress.AddressLine1"]
    assert missing(["CompanyName", "Sic", "Sic"], columns) == ["Sic"]


def test_the_first_crawl_asks_thirty_days(tmp_path: Path) -> None:
    host = Host({at("2026-11-20"): day_file(company(1))})
    walk(egrul(tmp_path), host)
    days = [date(2026, 10, 21) + timedelta(n) for n in range(31)]
    assert host.asked == [at(day.isoformat()) for day in days]

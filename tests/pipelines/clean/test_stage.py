"""What a landing becomes: typed rows, rejects, and nothing guessed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.clean.landed import FIRST, cleaned, declared, dump, firm, land, rows

ORGNR = {"register": "NO-ORGNR", "number": "923 609 016"}


def tenders(**given: Any) -> Any:
    return declared("ua_prozorro", kind="tender", country="UA", timezone="Europe/Kyiv", currency="UAH", **given)


def test_a_registration_becomes_typed_rows(tmp_path: Path) -> None:
    party = firm(
        "EQUINOR ASA", numbers=[ORGNR], codes=[{"scheme": "SN2007", "code": "06.100"}], phones=["51 99 00 00"], emails=["Info@Equinor.com"],
        website="www.equinor.com", city="OSLO", employees="12", capital="1000.50", status="active", founded_on="1972-09-18",
    )  # fmt: skip
    land(
        tmp_path / "l",
        declared(),
        [{"source_id": "923609016", "url": "https://x.example/1", "registered_on": "1995-03-12", "parties": [party]}],
    )
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT listing_id, kind, url, registered_on, line FROM listings") == [
        ("no_brreg:923609016", "registration", "https://x.example/1", date(1995, 3, 12), 1)
    ]
    assert rows(con, "SELECT role, ordinal, name, name_core, legal_form, country, region, city, nace, domain, status, founded_on, employees, "
        "capital, currency FROM parties") == [
        ("registered", 1, "EQUINOR ASA", "EQUINOR", "ASA", "NO", "NO-03", "OSLO", "06", "equinor.com", "active", date(1972, 9, 18), 12,
         Decimal("1000.50"), "NOK")
    ]  # fmt: skip
    assert rows(con, "SELECT register, number FROM numbers") == [("NO-ORGNR", "923609016")]
    assert rows(con, "SELECT scheme, nace, listing_id FROM codes") == [("SN2007", "06", None)]
    assert rows(con, "SELECT kind, value, label FROM contacts ORDER BY ALL") == [
        ("email", "info@equinor.com", "role"), ("phone", "+4751990000", "office"), ("website", "http://www.equinor.com", None),
    ]  # fmt: skip
    assert (
        report.listings == {("no_brreg", "registration"): 1}
        and report.parties == {"no_brreg": 1}
        and not report.rejects
    )
    assert report.fill("no_brreg", "party.codes") == 1.0 and report.fill("no_brreg", "title") == 0.0


def test_a_tender_has_two_parties_and_its_own_zone_and_currency(tmp_path: Path) -> None:
    line = {
        "source_id": "UA-1", "title": "Прибирання", "value": "1 234,50", "published": "2026-11-01T10:00:00", "stage": "tender",
        "codes": [{"scheme": "DK021", "code": "90910000-9"}, {"scheme": "DK021", "code": "90910000-9"}],
        "parties": [
            {"role": "buyer", "name": "Школа №1", "numbers": [{"register": "UA-EDRPOU", "number": "00032129"}], "city": "Львів"},
            {"role": "supplier", "name": "ТОВ «Чисто»", "value": "1000", "currency": "EUR"},
        ],
    }  # fmt: skip
    land(tmp_path / "l", tenders(), [line])
    con, _ = cleaned(tmp_path / "l", tmp_path, "UA")
    assert rows(con, "SELECT value, currency, published FROM listings") == [
        (Decimal("1234.50"), "UAH", datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
    ]
    assert rows(con, "SELECT code, nace, party_id, count(*) FROM codes GROUP BY ALL") == [("90910000", "81", None, 1)]
    assert rows(con, "SELECT role, name_core, region, value, currency FROM parties ORDER BY role") == [
        ("buyer", "Школа №1", "UA-46", None, None), ("supplier", "Чисто", None, Decimal("1000.00"), "EUR"),
    ]  # fmt: skip


def test_what_cannot_be_read_is_a_reject_and_drops_nothing_else(tmp_path: Path) -> None:
    party = firm(
        numbers=[{"register": "NO-ORGNR", "number": "123456789"}], phones=["12"], capital="viel", country="Narnia"
    )
    land(
        tmp_path / "l",
        declared(),
        [{"source_id": "1", "url": "javascript:alert(1)", "registered_on": "31.02.2026", "parties": [party]}],
    )
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert {field: (text, why) for field, text, why in rows(con, "SELECT field, text, why FROM rejects")} == {
        "url": ("javascript:alert(1)", "not a link"), "registered_on": ("31.02.2026", "not a day"),
        "party.numbers": ("123456789", "wrong check digit"), "party.phones": ("12", "impossible phone"),
        "party.capital": ("viel", "not a number"), "party.country": ("Narnia", "unknown country"),
    }  # fmt: skip
    assert rows(con, "SELECT DISTINCT source, listing_id, line FROM rejects") == [("no_brreg", "no_brreg:1", 1)]
    assert rows(con, "SELECT url, registered_on FROM listings") == [(None, None)]
    assert rows(con, "SELECT name, country, capital FROM parties") == [("Fjord Rens AS", "NO", None)]
    assert report.rejects["no_brreg", "url", "not a link"] == 1 and "6 texts could not be read" in report.as_line()


def test_two_currencies_of_one_row_are_not_mixed(tmp_path: Path) -> None:
    vacancy = {
        "source_id": "1",
        "salary_min": "€ 1000",
        "salary_max": "2000 грн",
        "parties": [{"role": "employer", "name": "Клінінг"}],
    }
    land(tmp_path / "l", declared("jobs", kind="vacancy", country="UA", currency="UAH"), [vacancy])
    con, _ = cleaned(tmp_path / "l", tmp_path, "UA")
    assert rows(con, "SELECT salary_min, salary_max, currency FROM listings") == [(Decimal("1000.00"), None, "EUR")]
    assert rows(con, "SELECT field, why FROM rejects") == [("salary_max", "another currency than the amount beside it")]


def test_people_and_vault_tokens_are_skipped_and_counted(tmp_path: Path) -> None:
    parties = [
        firm("vault:abc", subject="person"),
        firm("vault:def"),
        firm(emails=["vault:x", "post@fjord.example.no"]),
        firm(None),
        firm("-"),
    ]
    land(tmp_path / "l", declared(), [{"source_id": "1", "parties": parties}])
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT name FROM parties") == [("Fjord Rens AS",)]
    assert rows(con, "SELECT value FROM contacts") == [("post@fjord.example.no",)]
    assert (
        report.persons == {"no_brreg": 2} and report.vaulted == {"no_brreg": 1} and report.nameless == {"no_brreg": 2}
    )
    assert not [text for (text,) in rows(con, "SELECT text FROM rejects") if "vault:" in text]


def test_the_same_party_twice_in_a_role_is_one_with_the_contacts_of_both(tmp_path: Path) -> None:
    other = {"register": "RU-KPP", "number": "770101001"}
    parties = [
        firm(numbers=[ORGNR], phones=["51 99 00 00"]),
        firm("FJORD RENS", numbers=[other, ORGNR], phones=["51 99 00 01"]),
    ]
    land(tmp_path / "l", declared(), [{"source_id": "1", "parties": [*parties, {**firm(), "role": "subject"}]}])
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT role, name, ordinal FROM parties ORDER BY role") == [
        ("registered", "Fjord Rens AS", 1), ("subject", "Fjord Rens AS", 3),
    ]  # fmt: skip
    assert rows(con, "SELECT count(*), count(DISTINCT party_id) FROM contacts") == [(2, 1)]
    assert rows(con, "SELECT register FROM numbers") == [("NO-ORGNR",)], "a tax office's code is nobody's number"
    assert report.parties == {"no_brreg": 2}


def test_a_party_is_known_by_its_number_else_by_its_name_without_form(tmp_path: Path) -> None:
    land(tmp_path / "a", declared(), [{"source_id": "1", "parties": [firm("Fjord AS")]}])
    land(tmp_path / "b", declared(), [{"source_id": "1", "parties": [firm("Fjord ASA")]}])
    land(tmp_path / "c", declared(), [{"source_id": "1", "parties": [firm("Fjord AS", numbers=[ORGNR])]}])
    found = [rows(cleaned(tmp_path / each, tmp_path / f"{each}d")[0], "SELECT party_id FROM parties") for each in "abc"]
    assert found[0] == found[1] != found[2]
    assert found[0][0][0].startswith("p") and len(found[0][0][0]) == 17


@pytest.mark.parametrize(
    ("party", "listing", "status"),
    [
        ({"status": "Liquidation"}, {}, "liquidation"),
        ({}, {"ceased_on": "2026-10-01"}, "closed"),
        ({}, {"event": "closed"}, "closed"),
        ({}, {"event": "new"}, None),
        ({"role": "subject"}, {"event": "closed"}, None),
    ],
)
def test_the_status_of_a_registered_party(
    tmp_path: Path, party: dict[str, str], listing: dict[str, str], status: str | None
) -> None:
    land(tmp_path / "l", declared(), [{"source_id": "1", **listing, "parties": [firm(**party)]}])
    con, _ = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT status FROM parties") == [(status,)]


def test_the_newest_version_wins_and_the_first_time_is_kept(tmp_path: Path) -> None:
    for day, name in enumerate(["Gammel AS", "Mellom AS", "Ny AS"]):
        land(tmp_path / "l", declared(), [{"source_id": "1", "parties": [firm(name)]}], day)
    land(
        tmp_path / "l",
        declared(),
        [{"source_id": "1", "parties": [firm("Først AS")]}, {"source_id": "1", "parties": [firm("Sist AS")]}],
        3,
    )
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert rows(
        con, "SELECT name, line, first_seen_at FROM parties JOIN listings USING (listing_id, first_seen_at)"
    ) == [("Sist AS", 2, FIRST.replace(minute=5))]
    assert report.listings.total() == 1 and len(rows(con, "FROM crawls")) == 4


def test_a_changed_declaration_reads_each_crawl_as_it_was_meant(tmp_path: Path) -> None:
    land(
        tmp_path / "l",
        declared(day_format="%d.%m.%Y"),
        [{"source_id": "1", "registered_on": "01.02.2026", "parties": [firm()]}],
    )
    land(
        tmp_path / "l",
        declared(day_format="%m.%d.%Y"),
        [{"source_id": "2", "registered_on": "01.02.2026", "parties": [firm()]}],
        1,
    )
    con, _ = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT source_id, registered_on FROM listings ORDER BY ALL") == [
        ("1", date(2026, 2, 1)),
        ("2", date(2026, 1, 2)),
    ]


def test_a_listing_belongs_to_the_shard_of_its_country(tmp_path: Path) -> None:
    lines = [
        {"source_id": str(n), "country": c, "parties": [firm()]} for n, c in enumerate(["Sweden", "NO", "Narnia", None])
    ]
    land(tmp_path / "l", declared(), lines)
    land(tmp_path / "l", declared("world_news", country="XX"), lines)
    ids = {}
    for shard in ("NO", "SE", "XX", "FI"):
        con, _ = cleaned(tmp_path / "l", tmp_path / shard, shard)
        ids[shard] = [each for (each,) in rows(con, "SELECT listing_id FROM listings ORDER BY ALL")]
    assert ids == {
        "NO": ["no_brreg:1", "no_brreg:2", "no_brreg:3", "world_news:1"], "SE": ["no_brreg:0", "world_news:0"],
        "XX": ["world_news:2", "world_news:3"], "FI": [],
    }  # fmt: skip


def test_a_listing_that_moved_abroad_leaves_its_old_shard(tmp_path: Path) -> None:
    land(tmp_path / "l", declared(), [{"source_id": "1", "country": "NO", "parties": [firm()]}])
    land(tmp_path / "l", declared(), [{"source_id": "1", "country": "SE", "parties": [firm()]}], 1)
    assert rows(cleaned(tmp_path / "l", tmp_path / "n")[0], "FROM listings") == []
    assert len(rows(cleaned(tmp_path / "l", tmp_path / "s", "SE")[0], "FROM listings")) == 1


def test_what_a_broken_crawl_landed_is_true(tmp_path: Path) -> None:
    land(tmp_path / "l", declared(), [{"source_id": "1", "parties": [firm()]}], outcome="broken")
    con, _ = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT outcome, count(*) FROM crawls CROSS JOIN listings GROUP BY ALL") == [("broken", 1)]


def test_files_that_are_gone_or_damaged_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    for day in range(4):
        manifest = land(tmp_path / "l", declared(), [{"source_id": str(day), "parties": [firm()]}], day)
        path = tmp_path / "l" / "no_brreg" / str(manifest.file)
        if day == 0:
            path.unlink()
        elif day == 1:
            path.write_bytes(b"cut short")
        elif day == 2:
            path.write_bytes(b"\x1f\x8b" + b"x" * (manifest.bytes - 2))
    con, report = cleaned(tmp_path / "l", tmp_path)
    assert rows(con, "SELECT source_id FROM listings") == [("3",)]
    assert [sentence.split("Z.jsonl.gz ")[1][:14] for sentence in report.warnings] == [
        "is missing tho",
        "has 9 bytes; i",
        "cannot be read",
    ]


def test_a_remote_landing_is_read_through_copies(tmp_path: Path) -> None:
    land("memory://remote-landing", declared(), [{"source_id": "1", "parties": [firm()]}])
    con, report = cleaned("memory://remote-landing", tmp_path)
    assert rows(con, "SELECT name FROM parties") == [("Fjord Rens AS",)] and report.files == 1


def test_cleaning_again_replaces_what_was_there(tmp_path: Path) -> None:
    land(tmp_path / "l", declared(), [{"source_id": "1", "parties": [firm()]}])
    con, _ = cleaned(tmp_path / "l", tmp_path)
    before = dump(con)
    con.close()
    assert dump(cleaned(tmp_path / "l", tmp_path)[0]) == before


def some_lines(seed: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    names = ["Fjord Rens AS", "FJORD RENS", "Ås & Sønn ASA", "-", "Bygg123", "vault:x"]
    return [
        {
            "source_id": str(dice.randrange(30)), "title": dice.choice(["a", "b&amp;c", None]), "registered_on": dice.choice(["2026-10-01", "x"]),
            "country": dice.choice(["NO", "SE", None]),
            "parties": [
                firm(dice.choice(names), phones=dice.sample(["51 99 00 00", "51 99 00 01", "1"], 2), city=dice.choice(["OSLO", "Bergen"]),
                     numbers=[dice.choice([ORGNR, {"register": "NO-ORGNR", "number": "974760673"}])], capital=dice.choice(["1", "€ 5", "?"]),
                     codes=[{"scheme": "SN2007", "code": dice.choice(["62.010", "81.210", "zz"])}])
                for _ in range(dice.randrange(4))
            ],
        }
        for _ in range(60)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_order_and_threads_change_nothing(tmp_path: Path, seed: int) -> None:
    """The same listings in another order have other line numbers; everything else stays, and with unique ids all of it."""
    lines = list({line["source_id"]: line for line in some_lines(seed)}.values())
    crawls = [(lines[:20], 0), (lines[10:], 1)]
    dice, dumps = random.Random(seed), []
    for turn in range(3):
        root = tmp_path / f"l{turn}"
        for part, day in dice.sample(crawls, 2):
            land(root, declared(), dice.sample(part, len(part)) if turn else part, day)
        con, _ = cleaned(root, tmp_path / f"d{turn}", threads=1 + turn % 2)
        con.execute("UPDATE listings SET line = 0")
        con.execute("UPDATE rejects SET line = 0")
        con.execute("UPDATE crawls SET landing = '', cache = ''")
        dumps.append(dump(con))
    assert dumps[0] == dumps[1] == dumps[2]
    assert len(dumps[0]["parties"]) > 10

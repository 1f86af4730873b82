"""The cleaners against real listings: nothing raises, and nearly all values are read."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lxml import etree

from leads.kinds import cleaned

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


def _folder(name: str) -> Path:
    folder = SAMPLES / name
    if not folder.is_dir():
        pytest.skip(f"no real samples: {folder.relative_to(SAMPLES.parents[1])} is missing")
    return folder


def _read(kinds: duckdb.DuckDBPyConnection, cleaner: str, given: Sequence[tuple[str | None, ...]]) -> float:
    """The share of texts that are not empty and were read; shown with what was not."""
    full = [row for row in given if row[0] and row[0].strip()]
    assert full, f"{cleaner}: the sample has no texts"
    answers = cleaned(kinds, cleaner, full)
    wrong = [(row, answer["why"]) for row, answer in zip(full, answers, strict=True) if answer["why"]]
    print(f"{cleaner}: {len(full) - len(wrong)} of {len(full)} read; not: {wrong[:6]}")  # noqa: T201
    return 1 - len(wrong) / len(full)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def test_prozorro(kinds: duckdb.DuckDBPyConnection) -> None:
    with gzip.open(_folder("prozorro") / "lviv_2026-10_tenders_plans.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = list(_objects([json.loads(line) for line in lines]))
    parties = [o for o in found if isinstance(o.get("identifier"), dict) and o.get("name")]
    companies = [p for p in parties if len(str(p["identifier"].get("id"))) == 8]
    assert _read(kinds, "clean_name", [(p["name"], "UA") for p in parties]) > 0.999
    assert _read(kinds, "clean_number", [(str(p["identifier"]["id"]), "UA-EDRPOU") for p in companies]) > 0.98
    addresses = [o["address"] for o in found if isinstance(o.get("address"), dict)]
    assert _read(kinds, "clean_region", [(a.get("region"), "UA") for a in addresses]) == 1
    assert _read(kinds, "clean_country", [(a.get("countryName"),) for a in addresses]) == 1
    codes = [o["classification"] for o in found if isinstance(o.get("classification"), dict)]
    assert _read(kinds, "clean_industry", [(c["id"], "DK021") for c in codes if c["scheme"] in ("ДК021", "CPV")]) > 0.99
    values = [o["value"] for o in found if isinstance(o.get("value"), dict) and "amount" in o["value"]]
    assert _read(kinds, "clean_money", [(str(v["amount"]), v["currency"]) for v in values]) == 1
    assert _read(kinds, "clean_moment", [(o["dateModified"], "Europe/Kyiv") for o in found if "dateModified" in o]) == 1


def test_prozorro_companies_have_their_form_split_off(kinds: duckdb.DuckDBPyConnection) -> None:
    with gzip.open(_folder("prozorro") / "lviv_2026-10_tenders_plans.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = list(_objects([json.loads(line) for line in lines]))
    suppliers = [s for o in found for s in o.get("suppliers", []) if len(str(s.get("identifier", {}).get("id"))) == 8]
    names = sorted({(s["name"], "UA") for s in suppliers if s.get("name")})
    answers = cleaned(kinds, "clean_name", names)
    assert sum(answer["form"] is not None for answer in answers) / len(answers) > 0.9


def test_companies_house(kinds: duckdb.DuckDBPyConnection) -> None:
    with (_folder("uk_companies_house") / "basic_company_data_1000_subset_columns.csv").open(
        encoding="utf-8"
    ) as handle:
        table = list(csv.DictReader(handle))
    names = [(row["CompanyName"], "GB") for row in table]
    assert _read(kinds, "clean_name", names) > 0.99
    assert sum(a["form"] is not None for a in cleaned(kinds, "clean_name", names)) / len(names) > 0.9
    assert _read(kinds, "clean_number", [(row["CompanyNumber"], "GB-COH") for row in table]) == 1
    assert _read(kinds, "clean_status", [(row["CompanyStatus"],) for row in table]) == 1
    assert _read(kinds, "clean_country", [(row["RegAddress.Country"],) for row in table]) == 1
    codes = [(row[f"SICCode.SicText_{n}"], "SIC-GB") for row in table for n in range(1, 5)]
    dormant = [code for code in codes if (code[0] or "").startswith("9999")]
    assert _read(kinds, "clean_industry", [code for code in codes if code not in dormant]) > 0.999


def test_egrul(kinds: duckdb.DuckDBPyConnection) -> None:
    elements = []
    for path in sorted(_folder("ru_egrul").glob("VO_RUGFO_*.xml")):
        elements += list(etree.parse(str(path)).getroot().iter())

    def values(element: str, attribute: str) -> list[str]:
        return [str(e.get(attribute)) for e in elements if e.tag == element and e.get(attribute)]

    names = [(name, "RU") for name in values("СвНаимЮЛ", "НаимЮЛПолн") + values("СвНаимЮЛСокр", "НаимСокр")]
    assert len(names) > 300
    assert _read(kinds, "clean_name", names) == 1
    assert sum(a["form"] is not None for a in cleaned(kinds, "clean_name", names)) / len(names) > 0.9
    assert _read(kinds, "clean_number", [(t, "RU-INN") for t in values("СвЮЛ", "ИНН")]) > 0.99
    assert _read(kinds, "clean_number", [(t, "RU-OGRN") for t in values("СвЮЛ", "ОГРН")]) > 0.99
    assert (
        _read(kinds, "clean_region", [(t, "RU") for t in values("Регион", "НаимРегион")]) > 0.98
    )  # Baikonur is in no region
    assert _read(kinds, "clean_day", [(t, "iso") for t in values("СвЮЛ", "ДатаОГРН")]) == 1
    assert _read(kinds, "clean_status", [(t,) for t in values("СвСтатус", "НаимСтатусЮЛ")]) == 1
    assert _read(kinds, "clean_industry", [(t, "OKVED2") for t in values("СвОКВЭДОсн", "КодОКВЭД")]) == 1
    assert _read(kinds, "clean_money", [(t, "RUB") for t in values("СвУстКап", "СумКап")]) == 1
    assert _read(kinds, "clean_email", [(t,) for t in values("СвАдрЭлПочты", "E-mail")]) > 0.95


def test_brreg(kinds: duckdb.DuckDBPyConnection) -> None:
    found = [o for path in sorted(_folder("no_brreg").glob("*.json")) for o in _objects(json.loads(path.read_bytes()))]
    assert _read(kinds, "clean_name", [(o["navn"], "NO") for o in found if isinstance(o.get("navn"), str)]) == 1
    assert _read(kinds, "clean_region", [(o["kommunenummer"], "NO") for o in found if "kommunenummer" in o]) == 1
    codes = [o["naeringskode1"]["kode"] for o in found if isinstance(o.get("naeringskode1"), dict)]
    assert _read(kinds, "clean_industry", [(code, "SN2007") for code in codes]) == 1
    assert _read(kinds, "clean_day", [(o["stiftelsesdato"], "iso") for o in found if "stiftelsesdato" in o]) == 1
    sites = [(o["hjemmeside"],) for o in found if o.get("hjemmeside")]
    assert _read(kinds, "clean_website", sites) == 1


def test_socrata(kinds: duckdb.DuckDBPyConnection) -> None:
    rows = json.loads((_folder("us_socrata") / "co_4ykn-tg5h.json").read_bytes())
    assert _read(kinds, "clean_name", [(row.get("entityname"), "US") for row in rows]) == 1
    assert _read(kinds, "clean_number", [(row.get("entityid"), "US-CO") for row in rows]) == 1
    assert _read(kinds, "clean_status", [(row.get("entitystatus"),) for row in rows]) == 1
    assert _read(kinds, "clean_region", [(row.get("principalstate"), "US") for row in rows]) == 1
    assert _read(kinds, "clean_day", [(row.get("entityformdate"), "iso") for row in rows]) == 1


def test_trudvsem(kinds: duckdb.DuckDBPyConnection) -> None:
    found = list(_objects(json.loads((_folder("trudvsem") / "vacancies_2026-09.json").read_bytes())))
    companies = [o["company"] for o in found if isinstance(o.get("company"), dict)]
    assert _read(kinds, "clean_name", [(c["name"], "RU") for c in companies]) == 1
    # Some numbers of the sample were made up when it was anonymised.
    assert _read(kinds, "clean_number", [(c["inn"], "RU-INN") for c in companies if len(c.get("inn", "")) == 10]) >= 0.6
    assert _read(kinds, "clean_region", [(o["region_code"], "RU") for o in found if "region_code" in o]) == 1
    assert _read(kinds, "clean_moment", [(o["date_modify"], "Europe/Moscow") for o in found if "date_modify" in o]) == 1


def test_contracts_finder(kinds: duckdb.DuckDBPyConnection) -> None:
    found = [o for path in sorted(_folder("uk").glob("*.json")) for o in _objects(json.loads(path.read_bytes()))]
    assert _read(kinds, "clean_country", [(o.get("countryName"),) for o in found]) == 1
    codes = [o["classification"]["id"] for o in found if isinstance(o.get("classification"), dict)]
    assert _read(kinds, "clean_industry", [(code, "CPV") for code in codes]) == 1
    assert _read(kinds, "clean_moment", [(o["date"], "Europe/London") for o in found if "date" in o]) == 1

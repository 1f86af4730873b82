"""Ground truth, kept aside for tests and benchmarks: who is who, who is behind each listing, who fits a profile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from world.country import Country
from world.population import COUNTRIES, Company
from world.truth_rows import Mention

PROFILES = ("cleaning_lviv", "it_public_buyers", "sewing_equipment")
LVIV = "Львівська область"
BATCH = 50_000
_REGISTERS = {"UA": "UA-EDR", "RU": "RU-OGRN", "GB": "GB-COH", "NO": "NO-BRC", "US": "US-CO-SOS"}
_NEEDS_CLEANING = {
    "medical": 20,
    "hotel": 25,
    "restaurant": 22,
    "retail": 18,
    "education": 15,
    "it": 12,
    "consulting": 10,
    "realestate": 15,
}

COMPANY_SCHEMA = pa.schema(
    [
        ("world_id", pa.string()),
        ("country", pa.string()),
        ("name", pa.string()),
        ("full_name", pa.string()),
        ("short_name", pa.string()),
        ("register", pa.string()),
        ("number", pa.string()),
        ("tax_number", pa.string()),
        ("cik", pa.string()),
        ("domain", pa.string()),
        ("industry", pa.string()),
        ("division", pa.string()),
        ("nace", pa.string()),
        ("town", pa.string()),
        ("region", pa.string()),
        ("registered", pa.date32()),
        ("size", pa.int32()),
        ("alive", pa.bool_()),
        ("public", pa.bool_()),
        ("sole_trader", pa.bool_()),
    ]
)
MENTION_SCHEMA = pa.schema([(name, pa.string()) for name in ("source", "source_id", "role", "world_id", "printed")])
FIT_SCHEMA = pa.schema(
    [("world_id", pa.string()), ("profile", pa.string()), ("fit", pa.float64()), ("visible", pa.bool_())]
)


def companies(country: Country, day: date) -> Iterator[dict[str, Any]]:
    """Every company that exists on the day."""
    for land in COUNTRIES:
        for position in range(country.population.known(land, day)):
            company = country.population.company(land, position)
            yield {
                "world_id": company.wid,
                "country": land,
                "name": company.name,
                "full_name": company.full,
                "short_name": company.short,
                "register": _REGISTERS[land],
                "number": company.number,
                "tax_number": company.tax if land in ("UA", "RU") else None,
                "cik": company.tax if land == "US" else None,
                "domain": company.domain,
                "industry": company.trade.key,
                "division": company.trade.nace[:2],
                "nace": company.trade.nace,
                "town": company.place.town,
                "region": company.place.region,
                "registered": company.day,
                "size": company.size,
                "alive": company.alive,
                "public": company.public,
                "sole_trader": company.sole,
            }


def mentions(country: Country, day: date) -> Iterator[Mention]:
    """Every party of every listing published by the day, all sources."""
    for teller in country.tellers():
        yield from teller.mentions(day)


def fits(country: Country, day: date) -> Iterator[tuple[str, str, float]]:
    """(world id, profile, hidden fit 0–100) of companies that fit a profile at all; higher is better."""
    activity: dict[str, dict[str, int]] = {}
    for row in country.tenders.feed(day):
        index = country.tenders.index_of(row.tender, day)
        facts = country.tenders.facts(index)
        _count(activity, facts.buyer.wid, f"buys {facts.need}")
        _count(activity, facts.supplier.wid, f"sells {facts.need}")
    for index, award in country.releases.window(None, None, set(), day):
        buyer, supplier, need = country.releases.facts(index)
        _count(activity, (supplier if award else buyer).wid, f"{'sells' if award else 'buys'} {need[0]}")
    for index in range(country.vacancies.timeline.upto(day)):
        _count(activity, country.vacancies.employer(index).wid, "hires")
    for land in COUNTRIES:
        for position in range(country.population.known(land, day)):
            company = country.population.company(land, position)
            did = activity.get(company.wid, {})
            for profile, fit in zip(
                PROFILES, (_cleaning(company, day), _public_it(company, did), _sewing(company, day, did)), strict=True
            ):
                if fit > 0:
                    yield company.wid, profile, float(min(100, fit))


def _count(activity: dict[str, dict[str, int]], wid: str, what: str) -> None:
    done = activity.setdefault(wid, {})
    done[what] = done.get(what, 0) + 1


def _freshness(company: Company, day: date, most: int) -> int:
    return max(0, most - (day - company.day).days * most // 120)


def _cleaning(company: Company, day: date) -> int:
    """New private firms of Lviv oblast with rooms to clean."""
    new = _freshness(company, day, 40)
    if (
        company.country != "UA"
        or company.place.region != LVIV
        or company.public
        or company.sole
        or not company.alive
        or company.trade.key == "cleaning"
        or not new
    ):
        return 0
    return (
        new
        + _NEEDS_CLEANING.get(company.trade.key, 3)
        + min(20, company.size // 3)
        + (10 if company.place.town == "Львів" else 0)
    )


def _public_it(company: Company, did: dict[str, int]) -> int:
    """Public buyers that buy IT."""
    bought = did.get("buys it", 0)
    return (
        0 if not company.public or not bought else 40 + min(45, 15 * bought) + (15 if company.trade.key == "it" else 0)
    )


def _sewing(company: Company, day: date, did: dict[str, int]) -> int:
    """Garment and textile makers, better when new, hiring or supplying uniforms."""
    if company.trade.nace[:2] not in ("13", "14") or company.public or not company.alive:
        return 0
    return (
        30
        + _freshness(company, day, 25)
        + min(25, 12 * did.get("hires", 0))
        + min(20, 10 * did.get("sells sewing", 0))
        + (5 if company.size > 10 else 0)
    )


def _write(path: Path, schema: pa.Schema, rows: Iterator[dict[str, Any]]) -> int:
    total = 0
    with pq.ParquetWriter(path, schema) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                total, batch = total + len(batch), []
        writer.write_table(pa.Table.from_pylist(batch, schema))
    return total + len(batch)


def write_truth(country: Country, day: date, folder: Path) -> dict[str, int]:
    """Write companies.parquet, mentions.parquet and fits.parquet to the folder; returns rows per file.

    A fit is `visible` when at least one listing names the company: nobody can find the others.
    """
    folder.mkdir(parents=True, exist_ok=True)

    def named() -> Iterator[dict[str, Any]]:
        for mention in mentions(country, day):
            row = asdict(mention)
            row["world_id"] = row.pop("wid")
            seen.add(mention.wid)
            yield row

    def fitting() -> Iterator[dict[str, Any]]:
        for wid, profile, fit in fits(country, day):
            yield {"world_id": wid, "profile": profile, "fit": fit, "visible": wid in seen}

    seen: set[str] = set()
    return {
        "companies": _write(folder / "companies.parquet", COMPANY_SCHEMA, companies(country, day)),
        "mentions": _write(folder / "mentions.parquet", MENTION_SCHEMA, named()),
        "fits": _write(folder / "fits.parquet", FIT_SCHEMA, fitting()),
    }

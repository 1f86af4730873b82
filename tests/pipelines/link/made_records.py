"""A small register, tenders and vacancies of made-up companies, for the matcher's tests."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipelines.link.fields import RECORDS

STEMS = "Karpaty Dniprovsk Zorianka Lymansk Bystrytsia Okhtyr Vorskla Samarsk Horlivka Teteriv Inhulka Siverska Psolets Rosava Stuhna".split()
KINDS = ("Bud", "Agro", "Trans", "Service")
TOWNS = ("Lviv", "Odesa", "Dnipro")


def record(rid: str, name: str, **known: Any) -> dict[str, Any]:
    """One record; `number` is its EDRPOU."""
    number = known.pop("number", None)
    held = [{"register": "UA-EDRPOU", "number": number}] if number else []
    return {"rid": rid, "name": name, "country": "UA", "source": "made", **known, "numbers": held}


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Records as the matcher takes them."""
    return pa.table([[row.get(field.name) for row in rows] for field in RECORDS], schema=RECORDS)


def companies() -> list[dict[str, Any]]:
    """Sixty companies with two to three records each: enough for blocks, too few for a model of their own."""
    rows = []
    for nr, (stem, kind) in enumerate((stem, kind) for stem in STEMS for kind in KINDS):
        town, house, phone = TOWNS[nr % 3], nr + 1, f"+38044{1000000 + 7919 * nr}"
        name = f"{stem} {kind}"
        rows.append(
            record(
                f"r{nr:03}",
                f'ТОВ "{name}"',
                number=f"{30000000 + nr}",
                city=town,
                address=f"Shevchenka {house}",
                phone=phone,
            )
        )
        rows.append(
            record(
                f"t{nr:03}", f"{name} LLC", city=town, address=f"Shevchenka str., {house}", number=f"{30000000 + nr}"
            )
        )
        if nr % 2:
            rows.append(
                record(f"v{nr:03}", name, city=town, phone=phone, website=f"https://www.{stem}{kind}.ua".lower())
            )
    return rows

"""The canonical form: the same bytes whatever the machine, and everything in it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta, timezone

from pipelines.deliver.canonical import canonical_csv, canonical_json, list_hash
from tests.pipelines.deliver.samples import SEEN, draft, lead, reason


def test_order_of_keys_and_of_sources_does_not_matter() -> None:
    made = draft(2)
    turned = tuple(
        replace(each, evidence=dict(reversed([*each.evidence.items(), *{"city": {"text": "Львів"}}.items()])))
        for each in made.leads
    )
    straight = tuple(replace(each, evidence={**each.evidence, "city": {"text": "Львів"}}) for each in made.leads)
    assert canonical_json(replace(made, leads=turned)) == canonical_json(replace(made, leads=straight))


def test_a_moment_is_the_same_in_every_zone() -> None:
    there = SEEN.astimezone(timezone(timedelta(hours=2)))
    made, moved = draft((lead(),)), draft((lead(first_seen_at=there, checked_at=there),))
    assert canonical_json(made) == canonical_json(moved)
    assert b"2026-11-20T23:00:05.250000Z" in canonical_json(made)


def test_every_change_changes_the_hash() -> None:
    made = lead()
    hashes = {
        list_hash(draft((each,)))
        for each in (
            made,
            replace(made, city="Київ"),
            replace(made, reasons=(reason(29),)),
            replace(made, evidence={}),
            replace(made, capital=None),
            replace(made, is_new=False),
        )
    }
    assert len(hashes) == 6


def test_the_json_holds_the_whole_list() -> None:
    whole = json.loads(canonical_json(draft(2)))
    first = whole["leads"][0]
    assert (whole["day"], first["name"], first["capital"]) == ("2026-11-21", "ТОВ «Ромашка 1»", "1000.50")
    assert first["reasons"][0]["text"]["uk"] == "зареєстрована 3 дні тому"
    assert first["evidence"]["name"]["text"] == "Ромашка"
    assert whole["sources"][0]["attribution"] == "Contains data under NLOD"


def test_the_csv_is_read_back_cell_by_cell() -> None:
    nasty = lead(name='He said "no";\nand, well', reasons=(reason(30), reason(-5, "mass_address")))
    raw = canonical_csv(draft((nasty,)))
    rows = list(csv.DictReader(io.StringIO(raw.decode(), newline="")))
    assert rows[0]["name"] == 'He said "no";\nand, well'
    assert (rows[0]["points"], rows[0]["is_new"], rows[0]["capital"], rows[0]["registered_on"]) == (
        "25", "true", "1000.50", "2026-11-18",
    )  # fmt: skip
    assert rows[0]["numbers"] == "UA-EDRPOU 00131311"
    assert rows[0]["signals"] == "new_company | mass_address"
    assert b"\r" not in raw

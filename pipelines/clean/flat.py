"""Bulk files as Texts: one row a record, read by the picks of the declaration."""

from __future__ import annotations

from typing import Any

from leads.landing import Manifest
from leads.records import Party
from leads.vocabulary import Field, IndustryCode, fields
from pipelines.clean.columns import Known, many, pairs, present, text
from pipelines.clean.crawls import Batch
from pipelines.clean.quoting import literal, name
from pipelines.clean.texts import Texts, inherited, party_types, record_of


def flat_texts(batch: Batch, table: str, known: Known) -> Texts:
    """A bulk file, already in a temporary table, as Texts."""
    manifest, picks = batch.manifests[0], batch.declaration.picks
    record = record_of(batch)
    listing = {field: pick for field, pick in picks.items() if field != "parties"}
    parties: list[dict[str, Any]] = picks.get("parties", [])
    if "url" not in listing and manifest.url:
        listing["url"] = {"const": {"text": manifest.url}}
    shown = ", ".join(
        f"{_found(spec, listing.get(field), known)} AS {name(field)}" for field, spec in fields(record).items()
    )
    listings = f"SELECT {_key(manifest)}, {shown} FROM {table}"
    key = "row, crawl, line, fetched_at"
    numbers, codes = (
        max((len(party.get(field, [])) for party in parties), default=0) for field in ("numbers", "codes")
    )
    each = [
        f"SELECT {key}, {', '.join(inherited(batch.declaration.kind))}, {at} AS ordinal, {_party(party, known, numbers, codes)} "
        f"FROM (SELECT *, {_inherited_texts(record, listing, known)}{_key(manifest)} FROM {table})"
        + (f" WHERE {present(party['name'], known)} IS NOT NULL" if at > 1 and "name" in party else "")
        for at, party in enumerate(parties, start=1)
    ]
    return Texts(
        batch=batch,
        table=table,
        listing=listings,
        party=" UNION ALL ".join(each),
        listing_fields=frozenset(listing),
        party_fields=frozenset({field for party in parties for field in party}),
        numbers=numbers,
        codes=codes,
        parties=len(parties),
    )


def _key(manifest: Manifest) -> str:
    return (
        f"rowid AS row, {literal(manifest.crawl)} AS crawl, rowid + 1 AS line, "
        f"TIMESTAMPTZ {literal(manifest.ended_at.isoformat())} AS fetched_at"
    )


def _inherited_texts(record: type, listing: dict[str, Any], known: Known) -> str:
    """What `inherited` names, beside the columns of the file."""
    return "".join(
        f"{_found(spec, listing.get(field), known)} AS {name(field)}, "
        for field, spec in fields(record).items()
        if field in ("source_id", "event", "ceased_on")
    )


def _party(party: dict[str, Any], known: Known, numbers: int, codes: int) -> str:
    specs = fields(Party)
    shown = []
    for field, kind in party_types().items():
        if field == "role":
            found = literal(party["role"])
        elif field in specs and field in party:
            found = _found(specs[field], party[field], known)
        else:
            found = f"NULL::{kind}"
        shown.append(f"{found} AS {name(field)}")
    for field, most, what, which in (("numbers", numbers, "register", "number"), ("codes", codes, "scheme", "code")):
        declared = [each["pair"] for each in party.get(field, [])]
        absent = {"first": None, "pick": {"const": {"text": None}}}
        for k, pair in enumerate(declared + [absent] * (most - len(declared)), start=1):
            shown.append(f"{literal(pair['first'])} AS {what}_{k}, {text(pair['pick'], known)} AS {which}_{k}")
    return ", ".join(shown)


def _found(spec: Field, pick: Any, known: Known) -> str:
    """SQL of the texts of one field."""
    if spec.kind is IndustryCode:
        return pairs(pick, ("scheme", "code"), known) if pick else "NULL::STRUCT(scheme VARCHAR, code VARCHAR)[]"
    if pick is None:
        return "NULL::VARCHAR[]" if spec.many else "NULL::VARCHAR"
    return many(pick, known) if spec.many else text(pick, known)

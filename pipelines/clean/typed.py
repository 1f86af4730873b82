"""Texts → typed rows: one SELECT for listings, one for parties, each row carrying what of it could not be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import duckdb

from leads.kinds.names import with_names
from leads.records import Party
from leads.vocabulary import Currency, Field, Money, fields
from pipelines.clean.cleaners import call, cleaner, columns
from pipelines.clean.quoting import first, literal, name, struct
from pipelines.clean.readings import Located, anything_refused, read_once, read_towns
from pipelines.clean.texts import Texts, record_of

KEYS = {"source_id", "country"}
"""Listing fields that are keys of the facts, not typed columns: the shard is the country."""

NO_ID = "RU-KPP"
"""A Russian tax-office code: shared by all firms of an office, so it identifies nobody."""

_NO_REJECTS = "NULL::STRUCT(field VARCHAR, text VARCHAR, why VARCHAR)[]"


class Typed(NamedTuple):
    """Typed listings, as SQL: what is read twice is cheaper than what is kept."""

    rows: str
    """SELECT of source_id, crawl, line, fetched_at and the typed columns."""
    columns: list[str]
    """The typed columns."""
    rejects: dict[str, str]
    """By field a SELECT of source_id, crawl, line, and r, a STRUCT(field, text, why), of few rows; of none where its column has no NULL."""


def type_listings(con: duckdb.DuckDBPyConnection, texts: Texts, rows: str, shard: str) -> Typed:
    """How the listings of a batch are typed; `rows` is a SQL condition on `row`. Makes the tables the SQL reads."""
    record, declaration = record_of(texts.batch), texts.batch.declaration
    known = {n: f for n, f in fields(record).items() if n in texts.listing_fields and n != "source_id"}
    given = f"SELECT * FROM ({texts.listing}) WHERE {rows}"
    joins = read_once(con, texts, record, known.values(), given, literal(shard))
    lists = [field for field in known.values() if field.many and cleaner(record, field)]
    for field in lists:
        con.execute(f"CREATE OR REPLACE TEMP TABLE read_{field.name} AS {_list(texts, record, field, given)}")
        joins[field.name] = f" LEFT JOIN read_{field.name} ON read_{field.name}.row = t.row"
    shown, read = _shown(texts, record, known, joins, literal(shard))
    values = {column: value for column, value in _values(record, known).items() if column not in KEYS}
    values["language"] = f"coalesce({values['language']}, {literal(declaration.language)})"
    values = _present(values)
    answers = f"(SELECT t.*{''.join(f', {sql}' for sql in shown)} FROM ({given}) t{''.join(joins.values())})"
    typed = ", ".join(f"{value} AS {name(column)}" for column, value in values.items())
    shown_of = dict(zip((each.rsplit(" AS c_", 1)[1] for each in shown), shown, strict=True))
    money = [field for field, spec in known.items() if spec.kind is Money]
    rejects = {}
    for refused, text, why in _whys(known, read, ""):
        if refused in joins and refused not in money and not anything_refused(con, refused):
            continue  # of millions of rows none has to be looked at again
        asked = money[: money.index(refused) + 1] if refused in money else [refused]
        joined = "".join(joins.get(each, "") for each in asked)
        rejects[refused] = f"""
            SELECT source_id, crawl, line, {struct({"field": literal(refused), "text": text, "why": why})} AS r
            FROM (SELECT t.*, {", ".join(shown_of[each] for each in asked)} FROM ({given}) t{joined}) WHERE {why} IS NOT NULL"""
    return Typed(
        rows=f"SELECT source_id, crawl, line, fetched_at, {typed} FROM {answers}",
        columns=list(values),
        rejects=rejects,
    )


def type_parties(con: duckdb.DuckDBPyConnection, texts: Texts, living: Located, reached: bool) -> list[str]:
    """Make the temporary table `typed_parties` of all parties that are not people; those whose name cannot be read have no name.

    Beside the typed columns (returned): party_id, the checked numbers (register_1, number_1, …; NULL where it is not one),
    the texts of codes (scheme_1, code_1, …) and `nace`, the division of the first, as the table `code_answers` reads it;
    and `rejects` (a list of {field, text, why} of which only those with a why count; NULL where all was read).
    With `reached`, the table of that name (see `contacts`) gives web sites and domains.
    """
    known = {n: f for n, f in fields(Party).items() if n in texts.party_fields and n not in ("role", "website")}
    given, country = living
    joins = read_once(con, texts, Party, (f for n, f in known.items() if n not in ("country", "city")), given, country)
    if "city" in known:
        joins["city"] = read_towns(con, given, country)
    if texts.codes:
        joins["codes"] = " LEFT JOIN code_answers ON code_answers.code = t.code_1 AND code_answers.scheme = t.scheme_1"
    if reached:
        joins["website"] = " LEFT JOIN reached ON reached.row = t.row AND reached.ordinal = t.ordinal"
    apart = {"country", "name"}
    shown, read = _shown(texts, Party, {n: f for n, f in known.items() if n not in apart}, joins, country)
    read |= apart & known.keys()
    numbers = range(1, texts.numbers + 1)
    shown += [
        f"clean_number(CASE WHEN register_{k} <> '{NO_ID}' THEN number_{k} END, register_{k}) AS c_number_{k}"
        for k in numbers
    ]
    shown += ["read_city.region AS town_region"] if "city" in known else []
    shown += ["code_answers.c.nace AS nace"] if texts.codes else []
    shown += ["reached.website AS c_website", "reached.mail_domain"] if reached else []
    whys = _whys(known, read, "party.") + [("party.numbers", f"number_{k}", f"c_number_{k}.why") for k in numbers]
    values = _present(_values(Party, known) | _party_values(texts, known, reached))
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE typed_parties AS
        SELECT row, ordinal, crawl, line, fetched_at, source_id, role, {_party_id(texts, numbers)} AS party_id,
            {"".join(f"register_{k}, c_number_{k}.value AS number_{k}, " for k in numbers)}
            {"".join(f"scheme_{k}, code_{k}, " for k in range(1, texts.codes + 1))} {"nace, " if texts.codes else ""}
            {", ".join(f"{value} AS {name(column)}" for column, value in values.items())},
            {_rejects(whys)} AS rejects
        FROM (SELECT t.*, {", ".join(shown)} FROM ({with_names(given, "name", country)}) t{"".join(joins.values())})""")
    return list(values)


def _party_values(texts: Texts, known: Mapping[str, Field], reached: bool) -> dict[str, str]:
    """The SQL of the columns of a party that are more than their own field read."""
    day = f"clean_day(ceased_on, {literal(texts.batch.declaration.day_format)}).value"
    closed = f"CASE WHEN role = 'registered' AND (lower(event) = 'closed' OR {day} IS NOT NULL) THEN 'closed' END"
    return {
        "country": "country_",
        "website": "c_website.value" if reached else "NULL::VARCHAR",
        "domain": "coalesce(c_website.domain, mail_domain)" if reached else "NULL::VARCHAR",
        "name_core": "c_name.core",
        "legal_form": first(["c_name.form", *(["c_legal_form.value"] if "legal_form" in known else [])]),
        "region": first(
            [*(["c_region.value"] if "region" in known else []), *(["town_region"] if "city" in known else [])],
            "NULL::VARCHAR",
        ),
        "status": first([*(["c_status.value"] if "status" in known else []), closed]),
    }


def _present(values: Mapping[str, str]) -> dict[str, str]:
    """The columns that may have a value: what is NULL for all is not written."""
    return {column: value for column, value in values.items() if not value.startswith("NULL::")}


def _list(texts: Texts, record: type, field: Field, given: str) -> str:
    """SELECT row, c for a list field of a listing: its values cleaned, in their order, blanks out."""
    made = cleaner(record, field)
    assert made is not None
    values = name(field.name)
    return f"""
        SELECT row, list(c.{made.value} ORDER BY nth) FILTER (WHERE c.{made.value} IS NOT NULL) AS c
        FROM (SELECT row, nth, {call(record, field, texts.batch.declaration, "NULL")} AS c
              FROM (SELECT row, unnest({values}) AS {values}, generate_subscripts({values}, 1) AS nth FROM ({given})))
        GROUP BY row"""


def _shown(
    texts: Texts, record: type, known: Mapping[str, Field], joins: Collection[str], country: str
) -> tuple[list[str], set[str]]:
    """SQL of `c_<field>`, how each field reads, for all fields with a column of their own; and which of them can say why not."""
    shown, read = [], set()
    for field, spec in known.items():
        if cleaner(record, spec) is None:
            continue
        shown.append(
            f"{f'read_{field}.c' if field in joins else call(record, spec, texts.batch.declaration, country)} AS c_{field}"
        )
        if not spec.many:
            read.add(field)
    return shown, read


def _values(record: type, known: Mapping[str, Field]) -> dict[str, str]:
    """The SQL of every typed column of a record, from the answers `c_<field>`."""
    money = [field for field, spec in known.items() if spec.kind is Money]
    found: dict[str, str] = {}
    for column, kind in columns(record).items():
        spec = fields(record)[column]
        made = cleaner(record, spec)
        if spec.kind is Currency:
            found[column] = first([f"c_{each}.currency" for each in money], "NULL::VARCHAR")
        elif column not in known or made is None:
            found[column] = f"NULL::{kind}"
        elif spec.many:
            found[column] = f"c_{column}"
        elif column in money[1:]:
            found[column] = f"CASE WHEN {_another(column, money)} IS NULL THEN c_{column}.amount END"
        else:
            found[column] = f"c_{column}.{made.value}"
    found.pop("role", None)
    return found


def _another(field: str, money: Sequence[str]) -> str:
    """SQL of why an amount cannot stand beside the amounts before it: they share one column of currency."""
    before = first([f"c_{each}.currency" for each in money[: money.index(field)]])
    return f"CASE WHEN c_{field}.currency <> {before} THEN 'another currency than the amount beside it' END"


def _whys(known: Mapping[str, Field], read: Collection[str], prefix: str) -> list[tuple[str, str, str]]:
    """(field as reported, SQL of its text, SQL of why it was not read) of each field read."""
    money = [field for field, spec in known.items() if spec.kind is Money]
    found = []
    for field in known:
        if field in read:
            why = f"c_{field}.why"
            found.append(
                (
                    prefix + field,
                    name(field),
                    f"coalesce({why}, {_another(field, money)})" if field in money[1:] else why,
                )
            )
    return found


def _rejects(whys: Sequence[tuple[str, str, str]]) -> str:
    """SQL of the list of {field, text, why}; NULL for the many rows where everything was read."""
    if not whys:
        return _NO_REJECTS
    each = ", ".join(struct({"field": literal(field), "text": text, "why": why}) for field, text, why in whys)
    return f"CASE WHEN {first([why for _, _, why in whys])} IS NOT NULL THEN [{each}] END"


def _party_id(texts: Texts, numbers: Sequence[int]) -> str:
    """SQL of a party's id: a hash of source, source_id, role and its first checked number, else of its name."""
    known = [f"register_{k} || ':' || c_number_{k}.value" for k in numbers]
    what = first([*known, "c_name.core", "c_name.value"])
    return f"'p' || left(md5(concat_ws(chr(31), {literal(texts.batch.source)}, source_id, role, {what})), 16)"

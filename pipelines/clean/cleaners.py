"""Which cleaner reads which kind of field; a new field of a known kind needs nothing here."""

from __future__ import annotations

from dataclasses import dataclass

from leads.declaration import Declaration
from leads.records import Party
from leads.vocabulary import (
    Count,
    Country,
    Currency,
    Day,
    Email,
    Field,
    IndustryCode,
    Kind,
    Moment,
    Money,
    Name,
    Phone,
    Region,
    RegisterNumber,
    Text,
    Url,
    Website,
    fields,
)
from pipelines.clean.quoting import literal, name


@dataclass(frozen=True)
class Cleaner:
    """How texts of a kind are read: the SQL of its macro, and the type of what comes out."""

    call: str
    """SQL with {text} and, where the macro asks for it, {country}, {currency}, {day_format} or {timezone}."""
    type: str
    """The DuckDB type of the typed value."""
    value: str = "value"
    """The field of the answer that holds it."""
    once: bool = False
    """True where it is worth reading each distinct text only once: the macro looks words up, or goes through a library."""


CLEANERS: dict[type[Kind], Cleaner] = {
    Text: Cleaner("clean_text({text})", "VARCHAR"),
    Name: Cleaner("clean_name({text}, {country})", "VARCHAR"),
    Country: Cleaner("clean_country({text})", "VARCHAR", once=True),
    Region: Cleaner("clean_region({text}, {country})", "VARCHAR", once=True),
    Day: Cleaner("clean_day({text}, {day_format})", "DATE", once=True),
    Moment: Cleaner("clean_moment({text}, {timezone})", "TIMESTAMPTZ"),
    Money: Cleaner("clean_money({text}, {currency})", "DECIMAL(20,2)", "amount", once=True),
    Count: Cleaner("clean_count({text})", "BIGINT"),
    Website: Cleaner("clean_website({text})", "VARCHAR", once=True),
    Url: Cleaner("web_link({text})", "VARCHAR"),
}
"""Kinds that give one column of a listing or party. `Currency` is read with the amounts beside it; phones, e-mails, numbers
and codes have tables of their own."""

ELSEWHERE: set[type[Kind]] = {Currency, Phone, Email, RegisterNumber, IndustryCode}

OWN: dict[tuple[type, str], Cleaner] = {
    (Party, "status"): Cleaner("clean_status({text})", "VARCHAR", once=True),
    (Party, "legal_form"): Cleaner("clean_text({text})", "VARCHAR", once=True),
    (Party, "city"): Cleaner("clean_town({text})", "VARCHAR", once=True),
}
"""Fields whose words have one meaning everywhere; the status of a tender stays in the source's own words."""

WEB_LINK = r"""CREATE OR REPLACE TEMP MACRO web_link(written) AS {
    'value': CASE WHEN starts_with(written, 'https://') AND length(written) > 8
            THEN CASE WHEN length(written) = strlen(written) AND NOT ends_with(written, ' ') THEN written ELSE trim(written) END
        WHEN regexp_matches(written, '(?i)^\s*https?://[^\s/]') THEN trim(written) END,
    'why': CASE WHEN starts_with(written, 'https://') AND length(written) > 8 THEN NULL
        WHEN NOT regexp_matches(written, '(?i)^\s*(https?://[^\s/].*)?$') THEN 'not a link' END}"""
"""Links are shown to be clicked, so nothing but http and https passes."""


def cleaner(record: type, field: Field) -> Cleaner | None:
    """The cleaner of a field with a column of its own; None for kinds that have a table of their own.

    Raises KeyError with the field's name where a kind is new here.
    """
    if field.kind in ELSEWHERE:
        return None
    found = OWN.get((record, field.name)) or CLEANERS.get(field.kind)
    if found is None:
        raise KeyError(f"no cleaner for the kind {field.kind.__name__} of {record.__name__}.{field.name}")
    return found


def columns(record: type) -> dict[str, str]:
    """The typed columns that the fields of a record come to, with their DuckDB types."""
    found: dict[str, str] = {}
    for field in fields(record).values():
        if (made := cleaner(record, field)) is not None:
            found[field.name] = f"{made.type}[]" if field.many else made.type
        elif field.kind is Currency:
            found[field.name] = "VARCHAR"
    return found


def call(record: type, field: Field, declaration: Declaration, country: str, text: str = "", beside: str = "") -> str:
    """SQL that reads one field of a row; `country` is the SQL of the country it stands in.

    `text` and `beside` stand for the field's own column and for what `argument` gives, where they are read from another table.
    """
    made = cleaner(record, field)
    assert made is not None, field.name
    given = beside or argument(record, field, declaration, country) or "NULL"
    return made.call.format(
        text=text or name(field.name),
        country=given,
        currency=given,
        day_format=literal(declaration.day_format),
        timezone=literal(declaration.timezone),
    )


def argument(record: type, field: Field, declaration: Declaration, country: str) -> str | None:
    """SQL of what differs from row to row beside the text of a field and decides how it reads; None where nothing does."""
    made = cleaner(record, field)
    assert made is not None, field.name
    if "{country}" in made.call:
        return country
    if "{currency}" in made.call:
        return f"coalesce({name('currency')}, {literal(declaration.currency)})"
    return None

"""How a lead is found in a list: its folded words, and the narrow row that lists are filtered and sorted by.

Words are compared folded: no case, no accents, no difference of ё and е; every word asked for must begin a word of the lead.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from leads.sheets.draft import LANGUAGES
from leads.sheets.industries import industry_label

LONGEST_NAME = 60
"""Characters of a name that decide its place."""
MOST_WORDS = 8
"""Words of one question; more do not make it clearer."""
FEW = 500
"""Ranks that a statement names one by one; more come as one parameter."""
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?[\d\s()./-]{5,}")
_TAILS = (7, 9, 10)
"""A phone is also found without its country and town codes."""


def folded(text: str) -> str:
    """Text as it is compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text; one that is a phone or a number as people write it is one word of its digits."""
    if _NUMBER.fullmatch(text.strip()):
        return [re.sub(r"\D", "", text)]
    return _WORD.findall(folded(text))


def words_of(lead: Any) -> str:
    """Every word a lead is found by, each once: name, place, industry, numbers, phones, mailboxes, web site, why now."""
    found = words(" ".join((lead.name, lead.city, lead.address, lead.domain, lead.legal_form)))
    for language in LANGUAGES:
        found += words(getattr(lead, f"why_now_{language}"))
        if lead.nace:
            found += words(industry_label(lead.nace, language))
    found += [word for mail in lead.emails for word in words(mail["value"])]
    found += [word for number in lead.numbers for word in words(number["number"])]
    for phone in lead.phones:
        digits = re.sub(r"\D", "", phone["value"])
        found += [digits, *(digits[-size:] for size in _TAILS if len(digits) > size)]
    return " ".join(dict.fromkeys(found))


def entry_values(lead: Any, signals: Iterable[str]) -> dict[str, Any]:
    """The fields of a lead's `LeadEntry`, besides the rows it belongs to."""
    return {
        "lead_key": lead.lead_id,
        "company_id": lead.company_id,
        "rank": lead.rank,
        "band": lead.band,
        "country": lead.country,
        "region": lead.region,
        "nace": lead.nace,
        "signals": "".join(f" {signal}" for signal in dict.fromkeys(signals)) + " ",
        "name": folded(lead.name).strip("\"'«»“”„ ")[:LONGEST_NAME],
        "deadline": lead.deadline,
        "fresh_on": lead.fresh_on,
        "is_new": lead.is_new,
    }


def asked_words(question: str) -> list[str]:
    """The words of a question that are looked for."""
    return words(question)[:MOST_WORDS]


def has_words(text: str, asked: Iterable[str]) -> bool:
    """Whether each of these words begins a word of a lead's text, as the index would say."""
    spaced = f" {text}"
    return all(f" {word}" in spaced for word in asked)


def found_by(entries: QuerySet[Any], question: str, published: int | None = None) -> QuerySet[Any]:
    """Those entries that a question in people's words finds; an empty question finds all, one without words none.

    `published` is the list that all entries are of, where they are of one: the index is then asked for their ranks,
    once, and databases find entries by list and rank without walking along the list.
    """
    if not question.strip():
        return entries
    asked = asked_words(question)
    if not asked:
        return entries.none()
    keys, parameter = _matching(asked, entries.db)
    if published is None:
        return entries.filter(pk__in=RawSQL(keys, [parameter]))  # noqa: S611 - words are letters and digits, and a parameter
    # CROSS: SQLite begins with the words, whatever it thinks of the table.
    ranks = f"SELECT e.rank FROM ({keys}) AS w CROSS JOIN leads_leadentry e WHERE e.lead_id = w.lead_key AND e.published_id = %s"
    connection = connections[entries.db]
    with connection.cursor() as cursor:
        cursor.execute(ranks, [parameter, published])
        found = [row[0] for row in cursor.fetchall()]
    if len(found) <= FEW:
        return entries.filter(rank__in=found)
    if connection.vendor == "postgresql":
        return entries.filter(rank__in=RawSQL("SELECT unnest(%s::int[])", [found]))
    return entries.filter(rank__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(found)]))


def _matching(asked: Sequence[str], database: str) -> tuple[str, str]:
    """The statement that finds the keys of leads with these words in a database, and its parameter."""
    if connections[database].vendor == "postgresql":
        match = "to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
        return f"SELECT lead_id AS lead_key FROM leads_leadtext WHERE {match}", " & ".join(
            f"{word}:*" for word in asked
        )
    match = "leads_leadtext_words MATCH %s"
    return f"SELECT rowid AS lead_key FROM leads_leadtext_words WHERE {match}", " ".join(f'"{word}"*' for word in asked)

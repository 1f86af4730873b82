"""A lead on a card of five questions: who, what, why, when, where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names

from leads.sheets.draft import LeadDraft
from pipelines.customers.words import trait_value
from pipelines.segments.words import text


@dataclass(frozen=True)
class Card:
    """Five questions with their answers, in one language; an answer is one or several lines."""

    title: str
    lines: tuple[tuple[str, str], ...]
    """(question, answer); the question is empty where an answer goes on."""


def card(lead: LeadDraft, language: str, day: date, hours: str = "") -> Card:
    """The card of a lead on the list of a day; `hours` are the team's working hours.

    Who: the company, its number and size; what: its industry; why: the reasons with their points; when: the band's turn, the
    next deadline, the age of the newest fact; where: its place, and where to reach it.
    """
    who = [lead.name, *(f"{number['register']} {number['number']}" for number in lead.numbers[:2])]
    if lead.employees is not None:
        size = str(1 + sum(lead.employees >= bound for bound in (10, 50, 250)))
        who.append(trait_value("size", size, language))
    when = [text(f"band_{lead.band}", language)]
    if lead.deadline is not None:
        when.append(text("until", language, until=lead.deadline.isoformat()))
    if lead.fresh_on is not None:
        when.append(text("freshest", language, days=(day - lead.fresh_on).days))
    if hours:
        when.append(text("hours", language, hours=_spoken(hours, language)))
    place = [trait_value("region", f"{lead.country}:{lead.region}", language)] if lead.region else [lead.country]
    where = [*place, lead.city, lead.street, *(phone["value"] for phone in lead.phones[:2])]
    where += [*(email["value"] for email in lead.emails[:1]), lead.website]
    why = [f"{reason.text[language]} ({reason.points:+d})" for reason in lead.reasons]
    lines = [
        (text("card_who", language), ", ".join(part for part in who if part)),
        (
            text("card_what", language),
            trait_value("industry", lead.nace[:2], language) if lead.nace else text("unknown", language),
        ),
        *((text("card_why", language) if at == 0 else "", each) for at, each in enumerate(why)),
        (text("card_when", language), ", ".join(when)),
        (text("card_where", language), ", ".join(part for part in where if part)),
    ]
    return Card(f"{lead.rank}. {lead.name} ({lead.band}, {lead.points})", tuple(lines))


def _spoken(hours: str, language: str) -> str:
    """Working hours with the days of the week in the language."""
    for number, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        hours = hours.replace(day, get_day_names("abbreviated", locale=language)[number])
    return hours

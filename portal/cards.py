"""Leads as vCards: companies, not persons, for address books of phones, Outlook and others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vText

from leads.sheets.draft import LeadDraft

_KINDS = {"mobile": "CELL", "office": "WORK"}


def cards(leads: Iterable[LeadDraft], language: str) -> Iterator[bytes]:
    """One vCard 3.0 a lead; the lead's id is its UID, so that a second import updates the first."""
    for lead in leads:
        yield b"".join(_folded(line) + b"\r\n" for line in _lines(lead, language))


def _lines(lead: LeadDraft, language: str) -> Iterator[Contentline]:
    yield _plain("BEGIN:VCARD")
    yield _plain("VERSION:3.0")
    yield _line("UID", lead.lead_id)
    yield _line("FN", lead.name)
    yield _parts("N", ("", "", "", "", ""))
    yield _parts("ORG", (lead.name,))
    yield _line("X-ABSHOWAS", "COMPANY")
    for phone in lead.phones:
        yield _line("TEL", phone["value"], _KINDS.get(phone.get("label", ""), "VOICE"))
    for mail in lead.emails:
        yield _line("EMAIL", mail["value"], "INTERNET")
    if lead.website or lead.domain:
        yield _line("URL", lead.website or f"https://{lead.domain}")
    yield _parts("ADR", ("", "", lead.street, lead.city, lead.region, lead.postcode, lead.country), "WORK")
    yield _line("NOTE", lead.why_now[language])
    yield _plain("END:VCARD")


def _line(name: str, value: str, kind: str = "") -> Contentline:
    parameters = Parameters({"TYPE": kind} if kind else {})
    line: Contentline = Contentline.from_parts(name, parameters, vText(_flat(value)))
    return line


def _parts(name: str, values: tuple[str, ...], kind: str = "") -> Contentline:
    """A value of several parts: each is escaped, the semicolons between are not."""
    escaped = ";".join(vText(_flat(value)).to_ical().decode() for value in values)
    return _plain(f"{name};TYPE={kind}:{escaped}" if kind else f"{name}:{escaped}")


def _plain(text: str) -> Contentline:
    return Contentline(text)  # type: ignore[no-untyped-call] # the library left this one out


def _folded(line: Contentline) -> bytes:
    return bytes(line.to_ical())  # type: ignore[no-untyped-call] # and this one


def _flat(text: str) -> str:
    """Text without the control characters that would end a line early."""
    return "".join(letter if letter >= " " or letter == "\n" else " " for letter in text)

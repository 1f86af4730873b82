"""What we want a CRM to hold of a lead: flat text fields of its company, of its contact and of its opportunity."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

from leads.sheets.draft import LeadDraft, ListDraft
from pipelines.deliver.crm.protocol import COMPANY, CONTACT, OPPORTUNITY, Fields

CREATE_ONLY = frozenset({"day"})
"""Fields written when a record is made and never again: stage, owner and consent are not even among our fields."""


@dataclass(frozen=True)
class Wanted:
    """One lead as a CRM should hold it: fields by kind of record."""

    lead: LeadDraft
    fields: dict[str, Fields]


def wanted_of(
    draft: ListDraft, language: str, kinds: Sequence[str], fit: Callable[[str, Fields], Fields]
) -> list[Wanted]:
    """What a list wants in a CRM, in rank order; `fit` leaves out what the CRM cannot keep.

    A contact is the company's switchboard and mailbox, never a person. A CRM that keeps leads alone gets all in one.
    """
    return [Wanted(lead, _fields(lead, draft, language, kinds, fit)) for lead in draft.leads]


def fields_hash(fields: Fields) -> str:
    """Tells whether we want the same as last time."""
    lasting = {name: value for name, value in fields.items() if name not in CREATE_ONLY}
    return hashlib.sha256(orjson.dumps(lasting, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _fields(
    lead: LeadDraft, draft: ListDraft, language: str, kinds: Sequence[str], fit: Callable[[str, Fields], Fields]
) -> dict[str, Fields]:
    company, opportunity = _company(lead), _opportunity(lead, draft, language)
    made: dict[str, Fields] = {}
    if COMPANY in kinds:
        made[COMPANY] = fit(COMPANY, _filled(company))
    else:
        opportunity = company | opportunity
    if CONTACT in kinds and (lead.phones or lead.emails):
        reach = {name: company[name] for name in ("name", "phone", "mobile", "email")}
        made[CONTACT] = fit(CONTACT, _filled(reach))
    made[OPPORTUNITY] = fit(OPPORTUNITY, _filled(opportunity))
    return made


def _company(lead: LeadDraft) -> dict[str, str]:
    phones = {True: "", False: ""}
    for phone in reversed(lead.phones):
        phones[phone.get("label") == "mobile"] = phone["value"]
    # Of several numbers of one register the first is kept: a field holds one value.
    numbers = {f"number {number['register']}": number["number"] for number in reversed(lead.numbers)}
    return {
        "name": lead.name,
        "street": lead.street or lead.address,
        "postcode": lead.postcode,
        "city": lead.city,
        "country": lead.country,
        "phone": phones[False],
        "mobile": phones[True],
        "email": lead.emails[0]["value"] if lead.emails else "",
        "website": lead.website,
        "numbers": "\n".join(f"{number['register']} {number['number']}" for number in lead.numbers),
        **numbers,
    }


def _opportunity(lead: LeadDraft, draft: ListDraft, language: str) -> dict[str, str]:
    reasons = "\n".join(
        f"{reason.points:+d}  {reason.text[language]}" + (f"  {reason.url}" if reason.url else "")
        for reason in lead.reasons
    )
    return {
        "title": draft.title.get(language, draft.profile),
        "label": f"{lead.name}: {draft.title.get(language, draft.profile)}",
        "story": f"{lead.why_now[language]}\n\n{reasons}".strip(),
        "day": draft.day.isoformat(),
    }


def _filled(fields: dict[str, str]) -> Fields:
    return {name: value for name, value in fields.items() if value}
